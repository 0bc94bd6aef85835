"""Counts of whole numbers, half of which are the same one."""

import numpy as np

from accelguide.kernels._counters import added, bincount, cleared_tables, demand, one_pass, quarters, quarters_parallel
from accelguide.sessions import counted

BINS = 256


def workload(size, seed=0):
    """Return `size` keys, half of which are 0, a quarter 1 and so on, and the number of bins."""
    exponents = np.frexp(np.random.default_rng(seed).random(size))[1]  # of halves it is 0, of quarters -1
    return np.negative(exponents, dtype=np.int64), BINS


def work(size):
    """Items and bytes of one call: each key is read, each count written."""
    return {"items": size, "bytes": 8 * (size + BINS)}


def skewed_numpy(keys, bins):
    """Return how often each of ``0 … bins - 1`` occurs, by ``np.bincount``.

    Parameters
    ----------
    keys : ndarray of int64, shape (n,)
        Each from 0 to ``bins - 1``. It need not be contiguous.
    bins : int
        Not negative.

    Raises
    ------
    ValueError
        A key is out of range, or an argument is not as described here.
    """
    return bincount(demand(keys, bins), bins)


def skewed_numba(keys, bins):
    """Numba in one pass, with one table."""
    return one_pass(demand(keys, bins), bins)


def skewed_tables(keys, bins):
    """Four tables, each for a quarter of the keys."""
    keys = demand(keys, bins)
    counts = cleared_tables(keys, bins, 1)
    quarters(keys, counts)
    return added(counts)


def skewed_parallel(keys, bins):
    """The same on all cores, with four tables for each."""
    keys = demand(keys, bins)
    counts = cleared_tables(keys, bins, counted(None))
    quarters_parallel(keys, counts)
    return added(counts)
