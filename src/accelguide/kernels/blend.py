"""Blend two arrays by a third: arithmetic of three steps, each of which is one pass over the memory."""

import numpy as np

from accelguide.kernels._numba import njit
from accelguide.systems import require

BLOCK = 1 << 15


def workload(size, seed=0):
    """Return two arrays of `size` numbers, the weights of the first one, and an array for the result."""
    a, b, weight = np.random.default_rng(seed).random((3, size))
    return a, b, weight, np.full(size, np.nan)


def work(size):
    """Items, bytes of the three arrays read and the one written, and operations of one call."""
    return {"items": size, "bytes": 32 * size, "flops": 3 * size}


def blend_plain(a, b, weight, out):
    """Return ``(a - b) * weight + b``: `a` where the weight is one, `b` where it is zero.

    Parameters
    ----------
    a, b, weight : ndarray of float64, shape (n,)
        Contiguous.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from the others. A kernel may fill it and return it; this one returns a new array.
    """
    return (a - b) * weight + b


def blend_named(a, b, weight, out):
    """Every intermediate result has a name, and so lives to the end."""
    difference = a - b
    scaled = difference * weight
    return scaled + b


def blend_inplace(a, b, weight, out):
    """One new array, changed in place."""
    result = a - b
    result *= weight
    result += b
    return result


def blend_out(a, b, weight, out):
    """No new array: every step writes into `out`."""
    np.subtract(a, b, out=out)
    np.multiply(out, weight, out=out)
    return np.add(out, b, out=out)


def blend_blocks(a, b, weight, out):
    """The same in blocks: all three steps are done while a block is in the cache."""
    for start in range(0, out.size, BLOCK):
        part = slice(start, start + BLOCK)
        inner, base = out[part], b[part]
        np.subtract(a[part], base, out=inner)
        np.multiply(inner, weight[part], out=inner)
        np.add(inner, base, out=inner)
    return out


def blend_numexpr(a, b, weight, out):
    """NumExpr: the same idea in a library, on several threads."""
    require("numexpr")
    import numexpr

    return numexpr.evaluate("(a - b) * weight + b", out=out)


@njit()
def blend_numba(a, b, weight, out):
    """Numba: one pass of compiled code, on one core; arrays of different lengths are a ValueError."""
    if not a.size == b.size == weight.size == out.size:
        raise ValueError("a, b, weight and out must be of one length")
    for i in range(out.size):
        out[i] = (a[i] - b[i]) * weight[i] + b[i]
    return out
