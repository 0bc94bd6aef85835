"""Add up a two-dimensional array whose rows lie one after the other in memory."""

import numpy as np


def workload(size, seed=0):
    """Return an array of `size` rows and as many columns."""
    return (np.random.default_rng(seed).random((size, size)),)


def work(size):
    """Items, bytes read and additions of one call."""
    return {"items": size**2, "bytes": 8 * size**2, "flops": size**2}


def traverse_columns(values):
    """Return the sum of all elements, as a float, column by column.

    Parameters
    ----------
    values : ndarray of float64, shape (n, m)
        In C order: the elements of a row are neighbours in memory.
    """
    total = 0.0
    for column in values.T:
        total += float(column.sum())
    return total


def traverse_rows(values):
    """Row by row, in the order of the memory."""
    total = 0.0
    for row in values:
        total += float(row.sum())
    return total


def traverse_axis(values):
    """The sums of the columns in one call, which chooses the order of its loops itself."""
    return float(values.sum(axis=0).sum())


def traverse_whole(values):
    """One call for everything."""
    return float(values.sum())
