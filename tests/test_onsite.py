"""Engines that a page starts once: facts of each kernel's first call, and lines that differ."""

import contextlib
import os
import subprocess
import sys

import pytest

from accelguide.onsite import Onsite, body, changed
from accelguide.portable import Sessions
from accelguide.sessions import within

linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells")
HELD = 60_000_000
HOLDER = f"""
import sys
held = bytes([1]) * {HELD}
print("up", flush=True)
sys.stdin.readline()
"""


@contextlib.contextmanager
def holder():
    """Session: a process that holds memory."""
    started.append("holder")
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.stdin.close()


@contextlib.contextmanager
def other():
    """Session without a process."""
    started.append("other")
    yield "other"


other.by_pipes = True
started = []


@within(holder)
def toy_holder(number, session):
    """Kernel in the first session."""
    return number, session


@within(holder)
def toy_again(number, session):
    """Another one in the same."""
    return number, session


@within(other)
def toy_other(number, session):
    """Kernel in the second; writes something."""
    with open(os.devnull, "wb", buffering=0) as sink:
        sink.write(bytes(1_000_000))
    return number, session


def toy_alone(number):
    """Kernel without a session."""
    return number


@pytest.fixture
def onsite():
    """Nothing started yet; all ended afterwards."""
    started.clear()
    with Sessions() as sessions:
        yield Onsite(sessions)


def test_kernels_of_one_session_share_it_and_its_start_up(onsite):
    calls = [onsite.ready(kernel) for kernel in (toy_holder, toy_again, toy_holder)]
    results = [call(number) for number, call in enumerate(calls)]
    assert [number for number, _ in results] == [0, 1, 2]
    assert len({session for _, session in results}) == 1
    assert started == ["holder"]
    assert onsite.facts["toy_holder"]["startup"] == onsite.facts["toy_again"]["startup"] > 0


def test_only_the_first_call_is_watched(onsite):
    call = onsite.ready(toy_alone)
    assert (call.__name__, call(1)) == ("toy_alone", 1)
    facts = dict(onsite.facts["toy_alone"])
    assert call(2) == onsite.ready(toy_alone)(2) == 2
    assert onsite.facts["toy_alone"] == facts


def test_a_kernel_without_a_session_has_no_start_up_and_moves_nothing(onsite):
    onsite.ready(toy_alone)(1)
    facts = onsite.facts["toy_alone"]
    assert (facts["startup"], facts["moved"]) == (None, None)
    assert facts["first"] > 0


@linux
def test_memory_counts_for_the_session_that_has_it(onsite):
    for kernel in (toy_holder, toy_other, toy_alone):
        onsite.ready(kernel)
    for kernel in (toy_holder, toy_other, toy_alone):
        onsite.ready(kernel)(1)
    peaks = {name: facts["peak_memory"] for name, facts in onsite.facts.items()}
    assert peaks["toy_holder"] >= HELD
    assert max(peaks["toy_other"], peaks["toy_alone"]) < HELD


@linux
def test_where_a_session_talks_through_pipes_they_are_what_counts(onsite):
    onsite.ready(toy_other)(1)
    assert onsite.facts["toy_other"]["moved"] >= 1_000_000


def test_a_kernel_that_fails_leaves_no_facts(onsite):
    def toy_wrong(number):
        raise ValueError(number)

    with pytest.raises(ValueError, match="7"):
        onsite.ready(toy_wrong)(7)
    assert onsite.facts == {}


BASE = ["def toy_base(a):", "    total = 0", "    for x in a:", "        total += x", "    return total"]


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (BASE, 0),
        (["@within(pool)", "def toy_other(a, session):", *BASE[1:]], 0),
        ([*BASE[:1], *(f"    {line}" for line in BASE[1:])], 0),
        ([BASE[0], "    return sum(a)"], 1),
        ([BASE[0], "    total = session.sum(a)", "    print(total)", BASE[-1]], 2),
        ([BASE[0]], 0),
    ],
)
def test_lines_that_differ_are_those_that_the_first_has_not(other, count):
    assert changed(BASE, other) == count


def test_the_body_is_what_is_not_head():
    assert list(body(["@a", "def f():", "    @b", "    def g():", "        pass"])) == ["        pass"]


@linux
def test_a_process_that_was_there_before_counts_for_no_kernel(onsite):
    with holder():
        onsite.ready(toy_alone)(1)
        onsite.ready(toy_other)(1)
        onsite.ready(toy_holder)(1)
    assert onsite.facts["toy_alone"]["peak_memory"] < HELD / 2
    assert onsite.facts["toy_other"]["peak_memory"] < HELD / 2
    assert onsite.facts["toy_holder"]["peak_memory"] >= HELD


@linux
def test_a_session_that_was_started_elsewhere_counts_for_its_kernel(onsite):
    onsite.sessions.started(holder)
    onsite.ready(toy_holder)(1)
    assert onsite.facts["toy_holder"]["peak_memory"] >= HELD
