"""A step of the logistic regression on a device: one pass over the table, which is read once."""

import functools
import math

import numpy as np

from accelguide.kernels._block import THREADS, block_sum
from accelguide.kernels._cuda import cuda
from accelguide.kernels._wide import ALIGNMENT, load, store

BLOCKS = 1056  # eight for each multiprocessor of a large device
MOST = 20  # features for which a tile of rows fits into the shared memory that every device gives


@functools.cache
def passing(features):
    """Make the kernel for a number of features: then its loops over them have no index left, and their sums no memory.

    A block takes a tile of the table to shared memory, 16 bytes a thread, since threads that read rows would read far
    apart. Then each thread has a row: its product with the weights, the weight of the row, and ten products for the
    gradient, which stay in registers until the last tile. `x` is given row after row.
    """
    tile = THREADS * features

    @cuda.jit()
    def passed(x, y, w, sums):
        near = cuda.shared.array(tile, np.float64, ALIGNMENT)
        gradient = cuda.local.array(features, np.float64)
        for j in range(features):
            gradient[j] = 0.0
        for start in range(cuda.blockIdx.x * THREADS, y.size, cuda.gridsize(1)):
            end = min(tile, x.size - start * features)
            whole = end - end % 2
            for k in range(2 * cuda.threadIdx.x, whole, 2 * THREADS):
                store(near, k, load(x, start * features + k))
            if whole < end and cuda.threadIdx.x == 0:
                near[whole] = x[start * features + whole]
            cuda.syncthreads()
            i = start + cuda.threadIdx.x
            if i < y.size:
                row, label, product = cuda.threadIdx.x * features, y[i], 0.0
                for j in range(features):
                    product += near[row + j] * w[j]
                weight = (1.0 / (1.0 + math.exp(-label * product)) - 1.0) * label
                for j in range(features):
                    gradient[j] += weight * near[row + j]
            cuda.syncthreads()  # nobody may overwrite what others still read
        for j in range(features):
            total = block_sum(gradient[j])
            if cuda.threadIdx.x == 0:
                sums[j * cuda.gridDim.x + cuda.blockIdx.x] = total
            cuda.syncthreads()

    return passed


@cuda.jit()
def updated(w, sums, blocks):
    """Subtract from each weight what all blocks found, a block of threads for each weight."""
    found = 0.0
    for i in range(cuda.threadIdx.x, blocks, THREADS):
        found += sums[cuda.blockIdx.x * blocks + i]
    found = block_sum(found)
    if cuda.threadIdx.x == 0:
        w[cuda.blockIdx.x] -= found
