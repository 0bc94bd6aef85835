"""The sum of square roots: one workload that every family of techniques can take on."""

import math

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._root_sums import part
from accelguide.sessions import counted, gather, processes, split, within

CHUNK = 1 << 15


def workload(size, seed=0):
    """Return the argument of the kernels: the count of roots. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items and floating-point operations of one call: a root and an addition each."""
    return {"items": size, "flops": 2 * size}


def roots_python(count):
    """Return the sum of the square roots of ``0 … count - 1``, as a float.

    Parameters
    ----------
    count : int
        Roots to add, not negative.
    """
    total = 0.0
    for i in range(count):
        total += math.sqrt(i)
    return total


def roots_native(count):
    """The built-ins ``sum`` and ``map``: the loop runs in C, every number is still an object."""
    return sum(map(math.sqrt, range(count)))


@within(processes)
def roots_processes(count, pool):
    """The built-ins in a pool of processes, one per core."""
    edges = split(count, counted(None))
    return math.fsum(gather(pool, part, edges[:-1], edges[1:]))


def roots_numpy(count):
    """NumPy, in chunks that stay in the cache."""
    total = 0.0
    for start in range(0, count, CHUNK):
        total += np.sqrt(np.arange(start, min(start + CHUNK, count), dtype=np.float64)).sum()
    return float(total)


@njit(fastmath={"reassoc", "nsz"})
def roots_numba(count):
    """Numba: the plain loop, compiled; additions may be reordered, so that they run side by side."""
    total = 0.0
    for i in range(count):
        total += math.sqrt(i)
    return total


@njit(parallel=True, fastmath={"reassoc", "nsz"})
def roots_parallel(count):
    """Numba on all cores."""
    total = 0.0
    for i in prange(count):
        total += math.sqrt(i)
    return total
