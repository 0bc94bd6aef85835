"""The computation that threads and processes share, and when threads ran."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide import sessions
from accelguide.kernels import collatz, turns
from accelguide.sessions import processes, threads

KNOWN = {1: 0, 2: 1, 3: 7, 6: 8, 27: 111}


@pytest.fixture(scope="module", params=["threads", "processes"])
def shared_work(request):
    """A kernel in parts, with the pool that it runs in."""
    kernel, start = {
        "threads": (collatz.collatz_threads, threads),
        "processes": (collatz.collatz_processes, processes),
    }[request.param]
    assert kernel.session is start
    with start(2) as pool:
        yield lambda *arguments: kernel.inside(*arguments, pool)


@pytest.mark.parametrize(("number", "taken"), KNOWN.items())
def test_a_sequence_takes_the_steps_that_are_known(number, taken):
    assert collatz.steps(number, number + 1) == taken


@given(st.integers(0, 400))
def test_all_sequences_are_added_up(count):
    expected = sum(collatz.steps(number, number + 1) for number in range(1, count))
    assert collatz.collatz_python(*collatz.workload(count)) == expected


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50, 999])
def test_workers_give_the_result_of_one(shared_work, count):
    assert shared_work(*collatz.workload(count)) == collatz.collatz_python(count)


def test_a_kernel_can_be_called_without_a_pool():
    assert collatz.collatz_threads(30) == collatz.collatz_python(30)


@given(st.integers(0, 400), st.floats(1, 70))
def test_the_parts_meet(count, cores):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sessions, "usable_cores", lambda: cores)
        bounds = collatz.edges(count)
    assert len(bounds) == collatz.PARTS * int(cores) + 1
    assert bounds == sorted(bounds)
    assert (bounds[0], bounds[-1]) == (0, count)


def test_work_counts_the_sequences():
    assert collatz.work(50) == {"items": 50}


# when threads ran


def test_each_thread_gives_the_spans_in_which_it_ran():
    found = turns.turns(workers=3, seconds=0.03)
    assert len(found) == 3
    for spans in found:
        assert all(0 <= begin <= end for begin, end in spans)
        assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert min(spans[0][0] for spans in found) == 0


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([[(0, 1), (2, 3)], [(1, 2)]], 0),
        ([[(0, 2)], [(0, 2)]], 1),
        ([[(0, 3)], [(1, 2)]], 1 / 3),
        ([[(0, 1)], [(4, 5)]], 0),
        ([[(0, 2)], [(1, 3)], [(1, 2)]], 1 / 3),
        ([[(1, 1)], []], 0),
        ([], 0),
    ],
)
def test_shared_time_is_that_in_which_more_than_one_ran(spans, expected):
    assert turns.shared(spans) == pytest.approx(expected)
