"""The ten smallest of many numbers."""

import heapq
import random

COUNT = 10


def workload(size, seed=0):
    """Return the argument of the kernels: a list of `size` floats, uniform on [0, 1)."""
    draw = random.Random(seed)
    return ([draw.random() for _ in range(size)],)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def smallest_sort(values):
    """Return the ten smallest of `values` in rising order, by sorting them all.

    Parameters
    ----------
    values : list of float
        Any length; fewer than ten are all returned.
    """
    return sorted(values)[:COUNT]


def smallest_heapq(values):
    """``heapq.nsmallest``, which keeps a heap of ten."""
    return heapq.nsmallest(COUNT, values)
