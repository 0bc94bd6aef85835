"""Twice each number and one more: a loop with next to no work in a turn, over lists and arrays of every length."""

import numpy as np


def workload(size, seed=0):
    """Return the arguments of the kernels: a list of floats from 0 to 1, and the same as an array."""
    array = np.random.default_rng(seed).random(size)
    return array.tolist(), array


def work(size):
    """Items, bytes and floating-point operations of one call: a product and a sum for each number."""
    return {"items": size, "bytes": 16 * size, "flops": 2 * size}


def affine_python(values, array):
    """Return ``2 x + 1`` of every number, in a list.

    Parameters
    ----------
    values : list of float
        Numbers of no unit; any length.
    array : numpy.ndarray
        The same numbers, float64, shape ``(n,)``. A variant reads one of the two, and returns what it reads: a list
        or an array.
    """
    return [2.0 * x + 1.0 for x in values]


def affine_numpy(values, array):
    """One expression on the array."""
    return 2.0 * array + 1.0


def affine_converted(values, array):
    """Lists in and out. ``np.fromiter`` is told the type and the length; ``np.array`` would look for them first."""
    return (2.0 * np.fromiter(values, np.float64, len(values)) + 1.0).tolist()
