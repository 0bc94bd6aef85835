"""Figures derived from samples that the tests make up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.record import (
    Work,
    break_even_calls,
    break_even_size,
    exponent,
    narrow,
    seconds,
    speedup,
    throughput,
)
from accelguide.record.figures import FLOOR, MARGIN, agreement
from tests.builders import ROUNDS, comparison, erratic, lucky, steady, sweep, variant

TIMES = st.floats(1e-9, 1e3)
PAIRS = st.lists(st.tuples(TIMES, TIMES, st.booleans()), min_size=7, max_size=60)


def versus(base, other):
    """Speed-up of one variant over another."""
    return speedup(comparison(base, other), other.name)


def pair(rounds, scale=1.0):
    """Two variants from rounds of (seconds, seconds, preempted)."""
    first, second, preempted = zip(*rounds, strict=True)
    return variant("a", [scale * one for one in first], preempted), variant("b", [scale * one for one in second])


# ratios


@given(st.lists(st.floats(1.0, 10.0), min_size=7, max_size=60), st.floats(0.1, 10.0))
def test_the_ratio_is_recovered_under_a_drift_that_hits_both(drift, ratio):
    found = versus(variant("a", [ratio * one for one in drift]), variant("b", drift))
    assert [found.median, found.low, found.high] == pytest.approx([ratio] * 3)


def test_a_ratio_of_medians_would_miss_under_drift():
    drift = np.linspace(1, 9, ROUNDS)
    base = [*(2 * drift[:10]), *(1.5 * drift[10:])]
    found = versus(variant("a", base), variant("b", list(drift)))
    assert 1.5 <= found.low <= found.median <= found.high <= 2


def test_rounds_in_which_either_was_preempted_are_left_out():
    base = variant("a", [2.0] * FLOOR + [50.0] * 6, [False] * FLOOR + [True] * 6)
    assert versus(base, variant("b", [1.0] * (FLOOR + 6))).median == 2.0
    assert versus(variant("b", [1.0] * (FLOOR + 6)), base).median == 0.5


def test_all_rounds_count_where_too_few_are_calm():
    few = FLOOR - 1
    base = variant("a", [2.0] * few + [50.0] * 6, [False] * few + [True] * 6)
    assert versus(base, variant("b", [1.0] * (few + 6))).median == 50.0


def test_the_time_leaves_out_preempted_samples():
    assert seconds(variant("a", [1.0] * FLOOR + [9.0] * 6, [False] * FLOOR + [True] * 6)) == 1.0
    assert seconds(variant("a", [1.0] * 4 + [9.0] * 6, [False] * 4 + [True] * 6)) == 9.0


@given(PAIRS)
def test_the_interval_contains_the_median(rounds):
    found = versus(*pair(rounds))
    assert found.low <= found.median <= found.high


@given(PAIRS)
def test_a_variant_is_no_faster_than_itself(rounds):
    base, _ = pair(rounds)
    found = speedup(comparison(base), base.name)
    assert (found.median, found.low, found.high, found.minima, found.verdict) == (1.0, 1.0, 1.0, 1.0, "same")


@given(PAIRS, st.integers(-20, 20))
def test_another_unit_of_time_changes_no_ratio(rounds, power):
    assert versus(*pair(rounds)) == versus(*pair(rounds, 2.0**power))


@given(PAIRS)
def test_the_same_samples_give_the_same_figures(rounds):
    base, other = pair(rounds)
    renamed = variant("c", other.seconds, other.preempted)
    assert versus(base, other) == versus(base, renamed)


def test_a_base_may_be_named():
    found = comparison(steady("a", 8.0), steady("b", 4.0), steady("c", 1.0))
    assert speedup(found, "c").median == 8.0
    assert speedup(found, "c", "b").median == 4.0


def test_what_did_not_run_has_no_speedup():
    found = comparison(steady("a", 1.0), variant("b", []))
    assert speedup(found, "b") is None
    assert speedup(found, "a", "b") is None
    assert speedup(found, "unknown") is None


# verdicts


@pytest.mark.parametrize(
    ("base", "other", "verdict"),
    [
        (steady("a", 2.0), steady("b", 1.0), "faster"),
        (steady("a", 1.0), steady("b", 2.0), "slower"),
        (steady("a", 1.0), steady("b", 1.0), "same"),
        (steady("a", 1 + 0.9 * MARGIN), steady("b", 1.0), "same"),
        (steady("a", 1.0), steady("b", 1 + 0.9 * MARGIN), "same"),
        (steady("a", 1 + 1.1 * MARGIN), steady("b", 1.0), "faster"),
        (erratic("a", 0.5, 4.0), steady("b", 1.0), "same"),
        (lucky("a", 2.0, 1.0), steady("b", 1.0), "noisy"),
        (steady("a", 1.0), lucky("b", 2.0, 1.0), "noisy"),
        (lucky("a", 1.0, 0.5), steady("b", 1.0), "same"),
    ],
)
def test_verdicts(base, other, verdict):
    assert versus(base, other).verdict == verdict


@given(PAIRS)
def test_faster_is_said_only_of_an_interval_beyond_the_margin(rounds):
    found = versus(*pair(rounds))
    if found.verdict == "faster":
        assert found.low > 1 + MARGIN
        assert found.minima > 1
    if found.verdict == "slower":
        assert found.high < 1
        assert found.minima < 1


# when to stop


def taken(*levels):
    """Samples as `portable.rounds` holds them."""
    return {str(place): [(level, False) for level in one] for place, one in enumerate(levels)}


def test_steady_ratios_are_narrow():
    assert narrow(taken([1.0] * 9, [2.0] * 9))


def test_one_wide_ratio_is_not_narrow():
    assert not narrow(taken([1.0] * 8, [2.0] * 8, [1.0] * 4 + [2.0] * 4))


def test_one_variant_alone_is_narrow():
    assert narrow(taken([1.0, 2.0] * 4))


# throughput and break-even


def test_throughput_is_bytes_a_second_or_items_where_none_are_counted():
    assert throughput(comparison(steady("a", 0.5), work=Work(items=10, bytes=80)), "a") == 160
    assert throughput(comparison(steady("a", 0.5), work=Work(items=10)), "a") == 20


def test_no_throughput_without_work_or_samples():
    assert throughput(comparison(steady("a", 0.5)), "a") is None
    assert throughput(comparison(variant("a", []), work=Work(items=10)), "a") is None
    assert throughput(comparison(steady("a", 0.5), work=Work(items=10)), "unknown") is None


@pytest.mark.parametrize(
    ("level", "first", "calls"),
    [(1.0, 31.0, 30.0), (1.0, 1.0, 0.0), (1.0, 0.5, 0.0), (2.0, 9.0, None), (3.0, 9.0, None)],
)
def test_break_even_calls(level, first, calls):
    assert break_even_calls(comparison(steady("a", 2.0), steady("b", level, first=first)), "b") == calls


@pytest.mark.parametrize(
    ("startup", "first", "calls"),
    [(None, 4.0, 3.0), (0.0, 4.0, 3.0), (10.0, 4.0, 13.0), (10.0, 1.0, 10.0), (0.5, 0.2, 0.0)],
)
def test_calls_earn_back_the_start_up_too(startup, first, calls):
    found = comparison(steady("a", 2.0), steady("b", 1.0, startup=startup, first=first))
    assert break_even_calls(found, "b") == calls


def test_no_break_even_calls_without_a_first_call():
    found = comparison(steady("a", 2.0), steady("b", 1.0), variant("c", []))
    assert [break_even_calls(found, name) for name in ("b", "c", "unknown")] == [None] * 3


@pytest.mark.parametrize(
    ("levels", "size"),
    [
        ([0.5, 0.5, 0.5], 10),
        ([2.0, 0.5, 0.5], 20),
        ([0.5, 2.0, 0.5], 30),
        ([0.5, 0.5, 2.0], None),
        ([1.0, 1.0, 1.0], None),
    ],
)
def test_break_even_size_is_where_a_variant_pays_from_there_on(levels, size):
    sizes = (10, 20, 30)
    found = [comparison(steady("a", 1.0), steady("b", one), size=at) for at, one in zip(sizes, levels, strict=True)]
    assert break_even_size(found, "b") == size


def test_no_break_even_size_where_it_did_not_run():
    assert break_even_size([comparison(steady("a", 1.0), variant("b", []))], "b") is None


# exponents


@pytest.mark.parametrize(("order", "slope"), [("1", 0.0), ("n", 1.0), ("n²", 2.0)])
def test_the_slope_is_recovered_and_agrees(order, slope):
    fit = exponent(sweep("a", lambda size: 1e-9 * size**slope, order=order), "a")
    assert [fit.value, fit.low, fit.high] == pytest.approx([slope] * 3, abs=1e-9)
    assert fit.excess == pytest.approx(0, abs=1e-9)
    assert (fit.order, fit.verdict) == (order, "agrees")


def test_a_logarithm_is_taken_into_account():
    fit = exponent(sweep("a", lambda size: 1e-9 * size * np.log(size), order="n log n"), "a")
    assert fit.excess == pytest.approx(0, abs=1e-9)
    assert 1.1 < fit.value < 1.3


@pytest.mark.parametrize(("order", "verdict"), [("1", "differs"), ("n", "agrees"), ("n²", "differs")])
def test_a_linear_cost_beside_orders(order, verdict):
    assert exponent(sweep("a", lambda size: 1e-9 * size), "a", order).verdict == verdict


def test_samples_that_vary_widely_are_too_noisy_to_tell():
    found = [comparison(erratic("a", 1e-9 * size, 1e4), size=size) for size in (100, 1000, 10_000)]
    assert exponent(found, "a", "n").verdict == "noisy"


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-0.1, 0.1, "agrees"), (-0.1, 0.5, "noisy"), (0.5, 0.6, "differs"), (-0.6, -0.5, "differs"), (-0.5, 0.5, "noisy")],
)
def test_agreement_is_of_the_whole_interval(low, high, verdict):
    assert agreement(low, high) == verdict


def test_two_sizes_give_no_exponent():
    assert exponent(sweep("a", float, sizes=(10, 100), order="n"), "a") is None


def test_no_exponent_without_an_order():
    assert exponent(sweep("a", float), "a") is None
    assert exponent(sweep("a", float), "unknown", "n") is None


def test_an_unknown_order_is_refused():
    with pytest.raises(ValueError, match=r"n\^3.*known: 1, n, n log n"):
        exponent(sweep("a", float), "a", "n^3")
