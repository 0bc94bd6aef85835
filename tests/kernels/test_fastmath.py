"""Sums, quotients and maxima with leave to reorder: right within their contracts, with the errors these promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import adding, largest, quotients
from accelguide.portable import same
from accelguide.systems import Unavailable, require

FINITE = st.floats(-1e100, 1e100) | st.sampled_from([-0.0, 5e-324])
ANY = FINITE | st.sampled_from([math.nan, math.inf, -math.inf])
SIZES = st.integers(0, 70) | st.integers(adding.BLOCK - 2, 2 * adding.BLOCK + 2)


def kernels(module):
    """Variants of a module's workload."""
    name = module.__name__.rpartition(".")[2]
    return [function for key, function in vars(module).items() if key.startswith(f"{name}_")]


def name_of(kernel):
    """A kernel's own name."""
    return kernel.__name__


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def needs_numba():
    """Skip a test where Numba is absent."""
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))


def floats(elements, size):
    """Strategy for arrays."""
    return arrays.arrays(np.float64, size, elements=elements, fill=elements)


# sums


@pytest.mark.parametrize("kernel", kernels(adding), ids=name_of)
@given(values=floats(FINITE, SIZES))
def test_a_sum_is_right_within_what_rounding_may_do(kernel, values):
    before = values.copy()
    found = run(kernel, values)
    bound = values.size * np.finfo(float).eps * math.fsum(np.abs(values))
    assert type(found) is float
    assert abs(found - math.fsum(values)) <= bound
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("kernel", kernels(adding), ids=name_of)
def test_a_sum_of_every_other_number_is_right(kernel):
    values = adding.workload(5001, seed=2)[0]
    assert run(kernel, values[::2]) == pytest.approx(math.fsum(values[::2]), rel=1e-12)


@pytest.mark.parametrize("kernel", [adding.adding_kahan, adding.adding_blocks], ids=name_of)
@given(values=floats(st.floats(0, 1e100), SIZES))
def test_a_compensated_sum_has_an_error_that_does_not_grow(kernel, values):
    roundings = 2 if kernel is adding.adding_kahan else adding.BLOCK
    exact = math.fsum(values)
    assert abs(run(kernel, values) - exact) <= roundings * np.finfo(float).eps * exact


@pytest.mark.parametrize("kernel", [adding.adding_strict, adding.adding_flags, adding.adding_numpy], ids=name_of)
@pytest.mark.parametrize("special", [math.nan, math.inf, -math.inf])
def test_the_two_flags_keep_nan_and_infinity(kernel, special):
    values = adding.workload(1000)[0]
    values[17] = special
    assert same(run(kernel, values), special)


def test_checks_survive_the_two_flags():
    needs_numba()
    import numba

    values = np.array([1.0, math.nan, math.inf, 2.0] * 20)
    found = numba.njit(fastmath={"reassoc", "nsz"})(adding.below_infinity)(values)
    assert found == adding.below_infinity(values) == 60
    values[np.isinf(values)] = 0.0
    assert numba.njit(fastmath={"reassoc", "nsz"})(adding.present_sum)(values) == adding.present_sum(values) == 60.0


def test_units_count_steps_between_floats():
    assert adding.units_off(1.0 + 3 * math.ulp(1.0), np.array([0.5, 0.5])) == 3
    assert adding.units_off(1.0, np.array([0.25, 0.75])) == 0


def test_opposites_cancel_in_order():
    values = adding.cancelling(3, 4)
    assert math.fsum(values) == adding.plain_sum(values) == 4.0
    assert values.size == 10


# quotients


@pytest.mark.parametrize("kernel", kernels(quotients), ids=name_of)
@given(pairs=floats(ANY.filter(bool), st.tuples(st.just(2), st.integers(0, 60))))
def test_every_quotient_is_rounded_once(kernel, pairs):
    if kernel is quotients.quotients_fast:
        pairs = np.where(np.isfinite(pairs), pairs, 3.0)
    dividends, divisors, out = pairs[0].copy(), pairs[1].copy(), np.full(pairs.shape[1], 7.0)
    with np.errstate(all="ignore"):
        expected = dividends / divisors
    found = run(kernel, dividends, divisors, out)
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    np.testing.assert_array_equal([dividends, divisors], pairs)
    assert found.ctypes.data == out.ctypes.data


@pytest.mark.parametrize("kernel", [quotients.quotients_checked, quotients.quotients_guarded], ids=name_of)
@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize("place", [0, 8, -1])
def test_a_divisor_of_zero_is_an_error(kernel, zero, place):
    dividends, divisors, out = quotients.workload(19)
    divisors[place] = zero
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        run(kernel, dividends, divisors, out)


@pytest.mark.parametrize("kernel", [quotients.quotients_unchecked, quotients.quotients_numpy], ids=name_of)
def test_or_it_gives_what_ieee_says(kernel):
    found = run(kernel, np.array([1.0, -1.0, 0.0, 1.0]), np.array([0.0, 0.0, 0.0, -0.0]), np.empty(4))
    np.testing.assert_array_equal(found, [math.inf, -math.inf, math.nan, -math.inf])


@pytest.mark.parametrize("kernel", kernels(quotients), ids=name_of)
@pytest.mark.parametrize("short", [0, 1, 2])
def test_arrays_of_different_lengths_are_refused(kernel, short):
    arguments = list(quotients.workload(4))
    arguments[short] = arguments[short][:1]
    with pytest.raises(ValueError, match="dividends, divisors and out must be of one length"):
        run(kernel, *arguments)


# maxima


@pytest.mark.parametrize("kernel", kernels(largest), ids=name_of)
@given(values=floats(FINITE | st.sampled_from([math.inf, -math.inf]), st.integers(1, 70)))
def test_the_largest_is_found(kernel, values):
    before = values.copy()
    assert run(kernel, values) == max(values.tolist())
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("kernel", kernels(largest), ids=name_of)
@pytest.mark.parametrize("place", [0, 499, 999])
def test_it_is_found_anywhere(kernel, place):
    values = largest.workload(1000)[0]
    values[place] = 1.5
    assert run(kernel, values) == 1.5


@pytest.mark.parametrize("kernel", kernels(largest), ids=name_of)
def test_the_largest_of_nothing_is_an_error(kernel):
    with pytest.raises(ValueError, match="values must not be empty"):
        run(kernel, np.empty(0))


@pytest.mark.parametrize("kernel", kernels(largest), ids=name_of)
def test_a_maximum_of_every_other_number_is_right(kernel):
    values = np.arange(20.0)
    assert run(kernel, values[::2]) == 18.0


@pytest.mark.parametrize("module", [adding, quotients, largest])
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    first, second = module.workload(10), module.workload(10)
    assert all(map(same, first, second))
    assert not same(module.workload(10, seed=1)[0], first[0])
    assert module.work(10) == {"items": 10, "bytes": sum(array.nbytes for array in first), "flops": 10}
