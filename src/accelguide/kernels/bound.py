"""A loop whose bound is a global or a local variable: the bound is read once, whatever it is."""

COUNT = 0


def workload(size, seed=0):
    """Return the argument of the kernels, the count of turns, and set the global to it."""
    global COUNT
    COUNT = size
    return (size,)


def bound_global(count):
    """Return the count of turns of a loop over ``range`` of a global.

    Parameters
    ----------
    count : int
        What the global `COUNT` holds, not negative.
    """
    turns = 0
    for _ in range(COUNT):
        turns += 1
    return turns


def bound_local(count):
    """The same loop over ``range`` of a local variable."""
    turns = 0
    for _ in range(count):
        turns += 1
    return turns
