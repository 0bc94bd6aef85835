"""Find the first number whose square passes a bound: the search that may stop early."""


def workload(size, seed=0):
    """Return the arguments of the kernels: the count of numbers, and a bound met at a tenth of them."""
    return size, (size // 10) ** 2


def first_comprehension(count, bound):
    """Return the smallest ``i`` below `count` with ``i * i >= bound``, by squaring them all.

    Parameters
    ----------
    count : int
        Numbers to search, at least one.
    bound : int
        What the square must reach; some number below `count` must reach it.
    """
    return [i for i in range(count) if i * i >= bound][0]


def first_loop(count, bound):
    """A loop that breaks at the first hit."""
    for i in range(count):
        if i * i >= bound:
            break
    return i


def first_generator(count, bound):
    """A generator expression, asked once by ``next``."""
    return next(i for i in range(count) if i * i >= bound)
