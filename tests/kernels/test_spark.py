"""Spark: one job in five forms, and what Spark tells of a job."""

import math
import os
import signal
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import jobs, legs
from accelguide.portable import same
from accelguide.systems import Unavailable

pytest.importorskip("pyspark")

from accelguide.sessions.spark import spark_session

VARIANTS = [legs.legs_rdd, legs.legs_pickled, legs.legs_rows, legs.legs_columns, legs.legs_builtin]


@pytest.fixture(scope="module")
def session():
    try:
        with spark_session(2) as made:
            yield made
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
def test_every_form_gives_the_same_metres(session, variant):
    for size in (0, 1, 99, 1201):
        assert same(variant.inside(size, session), legs.legs_python(size))


@given(st.integers(0, 3000))
def test_the_loop_adds_up_straight_lines(size):
    found = legs.legs_python(*legs.workload(size))
    assert [vehicle for vehicle, _ in found] == list(range(min(size, 100)))
    for vehicle, metres in found:
        numbers = range(vehicle, size, 100)
        assert metres == pytest.approx(sum(math.hypot(n * 7919 % 1009, n * 104729 % 1013) for n in numbers))


def test_a_negative_size_is_refused():
    with pytest.raises(ValueError, match="not be negative, not -1"):
        legs.workload(-1)


def test_work_counts_the_legs():
    assert legs.work(7) == {"items": 7}


def test_plans_name_the_steps_in_their_order(session):
    found = jobs.plans(1000, session)
    assert list(found) == ["legs_pickled", "legs_columns", "legs_builtin"]
    for names in found.values():
        assert names[0] == "Range"
        assert names[-3:] == ["HashAggregate", "Exchange", "HashAggregate"]
    assert "BatchEvalPython" in found["legs_pickled"]
    assert "ArrowEvalPython" in found["legs_columns"]
    assert not any("Python" in name for name in found["legs_builtin"])


def test_a_transformation_calls_nothing_and_the_cache_saves_calls(session):
    called, seconds = zip(*jobs.calls(500, session), strict=True)
    assert called == (0, 500, 500, 500, 0)
    assert all(one > 0 for one in seconds)


def test_sums_of_parts_do_not_grow_with_the_rows_and_groups_do(session):
    few, many = (
        [jobs.shuffled(session, partial(job, count, session)) for job in (jobs.reduced_by_key, jobs.grouped_by_key)]
        for count in (1000, 20_000)
    )
    assert 0 < many[0] < 2 * few[0]
    assert many[1] > 4 * few[1]


def test_both_add_up_the_same(session):
    expected = legs.legs_python(300)
    assert same(sorted(jobs.reduced_by_key(300, session)), expected)
    assert same(sorted(jobs.grouped_by_key(300, session)), expected)


def burning(session):
    """Two tasks, each of which takes a fifth of a second of a processor; workers cannot import this file."""

    def burn(numbers):
        start = time.process_time()
        while time.process_time() - start < 0.2:
            pass
        return numbers

    session.sparkContext.range(2, numSlices=2).mapPartitions(burn).count()


def test_the_time_of_python_workers_is_told(session):
    assert jobs.in_workers(session, partial(burning, session)) >= 0.3
    assert jobs.in_workers(session, partial(legs.legs_builtin.inside, 1000, session)) < 0.1


def test_spark_is_made_by_the_compiler_of_scala(session):
    assert jobs.by_scala(session)


def test_a_session_without_a_driver_of_ours_is_told():
    with pytest.raises(Unavailable, match="SparkContext"):
        jobs.calls(1, object())


# faults


def test_an_error_in_a_function_says_where(session):
    from pyspark.sql.functions import udf

    divided = udf(lambda number: 1 // number, "long")
    with pytest.raises(Exception, match="ZeroDivisionError"):
        session.range(3).select(divided("id")).collect()


def killing(session):
    """Job: its workers are killed."""

    def killed(number):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    session.sparkContext.range(4).map(killed).count()


def test_a_killed_worker_fails_its_job_and_no_other(session):
    with pytest.raises(Exception, match="worker exited unexpectedly"):
        killing(session)
    assert same(legs.legs_rdd.inside(50, session), legs.legs_python(50))
