"""Five tasks for a pool of four: right results, real times, and clear errors."""

import itertools
import math
import os
import pickle
import threading

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import five
from accelguide.sessions import TookTooLong


@pytest.fixture(scope="module")
def workers():
    """A pool of four, all up."""
    with five.crew() as pool:
        yield pool


def is_prime(number):
    """Whether a number is a prime, found out as simply as possible."""
    return number > 1 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))


def names(workers):
    """Processes of a pool."""
    return set(workers.map_async(five.name_worker, range(16), chunksize=1).get(30))


# results


@given(st.integers(2, 3_000), st.integers(0, 200))
def test_primes_are_counted(start, count):
    stop = start + count
    assert five.primes(start, stop) == sum(is_prime(number) for number in range(max(start, 3), stop))


@given(st.integers(0, 10_000))
def test_five_tasks_share_the_numbers_evenly(count):
    tasks = five.fifths(count)
    assert len(tasks) == 5
    assert (tasks[0][0], tasks[-1][1]) == (five.FIRST, five.FIRST + count)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(tasks))
    assert {stop - start for start, stop in tasks} <= {count // 5, count // 5 + 1}


@pytest.mark.parametrize("count", [0, 1, 4, 5, 1_000])
def test_a_pool_gives_the_same_results(count, workers):
    expected = five.five_serial(*five.workload(count))
    assert five.five_pool.inside(count, workers) == expected
    assert sum(expected) == sum(is_prime(five.FIRST + i) for i in range(count))


def test_without_a_pool_one_is_started_for_the_call():
    assert five.five_pool(100) == five.five_serial(100)


def test_a_negative_count_is_refused(workers):
    for call in (five.five_serial, lambda count: five.five_pool.inside(count, workers)):
        with pytest.raises(ValueError, match="must not be negative, but is -1"):
            call(-1)


def test_work_counts_the_numbers():
    assert five.work(10) == {"items": 10}


# times


def test_the_time_line_tells_what_happened(workers):
    spans, submitted, went_on, waited, found = five.time_line(20_000, workers)
    assert found == five.five_serial(20_000)
    assert 0 < submitted <= went_on <= waited
    assert {worker for worker, _, _ in spans} <= names(workers)
    assert all(0 < begun < ended < waited for _, begun, ended in spans)
    assert five.most_at_once(spans) <= five.WORKERS
    assert max(begun for _, begun, _ in spans) >= min(ended for _, _, ended in spans)
    for worker in {worker for worker, _, _ in spans}:
        own = sorted(span[1:] for span in spans if span[0] == worker)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(own))


@pytest.mark.parametrize(
    ("spans", "most"),
    [
        ([(1, 0.0, 1.0)], 1),
        ([(1, 0.0, 1.0), (1, 1.0, 2.0)], 1),
        ([(1, 0.0, 1.0), (2, 0.5, 2.0)], 2),
        ([(1, 0.0, 9.0), (2, 1.0, 2.0), (3, 3.0, 4.0)], 2),
        ([(1, 0.0, 9.0), (2, 1.0, 4.0), (3, 3.0, 4.0)], 3),
    ],
)
def test_the_most_that_ran_at_once(spans, most):
    assert five.most_at_once(spans) == most


def test_all_four_are_up_and_end_with_the_session():
    with five.crew() as pool:
        known = names(pool)
        assert len(known) == 4
        assert os.getpid() not in known
    assert not any(psutil.pid_exists(one) for one in known)


# faults


def test_an_error_of_a_task_waits_until_it_is_asked_for(workers):
    task = workers.apply_async(five.primes, ("one", 100))
    task.wait(30)
    assert task.ready()
    assert not task.successful()
    with pytest.raises(TypeError, match="unsupported operand"):
        five.result(task)
    assert five.five_pool.inside(10, workers) == five.five_serial(10)


def test_an_error_of_a_task_can_be_called_for(workers):
    told = threading.Event()
    workers.apply_async(five.primes, ("one", 100), error_callback=lambda error: told.set())
    assert told.wait(30)


def test_what_cannot_be_pickled_is_an_error(workers):
    with pytest.raises((pickle.PicklingError, AttributeError, TypeError), match="pickle"):
        five.result(workers.apply_async(five.primes, (lambda: 1, 2)))


def test_no_workers_are_refused(monkeypatch):
    monkeypatch.setattr(five, "WORKERS", 0)
    with pytest.raises(ValueError, match="at least one"):
        five.five_pool(10)


def test_a_worker_that_ends_in_mid_job_is_not_waited_for_without_end():
    with five.crew() as pool:
        lost = pool.apply_async(os._exit, (1,))
        with pytest.raises(TookTooLong, match=r"within 0\.5 s; was its worker killed"):
            five.result(lost, 0.5)


def test_workers_killed_in_mid_job_are_not_waited_for_without_end():
    with five.crew() as pool:
        known = names(pool)
        task = pool.apply_async(five.primes, (five.FIRST, five.FIRST + 10**9))
        for one in known:
            psutil.Process(one).kill()
        with pytest.raises(TookTooLong):
            five.result(task, 0.5)
    assert not any(psutil.pid_exists(one) for one in known)
