"""The Mandelbrot set: every form counts the same iterations, whole numbers, for any grid."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import mandelbrot
from accelguide.kernels._lanes import LANES, STEPS
from accelguide.portable import same
from accelguide.systems import Unavailable

KERNELS = [function for name, function in vars(mandelbrot).items() if name.startswith("mandelbrot_")]
# 2 and 0.25 are where the set ends on the real axis; the others overflow, underflow, or are no numbers
EDGES = [-2.0, np.nextafter(-2.0, 0), np.nextafter(-2.0, -3), 0.25, 0.0, 1e-160, 1e200, math.inf, -math.inf, math.nan]
PARTS = st.floats(-2.5, 2.5) | st.sampled_from(EDGES)
SIZES = st.sampled_from([0, 1, LANES - 1, LANES, LANES + 1, 3 * LANES]) | st.integers(0, 40)

each = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


def run(kernel, real, imaginary, limit, out=None):
    """Call a kernel, if need be with new room for its result, or skip the test where what it needs is absent."""
    try:
        return kernel(
            real, imaginary, limit, np.full((imaginary.size, real.size), -1, np.int32) if out is None else out
        )
    except Unavailable as missing:
        pytest.skip(str(missing))


def axis(sizes):
    """Strategy for parts of points."""
    return sizes.flatmap(lambda size: arrays.arrays(np.float64, size, elements=PARTS))


def iterated(point, limit):
    """Count by complex numbers, which round as the parts do."""
    z = 0j
    for n in range(limit):
        if not z.real * z.real + z.imag * z.imag <= 4:
            return n
        z = complex(z.real * z.real - z.imag * z.imag, 2 * z.real * z.imag) + point
    return limit


@each
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=40)
@given(real=axis(SIZES), imaginary=axis(st.integers(0, 5)), limit=st.integers(0, 4 * STEPS + 1))
@example(real=np.array(EDGES), imaginary=np.array(EDGES), limit=100)
def test_any_grid_has_the_counts_of_the_baseline(kernel, real, imaginary, limit):
    expected = run(mandelbrot.mandelbrot_python, real, imaginary, limit)
    before = real.copy(), imaginary.copy()
    np.testing.assert_array_equal(run(kernel, real, imaginary, limit), expected)
    np.testing.assert_array_equal(real, before[0])
    np.testing.assert_array_equal(imaginary, before[1])


@each
def test_the_whole_set_has_equal_counts(kernel):
    real, imaginary, limit, out = mandelbrot.workload(90)
    found = run(kernel, real, imaginary, limit)
    np.testing.assert_array_equal(found, mandelbrot.mandelbrot_python(real, imaginary, limit, out))


@pytest.mark.parametrize(("point", "expected"), [(0, 50), (-1, 50), (-2, 50), (0.26, 30), (1, 3), (2, 2), (2.5, 1)])
def test_some_counts_are_known(point, expected):
    assert mandelbrot.iterations(point, 0.0, 50) == expected == iterated(point, 50)


@given(x=PARTS, y=PARTS, limit=st.integers(0, 60))
def test_the_parts_are_those_of_complex_numbers(x, y, limit):
    assert mandelbrot.iterations(x, y, limit) == (iterated(complex(x, y), limit) if limit else 0)


@each
def test_the_result_is_out(kernel):
    arguments = mandelbrot.workload(5)
    assert run(kernel, *arguments) is arguments[-1]


@each
@pytest.mark.parametrize(("shape", "limit"), [((3, 4), 9), ((4, 5), 9), ((5, 4), 9), ((4, 4), -1)])
def test_what_does_not_fit_is_refused(kernel, shape, limit):
    with pytest.raises(ValueError, match=r"out must be of shape .*, and limit not negative"):
        run(kernel, np.zeros(4), np.zeros(4), limit, np.zeros(shape, np.int32))


@pytest.mark.parametrize("kernel", [mandelbrot.mandelbrot_numpy, mandelbrot.mandelbrot_lanes])
def test_axes_with_gaps(kernel):
    real, imaginary, limit, _ = mandelbrot.workload(40)
    expected = run(kernel, real[::2].copy(), imaginary[::3].copy(), limit)
    np.testing.assert_array_equal(run(kernel, real[::2], imaginary[::3], limit), expected)


def test_balance_is_the_share_that_is_not_waited():
    counts = np.array([[3, 1], [0, 0], [4, 0], [0, 0]])
    assert mandelbrot.balance(counts, 1) == (1, 1)
    assert mandelbrot.balance(counts, 2) == (1, 0.5)
    assert mandelbrot.balance(counts, 4) == (0.5, 0.5)


def test_a_workload_is_the_same_every_time_and_its_work_counts_iterations():
    first, second = mandelbrot.workload(20), mandelbrot.workload(20)
    assert all(map(same, first, second))
    counts = mandelbrot.mandelbrot_python(*first)
    assert mandelbrot.work(20) == {"items": 400, "flops": 8 * counts.sum()}
