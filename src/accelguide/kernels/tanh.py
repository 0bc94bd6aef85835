"""The hyperbolic tangent of every element of an array: more work for the cores than for the memory."""

import numpy as np

from accelguide.sessions import counted, gather, split, threads, within
from accelguide.systems import require

PARTS = 2


def workload(size, seed=0):
    """Return an array of `size` numbers between -3 and 3, and one for their hyperbolic tangents."""
    return np.random.default_rng(seed).uniform(-3.0, 3.0, size), np.full(size, np.nan)


def work(size):
    """Hyperbolic tangents of one call."""
    return {"items": size}


def tanh_numpy(values, out):
    """Fill `out` with the hyperbolic tangents of `values` and return it.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Contiguous.
    out : ndarray of float64, shape (n,)
        Contiguous, apart from `values`.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    if values.shape != out.shape:
        raise ValueError("values and out must be of one length")
    return np.tanh(values, out=out)


@within(threads)
def tanh_threads(values, out, pool):
    """The same ufunc on slices, in a pool of threads, two slices for each."""
    if values.shape != out.shape:
        raise ValueError("values and out must be of one length")
    edges = split(out.size, PARTS * counted(None))
    parts = list(map(slice, edges[:-1], edges[1:]))
    gather(pool, np.tanh, [values[part] for part in parts], [out[part] for part in parts])
    return out


def tanh_numexpr(values, out):
    """NumExpr, which starts threads of its own."""
    require("numexpr")
    import numexpr

    if values.shape != out.shape:
        raise ValueError("values and out must be of one length")
    return numexpr.evaluate("tanh(values)", out=out)
