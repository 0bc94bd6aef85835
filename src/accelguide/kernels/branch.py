"""A function in three pieces, one of which is costly and rare: zero, a root, or a logarithm."""

import math

import numpy as np

from accelguide.kernels._numba import njit

BLOCK = 512


def workload(size, seed=0):
    """Return the arguments of the kernels: a list of floats from -1 to 1.1, and the same as an array."""
    array = np.random.default_rng(seed).uniform(-1.0, 1.1, size)
    return array.tolist(), array


def work(size):
    """Items and bytes of one call."""
    return {"items": size, "bytes": 16 * size}


def branch_python(values, array):
    """Return 0 for each negative number, the root of one below 1, and ``1 + log x`` of any other, NaN among them.

    Parameters
    ----------
    values : list of float
        Numbers of no unit; any length.
    array : numpy.ndarray
        The same numbers, float64, shape ``(n,)``. A variant reads one of the two, and returns what it reads: a list
        or an array.
    """
    result = []
    for x in values:
        if x < 0.0:
            result.append(0.0)
        elif x < 1.0:
            result.append(math.sqrt(x))
        else:
            result.append(1.0 + math.log(x))
    return result


def branch_where(values, array):
    """``np.where``: every piece is computed for all elements, also where it has no value."""
    with np.errstate(invalid="ignore", divide="ignore"):
        above = np.where(array < 1.0, np.sqrt(array), 1.0 + np.log(array))
        return np.where(array < 0.0, 0.0, above)


def branch_masked(values, array):
    """The two cheap pieces as one formula for all elements, the costly one for those that need it."""
    result = np.maximum(array, 0.0)
    np.sqrt(result, out=result)
    costly = np.flatnonzero(~(array < 1.0))
    result[costly] = 1.0 + np.log(array[costly])
    return result


@njit()
def choose(array, result):
    """The branches as they stand, for every element of `array`."""
    for i in range(len(array)):
        x = array[i]
        if x < 0.0:
            result[i] = 0.0
        elif x < 1.0:
            result[i] = math.sqrt(x)
        else:
            result[i] = 1.0 + math.log(x)


def branch_numba(values, array):
    """Numba: the loop with its branches, compiled."""
    result = np.empty_like(array)
    choose(array, result)
    return result


@njit()
def choose_sorted(block, result, costly):
    """One block: the cheap formula for all, then a list, made without a branch, of those that need the costly one."""
    for i in range(len(block)):
        x = block[i]
        result[i] = math.sqrt(x if x > 0.0 else 0.0)
    count = 0
    for i in range(len(block)):
        costly[count] = i
        count += not block[i] < 1.0
    for j in range(count):
        i = costly[j]
        result[i] = 1.0 + math.log(block[i])


@njit()
def choose_blocks(array, result):
    """All blocks, one after the other; each stays in the cache."""
    costly = np.empty(BLOCK, np.int64)
    for start in range(0, len(array), BLOCK):
        choose_sorted(array[start : start + BLOCK], result[start : start + BLOCK], costly)


def branch_sorted(values, array):
    """Numba, without a branch that the processor must guess."""
    result = np.empty_like(array)
    choose_blocks(array, result)
    return result
