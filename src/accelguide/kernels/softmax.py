"""Softmax of every row of a table in single precision: exponentials, divided by their sum."""

import math

import numpy as np

from accelguide.kernels._numba import njit, prange, register_jitable
from accelguide.kernels._rows import row_highest, row_powers, row_scale

COLUMNS = 1_000


def workload(size, seed=0):
    """Return a table of `size` rows, and one for the result."""
    values = np.random.default_rng(seed).normal(0, 4, (size, COLUMNS)).astype(np.float32)
    return values, np.full(values.shape, np.nan, np.float32)


def work(size):
    """Rows, and bytes of the table read and of the one written, of one call."""
    return {"items": size, "bytes": 8 * COLUMNS * size}


def equal(result, expected):
    """Whether shares agree to five digits; one below the least normal number has fewer."""
    return result.shape == expected.shape and np.allclose(result, expected, rtol=1e-5, atol=1e-37, equal_nan=True)


@register_jitable
def checked(values, out):
    """Refuse tables that do not fit together."""
    if values.shape != out.shape or values.shape[1] == 0:
        raise ValueError("values and out must be of one shape, with at least one column")


def softmax_python(values, out):
    """Return ``exp(x)`` over the sum of its row, for every number `x`.

    Parameters
    ----------
    values : ndarray of float32, shape (rows, columns)
        At least one column. A NaN or a positive infinity makes its whole row NaN.
    out : ndarray of float32, shape (rows, columns)
        Contiguous, apart from `values`; it is filled and returned.

    Raises
    ------
    ValueError
        The shapes differ, or there is no column.
    """
    checked(values, out)
    for i, row in enumerate(values.tolist()):
        top = max(row)  # no exponential is above one then
        powers = [math.exp(x - top) for x in row]
        total = sum(powers)
        out[i] = [power / total for power in powers]
    return out


def softmax_numpy(values, out):
    """NumPy, every step written into `out`."""
    checked(values, out)
    np.subtract(values, values.max(axis=1, keepdims=True), out=out)
    np.exp(out, out=out)
    return np.divide(out, out.sum(axis=1, keepdims=True), out=out)


@njit()
def softmax_numba(values, out):
    """Numba: the plain loops."""
    checked(values, out)
    for i in range(values.shape[0]):
        top = values[i].max()
        total = 0.0
        for j in range(values.shape[1]):
            out[i, j] = math.exp(values[i, j] - top)
            total += out[i, j]
        for j in range(values.shape[1]):
            out[i, j] /= total
    return out


@njit(parallel=True)
def softmax_parallel(values, out):
    """The plain loops on all cores."""
    checked(values, out)
    for i in prange(values.shape[0]):
        top = values[i].max()
        total = 0.0
        for j in range(values.shape[1]):
            out[i, j] = math.exp(values[i, j] - top)
            total += out[i, j]
        for j in range(values.shape[1]):
            out[i, j] /= total
    return out


@njit(error_model="numpy")
def softmax_arithmetic(values, out):
    """Exponentials by arithmetic, a sum in any order, and one division for a row."""
    checked(values, out)
    for i in range(values.shape[0]):
        row_scale(out[i], np.float32(1) / row_powers(values[i], values[i].max(), out[i]))
    return out


@njit(error_model="numpy")
def softmax_keys(values, out):
    """The largest number of a row by comparing integers."""
    checked(values, out)
    for i in range(values.shape[0]):
        row_scale(out[i], np.float32(1) / row_powers(values[i], row_highest(values[i]), out[i]))
    return out


@njit(parallel=True, error_model="numpy")
def softmax_keys_parallel(values, out):
    """The same on all cores."""
    checked(values, out)
    for i in prange(values.shape[0]):
        row_scale(out[i], np.float32(1) / row_powers(values[i], row_highest(values[i]), out[i]))
    return out
