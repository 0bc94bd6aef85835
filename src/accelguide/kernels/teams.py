"""A matrix product by more and more threads of BLAS."""

import numpy as np

from accelguide.kernels._blas import limited
from accelguide.sessions import counted

ROWS = 1024


def counts():
    """Counts of threads to try: powers of two up to the usable cores, and these; one alone on a single core."""
    cores = counted(None)
    return (*(2**i for i in range(1, (cores - 1).bit_length())), cores)


def workload(size, seed=0):
    """Return two matrices of `ROWS` rows and columns, and `size`, the count of threads."""
    a, b = np.random.default_rng(seed).random((2, ROWS, ROWS))
    return a, b, size


def work(size):
    """Floating-point operations of one call, however many threads do them."""
    return {"flops": 2 * ROWS**3}


def teams_numpy(a, b, threads):
    """Return the matrix product of `a` and `b`, with the threads that NumPy's BLAS takes by itself.

    Parameters
    ----------
    a : ndarray of float64, shape (m, k)
    b : ndarray of float64, shape (k, n)
    threads : int
        Threads that `teams_blas` may use, at least one.

    Returns
    -------
    ndarray of float64, shape (m, n)

    Raises
    ------
    ValueError
        The two do not fit.
    """
    return a @ b


def teams_one(a, b, threads):
    """The same, held to one thread."""
    with limited(1):
        return a @ b


def teams_blas(a, b, threads):
    """The same, held to `threads` threads."""
    with limited(threads):
        return a @ b
