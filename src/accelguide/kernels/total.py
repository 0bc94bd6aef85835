"""Add up squares: a result for which no list is needed."""


def workload(size, seed=0):
    """Return the argument of the kernels: the count of numbers. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def total_comprehension(count):
    """Return the sum of ``i * i`` for ``i`` below `count`, through a list of all of them.

    Parameters
    ----------
    count : int
        Numbers to add, not negative.
    """
    return sum([i * i for i in range(count)])


def total_generator(count):
    """A generator expression: one square alive at a time."""
    return sum(i * i for i in range(count))


def total_loop(count):
    """A plain loop and a running total."""
    result = 0
    for i in range(count):
        result += i * i
    return result
