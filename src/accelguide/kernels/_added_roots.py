"""Sums of square roots: the compiled loops of the workloads ``rootsum`` and ``narrowsum``.

``values`` are float64 or float32, of one dimension. Roots are of their own precision, and so are sums, but for those of
blocks, which are added in double precision.
"""

import math

import numpy as np

from accelguide.kernels._numba import njit, prange, vectorize

BLOCK = 1 << 14


@njit()
def loop_roots(values):
    """One addition after the other, as the loop says."""
    total = values.dtype.type(0.0)
    for i in range(values.size):
        total += np.sqrt(values[i])
    return total


@njit(fastmath={"reassoc", "nsz"})
def reordered_roots(values):
    """The same loop, whose additions may be done in another order, and so side by side."""
    total = values.dtype.type(0.0)
    for i in range(values.size):
        total += np.sqrt(values[i])
    return total


@njit()
def block_roots(values):
    """Blocks of the reordered loop."""
    total = 0.0
    for start in range(0, values.size, BLOCK):
        total += reordered_roots(values[start : start + BLOCK])
    return total


@njit(parallel=True)
def parallel_roots(values):
    """One addition after the other, on each core."""
    total = 0.0
    for i in prange(values.size):
        total += np.sqrt(values[i])
    return total


@njit(parallel=True)
def block_all_roots(values):
    """Blocks of the reordered loop, on all cores."""
    total = 0.0
    for block in prange(-(-values.size // BLOCK)):
        total += reordered_roots(values[block * BLOCK : (block + 1) * BLOCK])
    return total


@vectorize()
def root_of(value):
    """Square root of a number, as a ufunc."""
    return math.sqrt(value)
