"""A variable that is read in every turn of a loop, as a global or as a local."""

STEP = 3


def workload(size, seed=0):
    """Return the argument of the kernels: the count of turns. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def scope_global(count):
    """Return ``3 * count``, added up in steps of a global variable read four times a turn.

    Parameters
    ----------
    count : int
        Turns, a multiple of four, not negative.
    """
    total = 0
    for _ in range(count // 4):
        total += STEP
        total += STEP
        total += STEP
        total += STEP
    return total


def scope_local(count):
    """The same with a local variable, bound once before the loop."""
    step = STEP
    total = 0
    for _ in range(count // 4):
        total += step
        total += step
        total += step
        total += step
    return total
