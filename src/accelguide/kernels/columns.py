"""The table of a logistic regression laid out by columns, so that all arithmetic runs along the rows."""

import numpy as np

from accelguide.kernels._logistic import REORDERED, by_four, checked, descended, drawn, weigh_inline
from accelguide.kernels._numba import njit

FEATURES = 10
BLOCK = 1024  # rows: long runs along each column, so that the memory is read ahead


def workload(size, seed=0):
    """Return a table of `size` rows and ten features by rows and by columns, labels, weights, and one iteration."""
    x, y, w, iterations = drawn(size, FEATURES, seed)
    return x, np.ascontiguousarray(x.T), y, w, iterations


def work(size):
    """Items, rows, and bytes of one call: one of the tables, and the labels, are read once."""
    return {"items": size, "bytes": 8 * size * (FEATURES + 1)}


def both_checked(x, columns, y, w):
    """The arguments, contiguous; raises ValueError where the shapes do not fit."""
    x, y, w = checked(x, y, w)
    if columns.shape != x.shape[::-1]:
        raise ValueError("columns must be of the shape of x.T")
    return x, np.ascontiguousarray(columns), y, w


def columns_rows(x, columns, y, w, iterations):
    """Return the weights after some steps of gradient descent, from the table by rows.

    Parameters
    ----------
    x : ndarray of float64, shape (n, d)
        A row for each observation.
    columns : ndarray of float64, shape (d, n)
        The same table by columns. A kernel reads one of the two.
    y : ndarray of float64, shape (n,)
        Labels, each 1 or -1.
    w : ndarray of float64, shape (d,)
        Weights to begin with.
    iterations : int
        Steps, not negative.

    Returns
    -------
    ndarray of float64, shape (d,)

    Raises
    ------
    ValueError
        The shapes do not fit.
    """
    x, _, y, w = both_checked(x, columns, y, w)
    return descended(by_four, x, y, w, iterations)


def columns_fused(x, columns, y, w, iterations):
    """The same from the table by columns, four of them at a time."""
    _, columns, y, w = both_checked(x, columns, y, w)
    return descended(by_column, columns, y, w, iterations)


@njit(**REORDERED)
def add_products(columns, w, j, begin, out):
    """Add the column `j` and the three after it, each times its weight, to `out`: one pass for all four."""
    end = begin + out.size
    a, b, c, d = columns[j, begin:end], columns[j + 1, begin:end], columns[j + 2, begin:end], columns[j + 3, begin:end]
    p, q, r, s = w[j], w[j + 1], w[j + 2], w[j + 3]
    for i in range(out.size):
        out[i] += p * a[i] + q * b[i] + r * c[i] + s * d[i]


@njit(**REORDERED)
def add_product(columns, w, j, begin, out):
    """Add one column times its weight to `out`."""
    column, factor = columns[j, begin : begin + out.size], w[j]
    for i in range(out.size):
        out[i] += factor * column[i]


@njit(**REORDERED)
def add_sums(columns, weight, j, begin, out):
    """Add the sums of the column `j` and of the three after it, times the weights of the rows, to `out`."""
    end = begin + weight.size
    a, b, c, d = columns[j, begin:end], columns[j + 1, begin:end], columns[j + 2, begin:end], columns[j + 3, begin:end]
    p = q = r = s = 0.0
    for i in range(weight.size):
        p += weight[i] * a[i]
        q += weight[i] * b[i]
        r += weight[i] * c[i]
        s += weight[i] * d[i]
    out[j] += p
    out[j + 1] += q
    out[j + 2] += r
    out[j + 3] += s


@njit(**REORDERED)
def add_sum(columns, weight, j, begin, out):
    """Add the sum of one column to `out`."""
    column, total = columns[j, begin : begin + weight.size], 0.0
    for i in range(weight.size):
        total += weight[i] * column[i]
    out[j] += total


@njit(**REORDERED)
def by_column(columns, y, w, start, stop, out):
    """Put the gradient of the rows from `start` to `stop` into `out`, block by block."""
    out[:] = 0.0
    paired = w.size - w.size % 4
    room = np.empty(BLOCK)
    for begin in range(start, stop, BLOCK):
        end = min(begin + BLOCK, stop)
        weight = room[: end - begin]
        weight[:] = 0.0
        for j in range(0, paired, 4):
            add_products(columns, w, j, begin, weight)
        for j in range(paired, w.size):
            add_product(columns, w, j, begin, weight)
        weigh_inline(y[begin:end], weight)
        for j in range(0, paired, 4):
            add_sums(columns, weight, j, begin, out)
        for j in range(paired, w.size):
            add_sum(columns, weight, j, begin, out)
