"""A copy inside the memory of a device: what sets the limit of its bandwidth."""

from functools import partial

import numpy as np

from accelguide.kernels._cuda import cuda, on_device
from accelguide.kernels._wide import load, store

THREADS = 256
BLOCKS = 1 << 13
PERIOD = 1 << 16


def workload(size, seed=0):
    """Return `size` numbers, and an array to copy them to."""
    some = np.random.default_rng(seed).random(PERIOD)
    return np.resize(some, size), np.full(size, np.nan)


def work(size):
    """Bytes of one call: each element is read and written."""
    return {"bytes": 16 * size}


def hauling_numpy(x, out):
    """Copy `x` to `out`, in the memory of the processor, and return it.

    Parameters
    ----------
    x : ndarray of float64, shape (n,)
        Contiguous.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from `x`; it is filled and returned.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    demand(x, out)
    np.copyto(out, x)
    return out


def demand(x, out):
    """Refuse arrays of different lengths."""
    if x.shape != out.shape:
        raise ValueError("x and out must be of one length")


@on_device()
def hauling_cuda_driver(x, out):
    """On the device, by its driver."""
    demand(x, out)
    return partial(out.copy_to_device, x), out


@cuda.jit()
def hauled(x, out):
    """Two elements, 16 bytes, for each thread at a time; the last one by itself."""
    whole = x.size - x.size % 2
    for i in range(2 * cuda.grid(1), whole, 2 * cuda.gridsize(1)):
        store(out, i, load(x, i))
    last = whole + cuda.grid(1)
    if last < x.size:
        out[last] = x[last]


@on_device()
def hauling_cuda(x, out):
    """On the device, by a kernel."""
    demand(x, out)
    return partial(hauled[BLOCKS, THREADS], x, out), out
