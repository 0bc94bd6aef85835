"""Steps of a softmax on one row of float32, each a loop that vectorises."""

import numpy as np

from accelguide.kernels._exponential import exp32
from accelguide.kernels._numba import njit

INLINE = {"error_model": "numpy", "forceinline": True}
LEAST = np.int32(-(1 << 31))


@njit(fastmath={"reassoc", "nsz"}, **INLINE)
def row_powers(row, top, out):
    """Fill `out` with exponentials by arithmetic; return their sum, added in any order."""
    total = np.float32(0)
    for j in range(row.size):
        out[j] = exp32(row[j] - top)
        total += out[j]
    return total


@njit(**INLINE)
def row_scale(row, factor):
    """Multiply a row in place."""
    for j in range(row.size):
        row[j] *= factor


@njit(**INLINE)
def row_highest(row):
    """Largest number of a row: bits of floats, those of negative ones turned over, have the order of integers."""
    top = LEAST
    for j in range(row.size):
        bits = np.float32(row[j]).view(np.int32)
        key = np.int32(bits ^ (np.int32(bits >> 31) & 0x7FFFFFFF))
        top = key if key > top else top
    return np.int32(top ^ (np.int32(top >> 31) & 0x7FFFFFFF)).view(np.float32)
