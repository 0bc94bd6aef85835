"""The lowest, the highest and the sum of many whole numbers, in one go through them."""

import numpy as np

from accelguide.kernels._numba import njit, prange, register_jitable
from accelguide.kernels._parts import part_of
from accelguide.systems import require


def workload(size, seed=0):
    """Return `size` whole numbers between minus and plus a million."""
    return (np.random.default_rng(seed).integers(-(10**6), 10**6, size),)


def work(size):
    """Items, and bytes read, of one call."""
    return {"items": size, "bytes": 8 * size}


@register_jitable
def demand(values):
    """Refuse an array that has no lowest number."""
    if values.size == 0:
        raise ValueError("values must not be empty")


def summary_numpy(values):
    """Return the lowest number, the highest, and the sum, which wraps around at the bounds of int64.

    Parameters
    ----------
    values : ndarray of int64, shape (n,)
        At least one.

    Raises
    ------
    ValueError
        There is none.
    """
    demand(values)
    return int(values.min()), int(values.max()), int(values.sum())


@njit()
def summary_numba(values):
    """A loop on one core."""
    demand(values)
    low, high, total = values[0], values[0], 0
    for i in range(values.size):
        low, high = min(low, values[i]), max(high, values[i])
        total += values[i]
    return low, high, total


@njit(parallel=True)
def summary_parallel(values):
    """The loop with ``prange``: three reductions that Numba knows."""
    demand(values)
    low, high, total = values[0], values[0], 0
    for i in prange(values.size):
        low = min(low, values[i])
        high = max(high, values[i])
        total += values[i]
    return low, high, total


@njit(parallel=True)
def write_once(values, found):
    """Summarise each part of the values, and write that into a row."""
    for part in prange(found.shape[0]):
        low, high, total = summary_numba(part_of(values, part, found.shape[0]))
        found[part, 0], found[part, 1], found[part, 2] = low, high, total


@njit(parallel=True)
def write_always(values, found):
    """Summarise each part of the values in a row, which is written at every turn."""
    for part in prange(found.shape[0]):
        row, own = found[part], part_of(values, part, found.shape[0])
        row[0], row[1] = own[0], own[0]
        for i in range(own.size):
            row[0] = min(row[0], own[i])
            row[1] = max(row[1], own[i])
            row[2] += own[i]


def by_parts(values, summarise):
    """Share out the values to all threads, and put together what they have found."""
    require("numba")
    from numba import get_num_threads

    demand(values)
    found = np.zeros((min(get_num_threads(), values.size), 3), dtype=np.int64)
    summarise(values, found)
    return int(found[:, 0].min()), int(found[:, 1].max()), int(found[:, 2].sum())


def summary_parts(values):
    """Reduced by hand: each thread has variables of its own, and writes them into an array once."""
    return by_parts(values, write_once)


def summary_shared(values):
    """The same, each thread working in its row of the array at every turn."""
    return by_parts(values, write_always)
