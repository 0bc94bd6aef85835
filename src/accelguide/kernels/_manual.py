"""The example that Numba's manual gives of automatic parallelisation, compiled with it and without."""

# ruff: noqa: B007, N803

import numpy as np

from accelguide.kernels._numba import njit


def logistic_regression(Y, X, w, iterations):
    """Change `w` by steps of gradient descent, and return it."""
    for i in range(iterations):
        w -= np.dot(((1.0 / (1.0 + np.exp(-Y * np.dot(X, w))) - 1.0) * Y), X)
    return w


regression_numba = njit()(logistic_regression)
regression_parallel = njit(parallel=True)(logistic_regression)
