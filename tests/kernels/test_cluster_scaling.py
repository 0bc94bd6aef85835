"""Grouped sums by workers of a cluster: the same from however many, the input's own, and none that is not there."""

import collections
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import _crew, crew, fleet
from accelguide.sessions.dask import dask_cluster
from accelguide.sessions.ray import ray_nodes
from accelguide.systems import Unavailable

MODULES = pytest.mark.parametrize("module", [crew, fleet], ids=["dask", "ray"])
SERIAL = {crew: crew.crew_serial, fleet: fleet.fleet_serial}


@pytest.fixture(scope="module")
def client():
    try:
        with dask_cluster(2) as started:
            yield started
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def nodes():
    try:
        with ray_nodes((1, 1)) as started:
            yield started
    except Unavailable as missing:
        pytest.skip(str(missing))


# the work


@MODULES
@settings(deadline=None, max_examples=10)
@given(rows=st.integers(0, 50))
def test_the_sums_are_those_of_the_rows(module, rows):
    expected = collections.Counter()
    for number in range(_crew.BLOCKS):
        for key, value in zip(*map(np.ndarray.tolist, _crew.block(number, rows)), strict=True):
            expected[key] += value
    found = SERIAL[module](1, rows)
    assert found.shape == (_crew.GROUPS,)
    assert {key: value for key, value in enumerate(found.tolist()) if value} == {k: v for k, v in expected.items() if v}


@settings(deadline=None, max_examples=10)
@given(rows=st.integers(0, 100), count=st.integers(1, 9))
def test_the_parts_of_a_table_make_the_whole(rows, count):
    parts = _crew.parts(3, rows, count)
    assert len(parts) == count
    assert np.array_equal(np.concatenate(parts), _crew.table(3, rows))


@given(st.integers(1, 1000))
def test_numbers_of_workers_double_up_to_the_last(most):
    found = _crew.doublings(most)
    assert found[0] == 1
    assert found[-1] == most
    assert all(low < high <= 2 * low for low, high in pairwise(found))


@MODULES
def test_a_call_reads_as_many_bytes_however_many_work(module):
    keys, values = _crew.block(0, 10)
    assert module.work(1) == module.work(2)
    assert module.work(1)["bytes"] == _crew.BLOCKS * _crew.ROWS * (keys.nbytes + values.nbytes) // 10


def test_dask_has_a_worker_more_than_there_are_cores_and_ray_never_many_nodes():
    assert crew.counts()[-2:] == (crew.CORES, crew.CORES + 1)
    assert 2 <= fleet.counts()[-1] <= fleet.MOST


# the engines


@pytest.mark.parametrize(("workers", "rows"), [(1, 0), (1, 200), (2, 1), (2, 300)])
def test_workers_of_dask_find_the_same(client, workers, rows):
    assert np.array_equal(crew.crew_dask.inside(workers, rows, client), crew.crew_serial(workers, rows))


@pytest.mark.parametrize(("count", "rows"), [(1, 0), (1, 200), (2, 1), (2, 300)])
def test_nodes_of_ray_find_the_same(nodes, count, rows):
    assert np.array_equal(fleet.fleet_ray.inside(count, rows, nodes), fleet.fleet_serial(count, rows))


def test_only_the_workers_asked_for_work(client):
    names = sorted(client.scheduler_info(n_workers=-1)["workers"])
    before = finished(client)
    crew.crew_dask.inside(1, 10, client)
    assert finished(client)[names[1]] == before[names[1]]
    crew.crew_dask.inside(2, 10, client)
    assert finished(client)[names[1]] > before[names[1]]


def finished(client):
    """Tasks that each worker has had, by its address."""
    return client.run(lambda dask_worker: sum(1 for one in dask_worker.state.log if "compute-task" in str(one)))


def test_a_node_is_chosen_once_and_only_among_those_that_are_up(nodes):
    ray, _ = nodes
    assert len({one.node_id for one in fleet.chosen(ray, 2)}) == 2


def test_more_workers_than_there_are_is_refused(client):
    with pytest.raises(ValueError, match="3 workers were asked for, and the cluster has 2"):
        crew.crew_dask.inside(3, 10, client)


def test_more_nodes_than_there_are_is_refused(nodes):
    with pytest.raises(ValueError, match="3 nodes were asked for, and there are 2"):
        fleet.fleet_ray.inside(3, 10, nodes)


@MODULES
@pytest.mark.parametrize(("workers", "rows", "told"), [(0, 10, "at least one"), (1, -1, "not be negative, not -1")])
def test_bad_numbers_are_refused(module, workers, rows, told):
    with pytest.raises(ValueError, match=told):
        SERIAL[module](workers, rows)
