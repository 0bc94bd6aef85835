"""The product of two large matrices: the most arithmetic that NumPy itself gets out of the processor."""

import numpy as np

from accelguide.kernels._blas import limited


def workload(size, seed=0):
    """Return two matrices of `size` rows and columns."""
    a, b = np.random.default_rng(seed).random((2, size, size))
    return a, b


def work(size):
    """Floating-point operations of one call: a product and a sum for each of n³ triples."""
    return {"flops": 2 * size**3}


def gemm_all(a, b):
    """Return the matrix product of `a` and `b`, with the threads that NumPy's BLAS takes by itself.

    Parameters
    ----------
    a : ndarray of float64, shape (m, k)
    b : ndarray of float64, shape (k, n)

    Returns
    -------
    ndarray of float64, shape (m, n)

    Raises
    ------
    ValueError
        The two do not fit.
    """
    return a @ b


def gemm_one(a, b):
    """The same, held to one thread."""
    with limited(1):
        return a @ b
