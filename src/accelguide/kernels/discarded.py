"""A compiled loop that calls a function again and again, as a benchmark does, and uses the results or not."""

import math

from accelguide.kernels._numba import njit, register_jitable


def workload(size, seed=0):
    """Return the arguments of the kernels: the count of calls, and what to call with. `seed` changes nothing here."""
    return size, 2.0


def work(size):
    """Items, calls of the inner function."""
    return {"items": size}


@register_jitable
def subject(x):
    """The function that the benchmark is to time."""
    return math.log(x) * math.sqrt(x)


@njit()
def discarded_kept(count, x):
    """Return `count`, after so many calls of a function, each with another argument, whose results are added up.

    Parameters
    ----------
    count : int
        Calls, not negative.
    x : float
        The first argument, at least 1; each next one is greater by 1.
    """
    total = 0.0
    for i in range(count):
        total += subject(x + i)
    return count if total >= 0.0 else -count


@njit()
def discarded_same(count, x):
    """The same argument at every call."""
    total = 0.0
    for _ in range(count):
        total += subject(x)
    return count if total >= 0.0 else -count


@njit()
def discarded_dropped(count, x):
    """Other arguments again, but the results go nowhere."""
    for i in range(count):
        subject(x + i)
    return count
