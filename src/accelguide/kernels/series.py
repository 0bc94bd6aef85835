"""The sum of the first whole numbers: a loop that a compiler can do away with."""

from accelguide.kernels._numba import njit


def workload(size, seed=0):
    """Return the argument of the kernels: the count of numbers. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items added up by one call."""
    return {"items": size}


def series_python(count):
    """Return the sum of the numbers ``0 … count - 1``, as an int.

    Parameters
    ----------
    count : int
        An even number, not negative, at most four billion: the sum then fits into 64 bits.
    """
    total = 0
    for i in range(count):
        total += i
    return total


@njit()
def series_numba(count):
    """Numba: the same loop, compiled."""
    total = 0
    for i in range(count):
        total += i
    return total


@njit()
def series_swapped(count):
    """The same numbers, each two neighbours swapped by ``i ^ 1``: LLVM has no formula for that."""
    total = 0
    for i in range(count):
        total += i ^ 1
    return total
