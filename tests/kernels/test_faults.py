"""Faults on each engine: what is promised, with the faults really injected; and how they are counted, without any."""

import os
import subprocess
import sys
from functools import partial
from types import SimpleNamespace

import pytest

from accelguide.kernels import _faulty as faulty
from accelguide.kernels import faults, rayfaults, sparkfaults
from accelguide.kernels._faulty import (
    ABSENT,
    RIGHT,
    TASKS,
    Run,
    answers_lost,
    facts,
    killing,
    lasted,
    outcomes,
    runs_of,
    taken,
    task,
    tried,
)
from accelguide.portable import Sessions
from accelguide.sessions import gather, threads
from accelguide.sessions.spark import spark_session
from accelguide.systems import Unavailable
from tests.offspring import nothing_left

DASH = "–"
EXPERIMENTS = [
    (faults.on_dask, ["dask", "ledger", "entries", "dask_memory"]),
    (rayfaults.on_ray, ["ray", "ray_once", "actor", "actor_kept", "ray_memory", "slow", "slow_twice", "node"]),
    (lambda: sparkfaults.on_spark(Sessions()), ["spark", "spark_always"]),
]


@pytest.fixture(scope="module", autouse=True)
def clean():
    """No process outlives these tests."""
    with nothing_left():
        yield


@pytest.fixture(scope="module")
def pools():
    """What came of the pools."""
    return faults.on_pools()


@pytest.fixture(scope="module")
def dask():
    """What came of Dask."""
    pytest.importorskip("distributed")
    return faults.on_dask()


@pytest.fixture(scope="module")
def ray():
    """What came of Ray."""
    pytest.importorskip("ray")
    return rayfaults.on_ray()


@pytest.fixture(scope="module")
def spark():
    """What came of Spark."""
    pytest.importorskip("pyspark")
    with Sessions() as engines:
        return sparkfaults.on_spark(engines)


# pools


def test_a_pool_hangs(pools):
    assert pools["pool"][:4] == (False, "TimeoutError", 0, DASH)


def test_an_executor_ends_with_an_error(pools):
    assert pools["executor"][:2] == (False, "BrokenProcessPool")


# Dask


def test_dask_runs_again_what_a_killed_worker_had(dask):
    assert dask["dask"][:2] == (True, DASH)
    assert dask["dask"].again >= 1


def test_dask_gives_up_a_task_that_takes_too_much_memory(dask):
    assert dask["dask_memory"][:2] == (False, "KilledWorker")
    assert dask["dask_memory"].again >= 1


def test_an_effect_is_there_twice_unless_it_is_written_under_a_name_of_its_own(dask):
    assert dask["ledger"].answer > faults.SUM_OF_TASKS
    assert (dask["entries"].right, dask["entries"].answer) == (True, faults.SUM_OF_TASKS)


# Ray


def test_ray_runs_a_task_again_when_its_worker_was_killed_unless_it_must_not(ray):
    assert ray["ray"][:2] == (True, DASH)
    assert ray["ray"].again >= 1
    assert ray["ray_once"][:3] == (False, "WorkerCrashedError", 0)


def test_an_actor_that_is_started_anew_knows_what_its_checkpoint_says(ray):
    assert (ray["actor"].right, ray["actor_kept"].right) == (False, True)
    assert ray["actor"].answer < RIGHT
    assert min(ray["actor"].again, ray["actor_kept"].again) >= 1


def test_ray_tells_of_a_task_that_takes_too_much_memory(ray):
    assert ray["ray_memory"][:2] == (False, "RayTaskError(MemoryError)")


def test_a_lost_node_costs_no_answer_though_some_lay_there(ray):
    assert ray["node"][:2] == (True, DASH)
    assert 0 < answers_lost(ray["node"].runs) < ray["node"].again


def test_a_slow_task_runs_once_or_beside_a_copy(ray):
    assert ray["slow"][:3] == (True, DASH, 0)
    assert ray["slow_twice"][:2] == (True, DASH)
    assert ray["slow_twice"].again in (0, 1)  # none, where the machine is so slow that the first answers before
    assert [run.number for run in ray["slow_twice"].runs].count(faulty.VICTIM) == ray["slow_twice"].again + 1


# Spark


def test_spark_tries_a_task_again_until_it_has_failed_four_times(spark):
    assert spark["spark"][:3] == (True, DASH, 1)
    assert spark["spark_always"][:3] == (False, "Py4JJavaError", 3)


@pytest.mark.parametrize("master", ["spark://elsewhere:7077", None])
def test_on_another_machine_nothing_of_sparks_is_killed(master):
    engines = Sessions()
    context = {"sparkContext": SimpleNamespace(master=master)} if master else {}  # a Connect server's has none
    engines.open[spark_session] = SimpleNamespace(**context)
    assert sparkfaults.on_spark(engines) == {"spark": ABSENT, "spark_always": ABSENT}


# without an engine


def serial(session, folder):
    """The job in this process, as often as `session` says."""
    return [sum(task(folder, number, 0) for number in range(TASKS)) for _ in range(session)][-1]


def test_without_a_fault_each_task_runs_once(tmp_path):
    assert serial(1, tmp_path) == RIGHT == sum(number * number for number in range(TASKS))
    runs = runs_of(tmp_path)
    assert [run.number for run in runs] == list(range(TASKS))
    assert {(run.pid, run.parent) for run in runs} == {(os.getpid(), os.getppid())}
    assert all(run.stop is not None for run in runs)


@pytest.mark.parametrize("times", [1, 2, 5])
def test_runs_beyond_one_for_each_task_are_counted(times):
    outcome = tried(partial(serial, times), usual=0.0, count=0)
    assert outcome[:3] == (True, DASH, (times - 1) * TASKS)
    assert outcome.longer > 0


def test_a_run_that_never_ended_has_no_end(tmp_path):
    (tmp_path / "run-5-10-9-2000000000").touch()
    (tmp_path / "hit-10").touch()
    assert runs_of(tmp_path) == [Run(5, 10, 9, 2.0, None)]
    assert faulty.workers_hit(tmp_path) == [10]


def test_an_answer_is_lost_if_its_task_runs_again_though_it_had_ended():
    ended, again, cut = Run(1, 5, 2, 0.0, 1.0), Run(1, 6, 3, 2.0, 3.0), Run(2, 7, 2, 0.5, None)
    assert answers_lost([ended, cut, again, Run(2, 8, 3, 2.5, 3.0)]) == 1
    assert answers_lost([ended, cut]) == answers_lost([]) == 0


def test_a_node_is_hit_when_a_task_is_done_there_and_another_is_not(tmp_path):
    def run(number, pid, raylet, text=""):
        (tmp_path / f"run-{number}-{pid}-{raylet}-{number}").write_text(text)

    run(0, 21, 10, "1.0")
    run(1, 22, 11)
    run(2, 23, 11)
    assert rayfaults.processes_of(10, tmp_path) == rayfaults.processes_of(11, tmp_path) == set()
    run(3, 24, 11, "1.0")
    assert rayfaults.processes_of(11, tmp_path) == {11, 22, 23}


def test_a_marker_is_taken_once(tmp_path):
    (tmp_path / "blow-0").touch()
    (tmp_path / "greed-0").touch()
    with threads(4) as made:
        won = gather(made, partial(taken, tmp_path, "blow"), [f"taken-{number}" for number in range(4)])
    assert sorted(won) == [False, False, False, True]
    assert (tmp_path / "greed-0").exists()


def test_an_error_that_is_not_expected_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        tried(lambda folder: 1 / 0, 0.0, (OSError,))
    assert tried(lambda folder: 1 / 0, 0.0, (ArithmeticError,))[:4] == (False, "ZeroDivisionError", 0, DASH)


def test_a_job_that_is_wrong_without_a_fault_is_refused():
    with pytest.raises(RuntimeError, match="the answer was 1, not 140"):
        lasted(lambda folder: 1)


def test_the_process_that_is_named_is_killed(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with killing(tmp_path, lambda folder: [process.pid]):
        assert process.wait(60) != 0
    with killing(tmp_path, lambda folder: [process.pid]):  # gone already
        pass


def test_where_an_engine_is_missing_there_are_dashes():
    def missing():
        raise Unavailable("ray", "not-installed")

    assert outcomes(missing, serial, one=tried, two=tried) == {"one": ABSENT, "two": ABSENT}


@pytest.mark.parametrize(("start", "names"), EXPERIMENTS)
def test_an_engine_left_out_leaves_the_names(monkeypatch, start, names):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "distributed,ray,spark")
    assert start() == dict.fromkeys(names, ABSENT)


def test_a_page_observes_outcomes_and_dashes_alike():
    found = {"one": faulty.Outcome(True, DASH, 2, 0.5, RIGHT, [Run(0, 1, 1, 0.0, 1.0)]), "two": ABSENT}
    names = ("right", "error", "told", "again", "survived", "longer")
    assert [name for name, _, _ in facts(found)] == [f"faults_{one}_{name}" for one in found for name in names]
    assert [value for _, value, _ in facts(found)] == [True, DASH, False, 2, True, 0.5, *[DASH] * 6]
    failed = {"one": faulty.Outcome(False, "OSError", 0, DASH, None, [Run(0, 1, 1, 0.0, None)])}
    assert ("faults_one_told", True, "") in list(facts(failed))


def test_a_job_whose_worker_was_never_hit_has_survived_nothing():
    calm = {"one": faulty.Outcome(True, DASH, 0, 0.1, RIGHT, [Run(0, 1, 1, 0.0, 1.0)])}
    assert ("faults_one_survived", False, "") in list(facts(calm))


def test_other_clusters_are_overlooked_for_the_time_of_a_fault(monkeypatch):
    for name in faulty.ADDRESSES:
        monkeypatch.setenv(name, "tcp://elsewhere:1")
    with faulty.on_this_machine():
        assert not any(name in os.environ for name in faulty.ADDRESSES)
    assert all(os.environ[name] == "tcp://elsewhere:1" for name in faulty.ADDRESSES)


def test_an_actor_without_an_engine(tmp_path):
    checkpoint = str(tmp_path / "checkpoint")
    for keep, expected in ((checkpoint, 4 + 9), ("", 9)):
        first = rayfaults.Adder(keep)
        first.add(str(tmp_path), 2)
        second = rayfaults.Adder(keep)
        second.add(str(tmp_path), 3)
        assert second.sum() == expected


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_limit_on_memory_is_one_for_a_block_only():
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(MemoryError), rayfaults.limited(50_000_000):
        bytearray(200_000_000)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(200_000_000)) == 200_000_000
