"""Divisors counted by trying every candidate: tasks whose cost grows with their number, shared by workers."""

import os
import time

from accelguide.sessions import counted, gather, processes, split, within

CHUNKS = 4  # for each worker, as `multiprocessing.Pool.map` cuts where it is told nothing


def workload(size, seed=0):
    """Return the argument of the kernels: the count of tasks. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items, tasks, of one call."""
    return {"items": size}


def tasks(count):
    """Numbers of the tasks."""
    if count < 0:
        raise ValueError(f"count must not be negative, not {count}")
    return range(count)


def divisors(number):
    """Count the divisors of a number: one task, which takes longer the larger the number is."""
    return [number % candidate for candidate in range(1, number + 1)].count(0)


def stretch(start, stop):
    """Count the divisors of the numbers from `start` to `stop - 1`: many tasks in one message."""
    return sum(map(divisors, range(start, stop)))


def edges(count, pieces):
    """Bounds of so many pieces of ``0 … count``."""
    return split(len(tasks(count)), pieces)


def chunk(count):
    """Tasks in a message that make `CHUNKS` messages for each worker."""
    return max(1, -(-count // (CHUNKS * counted(None))))


def uneven_serial(count):
    """Return how many divisors the numbers below `count` have together, as an int.

    Parameters
    ----------
    count : int
        Tasks, not negative.

    Raises
    ------
    ValueError
        A negative count.
    WorkerLost, TookTooLong
        In a variant with workers: one of them was killed or crashed, or has not answered in time.
    """
    return sum(map(divisors, tasks(count)))


@within(processes)
def uneven_parts(count, pool):
    """One stretch of numbers for each worker."""
    bounds = edges(count, counted(None))
    return sum(gather(pool, stretch, bounds[:-1], bounds[1:]))


@within(processes)
def uneven_single(count, pool):
    """One task in a message, what ``map`` of an executor does where it is told nothing."""
    return sum(gather(pool, divisors, tasks(count)))


@within(processes)
def uneven_chunks(count, pool):
    """Several tasks in a message, several messages for each worker."""
    return sum(gather(pool, divisors, tasks(count), chunksize=chunk(count)))


@within(processes)
def uneven_largest(count, pool):
    """The same chunks, the costliest first, so that only cheap ones are left for the end."""
    return sum(gather(pool, divisors, reversed(tasks(count)), chunksize=chunk(count)))


def message_seconds(messages=1000):
    """Seconds that a message to a worker and its answer take, one of many, with next to nothing in them."""
    with processes() as pool:
        start = time.perf_counter()
        gather(pool, abs, range(messages))
        return (time.perf_counter() - start) / messages


def watched(start, stop):
    """Do a stretch; return which process did it, and when it began and ended."""
    begin = time.perf_counter()
    stretch(start, stop)
    return os.getpid(), begin, time.perf_counter()


def timeline(count, each):
    """Who did which piece, and when.

    Parameters
    ----------
    count : int
        Tasks.
    each : int
        Messages for each worker that they are cut into.

    Returns
    -------
    list of list of (float, float)
        For each worker that had work, begin and length of each of its pieces, in seconds since the first began.
    """
    bounds = edges(count, each * counted(None))
    with processes() as pool:
        found = gather(pool, watched, bounds[:-1], bounds[1:])
    origin = min(begin for _, begin, _ in found)
    spans = {}
    for worker, begin, end in found:
        spans.setdefault(worker, []).append((begin - origin, end - begin))
    return list(spans.values())


def busy(spans):
    """Share of the time that the workers, one for each core, worked until the last of them was done."""
    last = max(begin + length for row in spans for begin, length in row)
    return sum(length for row in spans for _, length in row) / (last * counted(None))
