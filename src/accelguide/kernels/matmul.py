"""The product of two matrices, written out."""

import numpy as np

from accelguide.kernels._fours import add_lines, by_dots, in_fours
from accelguide.kernels._numba import njit
from accelguide.kernels._panels import add_product, add_product_in
from accelguide.sessions import counted, threads, within
from accelguide.systems import require

WRONG = "a and b must be C-contiguous matrices of float64, b with as many rows as a has columns"


def workload(size, seed=0):
    """Return two matrices of `size` rows and columns."""
    a, b = np.random.default_rng(seed).random((2, size, size))
    return a, b


def work(size):
    """Floating-point operations of one call: a product and a sum for each of n³ triples."""
    return {"flops": 2 * size**3}


def demand(a, b):
    """Refuse what the contract of `matmul_python` does not allow."""
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError(WRONG)
    if any(one.dtype != np.float64 or not one.flags.c_contiguous for one in (a, b)):
        raise ValueError(WRONG)


def matmul_python(a, b):
    """Return the matrix product of `a` and `b`.

    Parameters
    ----------
    a : ndarray of float64, shape (m, k)
        C-contiguous.
    b : ndarray of float64, shape (k, n)
        C-contiguous.

    Returns
    -------
    ndarray of float64, shape (m, n)

    Raises
    ------
    ValueError
        A matrix is not as described here, or the two do not fit.
    """
    demand(a, b)
    columns = b.T.tolist()
    lines = [[sum(x * y for x, y in zip(line, column, strict=True)) for column in columns] for line in a.tolist()]
    return np.array(lines, np.float64).reshape(len(a), b.shape[1])


def matmul_numpy(a, b):
    """NumPy, which calls BLAS."""
    demand(a, b)
    return a @ b


@njit()
def by_blas(a, b):
    """BLAS, called in compiled code."""
    return np.dot(a, b)


def matmul_dot(a, b):
    """``np.dot`` in a compiled function: the BLAS that SciPy came with."""
    require("numba")
    require("scipy")
    demand(a, b)
    return by_blas(a, b)


def matmul_numba(a, b):
    """Numba: each element by itself."""
    demand(a, b)
    return by_dots(a, b)


def matmul_lines(a, b):
    """The two inner loops exchanged: whole lines are added."""
    demand(a, b)
    c = np.zeros((a.shape[0], b.shape[1]))
    add_lines(a, b, c, 0, 0)
    return c


def matmul_fours(a, b):
    """Four lines of each at a time."""
    demand(a, b)
    c = np.zeros((a.shape[0], b.shape[1]))
    rows, steps = in_fours(a, b, c)
    add_lines(a, b, c[:rows], 0, steps)
    add_lines(a, b, c, rows, 0)
    return c


def matmul_panels(a, b):
    """Packed panels, and a tile of the result in registers."""
    demand(a, b)
    c = np.zeros((a.shape[0], b.shape[1]))
    add_product(a, b, c)
    return c


@within(threads)
def matmul_panels_threads(a, b, pool):
    """The same on all cores, by threads that the compiled functions let run without the GIL."""
    demand(a, b)
    c = np.zeros((a.shape[0], b.shape[1]))
    add_product_in(pool, counted(None), a, b, c)
    return c
