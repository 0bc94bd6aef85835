"""The conditional map over an array: halve every multiple of five, double the other integers."""

from functools import partial

import numpy as np

from accelguide.kernels._cuda import on_device
from accelguide.kernels._fives import (
    bits_fives,
    exact_fives,
    new_fives,
    parallel_fives,
    plain_fives,
    stream_all_fives,
    stream_fives,
    where_fives,
)
from accelguide.kernels._fives_cuda import BLOCKS, THREADS, fives
from accelguide.systems import require

try:
    import resource
except ImportError:  # Windows does not count
    resource = None


def workload(size, seed=0):
    """Return `size` random integers below 2**60 either way, in no order, and an array for the result."""
    return np.random.default_rng(seed).integers(-(1 << 60), 1 << 60, size), np.full(size, np.nan)


def work(size):
    """Items and bytes of one call: each integer is read once, each result is written once."""
    return {"items": size, "bytes": 16 * size}


def demand(values, out):
    """Refuse what the contract leaves out."""
    right = values.ndim == 1 and values.shape == out.shape and (values.dtype, out.dtype) == (np.int64, np.float64)
    if not (right and values.flags.c_contiguous and out.flags.c_contiguous):
        raise ValueError("values (int64) and out (float64) must be contiguous, of one dimension and of one length")


def choice_python(values, out):
    """Return ``i / 2`` for each integer that is a multiple of five, and ``i * 2`` for any other.

    Parameters
    ----------
    values : ndarray of int64, shape (n,)
        Any integers; contiguous.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from `values`. A kernel fills it and returns it, or returns a new one. Each result is exact
        but for one rounding, whatever the integer.

    Raises
    ------
    ValueError
        Another dtype, number of dimensions or layout, or two lengths.
    """
    demand(values, out)
    for place, value in enumerate(values.tolist()):
        out[place] = value / 2 if value % 5 == 0 else value * 2
    return out


def choice_numpy(values, out):
    """``np.where``: both results for every integer, and the choice among them."""
    demand(values, out)
    return np.where(values % 5 == 0, values / 2, values * 2.0)


def choice_numexpr(values, out):
    """NumExpr: the same expression, block by block, on several threads."""
    require("numexpr")
    import numexpr

    demand(values, out)
    return numexpr.evaluate("where(values % 5 == 0, values / 2.0, values * 2.0)", out=out)


def choice_numba(values, out):
    """Numba on one core: the loop, and a new array made by compiled code."""
    demand(values, out)
    return new_fives(values)


def choice_parallel(values, out):
    """The same on all cores."""
    demand(values, out)
    return parallel_fives(values)


def choice_where_parallel(values, out):
    """The array expression in compiled code, on all cores."""
    demand(values, out)
    return where_fives(values)


def choice_wrapped(values, out):
    """The new array made by NumPy, outside the compiled code."""
    demand(values, out)
    return plain_fives(values, np.empty(values.size))


def choice_out(values, out):
    """No new array."""
    demand(values, out)
    return plain_fives(values, out)


def choice_exact(values, out):
    """Divisibility found by multiplying."""
    demand(values, out)
    return exact_fives(values, out)


def choice_bits(values, out):
    """Integers made floats by their bits."""
    demand(values, out)
    return bits_fives(values, out)


def choice_stream(values, out):
    """Streaming stores."""
    demand(values, out)
    return stream_fives(values, out)


def choice_stream_parallel(values, out):
    """Streaming stores on all cores."""
    demand(values, out)
    return stream_all_fives(values, out)


def faults(kernel, values, out):
    """Page faults of one call, by the operating system's count; an empty text where there is none."""
    if resource is None:
        return ""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    kernel(values, out)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def asked(values, out):
    """Arguments that the contract allows."""
    demand(values, out)
    return values, out


@on_device(given=asked)
def choice_cuda(values, out):
    """Numba on a GPU."""
    return partial(fives[BLOCKS, THREADS], values, out), out
