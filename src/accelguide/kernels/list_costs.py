"""What operations on a list cost: one statement each, on a list of a given length."""

import random
from functools import lru_cache

from accelguide.portable import Operation


@lru_cache(maxsize=1)
def shuffled(size):
    """Ints below `size` in random order; every operation of a size may see the same list, since none changes it."""
    return random.Random(0).sample(list(range(size)), size)


def setup(size):
    """Names the statements see: ``values``, `size` ints in rising order, the same shuffled, and places in them."""
    values = list(range(size))
    places = {"middle": size // 2, "last": size - 1, "hundred": min(size, 100)}
    return {"values": values, "shuffled": shuffled(size), **places}


OPERATIONS = (
    Operation("list_getitem", "values[middle]", "1"),
    Operation("list_setitem", "values[middle] = -2", "1"),
    Operation("list_append_pop", "values.append(0); values.pop()", "1"),
    Operation("list_pop_front", "values.pop(0); values.append(0)", "n"),
    Operation("list_insert", "values.insert(0, 0); values.pop()", "n"),
    Operation("list_iterate", "for _ in values: pass", "n"),
    Operation("list_contains", "-1 in values", "n"),
    Operation("list_index", "values.index(last)", "n", claimed="1"),
    Operation("list_slice_fixed", "values[:hundred]", "1"),
    Operation("list_slice_all", "values[:]", "n"),
    Operation("list_delete_slice", "del copy[middle:]", "n", prepare="copy = values[:]"),
    Operation("list_reverse", "values.reverse()", "n"),
    Operation("list_sort", "copy.sort()", "n log n", prepare="copy = shuffled[:]"),
)
