"""One loop, at the top level of a module or inside a function."""

SOURCE = """
total = 0
for i in range(count):
    total += i
"""
CODE = compile(SOURCE, "<module>", "exec")


def workload(size, seed=0):
    """Return the argument of the kernels: the count of turns. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def toplevel_module(count):
    """Return the sum of the ints below `count`, by a loop run as a module's top level: every name is a global.

    Parameters
    ----------
    count : int
        Turns, not negative.
    """
    names = {"count": count}
    exec(CODE, names)
    return names["total"]


def toplevel_function(count):
    """The same loop in a function: every name is a local variable."""
    total = 0
    for i in range(count):
        total += i
    return total
