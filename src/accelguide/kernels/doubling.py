"""Double every number: the plainest loop that builds a list."""


def workload(size, seed=0):
    """Return the argument of the kernels: the count of numbers. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def doubling_loop(count):
    """Return ``[0, 2, 4, …]``, `count` ints, by appending in a loop.

    Parameters
    ----------
    count : int
        Length of the result, not negative.
    """
    result = []
    for i in range(count):
        result.append(i * 2)
    return result


def doubling_comprehension(count):
    """List comprehension."""
    return [i * 2 for i in range(count)]


def doubling_generator(count):
    """A generator expression, drained by ``list``."""
    return list(i * 2 for i in range(count))


def doubling_map(count):
    """``map`` with a lambda, drained by ``list``."""
    return list(map(lambda i: i * 2, range(count)))


def doubling_operator(count):
    """``map`` with a method of an int, so that no Python function is called."""
    return list(map((2).__mul__, range(count)))
