"""Data shipped to workers: every variant adds up the same, and what goes wrong ends, and ends cleanly."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from array import array
from collections import namedtuple
from functools import partial
from multiprocessing.shared_memory import SharedMemory

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import shipping
from accelguide.sessions import TookTooLong, pool

VARIANTS = [shipping.shipping_lists, shipping.shipping_arrays, shipping.shipping_descriptions, shipping.shipping_shared]
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
Room = namedtuple("Room", "total used free")


@pytest.fixture(scope="module")
def workers():
    with pool(2) as started:
        yield started


@each_variant
@settings(deadline=None, max_examples=20)
@given(size=st.integers(0, 5000))
def test_every_variant_adds_up_the_squares(workers, variant, size):
    arguments = shipping.workload(size)
    expected = (size - 1) * size * (2 * size - 1) // 6
    assert shipping.shipping_python(*arguments) == variant.inside(*arguments, workers) == expected
    assert arguments == shipping.workload(size)


@each_variant
@settings(deadline=None, max_examples=20)
@given(values=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=60))
def test_what_ships_the_data_takes_any_numbers(workers, variant, values):
    if variant is not shipping.shipping_descriptions:
        lists = [values[start:stop] for start, stop in shipping.bounds(len(values))]
        assert variant.inside(lists, array("i", values), workers) == sum(value**2 for value in values)


@given(st.integers(0, 1000))
def test_the_parts_are_even_and_make_the_whole(size):
    lists, numbers = shipping.workload(size)
    assert [value for part in lists for value in part] == list(numbers) == list(range(size))
    assert len(lists) == 4
    assert max(map(len, lists)) - min(map(len, lists)) <= 1


def test_work_counts_the_numbers():
    assert shipping.work(50) == {"items": 50}


def test_a_negative_size_is_refused():
    with pytest.raises(ValueError, match="not be negative, not -1"):
        shipping.workload(-1)


def test_descriptions_are_much_smaller_than_what_they_describe():
    lists, numbers = shipping.workload(4000)
    described = [range(start, stop) for start, stop in shipping.bounds(4000)]
    assert 10 * shipping.pickled(described) < shipping.pickled(lists)
    assert shipping.pickled([numbers]) > numbers.itemsize * 4000


def test_stages_are_times_of_three_steps():
    assert len(shipping.stages([1, 2, 3])) == len(shipping.stages(range(3), sum, repeats=1)) == 3
    assert all(seconds > 0 for seconds in shipping.stages([1, 2, 3]))


# faults


def test_a_worker_that_ends_is_an_error_in_time():
    with pool(2) as workers, pytest.raises(TookTooLong, match="not done within 1 s"):
        shipping.merged(workers, os._exit, [3], timeout=1)


def test_a_worker_that_is_killed_in_mid_job_is_an_error_in_time():
    before = set(multiprocessing.active_children())
    with pool(2) as workers:
        started = set(multiprocessing.active_children()) - before
        workers.map(time.sleep, [0.1] * 4, chunksize=1)  # now both are up
        threading.Timer(0.2, kill, started).start()
        with pytest.raises(TookTooLong):
            shipping.merged(workers, time.sleep, [1, 1], timeout=2)
    assert not any(psutil.pid_exists(worker.pid) for worker in started)


def kill(*workers):
    for worker in workers:
        os.kill(worker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


@pytest.mark.parametrize("lists", [[["one"], [], [], []], [[threading.Lock()], [], [], []]], ids=["bad", "unpicklable"])
def test_what_cannot_be_added_up_or_sent_is_an_error_at_once(workers, lists):
    with pytest.raises(TypeError, match=r"can't multiply|cannot pickle"):
        shipping.shipping_lists.inside(lists, array("i"), workers)


def gone(name):
    """Whether a block of shared memory is there no more."""
    try:
        SharedMemory(name).close()
    except FileNotFoundError:
        return True
    return False


def test_shared_memory_holds_the_numbers_and_is_gone_after():
    with shipping.block_of(array("i", [1, 2, 3])) as name:
        assert not gone(name)
        assert shipping.block_squares((name, 1, 3)) == 13
    assert gone(name)


def test_shared_memory_is_gone_after_an_error():
    with pytest.raises(ZeroDivisionError), shipping.block_of(array("i", [1])) as name:
        raise ZeroDivisionError
    assert gone(name)


def test_shared_memory_is_gone_after_a_worker_was_lost(monkeypatch):
    names = []

    def lose(workers, function, parts):
        names.append(parts[0][0])
        return shipping_merged(workers, os._exit, [3])

    shipping_merged = partial(shipping.merged, timeout=1)
    monkeypatch.setattr(shipping, "merged", lose)
    with pytest.raises(TookTooLong):
        shipping.shipping_shared(*shipping.workload(100))
    assert gone(*names)


def test_shared_memory_without_room_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(shipping, "ROOM", tmp_path)
    monkeypatch.setattr(shipping.shutil, "disk_usage", lambda room: Room(9, 8, 1))
    with pytest.raises(OSError, match="no room for 12 bytes"), shipping.block_of(array("i", [1, 2, 3])):
        pass


def test_without_that_folder_there_is_nothing_to_ask(monkeypatch, tmp_path):
    monkeypatch.setattr(shipping, "ROOM", tmp_path / "absent")
    with shipping.block_of(array("i", [5])) as name:
        assert shipping.block_squares((name, 0, 1)) == 25


def test_a_whole_script_leaves_nothing_and_says_nothing():
    code = (
        "import psutil\n"
        "from accelguide.kernels import shipping\n"
        "if __name__ == '__main__':\n"
        "    print(shipping.shipping_shared(*shipping.workload(1000)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("332833500\n", "")
