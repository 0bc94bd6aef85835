"""Diagonals of rectangles, by functions that call each other, in Python and compiled."""

import math

import numpy as np

from accelguide.kernels._diagonal import demand, diagonal_jitted
from accelguide.kernels._numba import njit


def workload(size, seed=0):
    """Return widths and heights from 0 to 1 as lists, then as arrays, and an array for the results."""
    widths, heights = np.random.default_rng(seed).random((2, size))
    return widths.tolist(), heights.tolist(), (widths, heights, np.full(size, np.nan))


def work(size):
    """Items, bytes and floating-point operations of one call: two squares, a sum and a root for each rectangle."""
    return {"items": size, "bytes": 24 * size, "flops": 4 * size}


def square(number):
    """Return the square of a number."""
    return number * number


def diagonal(width, height):
    """Return the diagonal of a rectangle."""
    return math.sqrt(square(width) + square(height))


def diagonals_python(widths, heights, arrays):
    """Return the diagonal of each rectangle, in a list: a Python function, which calls two more for each.

    Parameters
    ----------
    widths, heights : list of float
        Of one unit, that of the results.
    arrays : tuple of three numpy.ndarray
        The same numbers, float64, shape ``(n,)``, and `out`, which a variant that reads arrays fills and returns.

    Raises
    ------
    ValueError
        Widths and heights differ in number.
    """
    demand(widths, heights)
    return [diagonal(width, height) for width, height in zip(widths, heights, strict=True)]


def diagonals_flat(widths, heights, arrays):
    """The same without a function of our own: everything is written out in one expression."""
    demand(widths, heights)
    return [math.sqrt(width * width + height * height) for width, height in zip(widths, heights, strict=True)]


def diagonals_element(widths, heights, arrays):
    """A jitted function, called from Python for each rectangle."""
    demand(widths, heights)
    return [diagonal_jitted(width, height) for width, height in zip(widths, heights, strict=True)]


@njit()
def cross_each(widths, heights, out):
    """Write the diagonal of each rectangle into `out`."""
    demand(widths, heights)
    demand(widths, out)
    for i in range(widths.size):
        out[i] = diagonal_jitted(widths[i], heights[i])
    return out


def diagonals_numba(widths, heights, arrays):
    """The loop is jitted too, and works on arrays: one call from Python."""
    return cross_each(*arrays)
