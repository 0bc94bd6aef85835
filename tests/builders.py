"""Records made from lists of numbers, for tests."""

from accelguide.record import Comparison, Observation, Record, Records, Status, Variant, save

ROUNDS = 20
PAGE = "1_native/10_page"


def variant(name, seconds, preempted=None, **facts):
    """Variant with these samples, calm unless `preempted` says otherwise."""
    return Variant(name, tuple(seconds), tuple(preempted or [False] * len(seconds)), 1, **facts)


def steady(name, level, **facts):
    """Variant that always took the same time."""
    return variant(name, [level] * ROUNDS, **facts)


def lucky(name, level, best):
    """Variant that took `best` seconds once, and `level` otherwise: medians and minima may then disagree."""
    return variant(name, [level] * (ROUNDS - 1) + [best])


def erratic(name, level, factor):
    """Variant that took one time in the first half of the rounds and another in the second."""
    half = ROUNDS // 2
    return variant(name, [level] * half + [level * factor] * half)


def comparison(*variants, size=100, workload="toys", **facts):
    """Comparison of these variants; the first is the baseline."""
    return Comparison(workload, size, variants, "rounds", **facts)


def sweep(name, time_of, sizes=(100, 1_000, 10_000), **facts):
    """Comparisons over sizes of one steady variant that takes ``time_of(size)`` seconds."""
    return [comparison(steady(name, time_of(size), **facts), size=size) for size in sizes]


def record(*comparisons, script=PAGE, observations=None):
    """Record of a script that went well."""
    seen = tuple(Observation(name, value) for name, value in (observations or {}).items())
    return Record(script, "key", Status(), comparisons=comparisons, observations=seen)


def shelve(folder, *records):
    """Save records below a folder, and open it."""
    shelf = Records(folder)
    for one in records:
        save(one, shelf.path(one.script))
    return shelf
