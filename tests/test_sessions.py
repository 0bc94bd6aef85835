"""Sessions: what they promise, with faults injected."""

import contextlib
import functools
import inspect
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from accelguide import sessions
from accelguide.portable import Sessions, usable_cores
from accelguide.sessions import CannotSend, Family, TookTooLong, WorkerLost, gather, process, processes, receive, within
from tests import tasks
from tests.offspring import gone, nothing_left, wait_until, workers

PATH = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
BOUND = 40.0  # seconds that no wait may reach; what is waited for takes a tenth of that at most
METHODS = [method for method in multiprocessing.get_all_start_methods() if method != "fork"]  # pytest runs threads
ALL_METHODS = multiprocessing.get_all_start_methods()
needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")


@pytest.fixture(autouse=True)
def clean():
    """No worker outlives a test."""
    with nothing_left():
        yield


@pytest.fixture(scope="module")
def pair():
    """Two worker processes."""
    with processes(2) as made:
        yield made


def run(*arguments, folder=""):
    """Run Python, which can import what tests can, and what is in a folder; its standard output."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([PATH, str(folder)])}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


# how many, and by which method


@pytest.mark.parametrize("start", [sessions.processes, sessions.threads, sessions.pool])
@pytest.mark.parametrize("count", [0, -1, 1.5, 2.0, True, False, "2"])
def test_workers_are_a_whole_number_of_at_least_one(start, count):
    with pytest.raises(ValueError, match=r"at least one, not "), start(count):
        pass


def test_without_a_number_there_is_a_worker_for_each_usable_core(monkeypatch):
    assert sessions.counted(None) == max(1, int(usable_cores()))
    monkeypatch.setattr(sessions, "usable_cores", lambda: 0.5)
    assert sessions.counted(None) == 1


@pytest.mark.parametrize("start", [sessions.processes, sessions.pool])
def test_an_unknown_start_method_is_refused_and_the_known_ones_are_named(start):
    with pytest.raises(ValueError, match=r"'teleport' is not one of .*spawn"), start(1, "teleport"):
        pass


def test_the_method_not_given_is_the_best_the_platform_has():
    assert Family().method == ("forkserver" if "forkserver" in ALL_METHODS else "spawn")


SLOW = """
import os, time
from pathlib import Path
here = Path(__file__).parent
try:
    (here / "first").touch(exist_ok=False)
except FileExistsError:
    time.sleep(1)
(here / f"{os.getpid()}.up").touch()
"""


@pytest.mark.parametrize("method", METHODS)
def test_all_workers_are_up_when_a_pool_is_given_be_one_of_them_quicker(monkeypatch, tmp_path, method):
    (tmp_path / "slow_to_import.py").write_text(SLOW, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with processes(3, method, modules=["slow_to_import"]) as made:
        assert len(list(tmp_path.glob("*.up"))) == 3
        assert gather(made, tasks.double, range(5)) == [0, 2, 4, 6, 8]


def test_workers_import_what_they_are_told_before_they_count_as_up():
    with processes(2, modules=["colorsys"]) as made:
        assert gather(made, tasks.imported, ["colorsys", "tests.toys"]) == [True, False]


def test_a_module_that_no_worker_can_import_is_an_error_at_once():
    start = time.monotonic()
    with pytest.raises(WorkerLost), processes(2, modules=["no_such_module"]):
        pass
    assert time.monotonic() - start < BOUND


# gather


def test_results_come_in_the_order_of_the_items(pair):
    assert gather(pair, tasks.late, range(6)) == [0, 2, 4, 6, 8, 10]
    assert gather(pair, tasks.double, range(100), chunksize=7) == list(range(0, 200, 2))


def test_no_items_no_results(pair):
    assert gather(pair, tasks.double, []) == []


def test_several_sequences_are_taken_side_by_side(pair):
    assert gather(pair, divmod, [7, 8], [2, 3]) == [(3, 1), (2, 2)]


@pytest.mark.parametrize(("function", "item", "error"), [(int, "x", ValueError), (abs, "x", TypeError)])
def test_an_error_of_a_task_is_its_own(pair, function, item, error):
    with pytest.raises(error) as caught:
        gather(pair, function, [item])
    assert caught.type is error


@pytest.mark.parametrize(
    ("function", "item"),
    [
        pytest.param(lambda number: number, 1, id="a lambda"),
        pytest.param(threading.Lock().acquire, 1, id="a method of a lock"),
        pytest.param(abs, threading.Lock(), id="an item, a lock"),
        pytest.param(open, os.devnull, id="a result, an open file"),
        pytest.param(str, lambda: 0, id="an item, a lambda"),
        pytest.param(tasks.nested, 1, id="a result, a lambda"),
    ],
)
def test_what_cannot_be_pickled_is_refused_and_the_pool_goes_on(pair, function, item):
    with pytest.raises(CannotSend):
        gather(pair, function, [item])
    assert gather(pair, tasks.double, [1]) == [2]


def test_results_too_late_are_an_error_and_a_stuck_worker_is_ended():
    start = time.monotonic()
    with processes(1) as made, pytest.raises(TookTooLong, match=r"0\.3 s"):
        gather(made, time.sleep, [600], timeout=0.3)
    assert time.monotonic() - start < BOUND


@needs_kill
def test_a_worker_killed_in_mid_task_is_an_error_at_once_and_again():
    start = time.monotonic()
    with processes(2) as made:
        for _ in range(2):
            with pytest.raises(WorkerLost, match="killed"):
                gather(made, signal.raise_signal, [signal.SIGKILL, 0])
    assert time.monotonic() - start < BOUND


@needs_kill
def test_a_worker_killed_from_outside_is_an_error_at_once():
    with processes(2) as made:
        waiting = made.submit(time.sleep, 600)
        os.kill(next(iter(made._processes)), signal.SIGKILL)
        with pytest.raises(WorkerLost):
            gather(made, tasks.double, range(50))
        assert waiting.exception(timeout=BOUND) is not None


# a script is not run again, and nothing of it can be sent


SCRIPT = """
import sys
print("the script runs")
from accelguide.sessions import processes, pool, gather
from tests import tasks
before = __file__, __spec__
with processes(2, sys.argv[1]) as made:
    print(gather(made, tasks.double, [1, 2]))
with pool(2, sys.argv[1]) as made:
    print(made.map_async(tasks.double, [3]).get(60))
print((__file__, __spec__) == before)
"""


@pytest.mark.parametrize("method", ALL_METHODS)
@pytest.mark.parametrize("way", ["file", "module"])
def test_a_script_without_a_guard_is_run_once_and_left_as_it_was(tmp_path, method, way):
    script = tmp_path / "unguarded.py"
    script.write_text(SCRIPT, encoding="utf-8")
    told = run(str(script), method) if way == "file" else run("-m", "unguarded", method, folder=tmp_path)
    assert told.splitlines() == ["the script runs", "[2, 4]", "[6]", "True"]


def test_the_main_module_is_whole_again_after_many_threads_have_started_processes():
    main = sys.modules["__main__"]
    before = main.__dict__.get("__file__"), main.__spec__
    with sessions.threads(4) as made:
        assert gather(made, started_once, range(8)) == ["good day, you"] * 8
    assert (main.__dict__.get("__file__"), main.__spec__) == before


def started_once(number):
    """Start a process, and take its answer."""
    with process(tasks.greet, "you") as (worker, pipe):
        return receive(pipe, worker)


def test_the_main_module_is_whole_again_after_a_process_that_cannot_start():
    main = sys.modules["__main__"]
    before = main.__dict__.get("__file__"), main.__spec__
    with pytest.raises(TypeError, match="pickle"), process(tasks.greet, threading.Lock()):
        pass
    assert (main.__dict__.get("__file__"), main.__spec__) == before


OWN = """
import functools
from accelguide.sessions import CannotSend, gather, process, processes

def own(*arguments):
    pass

class Callable:
    __call__ = own

with processes(1) as made:
    for one in (own, {extra}):
        try:
            gather(made, one, [1])
        except CannotSend as error:
            print(type(error).__name__, "script" in str(error))
try:
    with process(own):
        pass
except CannotSend as error:
    print(type(error).__name__, "own" in str(error))
"""


def test_a_function_of_the_script_is_refused_at_once():
    assert run("-c", OWN.format(extra="")).splitlines() == ["CannotSend True", "CannotSend True"]


def test_a_callable_that_holds_one_is_refused_too():
    told = run("-c", OWN.format(extra="functools.partial(own, 1), Callable()"))
    assert told.splitlines() == ["CannotSend True"] * 4


# multiprocessing.Pool


@pytest.mark.parametrize("method", METHODS)
def test_a_pool_works(method):
    with sessions.pool(2, method) as made:
        assert made.map_async(tasks.double, range(5)).get(BOUND) == [0, 2, 4, 6, 8]


@needs_kill
def test_a_pool_with_a_worker_killed_in_mid_task_is_left_all_the_same():
    start = time.monotonic()
    with sessions.pool(2) as made:
        lost = made.apply_async(signal.raise_signal, [signal.SIGKILL])
        with pytest.raises(multiprocessing.TimeoutError):
            lost.get(1.0)
    assert time.monotonic() - start < BOUND


@needs_kill
def test_a_pool_whose_idle_workers_were_killed_is_left_all_the_same():
    # an idle worker holds the lock of the queue, which nobody gives back
    start = time.monotonic()
    with sessions.pool(2) as made:
        made.map_async(tasks.double, [1]).get(BOUND)
        idle = {worker.pid for worker in made._pool}
        for pid in idle:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not idle & {worker.pid for worker in made._pool})  # others have taken their place
    assert time.monotonic() - start < BOUND


def test_a_pool_with_a_stuck_worker_is_left_all_the_same():
    start = time.monotonic()
    with sessions.pool(1) as made:
        made.apply_async(time.sleep, [600])
    assert time.monotonic() - start < BOUND


@needs_kill
def test_a_program_ends_though_the_workers_of_its_pool_were_killed():
    code = (
        "import os, time\nfrom accelguide.sessions import pool\n"
        "with pool(2) as made:\n"
        "    [os.kill(one.pid, 9) for one in list(made._pool)]\n"
        "print('left')"
    )
    assert run("-c", code) == "left\n"


# one process


@pytest.mark.parametrize("method", METHODS)
def test_a_process_answers(method):
    with process(tasks.greet, "you", method=method) as (worker, pipe):
        assert receive(pipe, worker) == "good day, you"


def test_a_process_answers_as_often_as_it_is_asked_and_ends_with_the_pipe():
    start = time.monotonic()
    with process(tasks.echo) as (worker, pipe):
        for number in range(3):
            pipe.send(number)
            assert receive(pipe, worker) == number
    assert worker.exitcode == 0
    assert time.monotonic() - start < BOUND


@pytest.mark.parametrize("method", METHODS)
def test_a_process_that_ends_without_an_answer_is_an_error_with_its_exit_code(method):
    with (
        process(tasks.leave, 7, method=method) as (worker, pipe),
        pytest.raises(WorkerLost, match=r"exit code 7\b"),
    ):
        receive(pipe, worker)


def test_an_answer_that_was_sent_before_the_end_is_not_lost():
    with process(tasks.leave_after, "x" * 1000) as (worker, pipe):
        worker.join(BOUND)
        assert worker.exitcode == 3
        assert receive(pipe, worker) == "x" * 1000
        with pytest.raises(WorkerLost, match="exit code 3"):
            receive(pipe, worker)


def test_no_answer_in_time_is_an_error_and_the_process_is_ended():
    with process(tasks.nap) as (worker, pipe), pytest.raises(TookTooLong, match=r"within 0\.2 s"):
        receive(pipe, worker, timeout=0.2)
    assert worker.exitcode == -signal.SIGTERM


@needs_kill
def test_a_process_that_does_not_end_when_asked_is_killed():
    start = time.monotonic()
    with process(tasks.defy) as (worker, pipe):
        assert receive(pipe, worker) == "ready"
    assert worker.exitcode == -signal.SIGKILL
    assert time.monotonic() - start < BOUND


def test_an_argument_that_cannot_be_pickled_is_refused():
    with pytest.raises(CannotSend), process(tasks.greet, threading.Lock()):
        pass


SERVER = """
import psutil
from accelguide.sessions import process, receive
from tests import tasks
from tests.offspring import command_of, gone, wait_until

for _ in range(2):
    with process(tasks.greet, "you") as (worker, pipe):
        print(receive(pipe, worker))
    (server,) = [one for one in psutil.Process().children() if "forkserver import main" in command_of(one)]
    server.kill()
    wait_until(lambda: gone(server.pid))
"""


@pytest.mark.skipif("forkserver" not in ALL_METHODS, reason="no forkserver here")
def test_a_server_that_was_killed_is_started_anew():
    assert run("-c", SERVER).splitlines() == ["good day, you"] * 2


# the end of the parent


LONELY = """
import sys, time
from accelguide import sessions
from tests import tasks
kind, method = sys.argv[1:]
if kind == "process":
    session = sessions.process(tasks.nap, method=method)
else:
    session = getattr(sessions, kind)(2, method)
with session as made:
    if kind == "processes":
        [made.submit(time.sleep, 600) for _ in range(2)]
    if kind == "pool":
        [made.apply_async(time.sleep, [600]) for _ in range(2)]
    print("up", flush=True)
    time.sleep(600)
"""


@needs_kill
@pytest.mark.parametrize("method", ALL_METHODS)
@pytest.mark.parametrize("kind", ["processes", "pool", "process"])
def test_workers_are_gone_when_their_parent_was_killed(kind, method):
    environment = os.environ | {"PYTHONPATH": PATH}
    command = [sys.executable, "-c", LONELY, kind, method]
    below = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        try:
            assert parent.stdout.readline() == "up\n"
            wait_until(lambda: len(workers(parent.pid)) >= (1 if kind == "process" else 2))
            below = {one.pid for one in psutil.Process(parent.pid).children(recursive=True)}
        finally:
            parent.kill()
    try:
        wait_until(lambda: all(map(gone, below)))
    finally:
        for pid in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


# threads


def test_threads_share_the_memory_and_take_any_function():
    seen = []
    with sessions.threads(3) as made:
        assert gather(made, lambda number: seen.append(number) or -number, range(4)) == [0, -1, -2, -3]
    assert sorted(seen) == [0, 1, 2, 3]


def test_all_threads_are_up_when_a_pool_is_given_and_gone_after_it():
    before = threading.active_count()
    with sessions.threads(3):
        assert threading.active_count() == before + 3
    wait_until(lambda: threading.active_count() == before)


def test_threads_that_are_late_are_an_error():
    held = threading.Event()
    with sessions.threads(1) as made, pytest.raises(TookTooLong):
        gather(made, held.wait, [BOUND], timeout=0.2)
    held.set()


# within


def add(numbers, pool):
    """Sum of the doubled numbers."""
    return sum(gather(pool, tasks.double, numbers))


@pytest.mark.parametrize("start", [functools.partial(processes, 1), functools.partial(sessions.threads, 2)])
def test_a_kernel_called_alone_starts_and_ends_a_session_of_its_own(start):
    kernel = within(start)(add)
    assert kernel([1, 2]) == 6


def test_a_kernel_within_a_session_keeps_its_name_and_tells_its_session():
    kernel = within(processes)(add)
    assert (kernel.__name__, kernel.__doc__) == (add.__name__, add.__doc__)
    assert kernel.session is processes
    assert kernel.inside is add
    assert inspect.unwrap(kernel) is add


def test_kernels_of_one_session_share_it(pair):
    kernel = within(processes)(add)
    assert [kernel.inside([number], pair) for number in range(3)] == [0, 2, 4]


def test_whoever_makes_many_calls_starts_the_session_once():
    count = []

    def start():
        count.append(1)
        return sessions.threads(2)

    first, second = within(start)(add), within(start)(add)
    with Sessions() as opened:
        assert [opened.ready(one)([1, 2]) for one in (first, second, first)] == [6, 6, 6]
    assert count == [1]


def test_a_session_is_ended_where_its_kernel_fails():
    kernel = within(functools.partial(processes, 1))(add)
    with pytest.raises(TypeError):
        kernel([None])


def test_the_errors_are_kinds_that_a_caller_may_know():
    assert issubclass(CannotSend, TypeError)
    assert issubclass(TookTooLong, TimeoutError)
    assert issubclass(WorkerLost, RuntimeError)
