"""What Hive's jobs run: each of these goes there alone, as text, and imports what it needs itself."""


def root_rows(rows):
    """Key and root of each row, one by one."""
    import math

    for key, amount in rows:
        yield key.upper(), math.sqrt(float(amount))


def root_totals(rows):
    """Key and sum of the roots of what this process was given: what is left to add up is little."""
    import math

    totals = {}
    for key, amount in rows:
        key = key.upper()
        totals[key] = totals.get(key, 0.0) + math.sqrt(float(amount))
    return totals.items()


def who(rows):
    """Process that runs this, the process that started it, and how many rows it was given."""
    import os

    yield os.getpid(), os.getppid(), sum(1 for _ in rows)
