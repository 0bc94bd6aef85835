"""Five equal tasks for a pool of four: handed over, taken up, waited for."""

import contextlib
import multiprocessing
import os
import time

from accelguide.sessions import PATIENCE, TookTooLong, pool, split, within

TASKS = 5
WORKERS = 4
FIRST = 1_000_001  # where the search begins: from here on, equal ranges are equal work


def workload(size, seed=0):
    """Return the argument of the kernels: how many numbers are searched. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items, numbers, of one call."""
    return {"items": size}


@contextlib.contextmanager
def crew():
    """Start a pool of four, and wait until all of them are up."""
    with pool(WORKERS) as workers:
        known = set()
        deadline = time.monotonic() + PATIENCE
        while len(known) < WORKERS:
            known.update(workers.map_async(name_worker, range(2 * WORKERS), chunksize=1).get(PATIENCE))
            if time.monotonic() > deadline:
                raise TookTooLong(f"{WORKERS - len(known)} of {WORKERS} workers did not come up")
        yield workers


def name_worker(_):
    """Number of the process that runs this, after a moment that lets the others take their turn."""
    time.sleep(0.01)
    return os.getpid()


def five_serial(count):
    """Return how many primes there are in each fifth of the `count` numbers from `FIRST` on, as a list of int.

    Parameters
    ----------
    count : int
        Numbers to search, not negative.

    Raises
    ------
    ValueError
        `count` is negative.
    TookTooLong
        A pool did not answer: it never does for a task whose worker was killed.
    """
    return [primes(start, stop) for start, stop in fifths(count)]


@within(crew)
def five_pool(count, workers):
    """The same by four worker processes. ``apply_async`` returns at once, ``get`` waits."""
    tasks = [workers.apply_async(primes, bounds) for bounds in fifths(count)]
    return [result(task) for task in tasks]


def primes(start, stop):
    """How many primes there are from `start` to `stop`, found by trial division: what one worker does."""
    found = 0
    for number in range(start | 1, stop, 2):
        divisor = 3
        while number % divisor and divisor * divisor <= number:
            divisor += 2
        found += divisor * divisor > number
    return found


def fifths(count):
    """Start and stop of each task."""
    if count < 0:
        raise ValueError(f"the count of numbers must not be negative, but is {count}")
    edges = [FIRST + edge for edge in split(count, TASKS)]
    return [(edges[i], edges[i + 1]) for i in range(TASKS)]


def result(task, patience=PATIENCE):
    """Wait for a task, but not for ever."""
    try:
        return task.get(patience)
    except multiprocessing.TimeoutError:
        raise TookTooLong(f"a task was not answered within {patience:g} s; was its worker killed?") from None


def timed_primes(start, stop):
    """The same as `primes`, with the process that did it, and when it began and ended."""
    begun = time.perf_counter()
    found = primes(start, stop)
    return os.getpid(), begun, time.perf_counter(), found


def time_line(count, workers, patience=PATIENCE):
    """Give five tasks to the pool, go on with work of one's own, wait; return when each of it was.

    Returns
    -------
    tasks : list of (int, float, float)
        Process, begin and end of each task, in seconds since the first one was submitted.
    submitted, went_on, waited : float
        When the parent had submitted the tasks, had done its own work, and had all results.
    found : list of int
        The results.
    """
    zero = time.perf_counter()  # of one clock for all processes
    tasks = [workers.apply_async(timed_primes, bounds) for bounds in fifths(count)]
    submitted = time.perf_counter()
    primes(FIRST, FIRST + count // (2 * TASKS))  # the parent's own work: half a task
    went_on = time.perf_counter()
    answers = [result(task, patience) for task in tasks]
    waited = time.perf_counter()
    spans = [(worker, begun - zero, ended - zero) for worker, begun, ended, _ in answers]
    return spans, submitted - zero, went_on - zero, waited - zero, [found for *_, found in answers]


def most_at_once(spans):
    """How many tasks ran at one time, at the most."""
    return max(sum(begun <= start < ended for _, begun, ended in spans) for _, start, _ in spans)
