"""The lengths of many vectors in the plane: ``sqrt(a² + b²)`` for each pair of elements of two arrays."""

import math

import numpy as np

from accelguide.kernels._numba import njit, prange, vectorize
from accelguide.kernels._operators import root
from accelguide.kernels._vectors import WIDTH, fence, load, stream, to_aligned
from accelguide.systems import require

BLOCK = 1 << 15


def workload(size, seed=0):
    """Return two arrays of `size` random numbers from 0 to 1, and one for the result."""
    a, b = np.random.default_rng(seed).random((2, size))
    return a, b, np.full(size, np.nan)


def work(size):
    """Items, bytes of the two arrays read and the one written, and operations of one call."""
    return {"items": size, "bytes": 24 * size, "flops": 4 * size}


def demand(*arrays):
    """Refuse what the contract leaves out."""
    first = arrays[0].shape
    if any(one.ndim != 1 or one.shape != first or one.dtype != float or not one.flags.c_contiguous for one in arrays):
        raise ValueError("a, b and out must be float64, contiguous, of one dimension and of one length")


def hypotenuse_python(a, b, out):
    """Return ``sqrt(a * a + b * b)`` for each pair of elements.

    Parameters
    ----------
    a, b : ndarray of float64, shape (n,)
        Contiguous. A square beyond the range of float64 makes the result infinite, and one below it counts as zero;
        not so in `hypotenuse_hypot`, where an infinity beside a NaN gives infinity besides.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from the others. A kernel fills it and returns it, or returns a new one.

    Raises
    ------
    ValueError
        Another dtype, number of dimensions or layout, or lengths that differ.
    """
    demand(a, b, out)
    for place, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        out[place] = math.sqrt(x * x + y * y)
    return out


def hypotenuse_numpy(a, b, out):
    """NumPy: the expression."""
    demand(a, b, out)
    return np.sqrt(a * a + b * b)


def hypotenuse_hypot(a, b, out):
    """``np.hypot``, which has no squares out of range."""
    demand(a, b, out)
    return np.hypot(a, b, out=out)


def hypotenuse_numexpr(a, b, out):
    """NumExpr: the expression, block by block, on several threads."""
    require("numexpr")
    import numexpr

    demand(a, b, out)
    return numexpr.evaluate("sqrt(a * a + b * b)", out=out)


@vectorize()
def length(x, y):
    """The expression for one pair, as a ufunc."""
    return math.sqrt(x * x + y * y)


def hypotenuse_vectorize(a, b, out):
    """A ufunc of Numba's, which makes a new array."""
    demand(a, b, out)
    return length(a, b)


def hypotenuse_out(a, b, out):
    """The ufunc with ``out=``."""
    demand(a, b, out)
    return length(a, b, out)


@njit()
def lengths(a, b, out):
    """The loop."""
    for i in range(out.size):
        out[i] = math.sqrt(a[i] * a[i] + b[i] * b[i])
    return out


def hypotenuse_numba(a, b, out):
    """Numba: the loop."""
    demand(a, b, out)
    return lengths(a, b, out)


@njit()
def stream_lengths(a, b, out):
    """Vector by vector, with stores that go around the cache."""
    head = min(to_aligned(out), out.size)
    tail = out.size - (out.size - head) % WIDTH
    lengths(a[:head], b[:head], out[:head])
    for i in range(head, tail, WIDTH):
        x, y = load(a, i), load(b, i)
        stream(out, i, root(x * x + y * y))
    lengths(a[tail:], b[tail:], out[tail:])
    fence()
    return out


def hypotenuse_stream(a, b, out):
    """Streaming stores."""
    demand(a, b, out)
    return stream_lengths(a, b, out)


@njit(parallel=True)
def all_lengths(a, b, out):
    """The loop on all cores."""
    for i in prange(out.size):
        out[i] = math.sqrt(a[i] * a[i] + b[i] * b[i])
    return out


def hypotenuse_parallel(a, b, out):
    """The loop on all cores."""
    demand(a, b, out)
    return all_lengths(a, b, out)


@njit(parallel=True)
def stream_all_lengths(a, b, out):
    """Block by block on all cores, with stores that go around the cache."""
    for block in prange(-(-out.size // BLOCK)):
        part = slice(block * BLOCK, min((block + 1) * BLOCK, out.size))
        stream_lengths(a[part], b[part], out[part])
    return out


def hypotenuse_stream_parallel(a, b, out):
    """Streaming stores on all cores."""
    demand(a, b, out)
    return stream_all_lengths(a, b, out)
