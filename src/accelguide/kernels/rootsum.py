"""The sum of the square roots of an array: work that reads a great deal and writes next to nothing."""

import math

import numpy as np

from accelguide.kernels._added_roots import (
    block_all_roots,
    loop_roots,
    parallel_roots,
    reordered_roots,
    root_of,
)
from accelguide.kernels._block import BLOCKS, THREADS, first, sum_of_sums
from accelguide.kernels._cuda import cuda, on_device
from accelguide.kernels._roots_cuda import block_to_own, each_to_one, thread_to_one, zeroed


def workload(size, seed=0):
    """Return `size` random numbers from 0 to 1."""
    return (np.random.default_rng(seed).random(size),)


def work(size):
    """Items, bytes read, and operations of one call: a root and an addition for each number."""
    return {"items": size, "bytes": 8 * size, "flops": 2 * size}


def demand(values):
    """Refuse what the contract leaves out."""
    if values.ndim != 1 or values.dtype != np.float64 or not values.flags.c_contiguous:
        raise ValueError("values must be float64, contiguous and of one dimension")


def rootsum_python(values):
    """Return the sum of the square roots of an array, as a float.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Contiguous; none is negative. Each kernel adds in an order of its own, so that the last digits differ.

    Raises
    ------
    ValueError
        Another dtype, number of dimensions or layout.
    """
    demand(values)
    total = 0.0
    for value in values.tolist():
        total += math.sqrt(value)
    return total


def rootsum_native(values):
    """The built-ins ``sum`` and ``map``."""
    demand(values)
    return sum(map(math.sqrt, values.tolist()))


def rootsum_numpy(values):
    """NumPy: an array of the roots, then its sum."""
    demand(values)
    return float(np.sqrt(values).sum())


def rootsum_vectorize(values):
    """A ufunc of Numba's in the place of NumPy's."""
    demand(values)
    return float(root_of(values).sum())


def rootsum_numba(values):
    """Numba on one core: one pass, one addition after the other."""
    demand(values)
    return loop_roots(values)


def rootsum_reordered(values):
    """Additions may be reordered."""
    demand(values)
    return reordered_roots(values)


def rootsum_parallel(values):
    """The plain loop on all cores."""
    demand(values)
    return parallel_roots(values)


def rootsum_block_parallel(values):
    """All cores, and in each block additions may be reordered."""
    demand(values)
    return block_all_roots(values)


def asked(values):
    """Arguments that the contract allows."""
    demand(values)
    return (values,)


@on_device(given=asked, finish=first)
def rootsum_cuda_atomic(values):
    """On a GPU: every root is added to one place."""
    total = cuda.device_array(1)

    def launch():
        zeroed[1, 1](total)
        each_to_one[BLOCKS, THREADS](values, total)

    return launch, total


@on_device(given=asked, finish=first)
def rootsum_cuda_threads(values):
    """On a GPU: every thread adds its sum to one place."""
    total = cuda.device_array(1)

    def launch():
        zeroed[1, 1](total)
        thread_to_one[BLOCKS, THREADS](values, total)

    return launch, total


@on_device(given=asked, finish=first)
def rootsum_cuda(values):
    """On a GPU: every block adds up its own, then one block adds up those."""
    sums, total = cuda.device_array(BLOCKS), cuda.device_array(1)

    def launch():
        block_to_own[BLOCKS, THREADS](values, sums)
        sum_of_sums[1, THREADS](sums, total)

    return launch, total
