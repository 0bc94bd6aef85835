"""Loops with ``prange`` that are wrong, on purpose: none of them may be copied."""

import time
import warnings

import numpy as np

from accelguide.kernels._numba import njit, prange

BYTES = 256
RUNS = 20


def workload(size, seed=0):
    """Return `size` random bytes."""
    return (np.random.default_rng(seed).integers(0, BYTES, size, dtype=np.uint8),)


@njit(parallel=True)
def highest_if(values):
    """Wrong: no reduction that Numba knows."""
    highest = -1
    for i in prange(values.size):
        if values[i] > highest:
            highest = values[i]
    return highest


@njit(parallel=True)
def last_seen(values):
    """Wrong: which turn is the last one is a matter of chance."""
    last = -1
    for i in prange(values.size):
        last = values[i]
    return last


@njit(parallel=True)
def tally_shared(values):
    """Wrong: all threads count in the same elements."""
    counts = np.zeros(BYTES, dtype=np.int64)
    for i in prange(values.size):
        counts[values[i]] += 1
    return counts


@njit(parallel=True)
def total_shared(values):
    """Wrong: a scalar made an array, which hides it from Numba."""
    total = np.zeros(1, dtype=np.int64)
    for i in prange(values.size):
        total[0] += values[i]
    return total[0]


def results(kernel, values, runs=RUNS):
    """Results of so many runs of a kernel, and whether Numba warned of a race when it compiled it, before the first."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = [kernel(values) for _ in range(runs)]
    return found, any(one.category.__name__ == "NumbaParallelSafetyWarning" for one in caught)


def lost(found, right):
    """Of each tally, the share of the values that it has not counted where they belong: zero where it is right."""
    return [float(np.maximum(right - one, 0).sum() / right.sum()) for one in found]


def shown(wrong):
    """Whether some runs were wrong. Where none was, that shows nothing: a race is a matter of chance."""
    return True if wrong else "–"


def timed(call, *arguments):
    """Result of a call, and the seconds it took."""
    start = time.perf_counter()
    return call(*arguments), time.perf_counter() - start
