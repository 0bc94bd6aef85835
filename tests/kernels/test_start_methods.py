"""How workers start: what they take over, which programs cannot start them, and that nothing stays behind."""

import json
import multiprocessing
import subprocess
import sys

import pytest

from accelguide.kernels import inherited, mainless, starting
from accelguide.systems import WITHOUT, Unavailable
from tests.offspring import gone, nothing_left, wait_until

FRESH = [method for method in multiprocessing.get_all_start_methods() if method != "fork"]
needs_fork = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
KERNELS = [starting.starting_spawn, starting.starting_forkserver]


@pytest.fixture(autouse=True)
def clean():
    """No worker outlives a test."""
    with nothing_left():
        yield


def by_fork(code):
    """What code prints as JSON, run in a process without threads: only such a one should be forked."""
    text = f"import json\nfrom accelguide.kernels import inherited, starting\nprint(json.dumps({code}))"
    command = [sys.executable, "-W", "error", "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# starting


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
@pytest.mark.parametrize("workers", [1, 3])
def test_as_many_workers_answer_as_were_started(kernel, workers):
    if kernel is starting.starting_forkserver and "forkserver" not in FRESH:
        pytest.skip("no forkserver here")
    assert kernel(*starting.workload(workers)) == list(range(workers))


@needs_fork
def test_forked_workers_answer_too():
    assert by_fork("[starting.starting_fork(workers) for workers in (1, 3)]") == [[0], [0, 1, 2]]


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
@pytest.mark.parametrize("workers", [0, -1, 1.0])
def test_without_a_worker_there_is_nothing_to_start(kernel, workers):
    with pytest.raises(ValueError, match="at least one"):
        kernel(workers)


@pytest.mark.parametrize("kernel", [starting.starting_fork, starting.starting_forkserver])
def test_where_there_is_no_fork_its_kernels_are_absent(kernel, monkeypatch):
    monkeypatch.setenv(WITHOUT, "fork")
    with pytest.raises(Unavailable, match="fork"):
        kernel(1)


def test_work_counts_the_workers():
    assert starting.work(4) == {"items": 4}


# what a worker has of its parent


@needs_fork
def test_a_forked_worker_has_all_that_its_parent_has():
    names = ("sees_global", "takes_closure", "takes_file")
    assert by_fork(f"[getattr(inherited, name)('fork') for name in {names}]") == [True, True, True]


@pytest.mark.parametrize("method", FRESH)
@pytest.mark.parametrize("experiment", [inherited.sees_global, inherited.takes_closure, inherited.takes_file])
def test_any_other_worker_has_none_of_it(experiment, method):
    assert experiment(method) is False


def test_the_global_is_as_it_was_after_the_experiment():
    inherited.sees_global("spawn")
    assert inherited.SETTING == "as imported"


@needs_fork
def test_a_lock_of_another_thread_stays_taken_after_a_fork_and_newer_interpreters_warn():
    stuck, warned = by_fork("inherited.lock_stuck('fork')")
    assert stuck
    assert warned == (sys.version_info >= (3, 12))


@pytest.mark.parametrize("method", FRESH)
def test_any_other_worker_has_a_lock_of_its_own(method):
    assert inherited.lock_stuck(method) == (False, False)
    assert inherited.LOCK.acquire(blocking=False)
    inherited.LOCK.release()


# programs that cannot start workers


def test_a_pool_waits_for_ever_for_a_function_that_workers_cannot_import():
    assert mainless.from_text(mainless.POOL, 3.0) == (False, "AttributeError")


def test_an_executor_says_that_it_is_broken():
    assert mainless.from_text(mainless.EXECUTOR) == (True, "BrokenProcessPool")


@pytest.mark.parametrize("program", [mainless.POOL, mainless.EXECUTOR])
def test_the_same_programs_work_from_a_file(program):
    assert mainless.from_file(program) == (True, "")


def test_a_script_without_the_guard_is_refused():
    assert mainless.from_file(mainless.UNGUARDED) == (True, "RuntimeError")


def test_what_hangs_is_ended_with_all_that_it_started(tmp_path):
    started = tmp_path / "started"
    inner = "import time; time.sleep(300)"
    program = (
        "import subprocess, sys, pathlib\n"
        f"child = subprocess.Popen([sys.executable, '-c', {inner!r}])\n"
        f"pathlib.Path({str(started)!r}).write_text(str(child.pid))\n"
        "child.wait()\n"
    )
    assert mainless.from_text(program, 2.0) == (False, "")
    wait_until(lambda: gone(int(started.read_text())))


def test_the_default_is_that_of_the_interpreter_asked():
    code = "import multiprocessing; print(multiprocessing.get_start_method())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert mainless.default_method(sys.executable) == done.stdout.strip()
    assert mainless.default_method(sys.executable) in multiprocessing.get_all_start_methods()
