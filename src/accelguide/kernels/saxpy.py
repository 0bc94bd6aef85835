"""``a * x + y``, of BLAS level 1: next to no arithmetic, so that all of its time is the time of its bytes."""

from functools import partial

import numpy as np

from accelguide.kernels._cuda import cuda, on_device
from accelguide.kernels._numba import njit, prange, register_jitable
from accelguide.kernels._wide import load, store
from accelguide.portable import WrongResult, check
from accelguide.systems import Unavailable

THREADS = 256
BLOCKS = 1 << 12  # enough for every multiprocessor of today's GPUs, several times over
SCALE = 2.0
PERIOD = 1 << 16


def workload(size, seed=0):
    """Return the scale, two arrays of `size` numbers, and an array for the result."""
    some = np.random.default_rng(seed).random(PERIOD, dtype=np.float32)  # repeated: to make them all takes seconds
    return np.float32(SCALE), np.resize(some, size), np.resize(some[::-1], size), np.full(size, np.nan, np.float32)


def work(size):
    """Bytes and operations of one call: two elements are read, one is written, a product and a sum are made."""
    return {"bytes": 12 * size, "flops": 2 * size}


@register_jitable
def demand(x, y, out):
    """Refuse arrays of different lengths."""
    if x.shape != y.shape or x.shape != out.shape:
        raise ValueError("x, y and out must be of one length")


def saxpy_numpy(a, x, y, out):
    """Return ``a * x + y``, rounded twice.

    Parameters
    ----------
    a : float32
    x, y : ndarray of float32, shape (n,)
        Contiguous.
    out : ndarray of float32, shape (n,)
        Contiguous, apart from `x` and `y`; it is filled and returned.

    Raises
    ------
    ValueError
        The three differ in length.
    """
    demand(x, y, out)
    np.multiply(x, a, out=out)
    return np.add(out, y, out=out)


def agree(result, expected):
    """Whether two results are equal, but for the rounding between product and sum that a fused operation leaves out."""
    return result.shape == expected.shape and bool(np.allclose(result, expected, rtol=3e-7, atol=0, equal_nan=True))


@njit(parallel=True)
def saxpy_parallel(a, x, y, out):
    """Numba on all cores."""
    demand(x, y, out)
    for i in prange(x.size):
        out[i] = a * x[i] + y[i]
    return out


@cuda.jit()
def one_each(a, x, y, out):
    """One element for each thread; those beyond the end do nothing."""
    i = cuda.grid(1)
    if i < x.size:
        out[i] = a * x[i] + y[i]


@on_device()
def saxpy_cuda_each(a, x, y, out):
    """On the GPU: as many threads as elements."""
    demand(x, y, out)
    return partial(one_each[-(-x.size // THREADS) or 1, THREADS], a, x, y, out), out


@on_device()
def saxpy_cuda_short(a, x, y, out):
    """The same with a grid of a fixed size, which leaves the end of a longer array as it was."""
    demand(x, y, out)
    return partial(one_each[2, THREADS], a, x, y, out), out


@cuda.jit()
def striding(a, x, y, out):
    """A grid of any size: each thread goes on by as many elements as there are threads."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        out[i] = a * x[i] + y[i]


@on_device()
def saxpy_cuda_stride(a, x, y, out):
    """On the GPU: a grid of a fixed size, whose threads stride over the array."""
    demand(x, y, out)
    return partial(striding[BLOCKS, THREADS], a, x, y, out), out


@cuda.jit()
def striding_wide(a, x, y, out):
    """Four elements, 16 bytes, for each thread at a time; the last ones by themselves."""
    whole = x.size - x.size % 4
    for i in range(4 * cuda.grid(1), whole, 4 * cuda.gridsize(1)):
        x0, x1, x2, x3 = load(x, i)
        y0, y1, y2, y3 = load(y, i)
        store(out, i, (a * x0 + y0, a * x1 + y1, a * x2 + y2, a * x3 + y3))
    last = whole + cuda.grid(1)
    if last < x.size:
        out[last] = a * x[last] + y[last]


@on_device()
def saxpy_cuda(a, x, y, out):
    """On the GPU: the strides, with loads and stores of 16 bytes."""
    demand(x, y, out)
    return partial(striding_wide[BLOCKS, THREADS], a, x, y, out), out


def refused(size):
    """Whether the gate refuses the grid that is too small for `size`; an empty text where there is no device."""
    try:
        check(saxpy_cuda_short, workload, size, saxpy_numpy(*workload(size)), agree)
    except Unavailable:
        return ""
    except WrongResult:
        return True
    return False
