"""The universal scalability law, fitted to speed-ups that the tests make up."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.record import Work, speedup
from accelguide.record.usl import Curve, Rates, cores_of, fit, rates, relative, usl
from tests.builders import comparison, erratic, record, steady, variant

WORKERS = (1, 2, 4, 8)
CONTENTION = st.floats(0.0, 1.0)
COHERENCY = st.floats(0.0, 0.1)
SEVERAL = st.lists(st.integers(2, 64), min_size=2, max_size=6, unique=True)


def scaled(curve, workers=WORKERS, single=1.0, **facts):
    """Comparisons over workers in which one worker takes `single` times as long as `alone`."""
    return [
        comparison(steady("alone", 1.0), steady("team", single / curve.speedup(count)), size=count, **facts)
        for count in workers
    ]


def same(curve):
    """The parameters of a curve, to within what a fit may be off."""
    return pytest.approx((curve.contention, curve.coherency), abs=1e-7)


def parameters(curve):
    """Contention and coherency."""
    return curve.contention, curve.coherency


# the law


@pytest.mark.parametrize(
    ("contention", "coherency", "workers", "expected"),
    [(0, 0, 64, 64), (1, 0, 64, 1), (0.5, 0, 2, 4 / 3), (0, 0.5, 2, 1), (0.1, 0.01, 10, 10 / 2.8), (0.3, 0.2, 1, 1)],
)
def test_the_law(contention, coherency, workers, expected):
    assert Curve(contention, coherency).speedup(workers) == pytest.approx(expected)


@given(CONTENTION, COHERENCY, st.integers(1, 10**6))
def test_the_law_gives_no_more_than_there_are_workers(contention, coherency, workers):
    assert 0 < Curve(contention, coherency).speedup(workers) <= workers


@given(st.floats(0.0, 0.9), st.floats(1e-6, 0.1))
def test_the_peak_is_where_the_law_is_highest(contention, coherency):
    curve = Curve(contention, coherency)
    top = curve.speedup(curve.peak)
    assert all(curve.speedup(max(1.0, curve.peak * factor)) <= top * (1 + 1e-9) for factor in (0.5, 0.9, 1.1, 2))


@pytest.mark.parametrize(
    ("curve", "expected"), [(Curve(0.1), None), (Curve(0.19, 0.01), 9), (Curve(0.9, 0.9), 1), (Curve(1.5, 0.01), 1)]
)
def test_the_peak(curve, expected):
    assert curve.peak == (expected if expected is None else pytest.approx(expected))


# the fit


@given(CONTENTION, COHERENCY, SEVERAL)
def test_both_parameters_are_recovered(contention, coherency, workers):
    curve = Curve(contention, coherency)
    assert parameters(fit([(count, curve.speedup(count)) for count in workers])) == same(curve)


@given(CONTENTION, st.integers(2, 64))
def test_from_one_point_only_the_contention_is_fitted(contention, workers):
    curve = Curve(contention)
    assert parameters(fit([(workers, curve.speedup(workers))])) == same(curve)


@given(st.lists(st.tuples(st.integers(2, 64), st.floats(0.01, 100)), min_size=1, max_size=6))
def test_no_parameter_is_below_zero(speedups):
    assert min(parameters(fit(speedups))) >= 0


@given(st.lists(st.tuples(st.integers(2, 64), st.floats(0.01, 100)), min_size=2, max_size=6))
def test_no_curve_beside_it_fits_better(speedups):
    def left(contention, coherency):
        lost = ((count / ratio - 1, count - 1) for count, ratio in speedups)
        return math.fsum((value - (contention + coherency * (one + 1)) * one) ** 2 for value, one in lost)

    found = parameters(fit(speedups))
    least = left(*found)
    for one, other in [(1e-3, 0), (-1e-3, 0), (0, 1e-4), (0, -1e-4), (1e-3, -1e-4), (-1e-3, 1e-4)]:
        assert left(max(0, found[0] + one), max(0, found[1] + other)) >= least * (1 - 1e-6) - 1e-9


def test_speedups_beyond_what_the_law_can_give_are_fitted_by_its_bounds():
    assert parameters(fit([(2, 3.0)])) == (0, 0)
    assert parameters(fit([(2, 3.0), (4, 7.0)])) == (0, 0)


def test_one_worker_tells_nothing():
    several = [(2, 1.8), (4, 3.0)]
    assert fit([(1, 0.7), *several]) == fit(several)


# a sweep


@given(CONTENTION, COHERENCY, st.floats(0.1, 10))
def test_the_law_is_fitted_to_speedups_over_one_worker(contention, coherency, single):
    law = usl(scaled(Curve(contention, coherency), single=single), "team")
    for curve in (law.middle, law.best, law.worst):
        assert parameters(curve) == same(Curve(contention, coherency))
    assert law.both


def test_more_workers_than_cores_do_not_count():
    found = [*scaled(Curve(0.1), workers=(1, 2)), *scaled(Curve(0.9), workers=(3,))]
    law = usl(found, "team", cores=2.0)
    assert parameters(law.middle) == same(Curve(0.1))
    assert not law.both
    assert usl(found, "team").both


def test_the_interval_is_that_of_the_speedups():
    found = [
        comparison(erratic("alone", 1.0, 1.5), steady("team", 1.0 if count == 1 else 0.4), size=count)
        for count in (1, 2)
    ]
    single, pair = (speedup(one, "team") for one in found)
    low, high = pair.low / single.high, pair.high / single.low
    assert low < high
    ratio = relative(found, "team")[2]
    assert (ratio.low, ratio.high) == pytest.approx((low, high))
    law = usl(found, "team")
    assert law.bounds(2) == pytest.approx((low, min(2, high)))
    low, high = law.bounds(16)
    assert low <= law.speedup(16) <= high


def test_one_worker_is_once_as_fast_as_itself():
    assert relative(scaled(Curve(0.3)), "team")[1].median == 1


@pytest.mark.parametrize(
    "found",
    [
        [],
        scaled(Curve(0.0), workers=(1,)),
        scaled(Curve(0.0), workers=(2, 4)),
        [*scaled(Curve(0.0), workers=(1,)), comparison(steady("alone", 1.0), variant("team", []), size=2)],
        [comparison(steady("alone", 1.0), size=count) for count in (1, 2)],
    ],
    ids=["nothing", "one worker", "not one worker", "not run", "unknown"],
)
def test_there_is_no_law_without_one_worker_and_several(found):
    assert usl(found, "team") is None


# rates


def test_rates_are_those_of_one_worker_and_bytes_moved_are_shared_out():
    one, two = scaled(Curve(0.0), workers=(1, 2), single=0.5, work=Work(bytes=1000))
    two = comparison(steady("alone", 1.0), steady("team", 0.25, moved=50), size=2, work=Work(bytes=1000))
    assert rates([one, two], "team") == Rates(2000.0, 0.05)


def test_what_was_not_counted_is_not_told():
    assert rates(scaled(Curve(0.0), work=Work(bytes=1000)), "team") == Rates(1000.0, None)


@pytest.mark.parametrize(
    "found",
    [
        scaled(Curve(0.0)),
        scaled(Curve(0.0), work=Work(items=5)),
        scaled(Curve(0.0), workers=(2,), work=Work(bytes=5)),
        [comparison(steady("alone", 1.0), variant("team", []), size=1, work=Work(bytes=5))],
        [],
    ],
    ids=["no work", "no bytes", "not one worker", "not run", "nothing"],
)
def test_there_are_no_rates_without_bytes_of_one_worker(found):
    assert rates(found, "team") is None


def test_cores_are_those_of_the_record():
    assert cores_of(record()) == math.inf
