"""The first number above a bound, which stands near the beginning: a search that may stop early."""

import numpy as np

from accelguide.kernels._numba import njit

CHUNK = 1024
BOUND = 1.0


def workload(size, seed=0):
    """Return the arguments of the kernels: numbers of which only the one at a thousandth is above the bound."""
    array = np.random.default_rng(seed).random(size)
    array[size // 1000 : size // 1000 + 1] = 2.0
    return array.tolist(), array, BOUND


def work(size):
    """Items of one call."""
    return {"items": size}


def early_python(values, array, bound):
    """Return the index of the first number above `bound`, or -1.

    Parameters
    ----------
    values : list of float
        Numbers of no unit, at least one. A NaN is not above anything.
    array : numpy.ndarray
        The same numbers, float64, shape ``(n,)``. A variant reads one of the two.
    bound : float
        What a number must exceed.
    """
    for i, x in enumerate(values):
        if x > bound:
            return i
    return -1


def early_numpy(values, array, bound):
    """All elements are compared, then the first hit is looked up."""
    hits = array > bound
    first = int(hits.argmax())
    return first if hits[first] else -1


def early_chunks(values, array, bound):
    """The same on chunks, each as long as all before it, up to the first with a hit."""
    start, stop = 0, CHUNK
    while start < len(array):
        hits = array[start:stop] > bound
        first = int(hits.argmax())
        if hits[first]:
            return start + first
        start, stop = stop, 2 * stop
    return -1


@njit()
def find_above(array, bound):
    """The loop as it stands."""
    for i in range(len(array)):
        if array[i] > bound:
            return i
    return -1


def early_numba(values, array, bound):
    """Numba: the loop, compiled."""
    return find_above(array, bound)
