"""Logistic regression with a hundred features instead of ten: longer rows, and as much memory with a tenth of them."""

from accelguide.kernels._logistic import by_four, checked, descended, drawn
from accelguide.kernels._manual import logistic_regression, regression_parallel
from accelguide.systems import require

FEATURES = 100


def workload(size, seed=0):
    """Return `size` rows of a hundred features, a label of each row, the weights to begin with, and one iteration."""
    return drawn(size, FEATURES, seed)


def work(size):
    """Items, rows, and bytes of one call: table and labels are read once."""
    return {"items": size, "bytes": 8 * size * (FEATURES + 1)}


def hundred_numpy(x, y, w, iterations):
    """Return the weights after some steps of gradient descent; the contract is that of ``logistic_numpy``."""
    x, y, w = checked(x, y, w)
    return logistic_regression(y, x, w, iterations)


def hundred_parallel(x, y, w, iterations):
    """The manual's function."""
    require("scipy")
    x, y, w = checked(x, y, w)
    return regression_parallel(y, x, w, iterations)


def hundred_fused(x, y, w, iterations):
    """One pass too, in blocks of rows, with the exponential as arithmetic."""
    return descended(by_four, *checked(x, y, w), iterations)
