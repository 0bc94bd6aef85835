"""Collatz sequences: arithmetic on Python ints, and nothing but it, that any number of workers can share."""

from accelguide.sessions import counted, gather, processes, split, threads, within

PARTS = 4  # for each worker, because the sequences of larger numbers are longer


def workload(size, seed=0):
    """Return the argument of the kernels: the count of sequences. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items, sequences, of one call."""
    return {"items": size}


def steps(start, stop):
    """Steps of the sequences that begin at `start` up to `stop - 1`: what one worker does."""
    taken = 0
    for number in range(max(start, 1), stop):
        while number != 1:
            number = number // 2 if number % 2 == 0 else 3 * number + 1
            taken += 1
    return taken


def edges(count):
    """Bounds of the parts into which ``0 … count`` is divided."""
    return split(count, PARTS * counted(None))


def collatz_python(count):
    """Return the steps that all Collatz sequences from 1 to ``count - 1`` take to reach 1, as an int.

    A number is halved where it is even, else tripled and increased by one.

    Parameters
    ----------
    count : int
        Bound of the numbers to begin at, not negative.
    """
    return steps(0, count)


@within(threads)
def collatz_threads(count, pool):
    """The same in parts, by one thread for each core."""
    bounds = edges(count)
    return sum(gather(pool, steps, bounds[:-1], bounds[1:]))


@within(processes)
def collatz_processes(count, pool):
    """The same in parts, by one process for each core."""
    bounds = edges(count)
    return sum(gather(pool, steps, bounds[:-1], bounds[1:]))
