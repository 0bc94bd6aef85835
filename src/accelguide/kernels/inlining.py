"""A jitted loop that needs a small function in every turn: written out, called, passed in, or chosen at run time."""

import contextlib
import math
import warnings

import numpy as np

from accelguide.kernels._diagonal import demand, diagonal_jitted
from accelguide.kernels._numba import njit
from accelguide.sessions import within


def workload(size, seed=0):
    """Return widths and heights from 0 to 1, and an array for the results."""
    return (*np.random.default_rng(seed).random((2, size)), np.full(size, np.nan))


def work(size):
    """Items, bytes and floating-point operations of one call: two squares, a sum and a root for each rectangle."""
    return {"items": size, "bytes": 24 * size, "flops": 4 * size}


@njit()
def inlining_written(widths, heights, out):
    """Return the diagonal of each rectangle, in `out`. Numba, with everything written out in the loop.

    Parameters
    ----------
    widths, heights : numpy.ndarray
        Float64, shape ``(n,)``, contiguous. Of one unit, that of the results.
    out : numpy.ndarray
        Of the same kind, apart from both; it is filled and returned.

    Raises
    ------
    ValueError
        The three differ in length.
    """
    demand(widths, heights)
    demand(widths, out)
    for i in range(widths.size):
        out[i] = math.sqrt(widths[i] * widths[i] + heights[i] * heights[i])
    return out


@njit()
def inlining_nested(widths, heights, out):
    """The loop calls a jitted function, which calls another one."""
    demand(widths, heights)
    demand(widths, out)
    for i in range(widths.size):
        out[i] = diagonal_jitted(widths[i], heights[i])
    return out


@njit(inline="always")
def square_always(number):
    """Return the square of a number; its code is put into that of the caller by Numba."""
    return number * number


@njit(inline="always")
def diagonal_always(width, height):
    """Return the diagonal of a rectangle; the same."""
    return math.sqrt(square_always(width) + square_always(height))


@njit()
def inlining_always(widths, heights, out):
    """Both functions are told to be inlined by Numba, before LLVM sees them."""
    demand(widths, heights)
    demand(widths, out)
    for i in range(widths.size):
        out[i] = diagonal_always(widths[i], heights[i])
    return out


@njit()
def apply_each(measure, widths, heights, out):
    """Write into `out` what a function makes of each rectangle."""
    demand(widths, heights)
    demand(widths, out)
    for i in range(widths.size):
        out[i] = measure(widths[i], heights[i])
    return out


@njit()
def inlining_passed(widths, heights, out):
    """The function is an argument of the loop; a jitted function passes it."""
    return apply_each(diagonal_jitted, widths, heights, out)


def inlining_argument(widths, heights, out):
    """The same; Python passes it."""
    return apply_each(diagonal_jitted, widths, heights, out)


def loop_with(measure):
    """Make a jitted loop around a function."""

    @njit()
    def loop(widths, heights, out):
        demand(widths, heights)
        demand(widths, out)
        for i in range(widths.size):
            out[i] = measure(widths[i], heights[i])
        return out

    return loop


loop_of_diagonals = loop_with(diagonal_jitted)


def inlining_closure(widths, heights, out):
    """The function is a variable of the scope in which the loop was made: a closure."""
    return loop_of_diagonals(widths, heights, out)


@njit()
def outline(width, height):
    """Return half the outline of a rectangle: a function that could be meant instead."""
    return width + height


def loop_with_choice(crosswise, widths, heights, out):
    """Write into `out` what one of two functions makes of each rectangle; which one shows at run time."""
    demand(widths, heights)
    demand(widths, out)
    measure = diagonal_jitted if crosswise else outline
    for i in range(widths.size):
        out[i] = measure(widths[i], heights[i])
    return out


@contextlib.contextmanager
def compiled_choice():
    """Compile it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # functions as values are experimental, Numba says
        made = njit("float64[::1](boolean, float64[::1], float64[::1], float64[::1])")(loop_with_choice)
    yield made


@within(compiled_choice)
def inlining_chosen(widths, heights, out, compiled):
    """The function is one of two, chosen when the loop is called."""
    return compiled(True, widths, heights, out)
