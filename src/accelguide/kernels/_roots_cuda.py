"""Sums of square roots on a device: what adds them up, and where."""

import math

from accelguide.kernels._block import block_sum
from accelguide.kernels._cuda import cuda
from accelguide.kernels._wide import load


@cuda.jit()
def zeroed(total):
    """Set the one place to zero."""
    total[0] = 0.0


@cuda.jit()
def each_to_one(values, total):
    """Every thread adds each of its roots to one place in global memory, where they queue up."""
    for i in range(cuda.grid(1), values.size, cuda.gridsize(1)):
        cuda.atomic.add(total, 0, math.sqrt(values[i]))


@cuda.jit()
def thread_to_one(values, total):
    """Every thread adds up its roots in a register, and adds that to one place."""
    found = 0.0
    for i in range(cuda.grid(1), values.size, cuda.gridsize(1)):
        found += math.sqrt(values[i])
    cuda.atomic.add(total, 0, found)


@cuda.jit()
def block_to_own(values, sums):
    """Every block adds up what its threads have, and writes it to a place of its own; two elements at a time."""
    found = 0.0
    whole = values.size - values.size % 2
    for i in range(2 * cuda.grid(1), whole, 2 * cuda.gridsize(1)):
        one, other = load(values, i)
        found += math.sqrt(one) + math.sqrt(other)
    if whole < values.size and cuda.grid(1) == 0:
        found += math.sqrt(values[whole])
    found = block_sum(found)
    if cuda.threadIdx.x == 0:
        sums[cuda.blockIdx.x] = found


@cuda.jit()
def block_to_own_single(values, sums):
    """The same for float32, four at a time; the sums are of float64."""
    found = 0.0
    whole = values.size - values.size % 4
    for i in range(4 * cuda.grid(1), whole, 4 * cuda.gridsize(1)):
        a, b, c, d = load(values, i)
        found += (math.sqrt(a) + math.sqrt(b)) + (math.sqrt(c) + math.sqrt(d))
    last = whole + cuda.grid(1)
    if last < values.size:
        found += math.sqrt(values[last])
    found = block_sum(found)
    if cuda.threadIdx.x == 0:
        sums[cuda.blockIdx.x] = found
