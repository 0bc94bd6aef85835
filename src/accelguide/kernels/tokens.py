"""Splitting texts into words and counting them: a loop of Python, which holds the GIL."""

import random

from accelguide.sessions import gather, processes, threads, within

LINES = 1200
VOCABULARY = 300


def workload(size, seed=0):
    """Return the argument of the kernels: as many texts of made-up words, twelve to a line, in random order."""
    draw = random.Random(seed)
    words = ["".join(draw.choices("aeiouBDFGKLMNPRSTVZ", k=draw.randint(2, 9))) for _ in range(VOCABULARY)]
    return (["\n".join(" ".join(draw.choices(words, k=12)) for _ in range(LINES)) for _ in range(size)],)


def work(size):
    """Items, texts, of one call."""
    return {"items": size}


def count(text):
    """Number of each word of one text, as a dict."""
    found = {}
    for line in text.splitlines():
        for word in line.lower().split():
            found[word] = found.get(word, 0) + 1
    return found


def together(counts):
    """Sum of the counts of all texts."""
    total = {}
    for found in counts:
        for word, number in found.items():
            total[word] = total.get(word, 0) + number
    return total


def tokens_serial(texts):
    """Return how often each word stands in the texts, as a dict; capitals count as small letters.

    Parameters
    ----------
    texts : list of str
        Any number, of any length; white space divides words.
    """
    return together(map(count, texts))


@within(threads)
def tokens_threads(texts, pool):
    """The same, a text at a time by one thread for each core."""
    return together(gather(pool, count, texts))


@within(processes)
def tokens_processes(texts, pool):
    """The same, a text at a time by one process for each core: texts go there, counts come back."""
    return together(gather(pool, count, texts))
