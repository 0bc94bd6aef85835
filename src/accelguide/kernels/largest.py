"""The largest of many floats: a comparison and a choice in every turn."""

import math

import numpy as np

from accelguide.kernels._numba import njit, register_jitable
from accelguide.systems import Unavailable, require

try:
    require("numba")
    from numba import types
    from numba.extending import intrinsic
except Unavailable:

    def intrinsic(function):
        """Stand in for ``numba.extending.intrinsic``: nothing calls it, since no kernel compiles."""
        return function


def workload(size, seed=0):
    """Return `size` numbers from 0 to 1."""
    return (np.random.default_rng(seed).random(size),)


def work(size):
    """Items, bytes and floating-point operations of one call: one comparison for each number."""
    return {"items": size, "bytes": 8 * size, "flops": size}


@register_jitable
def demand(values):
    """Refuse an empty array."""
    if not values.size:
        raise ValueError("values must not be empty")


@njit()
def largest_builtin(values):
    """Return the largest number, as a float. Numba, with the built-in ``max``.

    Parameters
    ----------
    values : numpy.ndarray
        Float64, shape ``(n,)``, not empty, of any stride; none is NaN, which is not checked.

    Raises
    ------
    ValueError
        There is none.
    """
    demand(values)
    top = -math.inf
    for i in range(values.size):
        top = max(top, values[i])
    return top


@njit(fastmath={"nnan", "nsz"})
def largest_flags(values):
    """Compare and choose, in a function with flags: no NaN comes, and the sign of a zero is free."""
    demand(values)
    top = -math.inf
    for i in range(values.size):
        value = values[i]
        top = value if value > top else top
    return top


@intrinsic
def greater(typing, a, b):
    """The greater of two floats. The same flags are on the instruction that chooses, too."""

    def emit(context, builder, signature, arguments):
        flags = "nnan", "nsz"
        above = builder.fcmp_ordered(">", *arguments, flags=flags)
        return builder.select(above, *arguments, flags=flags)

    return types.float64(types.float64, types.float64), emit


@njit()
def largest_select(values):
    """Compare and choose, by an intrinsic with these flags."""
    demand(values)
    top = -math.inf
    for i in range(values.size):
        top = greater(values[i], top)
    return top


def largest_numpy(values):
    """NumPy."""
    demand(values)
    return float(np.max(values))
