"""Logistic regression by gradient descent, the example of Numba's manual: ten features, rows in order."""

import math

import numpy as np

from accelguide.kernels._block import THREADS
from accelguide.kernels._cuda import cuda, on_device
from accelguide.kernels._logistic import by_four, by_row, checked, descended, drawn
from accelguide.kernels._logistic_cuda import BLOCKS, MOST, passing, updated
from accelguide.kernels._manual import logistic_regression, regression_numba, regression_parallel
from accelguide.systems import require

FEATURES = 10


def workload(size, seed=0):
    """Return `size` rows of ten features, a label of each row, the weights to begin with, and one iteration."""
    return drawn(size, FEATURES, seed)


def work(size):
    """Items, rows, and bytes of one call: table and labels are read once."""
    return {"items": size, "bytes": 8 * size * (FEATURES + 1)}


def logistic_numpy(x, y, w, iterations):
    """Return the weights after some steps of gradient descent, each by the gradient over all rows.

    The function that is descended is the negative log-likelihood of the labels; a step is the whole gradient.

    Parameters
    ----------
    x : ndarray of float64, shape (n, d)
        A row for each observation, at least one column.
    y : ndarray of float64, shape (n,)
        Labels, each 1 or -1.
    w : ndarray of float64, shape (d,)
        Weights to begin with.
    iterations : int
        Steps, not negative.

    Returns
    -------
    ndarray of float64, shape (d,)
        All NaN after a NaN in a row.

    Raises
    ------
    ValueError
        The shapes do not fit.
    """
    x, y, w = checked(x, y, w)
    return logistic_regression(y, x, w, iterations)


def logistic_python(x, y, w, iterations):
    """Loops over lists of floats."""
    checked(x, y, w)
    rows, w = list(zip(x.tolist(), y.tolist(), strict=True)), w.tolist()
    for _ in range(iterations):
        gradient = [0.0] * len(w)
        for row, label in rows:
            product = sum(a * b for a, b in zip(row, w, strict=True))
            weight = (1.0 / (1.0 + math.exp(min(-label * product, 709.0))) - 1.0) * label
            gradient = [g + weight * a for g, a in zip(gradient, row, strict=True)]
        w = [a - g for a, g in zip(w, gradient, strict=True)]
    return np.array(w)


def logistic_numexpr(x, y, w, iterations):
    """NumPy with the operations on n-vectors in NumExpr, on several threads."""
    require("numexpr")
    import numexpr

    x, y, w = checked(x, y, w)
    for _ in range(iterations):
        product = np.dot(x, w)
        w -= np.dot(numexpr.evaluate("(1.0 / (1.0 + exp(-y * product)) - 1.0) * y"), x)
    return w


def logistic_numba(x, y, w, iterations):
    """The function of the baseline, compiled for one core."""
    require("scipy")  # Numba finds BLAS through it
    x, y, w = checked(x, y, w)
    return regression_numba(y, x, w, iterations)


def logistic_parallel(x, y, w, iterations):
    """The same function with ``parallel=True``, as in the manual."""
    require("scipy")
    x, y, w = checked(x, y, w)
    return regression_parallel(y, x, w, iterations)


def logistic_loops(x, y, w, iterations):
    """A loop over the rows in each part: one pass over the table, on all cores."""
    return descended(by_row, *checked(x, y, w), iterations)


def logistic_fused(x, y, w, iterations):
    """One pass too, in blocks of rows, four at a time, with the exponential as arithmetic."""
    return descended(by_four, *checked(x, y, w), iterations)


def asked(x, y, w, iterations):
    """Arguments that the contract allows, the table row after row."""
    checked(x, y, w)
    if not 0 < w.size <= MOST:
        raise ValueError("on a device, x must have one to twenty columns")
    return np.ascontiguousarray(x).ravel(), y, w, iterations


@on_device(given=asked)
def logistic_cuda(x, y, w, iterations):
    """On a GPU: one pass over the table, in tiles of rows."""
    now, sums = cuda.device_array_like(w), cuda.device_array(w.size * BLOCKS)
    passed = passing(w.size)

    def launch():
        now.copy_to_device(w)
        for _ in range(iterations):
            passed[BLOCKS, THREADS](x, y, now, sums)
            updated[w.size, THREADS](now, sums, BLOCKS)

    return launch, now
