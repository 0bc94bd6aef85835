"""Distances between all pairs of points in space: a result is written for every few operations."""

import functools
import math

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._squares import turn


def workload(size, seed=0):
    """Return two sets of `size` random points in space, and an array for the distances."""
    x, y = np.random.default_rng(seed).random((2, size, 3))
    return x, y, np.full((size, size), np.nan)


def work(size):
    """Distances, bytes and operations of one call; a root counts as one operation."""
    return {"items": size**2, "bytes": 8 * size**2 + 48 * size, "flops": 9 * size**2}


def in_space(kernel):
    """Refuse arguments that the contract of `distances_python` does not allow, before the kernel sees them."""

    @functools.wraps(kernel)
    def call(x, y, out):
        if x.shape[1:] != (3,) or y.shape[1:] != (3,) or out.shape != (len(x), len(y)):
            raise ValueError("x, y and out must have the shapes (n, 3), (m, 3) and (n, m)")
        if not all(one.dtype == np.float64 and one.flags.c_contiguous for one in (x, y, out)):
            raise ValueError("x, y and out must be C-contiguous arrays of float64")
        return kernel(x, y, out)

    return call


@in_space
def distances_python(x, y, out):
    """Return the distance of each point of `x` from each of `y`.

    Parameters
    ----------
    x, y : ndarray of float64, shapes (n, 3) and (m, 3)
        A point in each row. C-contiguous.
    out : ndarray of float64, shape (n, m)
        C-contiguous, apart from the others; it is filled and returned.

    Raises
    ------
    ValueError
        A shape, a dtype or a layout is another.
    """
    others = y.tolist()
    for i, (a, b, c) in enumerate(x.tolist()):
        out[i] = [math.sqrt((a - u) * (a - u) + (b - v) * (b - v) + (c - w) * (c - w)) for u, v, w in others]
    return out


@in_space
def distances_numpy(x, y, out):
    """NumPy: all differences, their squares, and the sums of these."""
    return np.sqrt(((x[:, None] - y) ** 2).sum(axis=2), out=out)


@in_space
@njit()
def distances_numba(x, y, out):
    """Numba: plain loops."""
    for i in range(x.shape[0]):
        for j in range(y.shape[0]):
            total = 0.0
            for k in range(3):
                total += (x[i, k] - y[j, k]) ** 2
            out[i, j] = math.sqrt(total)
    return out


@in_space
@njit(parallel=True)
def distances_parallel(x, y, out):
    """The plain loops, the outer one on all cores."""
    for i in prange(x.shape[0]):
        for j in range(y.shape[0]):
            total = 0.0
            for k in range(3):
                total += (x[i, k] - y[j, k]) ** 2
            out[i, j] = math.sqrt(total)
    return out


@njit()
def row_of_roots(a, b, c, u, v, w, out):
    """Fill `out` with the distances of one point from all those whose coordinates are in three arrays."""
    for j in range(out.size):
        out[j] = math.sqrt((a - u[j]) ** 2 + (b - v[j]) ** 2 + (c - w[j]) ** 2)


@in_space
@njit(parallel=True)
def distances_columns_parallel(x, y, out):
    """The coordinates of one set in an array each."""
    columns = np.empty((3, y.shape[0]))
    turn(y, columns)
    for i in prange(x.shape[0]):
        row_of_roots(x[i, 0], x[i, 1], x[i, 2], columns[0], columns[1], columns[2], out[i])
    return out
