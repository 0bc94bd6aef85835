"""Benchmarks that deceive: what they compute is right, and what is told of the compiled code is so."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _emitted, discarded, frozen, growth, series
from accelguide.systems import Unavailable, require

SUMS = [function for name, function in vars(series).items() if name.startswith("series_")]
CALLS = [function for name, function in vars(discarded).items() if name.startswith("discarded_")]
GROWTHS = [function for name, function in vars(growth).items() if name.startswith("growth_")]

each_growth = pytest.mark.parametrize("kernel", GROWTHS, ids=lambda kernel: kernel.__name__)


@pytest.fixture
def numba_here():
    """Skip a test where Numba is absent."""
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("kernel", SUMS, ids=lambda kernel: kernel.__name__)
@given(st.integers(0, 1000))
def test_every_sum_of_an_even_count_is_that_of_the_formula(kernel, half):
    assert run(kernel, 2 * half) == half * (2 * half - 1)


def test_a_sum_of_four_billion_numbers_fits():
    assert run(series.series_numba, 4 * 10**9) == 2 * 10**9 * (4 * 10**9 - 1)


@pytest.mark.parametrize("kernel", CALLS, ids=lambda kernel: kernel.__name__)
@given(st.integers(0, 500), st.floats(1.0, 1e6))
def test_every_benchmark_returns_its_count(kernel, count, x):
    assert run(kernel, count, x) == count


@pytest.mark.parametrize("module", [series, discarded, growth], ids=lambda module: module.__name__)
def test_a_workload_fits_its_work(module):
    assert module.work(10)["items"] == 10
    for first, second in zip(module.workload(10), module.workload(10), strict=True):
        np.testing.assert_array_equal(first, second)


# exponentials


@each_growth
@given(arrays.arrays(np.float64, st.integers(0, 40), elements=st.floats(-700.0, 700.0)))
def test_every_exponential_is_right(kernel, x):
    out = np.full(x.shape, np.nan)
    assert run(kernel, x, out) is out
    np.testing.assert_allclose(out, [math.exp(one) for one in x], rtol=1e-14)


@pytest.mark.parametrize("kernel", [growth.growth_numpy, growth.growth_numba], ids=["numpy", "numba"])
def test_what_is_no_finite_number_has_its_exponential(kernel):
    x = np.array([np.inf, -np.inf, np.nan, 0.0])
    np.testing.assert_array_equal(run(kernel, x, np.empty(4)), [np.inf, 0.0, np.nan, 1.0])


@each_growth
@pytest.mark.parametrize("short", [0, 1])
def test_arrays_of_two_lengths_are_refused_alike(kernel, short):
    both = list(growth.workload(10))
    both[short] = both[short][:-1]
    with pytest.raises(ValueError, match=r"^x and out must be of one length$"):
        run(kernel, *both)


@pytest.mark.parametrize("kernel", [growth.growth_numpy, growth.growth_numba], ids=["numpy", "numba"])
def test_arrays_need_not_be_contiguous(kernel):
    x, out = (array[::2] for array in growth.workload(20))
    np.testing.assert_allclose(run(kernel, x, out), np.exp(x), rtol=1e-14)


@each_growth
def test_only_out_is_changed(kernel):
    x, out = growth.workload(20, seed=2)
    before = x.copy()
    run(kernel, x, out)
    np.testing.assert_array_equal(x, before)


# globals


def test_only_compiled_code_misses_a_new_value(numba_here):
    assert frozen.new_factor_seen() == {"interpreted": True, "compiled": False, "recompiled": True}
    assert frozen.scaled(1.0) == 2.0


def test_entries_are_put_back(numba_here):
    assert set(frozen.new_entries_seen()) == {"small", "large"}
    assert (frozen.small_entry(0), frozen.large_entry(0)) == (1.0, 1.0)
    assert frozen.LARGE.nbytes > 10**6 > frozen.TABLE.nbytes


def test_one_call_each_is_timed(numba_here):
    seconds = frozen.hasty(series.series_python, 10)
    assert len(seconds) == 3
    assert min(seconds) >= 0


# what the compiler made


def halve(x):
    """Whether half of a number is above one."""
    return x / 2.0 > 1.0


def bit_length(n):
    """Bits of an int, one turn each, but for so many that no compiler unrolls it."""
    bits = 0
    while n > 0 and bits < 1000:
        n = (n >> 1) ^ (n & 2)
        bits += 1
    return bits


@pytest.mark.parametrize(("function", "argument", "expected"), [(halve, 3.0, False), (bit_length, 5, True)])
def test_a_loop_is_found_where_there_is_one(function, argument, expected, numba_here):
    from numba import njit

    compiled = njit(function)
    assert compiled(argument) == function(argument)
    assert _emitted.loops(compiled) is expected
    assert _emitted.body(compiled).startswith("define ")
    assert _emitted.body(compiled).endswith("}")


def test_assembly_is_searched(numba_here):
    run(growth.growth_numba, *growth.workload(3))
    assert _emitted.assembly_has(growth.growth_numba, "growth_numba")
    assert not _emitted.assembly_has(growth.growth_numba, "no such symbol")
