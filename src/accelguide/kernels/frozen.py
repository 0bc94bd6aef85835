"""Globals that change after a function was compiled, and a benchmark that times one call."""

import time
from itertools import pairwise

import numpy as np

from accelguide.kernels._numba import njit

FACTOR = 2.0
TABLE = np.ones(10)
LARGE = np.ones(200_000)  # above a million bytes


def scaled(x):
    """A number times a global."""
    return FACTOR * x


def small_entry(i):
    """Entry of a small global array."""
    return TABLE[i]


def large_entry(i):
    """Entry of a large global array."""
    return LARGE[i]


def new_factor_seen():
    """Give the global another value after a first call, and tell who sees it.

    Returns
    -------
    dict of str to bool
        For the function in Python, compiled, and compiled anew.
    """
    global FACTOR
    compiled = njit()(scaled)
    old = compiled(1.0)
    FACTOR = 3.0
    try:
        seen = {"interpreted": scaled(1.0) != old, "compiled": compiled(1.0) != old}
        compiled.recompile()
        seen["recompiled"] = compiled(1.0) != old
    finally:
        FACTOR = 2.0
    return seen


def new_entries_seen():
    """Whether compiled functions see a new entry of a small and of a large global array."""
    seen = {}
    for name, function, array in (("small", small_entry, TABLE), ("large", large_entry, LARGE)):
        compiled = njit()(function)
        old = compiled(0)
        array[0] += 1.0
        seen[name] = compiled(0) != old
        array[0] -= 1.0
    return seen


def hasty(function, *arguments):
    """Seconds of one call: interpreted, then compiled, as one reads them off a clock; and of a second compiled call."""
    compiled = njit()(function)
    clock = [time.perf_counter()]
    for call in (function, compiled, compiled):
        call(*arguments)
        clock.append(time.perf_counter())
    return [stop - start for start, stop in pairwise(clock)]
