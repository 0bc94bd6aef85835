"""Ray tasks: right answers, also after a process was lost, and what a second run does to a side effect."""

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import _witness, bootstrap, mishaps, raycosts
from accelguide.portable import Sessions
from accelguide.sessions import TookTooLong
from accelguide.sessions.ray import ray_cluster, ray_nodes

pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")
VARIANTS = [bootstrap.bootstrap_tasks, bootstrap.bootstrap_batches, bootstrap.bootstrap_copies]


@pytest.fixture(scope="module")
def ray():
    with ray_nodes((1, 1)) as (started, _):
        yield started


@pytest.mark.parametrize("size", [1, 2, 1000, 50_000])
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
def test_every_variant_finds_the_same_medians(ray, variant, size):
    values, seeds = bootstrap.workload(size)
    expected = bootstrap.bootstrap_serial(values, seeds)
    np.testing.assert_array_equal(variant.inside(values, seeds, ray), expected)
    assert expected.shape == (bootstrap.RESAMPLES,)


@given(st.integers(1, 300), st.integers(0, 9))
def test_medians_lie_within_the_values_and_differ_by_seed_alone(size, seed):
    values, seeds = bootstrap.workload(size, seed)
    medians = bootstrap.bootstrap_serial(values, seeds)
    assert values.min() <= medians.min() <= medians.max() <= values.max()
    assert bootstrap.several(values, seeds[:3]) == medians[:3].tolist()


def test_without_seeds_there_is_nothing_and_without_values_an_error(ray):
    for variant in VARIANTS:
        assert variant.inside(np.ones(3), [], ray).shape == (0,)
    with pytest.raises(ValueError, match="at least one, not 0"):
        bootstrap.workload(0)
    assert bootstrap.work(10) == {"items": 10 * bootstrap.RESAMPLES}


def test_costs_are_times_and_what_is_got_lies_in_the_store(ray):
    assert raycosts.task_seconds(ray, tasks=5, repeats=2) > 0
    put, got, copied = raycosts.object_seconds(ray, 100_000)
    assert put > 0
    assert got > 0
    assert not copied


def test_without_a_fault_each_task_runs_once(ray, tmp_path):
    calm = mishaps.run_job(ray, tmp_path / "job", mishaps.inside, tasks=3)
    assert (len(calm.answers), calm.again) == (3, 0)
    assert all(0.78 < found / mishaps.POINTS < 0.79 for found in calm.answers)
    assert all(attempt.began <= attempt.ended for attempt in calm.tried)
    assert mishaps.run_job(ray, tmp_path / "none", mishaps.inside, tasks=0).answers == []


def test_a_killed_worker_costs_one_more_run_and_a_side_effect_counts_twice(ray, tmp_path):
    sold = mishaps.run_job(ray, tmp_path / "job", mishaps.sold, doomed=[1, 3], tasks=5)
    assert sold.answers == list(range(5))
    assert sold.again == 2
    assert mishaps.totals(tmp_path / "job") == (7, 5)
    assert [(one.key, one.number) for one in sold.tried if one.ended is None] == [("1", 0), ("3", 0)]


def test_without_retries_the_loss_is_an_error(ray, tmp_path):
    assert mishaps.crash_told(ray, tmp_path / "job") == "WorkerCrashedError"


def test_an_error_of_a_task_is_not_tried_again(ray, tmp_path):
    waiting = mishaps.submit(ray, tmp_path / "job", mishaps.inside, [-1], [])
    with pytest.raises(ValueError, match="non-negative"):
        ray.get(waiting, timeout=60)
    assert len(_witness.attempts(tmp_path / "job")) == 1


def test_processes_of_another_machine_are_left_alone(monkeypatch):
    engines = Sessions()
    engines.open[ray_cluster] = "here"
    with mishaps.ray_near(engines) as ray:
        assert ray == "here"
    ended = []
    engines.callback(ended.append, True)
    monkeypatch.setenv("ACCELGUIDE_RAY", "elsewhere:6379")
    monkeypatch.setattr(mishaps, "ray_nodes", lambda cpus: nullcontext(("near", cpus)))
    with mishaps.ray_near(engines) as ray:
        assert (ray, ended) == ("near", [True])


# what a worker leaves


def test_notes_tell_of_attempts(tmp_path):
    first, before = _witness.note(tmp_path, 1)
    second, again = _witness.note(tmp_path, 1)
    other, none = _witness.note(tmp_path, 10)
    assert (before, again, none) == (0, 1, 0)
    _witness.noted(second)
    assert {(one.key, one.number, one.ended is not None) for one in _witness.attempts(tmp_path)} == {
        ("1", 0, False),
        ("1", 1, True),
        ("10", 0, False),
    }
    assert len({first, second, other}) == 3


def test_who_stands_still_is_found_and_all_waits_end(tmp_path, monkeypatch):
    monkeypatch.setattr(_witness, "PATIENCE", 0.1)
    mine, _ = _witness.note(tmp_path, 7)
    with pytest.raises(TookTooLong, match="nobody stood still at 7 within"):
        _witness.awaited(tmp_path, 7)
    with pytest.raises(TookTooLong, match="nobody ended this process"):
        _witness.stand_still(mine)
    assert _witness.awaited(tmp_path, 7).key == "7"


@given(st.lists(st.text(max_size=9), min_size=1, max_size=4))
def test_a_file_written_whole_is_the_last_text_and_leaves_no_other(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("whole")
    for text in texts:
        _witness.write_whole(folder / "state", text)
    assert (folder / "state").read_bytes().decode("utf-8").replace("\r\n", "\n") == texts[-1].replace("\r\n", "\n")
    assert [path.name for path in folder.iterdir()] == ["state"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    _witness.write_whole(tmp_path / "state", "old")
    monkeypatch.setattr(_witness.os, "fsync", lambda file: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _witness.write_whole(tmp_path / "state", "new")
    assert (tmp_path / "state").read_text() == "old"
