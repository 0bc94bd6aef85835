"""A system of linear equations, solved by LAPACK directly or by way of the inverse."""

import numpy as np


def workload(size, seed=0):
    """Return a well-conditioned matrix of `size` rows and columns, and a right side whose solution is all ones."""
    a = np.random.default_rng(seed).random((size, size)) + size * np.eye(size)
    return a, a.sum(axis=1)


def work(size):
    """Floating-point operations that one solution needs: a factorisation, and two triangular systems."""
    return {"flops": 2 * size**3 // 3 + 2 * size**2}


def solving_inverse(a, b):
    """Return x for which ``a @ x`` is `b`, by the inverse of `a`, which nobody asked for.

    Parameters
    ----------
    a : ndarray of float64, shape (n, n)
        Not singular.
    b : ndarray of float64, shape (n,)

    Returns
    -------
    ndarray of float64, shape (n,)

    Raises
    ------
    numpy.linalg.LinAlgError
        The matrix is singular or not square.
    ValueError
        The two do not fit.
    """
    return np.linalg.inv(a) @ b


def solving_numpy(a, b):
    """LAPACK's factorisation and two triangular systems."""
    return np.linalg.solve(a, b)
