"""A first call in a process of its own."""

import contextlib
import subprocess
import sys
from types import SimpleNamespace

import pytest

from accelguide import fresh
from accelguide.sessions import within
from tests import toys

ENOUGH = 0.99 * toys.LARGE  # the system counts pages in batches of some dozens
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
pytestmark = pytest.mark.usefixtures("importable_toys")


def test_seconds_and_bytes_are_reported():
    found = fresh.measure(toys.toys_right, toys.workload, 1000)
    assert set(found) == {"startup", "first", "peak_memory"}
    assert found["startup"] is None
    assert found["first"] > 0
    assert found["peak_memory"] is None or found["peak_memory"] >= 0


def test_start_up_is_reported_of_what_runs_in_something():
    found = fresh.measure(toys.toys_inside, toys.workload, 1000)
    assert found["startup"] > 0
    assert found["first"] > 0


def test_start_up_is_timed_apart_from_the_call(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(fresh, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    @contextlib.contextmanager
    def start():
        now[0] += 2.0
        yield 5
        now[0] += 100.0

    @within(start)
    def kernel(count, session):
        now[0] += count * session

    found = fresh.first_call(kernel, (3,))
    assert (found["startup"], found["first"]) == (2.0, 15.0)
    assert now == [117.0]


def test_a_call_that_runs_in_nothing_has_no_start_up():
    assert fresh.first_call(len, ([],))["startup"] is None


@pytest.mark.parametrize("kernel", [toys.toys_inside, toys.toys_stuck], ids=lambda kernel: kernel.__name__)
def test_what_a_kernel_runs_in_is_ended(monkeypatch, kernel):
    monkeypatch.setattr(toys, "EVENTS", [])
    with contextlib.suppress(RuntimeError):
        fresh.first_call(kernel, (3,))
    assert toys.EVENTS == ["opened", "closed"]


@linux
def test_memory_of_what_a_kernel_runs_in_counts():
    assert fresh.measure(toys.toys_stored, toys.workload, 1)["peak_memory"] >= ENOUGH


@linux
def test_memory_held_for_a_moment_counts():
    assert fresh.measure(toys.toys_large, toys.workload, 1)["peak_memory"] >= ENOUGH


@linux
def test_memory_that_another_process_holds_counts():
    assert fresh.measure(toys.toys_delegates, toys.workload, 1)["peak_memory"] >= ENOUGH


@linux
def test_memory_that_was_held_before_does_not_count(importable_toys):
    code = (
        "from accelguide.fresh import first_call\n"
        "def workload(): return len(b'x' * 50_000_000)\n"
        "workload(); print(first_call(lambda: None, ())['peak_memory'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 25_000_000


def test_a_system_that_tells_nothing_gives_no_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(fresh, "STATUS", tmp_path / "absent")
    assert fresh.first_call(len, ([],))["peak_memory"] is None


def test_what_a_kernel_prints_does_not_hide_the_result():
    assert fresh.measure(toys.toys_talks, toys.workload, 1)["first"] >= 0


def test_a_kernel_that_fails_says_why():
    with pytest.raises(RuntimeError, match=r"(?s)toys_crash failed in a fresh process.*the toy broke"):
        fresh.measure(toys.toys_crash, toys.workload, 1)


def test_a_kernel_that_does_not_end_is_stopped(monkeypatch):
    monkeypatch.setattr(fresh, "TIME_LIMIT", 0.1)
    with pytest.raises(RuntimeError, match="toys_hangs failed"):
        fresh.measure(toys.toys_hangs, toys.workload, 1)


@linux
def test_an_unknown_field_is_refused():
    with pytest.raises(ValueError, match="VmNothing"):
        fresh.high_water("VmNothing")


def test_a_process_that_is_gone_holds_nothing():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert fresh.proportional(ended.pid) == 0
    assert list(fresh.descendants(ended.pid)) == []
