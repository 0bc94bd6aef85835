"""The density of the normal distribution, one scalar function made into a ufunc for each target there is."""

import functools
import math
from functools import partial

import numpy as np

from accelguide.kernels._cuda import cuda, on_device
from accelguide.kernels._numba import vectorize
from accelguide.systems import require

THREADS = 256
BLOCKS = 1 << 12
PERIOD = 1 << 16
FACTOR = np.float32(1 / math.sqrt(2 * math.pi))
HALF = np.float32(-0.5)
SIGNATURE = "float32(float32)"


def workload(size, seed=0):
    """Return `size` numbers, and an array for the densities."""
    some = np.random.default_rng(seed).normal(size=PERIOD).astype(np.float32)
    return np.resize(some, size), np.full(size, np.nan, np.float32)


def work(size):
    """Bytes of one call: an element is read, one is written."""
    return {"bytes": 8 * size}


def agree(result, expected):
    """Whether two results are equal but for a few units in the last place of an exponential of float32."""
    return result.shape == expected.shape and bool(np.allclose(result, expected, rtol=4e-6, atol=0, equal_nan=True))


def density_numpy(x, out):
    """Return ``exp(-x² / 2) / sqrt(2 π)`` for each `x`.

    Parameters
    ----------
    x : ndarray of float32, shape (n,)
        Contiguous.
    out : ndarray of float32, shape (n,)
        Contiguous, apart from `x`; it is filled and returned.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    demand(x, out)
    np.multiply(x, x, out=out)
    np.multiply(out, HALF, out=out)
    np.exp(out, out=out)
    return np.multiply(out, FACTOR, out=out)


def demand(x, out):
    """Refuse arrays of different lengths, which a ufunc would broadcast."""
    if x.shape != out.shape:
        raise ValueError("x and out must be of one length")


def bell(x):
    """Density at one number."""
    return FACTOR * math.exp(HALF * x * x)


@functools.cache
def ufunc(target):
    """Compile `bell` to a ufunc for a target, ``"cpu"``, ``"parallel"`` or ``"cuda"``."""
    return vectorize([SIGNATURE], target=target)(bell)


def density_vectorize(x, out):
    """A ufunc on one core."""
    require("numba")
    demand(x, out)
    return ufunc("cpu")(x, out=out)


def density_vectorize_parallel(x, out):
    """A ufunc on all cores."""
    require("numba")
    demand(x, out)
    return ufunc("parallel")(x, out=out)


@on_device()
def density_cuda_vectorize(x, out):
    """A ufunc on the GPU, which chooses its grid itself."""
    demand(x, out)
    return partial(ufunc("cuda"), x, out=out), out


@cuda.jit()
def written_out(x, out):
    """The same as a kernel."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        out[i] = FACTOR * math.exp(HALF * x[i] * x[i])


@on_device()
def density_cuda(x, out):
    """A kernel with a grid of ours."""
    demand(x, out)
    return partial(written_out[BLOCKS, THREADS], x, out), out


@cuda.jit(fastmath=True)
def approximate(x, out):
    """The same with the device's own approximation of the exponential."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        out[i] = FACTOR * math.exp(HALF * x[i] * x[i])


@on_device()
def density_cuda_fastmath(x, out):
    """A kernel with ``fastmath``."""
    demand(x, out)
    return partial(approximate[BLOCKS, THREADS], x, out), out
