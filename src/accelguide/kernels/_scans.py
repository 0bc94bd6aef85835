"""Ways to go through a text and count its words in a table, in Numba.

Each counts the words from `begin` to `end` until the table is crowded, and returns where it stopped and how many
entries are used then.
"""

import re

import numpy as np

from accelguide.kernels._bytes import blank, blanks, last_blanks, lowest
from accelguide.kernels._numba import njit
from accelguide.kernels._words import crowded, enter, key_of


@njit(nogil=True)
def by_byte(find, table, used, data, begin, end):
    """Byte by byte; each is mixed into the key of its word (Fowler, Noll, Vo)."""
    place = begin
    while place < end and not crowded(table, used):
        start, key = place, np.uint64(0xCBF29CE484222325)
        while place < end and not blank(data[place]):
            key = (key ^ np.uint64(data[place])) * np.uint64(0x100000001B3)
            place += 1
        if place > start:
            used += enter(table, find(table, data, key, start, place - start), key, start, place - start, 1)
        place += 1
    return place, used


@njit(nogil=True)
def by_number(find, table, used, data, begin, end):
    """Blanks byte by byte; the bytes of a word are read as numbers, eight at a time."""
    place = begin
    while place < end and not crowded(table, used):
        start = place
        while place < end and not blank(data[place]):
            place += 1
        if place > start:
            key = key_of(data, start, place - start)
            used += enter(table, find(table, data, key, start, place - start), key, start, place - start, 1)
        place += 1
    return place, used


@njit(nogil=True)
def by_bits(find, table, used, data, begin, end):
    """Blanks in 64 bytes at a time."""
    start = begin
    for block in range(begin, end + 1, 64):
        if crowded(table, used):
            break
        bits = blanks(data, block) if block + 64 <= end else last_blanks(data, block, end)
        while bits:
            place = block + lowest(bits)
            bits &= bits - np.uint64(1)
            if place > start:
                key = key_of(data, start, place - start)
                used += enter(table, find(table, data, key, start, place - start), key, start, place - start, 1)
            start = place + 1
    return start, used


def references(scan, find):
    """Count the calls in a compiled scan that raise a reference count, where it searches by `find`."""
    signature = next(one for one in scan.signatures if one[0].dispatcher is find)
    name = re.escape(scan.overloads[signature].fndesc.llvm_func_name)
    body = re.search(rf'^define [^\n]*@"?{name}"?\(.*?^}}', scan.inspect_llvm(signature), re.M | re.S)
    return body.group(0).count("@NRT_incref(")
