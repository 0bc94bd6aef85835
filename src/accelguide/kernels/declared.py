"""Square roots of an array, by a function whose types are found at its first call or declared before it."""

import contextlib
import math

import numpy as np

from accelguide.kernels._numba import njit, register_jitable
from accelguide.sessions import within


def workload(size, seed=0):
    """Return `size` numbers from 0 to 1, and an array for the results."""
    return np.random.default_rng(seed).random(size), np.full(size, np.nan)


def work(size):
    """Items, bytes and floating-point operations of one call: a root of each number."""
    return {"items": size, "bytes": 16 * size, "flops": size}


@register_jitable
def demand(values, out):
    """Refuse arrays of different lengths."""
    if values.shape != out.shape:
        raise ValueError("values and out must be of one length")


def root_each(values, out):
    """Write the root of each number into `out`: a Python function, which is compiled more than once here."""
    demand(values, out)
    for i in range(values.size):
        out[i] = math.sqrt(values[i])
    return out


def doubled(number):
    """Return twice a number: another one."""
    return 2 * number


@contextlib.contextmanager
def compiled_lazily():
    """Give the function, to be compiled when it is called."""
    yield njit()(root_each)


@contextlib.contextmanager
def compiled_contiguous():
    """Compile it at once, for arrays whose numbers lie side by side."""
    yield njit("float64[::1](float64[::1], float64[::1])")(root_each)


@contextlib.contextmanager
def compiled_strided():
    """Compile it at once, for arrays of any layout."""
    yield njit("float64[:](float64[:], float64[:])")(root_each)


def declared_numpy(values, out):
    """Return the square root of each number, in `out`.

    Parameters
    ----------
    values : numpy.ndarray
        Float64, shape ``(n,)``, contiguous; not negative, or NaN. Of no unit.
    out : numpy.ndarray
        Of the same kind, apart from `values`; it is filled and returned.

    Raises
    ------
    ValueError
        The two differ in length.
    TypeError
        From ``declared_eager``, and for another dtype from ``declared_any``: the array is not as declared.
    """
    demand(values, out)
    return np.sqrt(values, out=out)


@within(compiled_lazily)
def declared_lazy(values, out, compiled):
    """Numba: compiled at its first call, for the types found there."""
    return compiled(values, out)


@within(compiled_contiguous)
def declared_eager(values, out, compiled):
    """Numba: compiled at its decoration, for contiguous arrays."""
    return compiled(values, out)


@within(compiled_strided)
def declared_any(values, out, compiled):
    """Numba: compiled at its decoration, for arrays of any layout."""
    return compiled(values, out)
