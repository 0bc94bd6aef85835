"""Races, deadlocks and dead workers: each happens, is noticed, and leaves nothing behind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import counting, hazards
from accelguide.sessions import WorkerLost
from tests.offspring import nothing_left

KERNELS = [counting.counting_locked, counting.counting_direct, counting.counting_local]


@pytest.fixture(scope="module")
def session():
    """Two workers that share a number."""
    with counting.counters() as started:
        yield started


@pytest.fixture(autouse=True)
def clean(session):
    """No worker outlives a test, but for those of the session."""
    with nothing_left():
        yield


# races


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
@settings(max_examples=15)
@given(turns=st.integers(0, 2000))
def test_with_a_lock_or_apart_no_step_is_lost(kernel, session, turns):
    assert kernel.inside(*counting.workload(turns), session) == turns


def test_each_kernel_starts_its_workers_by_itself_too():
    assert counting.counting_local(101) == 101


def test_one_step_after_the_other_is_exact_even_without_a_lock(session):
    assert counting.together(session, counting.count_bare, 1) == 1


def test_without_a_lock_steps_are_never_invented():
    reached, taken = counting.until_lost(20_000, rounds=2)
    assert 0 < reached <= 20_000
    assert taken == 2 or reached < 20_000


def test_a_worker_that_fails_is_an_error():
    with pytest.raises(WorkerLost, match="exit code 1"), counting.counters() as own:
        counting.together(own, divmod, 0)  # no way to count: it raises in the worker


def test_work_counts_the_steps():
    assert counting.work(10) == {"items": 10}


def test_threads_lose_steps_and_invent_none():
    assert 0 < hazards.raced_threads(200) <= 400


# deadlocks


def test_opposite_orders_block_both_threads_and_one_order_neither():
    assert hazards.opposite_orders(patience=0.2) == [False, False]
    assert hazards.same_order() == [True, True]


# dead workers


def test_a_pool_waits_for_a_worker_that_was_killed():
    assert hazards.pool_waits(patience=2.0) is True


def test_an_executor_says_at_once_that_one_was_killed():
    told, seconds = hazards.executor_tells()
    assert told is True
    assert 0 < seconds < 30


def test_gather_says_so_by_an_error_of_its_own():
    assert hazards.gather_tells() == "WorkerLost"


@pytest.mark.parametrize(("numbers", "pools"), [(range(8), 2), ([3], 2), ([4, 5], 1), ([], 1)])
def test_lost_tasks_are_run_again(tmp_path, numbers, pools):
    found, attempts = hazards.squares_with_retry(str(tmp_path), numbers)
    assert found == {number: number * number for number in numbers}
    assert attempts == pools


def test_after_a_few_attempts_it_gives_up(tmp_path):
    with pytest.raises(WorkerLost, match="1 attempts for 1 tasks"):
        hazards.squares_with_retry(str(tmp_path), [3], attempts=1)


def test_a_task_that_fails_by_itself_is_not_run_again(tmp_path):
    with pytest.raises(TypeError, match="multiply"):
        hazards.squares_with_retry(str(tmp_path), ["a"])
