"""Walk through a list whose objects lie in memory in the order of the list, or in none."""

import random


def workload(size, seed=0):
    """Return the arguments of the kernels: `size` ints in the order they were made, and the same ones shuffled."""
    values = list(range(size))
    return values, random.Random(seed).sample(values, size)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def scattered_ordered(values, shuffled):
    """Return the sum of the ints of a list, walked in the order in which they lie in memory.

    Parameters
    ----------
    values : list of int
        In the order in which they were made.
    shuffled : list of int
        The same objects in random order.
    """
    return sum(values)


def scattered_shuffled(values, shuffled):
    """The same objects, met in random order."""
    return sum(shuffled)
