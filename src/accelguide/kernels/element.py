"""The sum of an array, read one element at a time by its index, and as a whole."""

import numpy as np


def workload(size, seed=0):
    """Return the arguments of the kernels: a list of floats from 0 to 1, and the same as an array."""
    array = np.random.default_rng(seed).random(size)
    return array.tolist(), array


def work(size):
    """Items, bytes and floating-point operations of one call."""
    return {"items": size, "bytes": 8 * size, "flops": size}


def element_list(values, array):
    """Return the sum of all numbers, as a float, to nine digits: the order of the additions is free.

    Parameters
    ----------
    values : list of float
        Numbers of no unit, of one sign; any length.
    array : numpy.ndarray
        The same numbers, float64, shape ``(n,)``. A variant reads one of the two.
    """
    total = 0.0
    for i in range(len(values)):
        total += values[i]
    return total


def element_array(values, array):
    """The same loop on the array: every index makes a new scalar object of NumPy's."""
    total = 0.0
    for i in range(len(array)):
        total += array[i]
    return total


def element_tolist(values, array):
    """The array made into a list first, once."""
    numbers = array.tolist()
    total = 0.0
    for i in range(len(numbers)):
        total += numbers[i]
    return total


def element_numpy(values, array):
    """No loop in Python: the whole array in one call."""
    return float(array.sum())
