"""Gradient of a logistic regression over rows that fit in a cache, on one core: one trick more in each variant."""

import numpy as np

from accelguide.kernels._logistic import by_four, by_row, checked, drawn, in_blocks, reordered, with_arithmetic

FEATURES = 32


def workload(size, seed=0):
    """Return `size` rows of 32 features, a label of each row, and weights."""
    return drawn(size, FEATURES, seed)[:3]


def work(size):
    """Items, rows, of one call."""
    return {"items": size}


def gathered(part_sum, x, y, w):
    """Gradient over all rows."""
    x, y, w = checked(x, y, w)
    out = np.empty(w.size)
    part_sum(x, y, w, 0, y.size, out)
    return out


def slope_rows(x, y, w):
    """Return the gradient of the negative log-likelihood, row by row.

    Parameters
    ----------
    x : ndarray of float64, shape (n, d)
        A row for each observation.
    y : ndarray of float64, shape (n,)
        Labels, each 1 or -1.
    w : ndarray of float64, shape (d,)
        Weights.

    Returns
    -------
    ndarray of float64, shape (d,)

    Raises
    ------
    ValueError
        The shapes do not fit.
    """
    return gathered(by_row, x, y, w)


def slope_reordered(x, y, w):
    """The same loop, whose additions may change places."""
    return gathered(reordered, x, y, w)


def slope_blocks(x, y, w):
    """Three loops over each block of rows instead of one loop over all."""
    return gathered(in_blocks, x, y, w)


def slope_arithmetic(x, y, w):
    """The same with an exponential that is arithmetic alone."""
    return gathered(with_arithmetic, x, y, w)


def slope_four(x, y, w):
    """The same with four rows at a time in the first loop and in the last."""
    return gathered(by_four, x, y, w)
