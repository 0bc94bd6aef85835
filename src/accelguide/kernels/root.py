"""Call ``sqrt`` in a loop, found in three ways."""

import math
from math import sqrt


def workload(size, seed=0):
    """Return the argument of the kernels: the count of roots. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def root_attribute(count):
    """Return the square root of ``count - 1``, the last of `count` roots taken, by ``math.sqrt``.

    Parameters
    ----------
    count : int
        Roots to take, at least one.
    """
    result = 0.0
    for i in range(count):
        result = math.sqrt(i)
    return result


def root_imported(count):
    """``from math import sqrt``: a global, and no attribute to look up."""
    result = 0.0
    for i in range(count):
        result = sqrt(i)
    return result


def root_local(count):
    """A local alias, bound once before the loop."""
    local = math.sqrt
    result = 0.0
    for i in range(count):
        result = local(i)
    return result
