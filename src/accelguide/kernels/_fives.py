"""Halve every multiple of five, double the other integers: the compiled loops of the workload ``choice``.

``values`` are int64, ``out`` float64, both of one dimension and one length; each function returns the results.
"""

import numpy as np

from accelguide.kernels._numba import njit, prange, register_jitable
from accelguide.kernels._operators import as_float, select
from accelguide.kernels._vectors import WIDTH, fence, load, stream, to_aligned

BLOCK = 1 << 15
INVERSE = np.uint64(pow(5, -1, 1 << 64))
FIFTH = np.uint64((1 << 63) // 5)  # the fifth of a multiple of five lies between -FIFTH and FIFTH
FIFTHS = FIFTH + FIFTH
LOW, UPPER = np.uint64((1 << 32) - 1), np.uint64(32)
FINE, COARSE = np.uint64(0x433 << 52), np.uint64(0x453 << 52 | 1 << 31)  # the bits of 2**52, and of 2**84 + 2**63
EXCESS = 2.0**84 + 2.0**63 + 2.0**52


@njit()
def plain_fives(values, out):
    """The loop as anyone would write it."""
    for i in range(values.size):
        value = values[i]
        if value % 5 == 0:
            out[i] = value / 2
        else:
            out[i] = value * 2.0
    return out


@njit()
def new_fives(values):
    """The plain loop in an array that the compiled code makes."""
    return plain_fives(values, np.empty(values.size))


@njit(parallel=True)
def parallel_fives(values):
    """The plain loop on all cores, in an array that the compiled code makes."""
    out = np.empty(values.size)
    for i in prange(values.size):
        value = values[i]
        if value % 5 == 0:
            out[i] = value / 2
        else:
            out[i] = value * 2.0
    return out


@njit(parallel=True)
def where_fives(values):
    """The array expression on all cores."""
    return np.where(values % 5 == 0, values / 2, values * 2.0)


@njit()
def exact_fives(values, out):
    """No division and no branch: modulo 2**64, a multiple of five is taken to its fifth, and nothing else is."""
    for i in range(values.size):
        value = values[i]
        small = np.uint64(value) * INVERSE + FIFTH <= FIFTHS
        out[i] = value * (0.5 if small else 2.0)
    return out


@register_jitable
def five(value):
    """Result for an integer, or for a vector of them, given as unsigned.

    Its halves are put into the bits of two large floats, whose sum, less what they are too large by, is its value.
    """
    small = value * INVERSE + FIFTH <= FIFTHS
    fine, coarse = as_float(value & LOW | FINE), as_float(value >> UPPER ^ COARSE)
    return (coarse - EXCESS + fine) * select(small, 0.5, 2.0)


@njit()
def bits_fives(values, out):
    """Integers made floats by their bits."""
    for i in range(values.size):
        out[i] = five(np.uint64(values[i]))
    return out


@njit()
def stream_fives(values, out):
    """Vector by vector, with stores that go around the cache."""
    head = min(to_aligned(out), out.size)
    tail = out.size - (out.size - head) % WIDTH
    bits_fives(values[:head], out[:head])
    for i in range(head, tail, WIDTH):
        stream(out, i, five(load(values, i)))
    bits_fives(values[tail:], out[tail:])
    fence()
    return out


@njit(parallel=True)
def stream_all_fives(values, out):
    """The same on all cores, block by block."""
    for block in prange(-(-out.size // BLOCK)):
        part = slice(block * BLOCK, min((block + 1) * BLOCK, out.size))
        stream_fives(values[part], out[part])
    return out
