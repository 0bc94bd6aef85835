"""Multiply two arrays, in double and in single precision."""

import numpy as np


def workload(size, seed=0):
    """Return two arrays of `size` numbers and one for the result in double precision, then the same in single."""
    a, b = np.random.default_rng(seed).random((2, size))
    double = a, b, np.full(size, np.nan)
    return double, tuple(array.astype(np.float32) for array in double)


def work(size):
    """Products of one call."""
    return {"items": size}


def precision_double(double, single):
    """Return the products of the elements of two arrays, in the third of their tuple.

    Parameters
    ----------
    double : tuple of three ndarrays of float64, shape (n,)
        Two factors, and `out`, which a kernel fills and returns.
    single : tuple of three ndarrays of float32, shape (n,)
        The same, rounded.
    """
    a, b, out = double
    return np.multiply(a, b, out=out)


def precision_single(double, single):
    """The same products in half the bytes."""
    a, b, out = single
    return np.multiply(a, b, out=out)


def near(result, expected):
    """Whether results agree as far as single precision can tell; NaN equals NaN."""
    if np.shape(result) != np.shape(expected):
        return False
    return bool(np.allclose(result, expected, rtol=4 * np.finfo(np.float32).eps, atol=0.0, equal_nan=True))


def error(result, expected):
    """Largest relative error among results, as a float; none of the expected ones may be zero."""
    return float(np.max(np.abs(result - expected) / np.abs(expected)))
