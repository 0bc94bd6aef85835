"""What operations on a dict cost: one statement each, on a dict of a given length."""

from accelguide.portable import Operation


def setup(size):
    """Names the statements see: ``values``, a dict of `size` int keys, one key of it and one that it lacks."""
    return {"values": dict.fromkeys(range(size), 0), "key": size // 2, "absent": -1}


OPERATIONS = (
    Operation("dict_copy", "values.copy()", "n"),
    Operation("dict_get", "values[key]", "1"),
    Operation("dict_set", "values[key] = 1", "1"),
    Operation("dict_delete_set", "del values[key]; values[key] = 1", "1"),
    Operation("dict_contains", "absent in values", "1"),
    Operation("dict_iterate", "for _ in values: pass", "n"),
)
