"""As many multiply-adds as a device can do: numbers that stay in registers, and chains enough in each thread."""

from functools import partial

import numpy as np

from accelguide.kernels._cuda import cuda, on_device

THREADS = 256
CHAINS = 8  # that do not wait for each other, in each thread
TURNS = 4096
FACTOR = 0.9999
ADDED = 0.0001


def workload(size, seed=0):
    """Return `size` numbers between zero and one, and an array for the results."""
    return np.random.default_rng(seed).random(size), np.full(size, np.nan)


def work(size):
    """Floating-point operations of one call: a product and a sum for each chain and turn."""
    return {"flops": 2 * CHAINS * TURNS * size}


def agree(result, expected):
    """Whether two results are equal but for what single precision loses in so many turns."""
    return result.shape == expected.shape and bool(np.allclose(result, expected, rtol=1e-3, atol=0))


@cuda.jit()
def burnt(x, out, factor, added):
    """Eight chains of ``z = factor * z + added``, in the precision of `factor`, and the sum of their ends."""
    i = cuda.grid(1)
    if i >= x.size:
        return
    a = factor * type(factor)(x[i])
    b, c, d, e, f, g, h = a + added, a - added, a * factor, a + factor, a - factor, a + a, a * a
    for _ in range(TURNS):
        a, b = factor * a + added, factor * b + added
        c, d = factor * c + added, factor * d + added
        e, f = factor * e + added, factor * f + added
        g, h = factor * g + added, factor * h + added
    out[i] = a + b + c + d + e + f + g + h


@on_device()
def burning_cuda(x, out):
    """Return the sum of eight recurrences for each of `x`, in double precision.

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
    return partial(burnt[-(-x.size // THREADS), THREADS], x, out, FACTOR, ADDED), out


@on_device()
def burning_cuda_single(x, out):
    """The same in single precision, but for what is read and written."""
    demand(x, out)
    factor, added = np.float32(FACTOR), np.float32(ADDED)
    return partial(burnt[-(-x.size // THREADS), THREADS], x, out, factor, added), out


def demand(x, out):
    """Refuse arrays of different lengths."""
    if x.shape != out.shape:
        raise ValueError("x and out must be of one length")
