"""The sum of the square roots of an array in single precision."""

import numpy as np

from accelguide.kernels._added_roots import block_all_roots, block_roots, loop_roots, reordered_roots

ERROR = 1e-5  # relative; adding in pairs or in blocks leaves some rounding errors of 6e-8


def workload(size, seed=0):
    """Return `size` random numbers from 0 to 1."""
    return (np.random.default_rng(seed).random(size, np.float32),)


def work(size):
    """Items, bytes read, and operations of one call: a root and an addition for each number."""
    return {"items": size, "bytes": 4 * size, "flops": 2 * size}


def demand(values):
    """Refuse what the contract leaves out."""
    if values.ndim != 1 or values.dtype != np.float32 or not values.flags.c_contiguous:
        raise ValueError("values must be float32, contiguous and of one dimension")


def narrowsum_numpy(values):
    """Return the sum of the square roots of an array, as a float, to a relative error of `ERROR`.

    Parameters
    ----------
    values : ndarray of float32, shape (n,)
        Contiguous; none is negative. Each root is of single precision.

    Raises
    ------
    ValueError
        Another dtype, number of dimensions or layout.
    """
    demand(values)
    return float(np.sqrt(values).sum())


def narrowsum_numba(values):
    """Numba on one core: a sum in single precision for each block, and these added in double precision."""
    demand(values)
    return block_roots(values)


def narrowsum_parallel(values):
    """The same on all cores."""
    demand(values)
    return block_all_roots(values)


def near(result, expected):
    """Whether two results agree as far as the contract promises; NaN equals NaN."""
    return bool(np.isclose(result, expected, rtol=2 * ERROR, atol=0.0, equal_nan=True))


def error(total, values):
    """Relative error of a sum of roots, as a float."""
    exact = float(np.sqrt(values, dtype=np.float64).sum())
    return abs(float(total) - exact) / exact


def errors(values):
    """Relative errors of the sum: added one after the other, reordered, in blocks, and as NumPy adds."""
    sums = loop_roots(values), reordered_roots(values), block_roots(values), narrowsum_numpy(values)
    return [error(one, values) for one in sums]
