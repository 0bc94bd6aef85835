"""A first call in a process of its own."""

import contextlib
import subprocess
import sys
from types import SimpleNamespace

import psutil
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


# nurseries


@linux
def test_a_module_is_imported_once_for_all_its_first_calls():
    fresh.measure(toys.toys_right, toys.workload, 1)
    before = fresh.nursery(toys.__name__).process.pid
    fresh.measure(toys.toys_right, toys.workload, 2)
    assert fresh.nursery(toys.__name__).process.pid == before


@linux
def test_a_module_can_be_imported_in_advance():
    fresh.end_all()
    fresh.prepare(toys.toys_right)
    fresh.settle()
    before = fresh.nursery(toys.__name__).process
    assert before.poll() is None
    assert fresh.measure(toys.toys_right, toys.workload, 1)["first"] > 0
    assert fresh.nursery(toys.__name__).process is before


@linux
def test_a_module_that_cannot_be_imported_does_not_hold_up_what_is_timed():
    fresh.nursery("accelguide.kernels.no_such_kernel")
    fresh.settle()
    fresh.end_all()


@linux
def test_the_nursery_of_another_module_ends():
    fresh.measure(toys.toys_right, toys.workload, 1)
    first = fresh.nursery(toys.__name__).process
    fresh.nursery("accelguide.kernels.total")
    assert first.returncode == 0
    assert list(fresh.Nursery.open) == ["accelguide.kernels.total"]


@linux
def test_a_kernel_that_fails_leaves_the_nursery_alive():
    with pytest.raises(RuntimeError):
        fresh.measure(toys.toys_crash, toys.workload, 1)
    assert fresh.measure(toys.toys_right, toys.workload, 1)["first"] > 0
    assert fresh.nursery(toys.__name__).process.poll() is None


@linux
def test_a_module_that_cannot_be_imported_is_named(monkeypatch):
    def kernel():
        pass

    monkeypatch.setattr(kernel, "__module__", "accelguide.kernels.no_such_kernel")
    with pytest.raises(RuntimeError, match="no_such_kernel could not be imported"):
        fresh.measure(kernel, toys.workload, 1)
    assert not fresh.Nursery.open


@linux
def test_a_nursery_ends_with_the_process_that_asked_it():
    code = (
        "from accelguide import fresh\nfrom tests import toys\n"
        "fresh.measure(toys.toys_right, toys.workload, 1)\nprint(fresh.nursery(toys.__name__).process.pid)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert not psutil.pid_exists(int(done.stdout))
    assert not done.stderr


def test_without_a_fork_each_call_has_a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(fresh, "FORKS", False)
    assert fresh.measure(toys.toys_right, toys.workload, 1)["first"] > 0
    with pytest.raises(RuntimeError, match=r"(?s)toys_crash failed in a fresh process.*the toy broke"):
        fresh.measure(toys.toys_crash, toys.workload, 1)
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
