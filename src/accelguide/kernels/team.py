"""How fast numbers fall, found by a team of workers, then folded into one number by one: a job with a serial share."""

import time
from array import array
from itertools import chain

from accelguide.sessions import counted, gather, processes, split, within

COUNT = 400_000
PRIME = 32_749  # its squares fit into one digit of an int


def workload(size, seed=0):
    """Return the arguments of the kernels: counts of workers, `size`, and of numbers. `seed` changes nothing here."""
    return size, COUNT


def work(size):
    """Items, numbers, of one call, however many workers share them."""
    return {"items": COUNT}


def counts():
    """Counts of workers to try: the powers of two below that of the usable cores, and that itself."""
    cores = counted(None)
    return *(2**i for i in range((cores - 1).bit_length())), cores


def edges(count, parts):
    """Bounds of so many parts of ``0 … count``."""
    if count < 0:
        raise ValueError(f"count must not be negative, not {count}")
    return split(count, parts)


def falls(start, stop):
    """Collatz steps that each number takes to fall below itself: what one worker finds."""
    found = array("H")
    for number in range(start, stop):
        value, steps = number, 0
        while value >= number > 1:
            value = 3 * value + 1 if value % 2 else value // 2
            steps += 1
        found.append(steps)
    return found


def fold(values):
    """Mix values into one number, in order. Each step needs the one before it: this cannot be shared."""
    state = 1
    for value in values:
        state = (state * state + value) % PRIME
    return state


def team_serial(workers, count):
    """Return a number that stands for all the steps in their order, as an int below `PRIME`.

    Parameters
    ----------
    workers : int
        Parts that `team_processes` shares the work out in, at least one; one core does it all here.
    count : int
        Numbers, from zero on, whose steps are found; not negative.

    Raises
    ------
    ValueError
        A negative count; in `team_processes` also fewer than one worker.
    WorkerLost, TookTooLong
        In `team_processes`: a worker was killed or crashed, or has not answered in time.
    """
    return fold(falls(*edges(count, 1)))


@within(processes)
def team_processes(workers, count, pool):
    """The steps are found in so many parts, each by a process; the fold waits for all of them."""
    bounds = edges(count, counted(workers))
    return fold(chain.from_iterable(gather(pool, falls, bounds[:-1], bounds[1:])))


def fold_share(count=COUNT, repeats=7):
    """Share of the time of the whole job that the fold takes in one process: the middle one of some repeats."""
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        values = falls(0, count)
        middle = time.perf_counter()
        fold(values)
        found.append((time.perf_counter() - middle) / (time.perf_counter() - start))
    return sorted(found)[repeats // 2]
