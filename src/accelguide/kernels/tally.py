"""How often each value of a byte occurs: a sum for every value, by all cores at once."""

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._parts import part_of
from accelguide.systems import Unavailable, require

try:
    require("numba")
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic
except Unavailable:

    def intrinsic(function):
        """Stand in for ``numba.extending.intrinsic``: nothing calls it, since no kernel compiles."""
        return function


BYTES = 256


def workload(size, seed=0):
    """Return `size` random bytes."""
    return (np.random.default_rng(seed).integers(0, BYTES, size, dtype=np.uint8),)


def work(size):
    """Items, and bytes read, of one call."""
    return {"items": size, "bytes": size}


def tally_numpy(values):
    """Return how often each of the 256 values occurs.

    Parameters
    ----------
    values : ndarray of uint8, shape (n,)

    Returns
    -------
    ndarray of int64, shape (256,)
    """
    return np.bincount(values, minlength=BYTES)


@njit()
def tally_numba(values):
    """A loop on one core."""
    counts = np.zeros(BYTES, dtype=np.int64)
    for i in range(values.size):
        counts[values[i]] += 1
    return counts


@njit(parallel=True)
def count_rows(values, rows):
    """Count each part of the values in a row of its own."""
    for part in prange(rows.shape[0]):
        row, own = rows[part], part_of(values, part, rows.shape[0])
        for i in range(own.size):
            row[own[i]] += 1


def tally_rows(values):
    """Each thread counts in a row of its own; the rows are added up at the end."""
    require("numba")
    from numba import get_num_threads

    rows = np.zeros((get_num_threads(), BYTES), dtype=np.int64)
    count_rows(values, rows)
    return rows.sum(axis=0)


@njit(parallel=True)
def reduce_parts(values, counts, parts):
    """Add up what is counted in so many parts of the values."""
    for part in prange(parts):
        counts += tally_numba(part_of(values, part, parts))
    return counts


def tally_reduced(values):
    """The same, the adding up left to Numba: ``+=`` on a whole array is a reduction that it knows."""
    require("numba")
    from numba import get_num_threads

    return reduce_parts(values, np.zeros(BYTES, dtype=np.int64), get_num_threads())


@intrinsic
def add_atomic(typing, counts, index):
    """Add one to ``counts[index]`` in one step that no other thread can come between (LLVM's ``atomicrmw``)."""

    def emit(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        builder.atomic_rmw("add", place, ir.IntType(64)(1), "monotonic")

    return types.void(counts, types.intp), emit


@njit(parallel=True)
def tally_atomic(values):
    """All threads count in the same elements, each step atomic."""
    counts = np.zeros(BYTES, dtype=np.int64)
    for i in prange(values.size):
        add_atomic(counts, values[i])
    return counts
