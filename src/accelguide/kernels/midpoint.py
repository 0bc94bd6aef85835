"""The integral of ``4 / (1 + x²)`` from zero to one, which is π, by the midpoint rule: arithmetic and no memory."""

import numpy as np

from accelguide.kernels._numba import njit, prange, register_jitable
from accelguide.sessions import counted
from accelguide.systems import require

STEPS = 40_000_000
SUMS = {"reassoc", "nsz", "contract"}


def workload(size, seed=0):
    """Return the arguments of the kernels: counts of threads, `size`, and of steps. `seed` changes nothing here."""
    return size, STEPS


def work(size):
    """Items, steps, and floating-point operations of one call, however many threads share them."""
    return {"items": STEPS, "flops": 6 * STEPS}


def counts():
    """Counts of threads to try: the powers of two below that of the usable cores, and that itself."""
    cores = counted(None)
    return *(2**i for i in range((cores - 1).bit_length())), cores


@register_jitable
def demand(steps):
    """Refuse an integral of no steps."""
    if steps < 1:
        raise ValueError("steps must be at least one")


@njit(fastmath=SUMS, error_model="numpy")
def midpoint_numba(workers, steps):
    """Return the integral, as a float; one core does it all here.

    Parameters
    ----------
    workers : int
        Threads that `midpoint_parallel` takes: at least one, and at most those that Numba has started.
    steps : int
        Parts of equal width that the interval is cut into, at least one.

    Raises
    ------
    ValueError
        No step; in `midpoint_parallel` also a count of threads that Numba does not have.
    """
    demand(steps)
    total, width = 0.0, 1.0 / steps
    for i in range(steps):
        x = (np.int32(i) + 0.5) * width
        total += 4.0 / (1.0 + x * x)
    return total * width


@njit(parallel=True, fastmath=SUMS, error_model="numpy")
def shared_out(steps):
    """The loop with ``prange``."""
    demand(steps)
    total, width = 0.0, 1.0 / steps
    for i in prange(steps):
        x = (np.int32(i) + 0.5) * width
        total += 4.0 / (1.0 + x * x)
    return total * width


def midpoint_parallel(workers, steps):
    """The same, the loop with ``prange``, by so many of Numba's threads."""
    require("numba")
    from numba import get_num_threads, set_num_threads

    before = get_num_threads()
    set_num_threads(workers)
    try:
        return shared_out(steps)
    finally:
        set_num_threads(before)
