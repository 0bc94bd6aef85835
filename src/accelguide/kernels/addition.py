"""Add two arrays: one operation for three numbers moved, so that memory is the limit."""

import numpy as np

from accelguide.sessions import counted, gather, split, threads, within


def workload(size, seed=0):
    """Return two arrays of `size` numbers, and one for the sums."""
    a, b = np.random.default_rng(seed).random((2, size))
    return a, b, np.full(size, np.nan)


def work(size):
    """Items, bytes of two arrays read and one written, and operations of one call."""
    return {"items": size, "bytes": 24 * size, "flops": size}


def addition_numpy(a, b, out):
    """Fill `out` with the sums of the elements of two arrays and return it.

    Parameters
    ----------
    a, b : ndarray of float64, shape (n,)
        Contiguous.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from the others.

    Raises
    ------
    ValueError
        The three differ in length.
    """
    if not a.shape == b.shape == out.shape:
        raise ValueError("a, b and out must be of one length")
    return np.add(a, b, out=out)


@within(threads)
def addition_threads(a, b, out, pool):
    """The same ufunc on parts of the arrays, in a pool of threads."""
    if not a.shape == b.shape == out.shape:
        raise ValueError("a, b and out must be of one length")
    edges = split(out.size, counted(None))
    parts = list(map(slice, edges[:-1], edges[1:]))
    gather(pool, np.add, *([array[part] for part in parts] for array in (a, b, out)))
    return out
