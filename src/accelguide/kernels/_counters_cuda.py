"""Counts of integer keys on a device, in the memory of the device and in that of each block."""

import numpy as np

from accelguide.kernels._cuda import cuda
from accelguide.kernels._wide import load

THREADS = 256
BLOCKS = 1056  # eight for each multiprocessor of a large device
ROOM = 8192  # counters of 4 bytes that a block has; less than 48 kB, which every device gives
WARP = 32


@cuda.jit()
def cleared(counts):
    """Set all counters to zero; the one behind the last bin counts keys that are out of range."""
    for i in range(cuda.grid(1), counts.size, cuda.gridsize(1)):
        counts[i] = 0


@cuda.jit()
def in_global(keys, bins, counts):
    """Every key is counted in the memory of the device."""
    for i in range(cuda.grid(1), keys.size, cuda.gridsize(1)):
        key = keys[i]
        cuda.atomic.add(counts, key if 0 <= key < bins else bins, 1)


@cuda.jit(device=True)
def counted_near(near, table, key, bins):
    """Count one key in a table of the block; whether it is out of range."""
    if 0 <= key < bins:
        cuda.atomic.add(near, table + key, 1)
        return 0
    return 1


@cuda.jit()
def in_shared(keys, bins, counts):
    """Every block counts in shared memory, each of its warps in a table of its own where there is room for that.

    In the end the tables are added to the counters in the memory of the device, once for each block.
    """
    near = cuda.shared.array(ROOM, np.int32)
    tables = min(ROOM // bins, THREADS // WARP)
    for i in range(cuda.threadIdx.x, tables * bins, cuda.blockDim.x):
        near[i] = 0
    cuda.syncthreads()
    table = cuda.threadIdx.x // WARP % tables * bins
    wrong = 0
    whole = keys.size - keys.size % 2
    for i in range(2 * cuda.grid(1), whole, 2 * cuda.gridsize(1)):
        one, other = load(keys, i)
        wrong += counted_near(near, table, one, bins)
        wrong += counted_near(near, table, other, bins)
    if whole < keys.size and cuda.grid(1) == 0:
        wrong += counted_near(near, table, keys[whole], bins)
    cuda.syncthreads()
    for key in range(cuda.threadIdx.x, bins, cuda.blockDim.x):
        found = 0
        for one in range(tables):
            found += near[one * bins + key]
        cuda.atomic.add(counts, key, found)
    if wrong:
        cuda.atomic.add(counts, bins, wrong)
