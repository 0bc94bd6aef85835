"""Sums over the threads of a block, and over its blocks, for kernels on a device.

A tree in shared memory: half of the threads add what the other half has, then a half of those, and so on (Harris,
*Optimizing Parallel Reduction in CUDA*, 2007). The order of the additions depends on the grid alone, so a result is the
same in every run, which sums by atomic additions do not promise.
"""

import numpy as np

from accelguide.kernels._cuda import cuda

THREADS = 256  # of every block that uses this module; a power of two
BLOCKS = 1024


@cuda.jit(device=True)
def block_sum(value):
    """Sum of the float64 values of all threads of a block, for its first thread; all of them have to call it."""
    near = cuda.shared.array(THREADS, np.float64)
    thread = cuda.threadIdx.x
    near[thread] = value
    cuda.syncthreads()
    half = THREADS // 2
    while half:
        if thread < half:
            near[thread] += near[thread + half]
        cuda.syncthreads()
        half //= 2
    return near[0]


@cuda.jit()
def sum_of_sums(sums, total):
    """Add what the blocks found, in one block."""
    found = 0.0
    for i in range(cuda.threadIdx.x, sums.size, THREADS):
        found += sums[i]
    found = block_sum(found)
    if cuda.threadIdx.x == 0:
        total[0] = found


def first(total):
    """The one number of an array, as a float."""
    return float(total[0])
