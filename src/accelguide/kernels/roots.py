"""The sum of square roots: one workload that every family of techniques can take on."""

import math
from itertools import pairwise

import numpy as np

from accelguide.kernels._block import BLOCKS, THREADS, block_sum, first, sum_of_sums
from accelguide.kernels._cuda import cuda, on_device
from accelguide.kernels._numba import njit, prange
from accelguide.kernels._root_sums import part
from accelguide.sessions import PATIENCE, counted, gather, processes, split, within
from accelguide.sessions.dask import dask_cluster
from accelguide.sessions.ray import ray_cluster

CHUNK = 1 << 15


def workload(size, seed=0):
    """Return the argument of the kernels: the count of roots. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items and floating-point operations of one call: a root and an addition each."""
    return {"items": size, "flops": 2 * size}


def roots_python(count):
    """Return the sum of the square roots of ``0 … count - 1``, as a float.

    Parameters
    ----------
    count : int
        Roots to add, not negative.
    """
    total = 0.0
    for i in range(count):
        total += math.sqrt(i)
    return total


def roots_native(count):
    """The built-ins ``sum`` and ``map``: the loop runs in C, every number is still an object."""
    return sum(map(math.sqrt, range(count)))


@within(processes)
def roots_processes(count, pool):
    """The built-ins in a pool of processes, one per core."""
    edges = split(count, counted(None))
    return math.fsum(gather(pool, part, edges[:-1], edges[1:]))


def roots_numpy(count):
    """NumPy, in chunks that stay in the cache."""
    total = 0.0
    for start in range(0, count, CHUNK):
        total += np.sqrt(np.arange(start, min(start + CHUNK, count), dtype=np.float64)).sum()
    return float(total)


@njit(fastmath={"reassoc", "nsz"})
def roots_numba(count):
    """Numba: the plain loop, compiled; additions may be reordered, so that they run side by side."""
    total = 0.0
    for i in range(count):
        total += math.sqrt(i)
    return total


@njit(parallel=True, fastmath={"reassoc", "nsz"})
def roots_parallel(count):
    """Numba on all cores."""
    total = 0.0
    for i in prange(count):
        total += math.sqrt(i)
    return total


@cuda.jit()
def roots_of_blocks(count, sums):
    """Each thread adds roots in strides of the whole grid, each block adds up what its threads have."""
    total = 0.0
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        total += math.sqrt(i)
    total = block_sum(total)
    if cuda.threadIdx.x == 0:
        sums[cuda.blockIdx.x] = total


@on_device(finish=first)
def roots_cuda(count):
    """Numba on a GPU."""
    sums, total = cuda.device_array(BLOCKS), cuda.device_array(1)

    def launch():
        roots_of_blocks[BLOCKS, THREADS](count, sums)
        sum_of_sums[1, THREADS](sums, total)

    return launch, total


@within(dask_cluster)
def roots_dask(count, client):
    """The built-ins in the workers of a Dask cluster, a task for each core."""
    edges = split(count, counted(None))
    return math.fsum(client.gather(client.map(part, edges[:-1], edges[1:], pure=False)))


@within(ray_cluster)
def roots_ray(count, ray):
    """The built-ins in the workers of a Ray cluster, a task for each core."""
    edges, task = split(count, counted(None)), ray.remote(part)
    return math.fsum(ray.get([task.remote(*bounds) for bounds in pairwise(edges)], timeout=PATIENCE))
