"""Messages between processes: nothing is lost without an error, and a dead reader is one at once."""

import contextlib
import os
import subprocess
import sys
import time

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import messages, passing
from accelguide.sessions import CannotSend, WorkerLost

PASSING = [passing.passing_items, passing.passing_chunks]
VALUES = st.lists(st.integers(), max_size=50)
each_kernel = pytest.mark.parametrize("kernel", PASSING, ids=lambda kernel: kernel.__name__)
posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.fixture(scope="module")
def sessions():
    """The readers, up."""
    with contextlib.ExitStack() as stack:
        yield {kernel: stack.enter_context(kernel.session()) for kernel in PASSING}


class Stubborn(int):
    """A number that cannot be pickled."""

    def __reduce__(self):
        raise TypeError("I stay where I am")


class Deadly(int):
    """A number that ends the process in which it arrives."""

    def __reduce__(self):
        return os._exit, (7,)


# results


@each_kernel
@settings(max_examples=25)
@given(values=VALUES)
def test_the_reader_gives_the_same_result(kernel, values, sessions):
    before = list(values)
    assert kernel.inside(values, sessions[kernel]) == passing.passing_serial(values)
    assert values == before


@each_kernel
@pytest.mark.parametrize("beside", [-1, 0, 1])
def test_chunks_meet(kernel, beside, sessions):
    values = passing.workload(2 * passing.CHUNK + beside, seed=3)[0]
    expected = sum(value * value % 97 for value in range(3, 3 + len(values)))
    assert passing.passing_serial(values) == expected
    assert kernel.inside(values, sessions[kernel]) == expected


@each_kernel
def test_without_a_reader_one_is_started_for_the_call(kernel):
    assert kernel([1, 2, 10]) == 1 + 4 + 3


def test_work_counts_the_items():
    assert passing.work(10) == {"items": 10}


# the reader


@each_kernel
def test_the_reader_ends_by_itself_with_its_session(kernel):
    with kernel.session() as other:
        assert kernel.inside([1], other) == 1
    assert other.worker.exitcode == 0


@posix
def test_the_reader_ends_when_the_writer_is_killed_in_mid_job():
    code = (
        "import os, signal\n"
        "from accelguide.kernels import passing\n"
        "with passing.reading_items() as other:\n"
        "    passing.announce(other)\n"
        "    other.queue.put(1)\n"
        "    print(other.worker.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    deadline = time.monotonic() + 30
    with contextlib.suppress(psutil.NoSuchProcess):
        while psutil.Process(int(done.stdout)).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.05)


# faults


@each_kernel
def test_a_dead_reader_is_an_error_at_once(kernel):
    with kernel.session() as other:
        other.worker.kill()
        other.worker.join(30)
        start = time.monotonic()
        with pytest.raises(WorkerLost, match="before it had answered"):
            kernel.inside(list(range(20_000)), other)
        assert time.monotonic() - start < 30


@each_kernel
def test_a_reader_that_dies_in_mid_job_is_an_error_at_once(kernel):
    with kernel.session() as other:
        start = time.monotonic()
        with pytest.raises(WorkerLost, match="exit code 7"):
            kernel.inside([*range(5_000), Deadly(), *range(5_000)], other)
        assert time.monotonic() - start < 30


@each_kernel
def test_an_item_that_the_reader_cannot_handle_is_an_error_at_once(kernel):
    with kernel.session() as other, pytest.raises(WorkerLost, match="exit code 1"):
        kernel.inside([1, "two", 3], other)


@pytest.mark.parametrize(("kernel", "lost"), [(PASSING[0], "1 of 3"), (PASSING[1], "3 of 3")], ids=["items", "chunks"])
def test_an_item_that_cannot_be_pickled_is_an_error_and_the_next_job_is_right(kernel, lost, sessions, capfd):
    with pytest.raises(CannotSend, match=f"{lost} items did not arrive"):
        kernel.inside([1, Stubborn(2), 3], sessions[kernel])
    assert "I stay where I am" in capfd.readouterr().err
    assert kernel.inside([1, 2, 3], sessions[kernel]) == 14


# memory and the end


def test_another_process_has_a_list_of_its_own():
    assert messages.list_there_and_here("an item") == (["an item"], [])


def test_with_a_sentinel_nothing_is_lost():
    assert messages.count_handled(50, sentinel=True) == 50
    assert messages.count_handled(0, sentinel=True) == 0


def test_a_terminated_reader_loses_what_it_held():
    assert 0 <= messages.count_handled(2_000, sentinel=False) < 2_000
