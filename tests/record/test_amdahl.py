"""Amdahl's law, fitted to speed-ups that the tests make up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.record import speedup
from accelguide.record.amdahl import Law, amdahl, share
from tests.builders import comparison, erratic, steady, variant

WORKERS = (1, 2, 4, 8)
SERIAL = st.floats(0.0, 1.0)


def lawful(serial, workers):
    """Speed-up of work of which the share `serial` cannot be divided."""
    return 1 / (serial + (1 - serial) / workers)


def scaled(ratio_of, workers=WORKERS):
    """Comparisons over workers in which `team` is ``ratio_of(workers)`` times as fast as `alone`."""
    return [comparison(steady("alone", 1.0), steady("team", 1 / ratio_of(count)), size=count) for count in workers]


# the law


@pytest.mark.parametrize(
    ("serial", "workers", "expected"), [(0.0, 64, 64), (1.0, 64, 1), (0.5, 2, 4 / 3), (0.1, 10**9, 10), (0.3, 1, 1)]
)
def test_the_law(serial, workers, expected):
    assert Law(serial, serial, serial).speedup(workers) == pytest.approx(expected)


@given(SERIAL, st.integers(1, 10**6))
def test_the_law_gives_no_more_than_there_are_workers_and_no_less_than_one(serial, workers):
    found = Law(serial, serial, serial).speedup(workers)
    assert 1 - 1e-9 <= found <= workers * (1 + 1e-9)


# the fit


@given(SERIAL, st.lists(st.integers(2, 256), min_size=1, max_size=6, unique=True))
def test_the_serial_share_is_recovered(serial, workers):
    assert share([(count, lawful(serial, count)) for count in workers]) == pytest.approx(serial, abs=1e-9)


@given(st.lists(st.tuples(st.integers(2, 256), st.floats(0.01, 300)), min_size=1, max_size=6))
def test_a_serial_share_is_a_share(speedups):
    assert 0 <= share(speedups) <= 1


@pytest.mark.parametrize(("speedups", "expected"), [([(2, 3.0)], 0.0), ([(2, 0.5), (4, 0.9)], 1.0)])
def test_what_the_law_cannot_give_is_fitted_by_its_bounds(speedups, expected):
    assert share(speedups) == expected


def test_the_fit_is_between_points_that_differ():
    found = share([(2, lawful(0.1, 2)), (8, lawful(0.3, 8))])
    assert 0.1 < found < 0.3


def test_one_worker_tells_nothing():
    several = [(2, 1.8), (4, 3.0)]
    assert share([(1, 0.7), *several]) == share(several)


# a sweep


@given(SERIAL)
def test_the_law_is_fitted_to_a_sweep(serial):
    law = amdahl(scaled(lambda workers: lawful(serial, workers)), "team")
    assert [law.serial, law.low, law.high] == pytest.approx([serial] * 3, abs=1e-9)


def test_what_one_worker_took_does_not_count():
    slow_alone = scaled(lambda workers: lawful(0.2, workers) if workers > 1 else 0.5)
    assert amdahl(slow_alone, "team").serial == pytest.approx(0.2)


def test_the_interval_is_that_of_the_speedups():
    found = [
        comparison(erratic("alone", 1.0, 2.0), steady("team", 1.0 if count == 1 else 0.6), size=count)
        for count in (1, 2)
    ]
    law, ratio = amdahl(found, "team"), speedup(found[1], "team")
    assert ratio.low < ratio.high
    assert law.low == pytest.approx(share([(2, ratio.high)]))
    assert law.high == pytest.approx(share([(2, ratio.low)]))
    assert law.low <= law.serial <= law.high


def test_the_speedup_is_over_the_baseline():
    found = [comparison(steady("alone", 4.0), steady("pair", 2.0), steady("team", 1.0), size=4)]
    assert amdahl(found, "team").serial == pytest.approx(0.0)
    assert amdahl(found, "pair").serial == pytest.approx(share([(4, 2.0)]))


@pytest.mark.parametrize(
    "found",
    [
        [],
        scaled(lambda workers: 1.0, workers=(1,)),
        [comparison(steady("alone", 1.0), variant("team", []), size=2)],
        [comparison(steady("alone", 1.0), size=2)],
    ],
    ids=["nothing", "one core", "not run", "unknown"],
)
def test_there_is_no_law_without_several_workers(found):
    assert amdahl(found, "team") is None


def test_a_size_at_which_it_did_not_run_is_passed_over():
    found = [
        *scaled(lambda workers: lawful(0.2, workers)),
        comparison(steady("alone", 1.0), variant("team", []), size=16),
    ]
    assert amdahl(found, "team").serial == pytest.approx(0.2)
