"""Soft clipping of a signal: arithmetic on every element of an array, by ufuncs and by loops."""

import functools

import numpy as np

from accelguide.kernels._numba import njit, prange, register_jitable, vectorize
from accelguide.systems import require


def workload(size, seed=0):
    """Return `size` samples between -3 and 3, and an array for the result."""
    return np.random.default_rng(seed).uniform(-3.0, 3.0, size), np.full(size, np.nan)


def work(size):
    """Items, bytes and floating-point operations of one call."""
    return {"items": size, "bytes": 16 * size, "flops": 7 * size}


@register_jitable
def demand(samples, out):
    """Refuse arrays of different lengths."""
    if samples.size != out.size:
        raise ValueError("samples and out must be of one length")


def clipping_numpy(samples, out):
    """Fill `out` with ``x (27 + x²) / (27 + 9 x²)`` for each sample ``x``, and return it.

    Parameters
    ----------
    samples : ndarray of float64, shape (n,)
    out : ndarray of float64, shape (n,)
        Apart from `samples`; it is filled.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    demand(samples, out)
    squares = samples * samples
    return np.divide(samples * (27.0 + squares), 27.0 + 9.0 * squares, out=out)


def clipping_numexpr(samples, out):
    """NumExpr, in blocks, on all cores."""
    require("numexpr")
    import numexpr

    demand(samples, out)
    numexpr.evaluate("samples * (27 + samples * samples) / (27 + 9 * samples * samples)", out=out)
    return out


@register_jitable
def clip(x):
    """One sample: what the ufuncs and the loops do to each."""
    return x * (27.0 + x * x) / (27.0 + 9.0 * x * x)


@functools.lru_cache
def made_ufunc(target="cpu", vectors=True):
    """Make a ufunc of `clip`, for one core or, with the target ``"parallel"``, for all."""
    require("numba")
    from numba import config

    kept, config.LOOP_VECTORIZE = config.LOOP_VECTORIZE, int(vectors)  # a setting of the compiler's
    try:
        return vectorize(["float64(float64)"], target=target)(clip)
    finally:
        config.LOOP_VECTORIZE = kept


def clipping_ufunc(samples, out):
    """The ufunc, on one core."""
    demand(samples, out)
    return made_ufunc()(samples, out)


def clipping_scalar(samples, out):
    """The ufunc compiled without vector instructions: one element at a time."""
    demand(samples, out)
    return made_ufunc(vectors=False)(samples, out)


def clipping_spread(samples, out):
    """The ufunc with the target ``"parallel"``."""
    demand(samples, out)
    return made_ufunc("parallel")(samples, out)


@njit(error_model="numpy")
def clipping_numba(samples, out):
    """A compiled loop, on one core."""
    demand(samples, out)
    for i in range(samples.size):
        out[i] = clip(samples[i])
    return out


@njit(parallel=True, error_model="numpy")
def clipping_parallel(samples, out):
    """A compiled loop with ``prange``, on all cores."""
    demand(samples, out)
    for i in prange(samples.size):
        out[i] = clip(samples[i])
    return out
