"""A copy of an array, far larger than the caches: the most that memory can carry."""

import functools
import timeit

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._vectors import WIDTH, fence, load, stream, to_aligned
from accelguide.sessions import counted, gather, split, threads, within

BLOCK = 1 << 15


def workload(size, seed=0):
    """Return an array of `size` numbers, and one to copy it to."""
    return np.arange(seed, seed + size, dtype=np.float64), np.full(size, np.nan)


def work(size):
    """Bytes of one call: each element is read once and written once."""
    return {"bytes": 16 * size}


def copying_numpy(source, out):
    """Copy an array and return the copy.

    Parameters
    ----------
    source : ndarray of float64, shape (n,)
        Contiguous.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from `source`; it is filled and returned.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    if source.shape != out.shape:
        raise ValueError("source and out must be of one length")
    np.copyto(out, source)
    return out


@within(threads)
def copying_threads(source, out, pool):
    """NumPy in a pool of threads, a part for each."""
    if source.shape != out.shape:
        raise ValueError("source and out must be of one length")
    edges = split(out.size, counted(None))
    parts = list(map(slice, edges[:-1], edges[1:]))
    gather(pool, np.copyto, [out[part] for part in parts], [source[part] for part in parts])
    return out


@njit()
def copying_numba(source, out):
    """Numba on one core, whose stores go around the cache."""
    if source.size != out.size:
        raise ValueError("source and out must be of one length")
    head = min(to_aligned(out), out.size)
    tail = out.size - (out.size - head) % WIDTH
    for i in range(head):
        out[i] = source[i]
    for i in range(head, tail, WIDTH):
        stream(out, i, load(source, i))
    for i in range(tail, out.size):
        out[i] = source[i]
    fence()
    return out


@njit(parallel=True)
def copying_parallel(source, out):
    """The same on all cores, block by block."""
    if source.size != out.size:
        raise ValueError("source and out must be of one length")
    for block in prange(-(-out.size // BLOCK)):
        part = slice(block * BLOCK, min((block + 1) * BLOCK, out.size))
        copying_numba(source[part], out[part])
    return out


def rates(sizes, most=1 << 22):
    """Bytes a second that `copying_numpy` reads and writes at each size, the best of five times `most` elements."""
    found = []
    for size in sizes:
        calls = max(1, most // size)
        times = timeit.repeat(functools.partial(copying_numpy, *workload(size)), number=calls, repeat=5)
        found.append(work(size)["bytes"] * calls / min(times))
    return found
