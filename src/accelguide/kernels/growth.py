"""The exponential of every element of an array."""

import math

import numpy as np

from accelguide.kernels._numba import njit, register_jitable


def workload(size, seed=0):
    """Return an array of `size` numbers between -1 and 1, and one for their exponentials."""
    return np.random.default_rng(seed).uniform(-1.0, 1.0, size), np.full(size, np.nan)


def work(size):
    """Items and bytes of one call: each number is read once, each result written once."""
    return {"items": size, "bytes": 16 * size}


@register_jitable
def demand(x, out):
    """Refuse arrays of two lengths."""
    if x.shape != out.shape:
        raise ValueError("x and out must be of one length")


def growth_numpy(x, out):
    """Fill `out` with the exponentials of `x` and return it.

    Parameters
    ----------
    x : ndarray of float64, shape (n,)
        Finite numbers.
    out : ndarray of float64, shape (n,)
        Apart from `x`.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    demand(x, out)
    return np.exp(x, out=out)


@njit()
def growth_numba(x, out):
    """Numba: a loop over ``math.exp``."""
    demand(x, out)
    for i in range(len(x)):
        out[i] = math.exp(x[i])
    return out


@njit(fastmath=True)
def growth_fastmath(x, out):
    """The same with ``fastmath``, which let Numba up to 0.61 call Intel's library in its faster, less exact form."""
    demand(x, out)
    for i in range(len(x)):
        out[i] = math.exp(x[i])
    return out
