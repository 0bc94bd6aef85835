"""Sessions of engines: what they promise, with faults injected, and nothing left of them by looking."""

import pytest

from accelguide.sessions.dask import dask_cluster

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def lost_worker_timeout():
    """Worker: how long a cluster of this machine waits for a lost worker."""
    import dask

    return dask.config.get("distributed.deploy.lost-worker-timeout")


@pytest.fixture(scope="module")
def dask():
    """Dask with one worker."""
    pytest.importorskip("distributed")
    with dask_cluster(1) as client:
        yield client


def test_dask_does_not_give_up_a_worker_that_is_being_started_again(dask):
    # after fifteen seconds it would, also if another loss of it came later
    assert dask.run_on_scheduler(lost_worker_timeout) == "1 day"
