"""The conditional map: halve every fifth number, double the others."""


def workload(size, seed=0):
    """Return the argument of the kernels: the count of numbers. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def conditional_loop(count):
    """Return `count` numbers, ``i / 2`` (a float) where ``i % 5 == 0`` and ``i * 2`` (an int) elsewhere.

    Parameters
    ----------
    count : int
        Length of the result, not negative.
    """
    result = []
    for i in range(count):
        if i % 5 == 0:
            result.append(i / 2)
        else:
            result.append(i * 2)
    return result


def conditional_comprehension(count):
    """List comprehension with a conditional expression."""
    return [i / 2 if i % 5 == 0 else i * 2 for i in range(count)]


def conditional_generator(count):
    """A generator expression, drained by ``list``."""
    return list(i / 2 if i % 5 == 0 else i * 2 for i in range(count))


def conditional_map(count):
    """``map`` with a lambda, drained by ``list``."""
    return list(map(lambda i: i / 2 if i % 5 == 0 else i * 2, range(count)))
