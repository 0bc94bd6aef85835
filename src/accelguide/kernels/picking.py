"""Add up elements picked from all over an array."""

import numpy as np


def workload(size, seed=0):
    """Return an array of `size` numbers, as many random indices into it, and the same indices sorted."""
    rng = np.random.default_rng(seed)
    index = rng.integers(0, max(size, 1), size)
    return rng.random(size), index, np.sort(index)


def work(size):
    """Elements picked by one call."""
    return {"items": size}


def picking_random(values, index, ordered):
    """Return the sum of the elements at given indices, as a float.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Where the elements are.
    index : ndarray of int, shape (m,)
        Which elements to add, in any order, each as often as it is named.
    ordered : ndarray of int, shape (m,)
        The same indices, rising.

    Raises
    ------
    IndexError
        An index lies outside `values`.
    """
    return float(values[index].sum())


def picking_ordered(values, index, ordered):
    """The same elements, in the order of the memory."""
    return float(values[ordered].sum())


def picking_sorting(values, index, ordered):
    """Put the indices in order first, as a part of the call."""
    return float(values[np.sort(index)].sum())
