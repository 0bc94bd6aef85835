"""Words of a text, and how often each occurs."""

from collections import Counter
from itertools import pairwise

import numpy as np

from accelguide.kernels._bytes import next_blank
from accelguide.kernels._scans import by_bits, by_byte, by_number
from accelguide.kernels._words import joined, slot_of, slot_of_break, slot_of_bytes, tally
from accelguide.sessions import counted, gather, split, threads, within

LETTERS = np.frombuffer(b"etaoinshrdlcumwfgypbvkjxqz", np.uint8)
VOCABULARY = 20_000


def workload(size, seed=0):
    """Return a text of `size` words, in which the k-th word of the vocabulary is k times rarer than the first."""
    random = np.random.default_rng(seed)
    ends = np.cumsum(1 + np.minimum(random.poisson(4.2, VOCABULARY), 17)).tolist()
    letters = random.choice(LETTERS, ends[-1]).tobytes()
    known = [letters[begin:end] for begin, end in pairwise([0, *ends])]
    shares = 1 / np.arange(1, VOCABULARY + 1)
    return (b" ".join([known[i] for i in random.choice(VOCABULARY, size, p=shares / shares.sum()).tolist()]),)


def work(size):
    """Items, words, of one call."""
    return {"items": size}


def demand(text):
    """Refuse what is not ``bytes``."""
    if not isinstance(text, bytes):
        raise TypeError("text must be bytes")


def wordcount_python(text):
    """Return how often each word occurs, as a dict of ``bytes`` and int.

    Parameters
    ----------
    text : bytes
        Words are what ``text.split()`` gives: runs of bytes that are none of ASCII's six blanks. In UTF-8, which has
        no byte of ASCII within another character, they are whole words too; other kinds of space belong to a word.

    Raises
    ------
    TypeError
        The text is not ``bytes``.
    """
    demand(text)
    return dict(Counter(text.split()))


def wordcount_numpy(text):
    """NumPy: all words in an array, sorted. They are objects; NumPy's own bytes would lose zeros at their end."""
    demand(text)
    words, counts = np.unique(np.array(text.split(), object), return_counts=True)
    return dict(zip(words.tolist(), counts.tolist(), strict=True))


def array_of(text):
    """Bytes of a text as an array of at least eight elements."""
    demand(text)
    return np.frombuffer(text.ljust(8), np.uint8)


def named(text, table):
    """Words and counts of a table, as a dict."""
    used = table[table["count"] > 0]
    starts, stops, counts = used["start"], used["start"] + used["length"], used["count"]
    return {text[i:j]: n for i, j, n in zip(starts.tolist(), stops.tolist(), counts.tolist(), strict=True)}


def wordcount_numba(text):
    """Numba, byte by byte, with a table written in Numba too."""
    return named(text, tally(by_byte, slot_of_bytes, array_of(text), 0, len(text)))


def wordcount_number(text):
    """Words are read, mixed and compared as numbers of eight bytes."""
    return named(text, tally(by_number, slot_of, array_of(text), 0, len(text)))


def wordcount_bits(text):
    """Blanks are found in 64 bytes at a time, too."""
    return named(text, tally(by_bits, slot_of, array_of(text), 0, len(text)))


def wordcount_break(text):
    """As `wordcount_bits`, but for a search written with a ``break``."""
    return named(text, tally(by_bits, slot_of_break, array_of(text), 0, len(text)))


@within(threads)
def wordcount_threads(text, pool):
    """As `wordcount_bits`, on all cores: the text is cut at blanks, and each thread has a table of its own."""
    data, end = array_of(text), len(text)
    cuts = [next_blank(data, place, end) for place in split(end, counted(None))[1:-1]]
    parts = len(cuts) + 1
    tables = gather(pool, tally, [by_bits] * parts, [slot_of] * parts, [data] * parts, [0, *cuts], [*cuts, end])
    return named(text, joined(slot_of, data, tables))
