"""The product of two square matrices of float32 on a GPU: what is read how often, and from where."""

from functools import partial

import numpy as np

from accelguide.kernels._cuda import cuda, on_device
from accelguide.kernels._wide import ALIGNMENT, load, store
from accelguide.systems import require

SIDE = 128  # of the part of the result that a block computes
DEPTH = 8  # of the parts of `a` and `b` that it has in shared memory
PITCH = SIDE + 4  # of a row of them: so that what neighbouring threads write lies in different banks
HALF = SIDE // 2
PLANE = DEPTH * PITCH
BOTH = 2 * PLANE  # one half is filled while the other is read
SMALL = 16
THREADS = 256


def workload(size, seed=0):
    """Return two matrices with `size` rows and columns, and one for the result."""
    a, b = np.random.default_rng(seed).random((2, size, size), dtype=np.float32)
    return a, b, np.full((size, size), np.nan, np.float32)


def work(size):
    """Operations of one call: a product and a sum for each of n³ triples."""
    return {"flops": 2 * size**3, "bytes": 12 * size**2}


def agree(result, expected):
    """Whether two products are equal but for the order of their sums: terms are positive, errors grow as their root."""
    return result.shape == expected.shape and bool(np.allclose(result, expected, rtol=1e-4, atol=0, equal_nan=True))


def demand(a, b, out):
    """Refuse what the tiles cannot be laid over."""
    side = a.shape[0] if a.ndim == 2 else 0
    if not a.shape == b.shape == out.shape == (side, side) or side % SIDE or not side:
        raise ValueError("a, b and out must be square, of one size, a multiple of 128")


def tiles_numpy(a, b, out):
    """Return the matrix product of `a` and `b`, by the BLAS that NumPy came with, on all cores.

    Parameters
    ----------
    a, b : ndarray of float32, shape (n, n)
        C-contiguous; n is a multiple of 128.
    out : ndarray of float32, shape (n, n)
        C-contiguous, apart from `a` and `b`; it is filled and returned.

    Raises
    ------
    ValueError
        The three differ in shape, are not square, or n is not a multiple of 128.
    """
    demand(a, b, out)
    return np.matmul(a, b, out=out)


@cuda.jit()
def from_global(a, b, out):
    """A thread for each element of the result, which reads its row and its column from global memory."""
    column, row = cuda.grid(2)
    total = np.float32(0)
    for k in range(a.shape[1]):
        total += a[row, k] * b[k, column]
    out[row, column] = total


@on_device()
def tiles_cuda_global(a, b, out):
    """On the GPU: every operand from global memory."""
    demand(a, b, out)
    side = a.shape[0] // SMALL
    return partial(from_global[(side, side), (SMALL, SMALL)], a, b, out), out


@cuda.jit()
def from_shared(a, b, out):
    """A block reads a tile of each matrix into shared memory once, and every thread takes its operands from there."""
    near_a = cuda.shared.array((SMALL, SMALL), np.float32)
    near_b = cuda.shared.array((SMALL, SMALL), np.float32)
    column, row = cuda.grid(2)
    x, y = cuda.threadIdx.x, cuda.threadIdx.y
    total = np.float32(0)
    for start in range(0, a.shape[1], SMALL):
        near_a[y, x] = a[row, start + x]
        near_b[y, x] = b[start + y, column]
        cuda.syncthreads()
        for k in range(SMALL):
            total += near_a[y, k] * near_b[k, x]
        cuda.syncthreads()  # nobody may overwrite what others still read
    out[row, column] = total


@on_device()
def tiles_cuda_shared(a, b, out):
    """On the GPU: operands from tiles in shared memory."""
    demand(a, b, out)
    side = a.shape[0] // SMALL
    return partial(from_shared[(side, side), (SMALL, SMALL)], a, b, out), out


@cuda.jit(device=True)
def added(sums, factor, row):
    """Eight sums with eight products added; written out, since a tuple in a loop would not stay in registers."""
    return (
        sums[0] + factor * row[0],
        sums[1] + factor * row[1],
        sums[2] + factor * row[2],
        sums[3] + factor * row[3],
        sums[4] + factor * row[4],
        sums[5] + factor * row[5],
        sums[6] + factor * row[6],
        sums[7] + factor * row[7],
    )


@cuda.jit(device=True)
def written(out, at, sums):
    """Write eight sums, four of them half a tile after the others."""
    store(out, at, (sums[0], sums[1], sums[2], sums[3]))
    store(out, at + HALF, (sums[4], sums[5], sums[6], sums[7]))


@cuda.jit()
def in_registers(size, a, b, out):
    """Each thread computes 64 elements, whose operands it takes to its registers: eight and eight for 64 products.

    The matrices are given row after row. The next tiles are on their way from global memory while these are computed:
    shared memory has two halves, and one barrier a step is enough. The 8 × 8 elements are four squares of 4 × 4, half
    a tile apart, so that shared memory is read in pieces of 16 bytes without conflicts.
    """
    near_a = cuda.shared.array(BOTH, np.float32, ALIGNMENT)
    near_b = cuda.shared.array(BOTH, np.float32, ALIGNMENT)
    thread = cuda.threadIdx.x
    top, left = cuda.blockIdx.y * SIDE, cuda.blockIdx.x * SIDE
    a_row, a_column = thread // 2, thread % 2 * 4
    b_row, b_column = thread // 32, thread % 32 * 4
    x, y = thread % 16 * 4, thread // 16 * 4
    zero = np.float32(0)
    sums0 = sums1 = sums2 = sums3 = (zero, zero, zero, zero, zero, zero, zero, zero)
    sums4 = sums5 = sums6 = sums7 = sums0
    from_a, from_b = (top + a_row) * size + a_column, b_row * size + left + b_column
    next_a, next_b = load(a, from_a), load(b, from_b)
    half = 0
    for start in range(0, size, DEPTH):
        near_a[half + a_column * PITCH + a_row] = next_a[0]
        near_a[half + (a_column + 1) * PITCH + a_row] = next_a[1]
        near_a[half + (a_column + 2) * PITCH + a_row] = next_a[2]
        near_a[half + (a_column + 3) * PITCH + a_row] = next_a[3]
        store(near_b, half + b_row * PITCH + b_column, next_b)
        cuda.syncthreads()
        if start + DEPTH < size:
            next_a, next_b = load(a, from_a + start + DEPTH), load(b, from_b + (start + DEPTH) * size)
        for k in range(DEPTH):
            at = half + k * PITCH
            column = load(near_a, at + y) + load(near_a, at + HALF + y)
            row = load(near_b, at + x) + load(near_b, at + HALF + x)
            sums0 = added(sums0, column[0], row)
            sums1 = added(sums1, column[1], row)
            sums2 = added(sums2, column[2], row)
            sums3 = added(sums3, column[3], row)
            sums4 = added(sums4, column[4], row)
            sums5 = added(sums5, column[5], row)
            sums6 = added(sums6, column[6], row)
            sums7 = added(sums7, column[7], row)
        half = PLANE - half
    at = (top + y) * size + left + x
    written(out, at, sums0)
    written(out, at + size, sums1)
    written(out, at + 2 * size, sums2)
    written(out, at + 3 * size, sums3)
    at += HALF * size
    written(out, at, sums4)
    written(out, at + size, sums5)
    written(out, at + 2 * size, sums6)
    written(out, at + 3 * size, sums7)


@on_device()
def tiles_cuda(a, b, out):
    """On the GPU: tiles in shared memory, operands and sums in registers."""
    demand(a, b, out)
    side = a.shape[0] // SIDE
    flat = [one.ravel() for one in (a, b, out)]
    return partial(in_registers[(side, side), THREADS], a.shape[0], *flat), out


@on_device()
def tiles_cupy(a, b, out):
    """On the GPU: cuBLAS, through CuPy."""
    require("cupy")
    import cupy

    demand(a, b, out)
    return partial(cupy.matmul, cupy.asarray(a), cupy.asarray(b), out=cupy.asarray(out)), out
