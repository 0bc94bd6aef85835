"""Two blocks and a wall: a heavy block pushes a light one against the wall, and every collision is counted.

The light block has mass 1 and rests between the wall and the heavy one. No friction, no energy lost. Where the heavy
block weighs a power of 100, the count of collisions spells the digits of pi (Galperin 2003).
"""

import math

from accelguide.kernels._numba import njit, register_jitable


def workload(size, seed=0):
    """Return the argument of the kernels: the root of the heavy block's mass. `seed` changes nothing here."""
    return (float(size),)


def work(size):
    """Items, collisions, of one call: close to pi times the root."""
    return {"items": math.floor(math.pi * size)}


def stored(function):
    """``njit(cache=True)``, or no cache where none can be kept: for code that comes from no file."""
    try:
        return njit(cache=True)(function)
    except RuntimeError:
        return njit()(function)


@register_jitable
def collisions_python(root):
    """Return the count of collisions, as an int.

    Parameters
    ----------
    root : float
        Square root of the mass of the heavy block, the light one having mass 1; at least 1.
    """
    heavy = root * root
    total = 1.0 + heavy
    a, b = (1.0 - heavy) / total, 2.0 * heavy / total
    c, d = 2.0 / total, (heavy - 1.0) / total
    slow, fast = -1.0, 0.0
    count = 0
    while fast > slow:
        fast, slow = a * fast + b * slow, c * fast + d * slow
        count += 1
        if fast < 0.0:
            fast = -fast
            count += 1
    return count


@njit()
def collisions_numba(root):
    """Numba: the same function, compiled at the first call."""
    return collisions_python(root)


@stored
def collisions_cached(root):
    """The same, with the machine code kept on disk for the next process."""
    return collisions_python(root)
