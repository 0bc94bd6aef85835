"""Multiply two arrays: one ufunc, one pass over the memory."""

import numpy as np

from accelguide.kernels._numba import njit


def workload(size, seed=0):
    """Return two arrays of `size` numbers, and one for the products."""
    a, b = np.random.default_rng(seed).random((2, size))
    return a, b, np.full(size, np.nan)


def work(size):
    """Items, bytes of two arrays read and one written, and operations of one call."""
    return {"items": size, "bytes": 24 * size, "flops": size}


def multiply_fresh(a, b, out):
    """Return the products of the elements of two arrays.

    Parameters
    ----------
    a, b : ndarray of float64, shape (n,)
        Contiguous.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from the others. A kernel may fill it and return it; this one returns a new array.
    """
    return a * b


def multiply_out(a, b, out):
    """The same ufunc into an array that is there already."""
    return np.multiply(a, b, out=out)


@njit()
def multiply_numba(a, b, out):
    """A loop compiled to machine code, into the same array; arrays of different lengths are a ValueError."""
    if not a.size == b.size == out.size:
        raise ValueError("a, b and out must be of one length")
    for i in range(out.size):
        out[i] = a[i] * b[i]
    return out
