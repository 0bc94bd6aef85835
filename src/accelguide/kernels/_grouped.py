"""What the variants of a grouped aggregation share, and their workers run: rows of text, and totals by key."""

import math

KEYS = 1000


def rows_written(path, rows, size, seed):
    """Write rows with these numbers: a key, a tab, and a whole number, both scattered by a multiplication."""
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"k{(row * 7919 + seed) % KEYS}\t{(row * 48271 + seed) % 1_000_003}\n" for row in rows)


def rooted(line):
    """Key of a row, and the square root of its value: the function that is the user's own."""
    key, value = line.split("\t")
    return key, math.sqrt(float(value))


def plus(one, other):
    """Add two totals: how many rows, and the sum of their roots."""
    return one[0] + other[0], one[1] + other[1]


def totals_of(path):
    """Totals of the rows of a file, by key: what one worker does."""
    totals = {}
    with open(path, encoding="ascii") as file:
        for line in file:
            key, root = rooted(line)
            totals[key] = plus(totals.get(key, (0, 0.0)), (1, root))
    return totals


def merged(found):
    """Rows (key, count, sum), by key, of the totals of all files."""
    totals = {}
    for some in found:
        for key, total in some.items():
            totals[key] = plus(totals.get(key, (0, 0.0)), total)
    return in_order((key, *total) for key, total in totals.items())


def in_order(rows):
    """Rows (key, count, sum) as tuples of plain Python, by key."""
    return sorted((str(key), int(count), float(total)) for key, count, total in rows)


def rooted_batches(batches):
    """Batches of Arrow, keys and values, with roots for the values: what Spark runs on whole columns."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in batches:
        yield pa.RecordBatch.from_arrays([batch.column(0), pc.sqrt(batch.column(1))], ["key", "root"])


def rooted_rows(rows):
    """Rows of texts, with roots for the values: what Hive runs, in a script of its own."""
    import math

    for key, value in rows:
        yield key, math.sqrt(float(value))
