"""Grouped sums in blocks, as workers of a cluster find them: map, combine and reduce, and numbers of workers to try."""

import numpy as np

from accelguide.sessions import counted

BLOCKS = max(12, counted(None))  # as many tasks; twelve are shared evenly by two, three, four and six
ROWS = 1_500_000  # of a block
GROUPS = 1 << 15
ROW_BYTES = 8  # a key and a value


def checked(workers, rows):
    """Number of workers; raises `ValueError` for less than one, and for a negative number of rows."""
    if rows < 0:
        raise ValueError(f"rows must not be negative, not {rows}")
    return counted(workers)


def block(number, rows):
    """Make the block of that number: keys below `GROUPS`, and values. A worker makes its input; nobody sends it."""
    generator = np.random.default_rng(number)
    keys = generator.integers(0, GROUPS, rows, dtype=np.int32)
    return keys, generator.integers(0, 1000, rows, dtype=np.int32)


def table(number, rows):
    """Map and combine: the sum of each group over one block, whole numbers as floats."""
    keys, values = block(number, rows)
    return np.bincount(keys, weights=values, minlength=GROUPS)


def parts(number, rows, count):
    """The same table, cut into ranges of keys, one for each reducer."""
    return np.array_split(table(number, rows), count)


def added(*tables):
    """Reduce: the sums of one range of keys over all blocks."""
    return np.sum(tables, axis=0)


def doublings(most):
    """The powers of two below a number, and that number."""
    return *(2**i for i in range((most - 1).bit_length())), most
