"""How an array is shared out in parallel loops that take one part a turn."""

from accelguide.kernels._numba import register_jitable


@register_jitable
def part_of(values, part, parts):
    """One of so many parts of an array; they differ in length by one at the most."""
    return values[values.size * part // parts : values.size * (part + 1) // parts]
