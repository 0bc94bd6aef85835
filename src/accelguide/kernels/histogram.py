"""Counts of whole numbers, each as likely as any other."""

import numpy as np

from accelguide.kernels._counters import (
    OUTSIDE,
    added,
    bincount,
    checked_first,
    cleared_tables,
    demand,
    one_pass,
    quarters,
    quarters_parallel,
    unsigned,
)
from accelguide.kernels._counters_cuda import BLOCKS, ROOM, THREADS, cleared, in_global, in_shared
from accelguide.kernels._cuda import cuda, on_device
from accelguide.sessions import counted

BINS = 256


def workload(size, seed=0, bins=BINS):
    """Return `size` keys and the number of bins."""
    return np.random.default_rng(seed).integers(0, bins, size), bins


def work(size):
    """Items and bytes of one call: each key is read, each count written."""
    return {"items": size, "bytes": 8 * (size + BINS)}


def histogram_python(keys, bins):
    """Return how often each of ``0 … bins - 1`` occurs, as an array of int64.

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
    counts = [0] * bins
    for key in demand(keys, bins).tolist():
        if not 0 <= key < bins:
            raise ValueError(OUTSIDE)
        counts[key] += 1
    return np.array(counts, np.int64)


def histogram_numpy(keys, bins):
    """NumPy: ``bincount``."""
    return bincount(demand(keys, bins), bins)


def histogram_first(keys, bins):
    """Numba: all keys are checked, then counted."""
    return checked_first(demand(keys, bins), bins)


def histogram_unsigned(keys, bins):
    """The same with an unsigned index."""
    return unsigned(demand(keys, bins), bins)


def histogram_numba(keys, bins):
    """Numba in one pass: each key is checked where it is counted."""
    return one_pass(demand(keys, bins), bins)


def histogram_tables(keys, bins):
    """Four tables, so that equal keys that follow each other wait for each other less."""
    keys = demand(keys, bins)
    counts = cleared_tables(keys, bins, 1)
    quarters(keys, counts)
    return added(counts)


def histogram_parallel(keys, bins):
    """The same on all cores, with four tables for each."""
    keys = demand(keys, bins)
    counts = cleared_tables(keys, bins, counted(None))
    quarters_parallel(keys, counts)
    return added(counts)


def asked(keys, bins):
    """Arguments that the contract allows."""
    return demand(keys, bins), bins


def inside(counts):
    """Counts of the bins, the one behind them being that of keys out of range."""
    if counts[-1]:
        raise ValueError(OUTSIDE)
    return counts[:-1]


@on_device(given=asked, finish=inside)
def histogram_cuda_global(keys, bins):
    """On a GPU: every key is counted in the memory of the device."""
    counts = cuda.device_array(bins + 1, np.int64)

    def launch():
        cleared[1, THREADS](counts)
        in_global[BLOCKS, THREADS](keys, bins, counts)

    return launch, counts


@on_device(given=asked, finish=inside)
def histogram_cuda(keys, bins):
    """On a GPU: every block counts by itself first, where it has room for so many bins."""
    if not 0 < bins <= ROOM:
        return histogram_cuda_global.__wrapped__(keys, bins)
    counts = cuda.device_array(bins + 1, np.int64)

    def launch():
        cleared[1, THREADS](counts)
        in_shared[BLOCKS, THREADS](keys, bins, counts)

    return launch, counts
