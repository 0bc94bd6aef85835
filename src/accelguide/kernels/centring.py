"""Rows of a table less their mean: a function of whole rows, made a generalised ufunc."""

import functools

import numpy as np

from accelguide.kernels._numba import guvectorize, njit, register_jitable
from accelguide.systems import require

COLUMNS = 1000
SUMS = {"reassoc", "nsz"}  # additions may be reordered, so that they run side by side


def workload(size, seed=0):
    """Return a table of `size` rows and `COLUMNS` columns, and an array for the result."""
    values = np.random.default_rng(seed).standard_normal((size, COLUMNS))
    return values, np.full_like(values, np.nan)


def work(size):
    """Items, elements, and bytes of one call."""
    return {"items": size * COLUMNS, "bytes": 16 * size * COLUMNS}


@register_jitable
def demand(values, out):
    """Refuse what is no pair of tables."""
    if values.shape != out.shape or values.shape[1] == 0:
        raise ValueError("values and out must be of one shape, with at least one column")


def centring_numpy(values, out):
    """Fill `out` with the values less the mean of their row, and return it.

    Parameters
    ----------
    values : ndarray of float64, shape (r, c)
        Contiguous, with at least one column.
    out : ndarray of float64, shape (r, c)
        Contiguous, apart from `values`; it is filled.

    Raises
    ------
    ValueError
        The two differ in shape, or have no column.
    """
    demand(values, out)
    return np.subtract(values, values.mean(axis=1, keepdims=True), out=out)


@register_jitable
def centre(row, out):
    """One row: fill `out` with the elements of `row` less their mean."""
    total = 0.0
    for i in range(row.size):
        total += row[i]
    mean = total / row.size
    for i in range(row.size):
        out[i] = row[i] - mean


@functools.lru_cache
def made_gufunc(kind, target="cpu"):
    """Make a generalised ufunc of `centre`, whose rows are declared to be of a kind, such as ``"float64[:]"``."""
    require("numba")
    return guvectorize([f"void({kind}, {kind})"], "(n)->(n)", target=target, fastmath=SUMS)(centre)


def centring_gufunc(values, out):
    """The gufunc for rows of any stride."""
    demand(values, out)
    return made_gufunc("float64[:]")(values, out)


def centring_contiguous(values, out):
    """The gufunc for contiguous rows. Others it gets wrong, without an error."""
    demand(values, out)
    return made_gufunc("float64[::1]")(values, out)


def centring_spread(values, out):
    """The same with the target ``"parallel"``: the rows are shared out over the cores."""
    demand(values, out)
    return made_gufunc("float64[::1]", "parallel")(values, out)


@njit(fastmath=SUMS)
def centring_numba(values, out):
    """Two compiled loops."""
    demand(values, out)
    for i in range(values.shape[0]):
        centre(values[i], out[i])
    return out
