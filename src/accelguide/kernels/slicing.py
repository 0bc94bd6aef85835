"""Every second element of an array, as a copy and as a view."""

import numpy as np


def workload(size, seed=0):
    """Return an array of `size` numbers, the indices of every second one, and the same as a mask."""
    values = np.random.default_rng(seed).random(size)
    mask = np.zeros(size, dtype=bool)
    mask[::2] = True
    return values, np.arange(0, size, 2), mask


def work(size):
    """Elements of the result of one call."""
    return {"items": (size + 1) // 2}


def slicing_fancy(values, index, mask):
    """Return every second element of an array, the first among them.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Where the elements are.
    index : ndarray of int, shape ((n + 1) // 2,)
        Indices of those elements, rising.
    mask : ndarray of bool, shape (n,)
        True at those elements.
    """
    return values[index]


def slicing_mask(values, index, mask):
    """By a mask: also a copy."""
    return values[mask]


def slicing_copy(values, index, mask):
    """A slice, copied."""
    return values[::2].copy()


def slicing_view(values, index, mask):
    """A slice: a view of the same memory."""
    return values[::2]
