"""A table that counts words, in Numba: open addressing with linear probing.

A word is told by the index of its first byte in an array of bytes, `start`, its `length`, and a `key` made of its
bytes. The array has at least eight elements.
"""

import numpy as np

from accelguide.kernels._bytes import ONES, eight
from accelguide.kernels._numba import njit, register_jitable

ENTRY = np.dtype([("key", "u8"), ("start", "i8"), ("length", "i8"), ("count", "i8")])
FEW = 1 << 12
ODD = np.uint64(0x9E3779B97F4A7C15)


@njit(nogil=True, forceinline=True)
def key_of(data, start, length):
    """Key of a word: its bytes, where these are eight at the most, else all of them mixed."""
    at = min(start, data.size - 8)
    key = eight(data, at) >> np.uint64(8 * (start - at)) & (ONES >> np.uint64(64 - 8 * min(length, 8)))
    for place in range(8, length, 8):
        key = (key ^ key >> np.uint64(29)) * ODD ^ eight(data, start + min(place, length - 8))
    return key


@njit(nogil=True, forceinline=True)
def first_slot(table, key, length):
    """Where the search for a word begins."""
    mixed = (key ^ np.uint64(length)) * ODD
    return (mixed ^ mixed >> np.uint64(32)) & np.uint64(table.size - 1)


@njit(nogil=True, forceinline=True)
def differ(data, one, other, length):
    """Compare two words of at least eight bytes, eight at a time. The result is 0 where they are equal."""
    different = np.uint64(0)
    for place in range(0, length, 8):
        at = min(place, length - 8)
        different |= eight(data, one + at) ^ eight(data, other + at)
    return different


@njit(nogil=True, forceinline=True)
def slot_of(table, data, key, start, length):
    """Index of a word's entry, or of the free one where it belongs. The loop ends in one place."""
    slot = first_slot(table, key, length)
    while table[slot].count != 0 and (
        table[slot].key != key
        or table[slot].length != length
        or (length > 8 and differ(data, table[slot].start, start, length) != 0)
    ):
        slot = (slot + np.uint64(1)) & np.uint64(table.size - 1)
    return slot


@njit(nogil=True, forceinline=True)
def slot_of_break(table, data, key, start, length):
    """The same search, written with a ``break``."""
    slot = first_slot(table, key, length)
    while table[slot].count != 0:
        entry = table[slot]
        same = entry.key == key and entry.length == length
        if same and (length <= 8 or differ(data, entry.start, start, length) == 0):
            break
        slot = (slot + np.uint64(1)) & np.uint64(table.size - 1)
    return slot


@njit(nogil=True, forceinline=True)
def slot_of_bytes(table, data, key, start, length):
    """The same search, which compares byte by byte."""
    slot = first_slot(table, key, length)
    while table[slot].count != 0 and (
        table[slot].key != key
        or table[slot].length != length
        or first_difference(data, table[slot].start, start, length) < length
    ):
        slot = (slot + np.uint64(1)) & np.uint64(table.size - 1)
    return slot


@njit(nogil=True, forceinline=True)
def first_difference(data, one, other, length):
    """Count the bytes before the first in which two words differ; `length` where none does."""
    place = 0
    while place < length and data[one + place] == data[other + place]:
        place += 1
    return place


@njit(nogil=True, forceinline=True)
def enter(table, slot, key, start, length, count):
    """Add to the count of an entry. Return whether it is a new one."""
    new = table[slot].count == 0
    if new:
        table[slot].key, table[slot].start, table[slot].length = key, start, length
    table[slot].count += count
    return new


@register_jitable
def crowded(table, used):
    """Whether 32 more words, the most there are in 64 bytes, could fill more than half of a table."""
    return 2 * (used + 32) > table.size


@njit(nogil=True)
def add_entries(find, table, used, data, other):
    """Add what another table has counted. Return how many entries are used after that."""
    for place in range(other.size):
        key, start, length, count = other[place].key, other[place].start, other[place].length, other[place].count
        if count:
            used += enter(table, find(table, data, key, start, length), key, start, length, count)
    return used


def larger(find, table, data):
    """Return a table of four times the size with the same entries."""
    bigger = np.zeros(4 * table.size, ENTRY)
    add_entries(find, bigger, 0, data, table)
    return bigger


def tally(scan, find, data, begin, end):
    """Count the words from `begin` to `end` by `scan`, in a table that grows whenever it is crowded."""
    table, used = np.zeros(FEW, ENTRY), 0
    while begin < end:
        begin, used = scan(find, table, used, data, begin, end)
        if crowded(table, used):
            table = larger(find, table, data)
    return table


def joined(find, data, tables):
    """Add several tables up, into the largest of them or a larger one."""
    table, *others = sorted(tables, key=len, reverse=True)
    used = int(np.count_nonzero(table["count"]))
    for other in others:
        while 2 * (used + np.count_nonzero(other["count"])) > table.size:
            table = larger(find, table, data)
        used = add_entries(find, table, used, data, other)
    return table
