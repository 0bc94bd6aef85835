"""Distances between all pairs of long vectors, such as the descriptors of pictures: arithmetic for each result."""

import functools
import math

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._squares import TILE, four_squares, padded, turn

LENGTH = 128
BLOCK = 32


def workload(size, seed=0):
    """Return two sets of `size` random vectors, and an array for the distances."""
    x, y = np.random.default_rng(seed).random((2, size, LENGTH))
    return x, y, np.full((size, size), np.nan)


def work(size):
    """Distances, bytes and operations of one call; a root counts as one operation."""
    return {"items": size**2, "bytes": 8 * size**2 + 16 * LENGTH * size, "flops": 3 * LENGTH * size**2}


def of_vectors(kernel):
    """Refuse arguments that the contract of `descriptors_numpy` does not allow, before the kernel sees them."""

    @functools.wraps(kernel)
    def call(x, y, out):
        if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1] or out.shape != (len(x), len(y)):
            raise ValueError("x, y and out must have the shapes (n, d), (m, d) and (n, m)")
        if not all(one.dtype == np.float64 and one.flags.c_contiguous for one in (x, y, out)):
            raise ValueError("x, y and out must be C-contiguous arrays of float64")
        return kernel(x, y, out)

    return call


@of_vectors
def descriptors_numpy(x, y, out):
    """Return the distance of each vector of `x` from each of `y`.

    Parameters
    ----------
    x, y : ndarray of float64, shapes (n, d) and (m, d)
        A vector in each row. C-contiguous.
    out : ndarray of float64, shape (n, m)
        C-contiguous, apart from the others; it is filled and returned.

    Raises
    ------
    ValueError
        A shape, a dtype or a layout is another.
    """
    for i, vector in enumerate(x):
        differences = y - vector
        np.einsum("jk,jk->j", differences, differences, out=out[i])
    return np.sqrt(out, out=out)


@of_vectors
def descriptors_blas(x, y, out):
    """NumPy: |x|² + |y|² − 2xy, where a matrix product does the work."""
    np.matmul(x, y.T, out=out)
    out *= -2.0
    out += np.einsum("ik,ik->i", x, x)[:, None]
    out += np.einsum("jk,jk->j", y, y)
    np.maximum(out, 0.0, out=out)
    return np.sqrt(out, out=out)


@of_vectors
@njit(parallel=True)
def descriptors_parallel(x, y, out):
    """Numba: plain loops, the outer one on all cores."""
    for i in prange(x.shape[0]):
        for j in range(y.shape[0]):
            total = 0.0
            for k in range(x.shape[1]):
                total += (x[i, k] - y[j, k]) ** 2
            out[i, j] = math.sqrt(total)
    return out


@of_vectors
@njit(parallel=True, fastmath={"reassoc", "contract"})
def descriptors_reordered_parallel(x, y, out):
    """The same, whose additions may be reordered."""
    for i in prange(x.shape[0]):
        for j in range(y.shape[0]):
            total = 0.0
            for k in range(x.shape[1]):
                total += (x[i, k] - y[j, k]) ** 2
            out[i, j] = math.sqrt(total)
    return out


@njit()
def roots_of(sums, out):
    """Fill `out` with the roots of the first of the sums."""
    for j in range(out.size):
        out[j] = math.sqrt(sums[j])


@njit()
def against_tiles(rows, tiles, first, last, out):
    """Fill some rows of `out` with distances from all vectors in tiles, four rows against a tile at a time."""
    sums = np.empty((4, TILE))
    for tile in range(tiles.shape[0]):
        for i in range(first, last, 4):
            four_squares(rows[i : i + 4], tiles[tile], sums)
            for r in range(min(4, last - i)):
                roots_of(sums[r], out[i + r, tile * TILE : (tile + 1) * TILE])


@njit(parallel=True)
def all_against_tiles(rows, y, tiles, out):
    """Make the tiles and go through them, on all cores."""
    for tile in prange(tiles.shape[0]):
        turn(y[tile * TILE : (tile + 1) * TILE], tiles[tile])
    for block in prange(-(-out.shape[0] // BLOCK)):
        against_tiles(rows, tiles, block * BLOCK, min((block + 1) * BLOCK, out.shape[0]), out)


@of_vectors
def descriptors_tiles_parallel(x, y, out):
    """Tiles of one set, with a coordinate in each row, against four vectors of the other at a time."""
    rows = padded(x, 0.0)
    all_against_tiles(rows, y, np.empty((-(-len(y) // TILE), rows.shape[1], TILE)), out)
    return out


def blas_errors(offset, size=200):
    """Largest relative error of `descriptors_blas` on vectors moved by `offset`, and the largest distance to itself."""
    x, y, out = workload(size)
    x += offset
    y += offset
    exact = descriptors_numpy(x, y, out).copy()
    relative = np.abs(descriptors_blas(x, y, out) / exact - 1.0).max()
    return float(relative), float(descriptors_blas(x, x, out).diagonal().max())
