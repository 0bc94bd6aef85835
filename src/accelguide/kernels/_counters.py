"""Loops that count keys, in Numba. Two workloads share them; each says what it wants counted."""

import numpy as np

from accelguide.kernels._numba import njit, prange

OUTSIDE = "every key must be from 0 to bins - 1"
WRONG = "keys must be an array of int64 of one dimension, and bins not negative"
ENOUGH = 1 << 16  # keys that are worth a thread and tables of its own


def demand(keys, bins):
    """Keys as a contiguous array. Raises `ValueError` where they are not what the contract asks for."""
    if keys.ndim != 1 or keys.dtype != np.int64 or bins < 0:
        raise ValueError(WRONG)
    return np.ascontiguousarray(keys)


def bincount(keys, bins):
    """NumPy's own function, after a look at the keys: it makes room for the largest, whatever it is."""
    if keys.size and keys.view(np.uint64).max() >= bins:  # as unsigned numbers, negative ones are large
        raise ValueError(OUTSIDE)
    return np.bincount(keys, minlength=bins)


@njit()
def check(keys, bins):
    """Refuse keys that have no counter."""
    least, most = 0, -1
    for key in keys:
        least, most = min(least, key), max(most, key)
    if least < 0 or most >= bins:
        raise ValueError(OUTSIDE)


@njit()
def checked_first(keys, bins):
    """Check all keys, then count them: an index might be negative and mean a place from the end, as in Python."""
    check(keys, bins)
    counts = np.zeros(bins, np.int64)
    for key in keys:
        counts[key] += 1
    return counts


@njit()
def unsigned(keys, bins):
    """The same with an unsigned index, which cannot be negative."""
    check(keys, bins)
    counts = np.zeros(bins, np.int64)
    for key in keys:
        counts[np.uint64(key)] += 1
    return counts


@njit()
def one_pass(keys, bins):
    """Check each key where it is counted: after that it is known not to be negative."""
    counts = np.zeros(bins, np.int64)
    for key in keys:
        if key < 0 or key >= bins:
            raise ValueError(OUTSIDE)
        counts[key] += 1
    return counts


@njit()
def quarters(keys, tables):
    """Count each quarter of the keys in a table of its own, and those out of range in its last counter."""
    outside = np.uint64(tables.shape[1] - 1)
    quarter = keys.size // 4
    a, b, c, d = keys[:quarter], keys[quarter : 2 * quarter], keys[2 * quarter : 3 * quarter], keys[3 * quarter :]
    of_a, of_b, of_c, of_d = tables[0], tables[1], tables[2], tables[3]
    for i in range(quarter):
        of_a[min(np.uint64(a[i]), outside)] += 1
        of_b[min(np.uint64(b[i]), outside)] += 1
        of_c[min(np.uint64(c[i]), outside)] += 1
        of_d[min(np.uint64(d[i]), outside)] += 1
    for i in range(quarter, d.size):
        of_d[min(np.uint64(d[i]), outside)] += 1


@njit(parallel=True)
def quarters_parallel(keys, tables):
    """Count each part of the keys in four tables of its own, on all cores."""
    parts = tables.shape[0] // 4
    for index in prange(parts):
        part = np.int64(index)
        quarters(keys[keys.size * part // parts : keys.size * (part + 1) // parts], tables[4 * part : 4 * part + 4])


def cleared_tables(keys, bins, parts):
    """Empty tables, each with one counter more than there are bins: four for each part that is worth it."""
    return np.zeros((4 * min(parts, 1 + keys.size // ENOUGH), bins + 1), np.int64)


def added(tables):
    """Add the tables up. Raises `ValueError` where a key was out of range."""
    counts = tables.sum(axis=0)
    if counts[-1]:
        raise ValueError(OUTSIDE)
    return counts[:-1]
