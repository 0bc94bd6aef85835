"""A time that a page needs beside its comparisons: the shortest of some calls."""

import time


def shortest(call, *arguments, repeats=9):
    """Seconds of a call: the shortest of some, after a first one; other programs only lengthen it."""
    found = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        call(*arguments)
        found.append(time.perf_counter() - start)
    return min(found[1:])
