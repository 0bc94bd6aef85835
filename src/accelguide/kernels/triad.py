"""Triad of the STREAM benchmark (McCalpin 1995): two arrays are read, a third is written, next to no arithmetic."""

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._vectors import WIDTH, fence, fused, load, spread, stream, to_aligned

BLOCK = 1 << 15
SCALE = 3.0


def workload(size, seed=0):
    """Return two arrays of `size` numbers, a scale, and an array for the result."""
    b = np.arange(seed, seed + size, dtype=np.float64)
    return b, b[::-1].copy(), SCALE, np.full(size, np.nan)


def work(size):
    """Bytes of one call: two elements are read and one is written for each place."""
    return {"bytes": 24 * size}


def triad_numpy(b, c, scale, out):
    """Return ``b + scale * c``. NumPy goes over the result twice.

    Parameters
    ----------
    b, c : ndarray of float64, shape (n,)
        Contiguous.
    scale : float
    out : ndarray of float64, shape (n,)
        Contiguous, apart from `b` and `c`; it is filled and returned.

    Raises
    ------
    ValueError
        The three differ in length.
    """
    if not b.shape == c.shape == out.shape:
        raise ValueError("b, c and out must be of one length")
    np.multiply(c, scale, out=out)
    return np.add(out, b, out=out)


@njit()
def triad_numba(b, c, scale, out):
    """Numba on one core: one pass, whose stores go around the cache."""
    if b.size != out.size or c.size != out.size:
        raise ValueError("b, c and out must be of one length")
    head = min(to_aligned(out), out.size)
    tail = out.size - (out.size - head) % WIDTH
    for i in range(head):
        out[i] = b[i] + scale * c[i]
    scales = spread(scale)
    for i in range(head, tail, WIDTH):
        stream(out, i, fused(scales, load(c, i), load(b, i)))
    for i in range(tail, out.size):
        out[i] = b[i] + scale * c[i]
    fence()
    return out


@njit(parallel=True)
def triad_parallel(b, c, scale, out):
    """The same on all cores, block by block."""
    if b.size != out.size or c.size != out.size:
        raise ValueError("b, c and out must be of one length")
    for block in prange(-(-out.size // BLOCK)):
        part = slice(block * BLOCK, min((block + 1) * BLOCK, out.size))
        triad_numba(b[part], c[part], scale, out[part])
    return out
