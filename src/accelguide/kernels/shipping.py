"""The sum of the squares of numbers in four parts, and what is shipped to workers so that they can add them up."""

import errno
import multiprocessing
import shutil
import time
from array import array
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.reduction import ForkingPickler
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

from accelguide.sessions import PATIENCE, TookTooLong, pool, split, within

PARTS = 4
ROOM = Path("/dev/shm")  # where Linux keeps shared memory


def workload(size, seed=0):
    """Return the arguments of the kernels: the numbers ``0 … size - 1`` in both forms. `seed` changes nothing here."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    return [list(range(start, stop)) for start, stop in bounds(size)], array("i", range(size))


def work(size):
    """Items, numbers, of one call."""
    return {"items": size}


def bounds(count):
    """First index of each part, and the one after its last."""
    return list(pairwise(split(count, PARTS)))


def squares(values):
    """Sum of the squares of a part: what one worker does."""
    total = 0
    for value in values:
        total += value * value
    return total


def merged(workers, function, parts, timeout=PATIENCE):
    """Add up what workers make of the parts. A task whose worker died is lost without a word: hence the time limit."""
    answers = workers.imap(function, parts)
    try:
        return sum(answers.next(timeout) for _ in parts)
    except multiprocessing.TimeoutError as error:
        raise TookTooLong(f"a part was not done within {timeout:g} s: a worker may have died") from error


def shipping_python(lists, numbers):
    """Return the sum of the squares of all numbers, as an int; one core does it all.

    Both arguments hold the same numbers, and each variant takes one of them.

    Parameters
    ----------
    lists : list of list of int
        The numbers ``0 … n - 1``, in order, in four parts.
    numbers : array.array
        The same in one array of 32-bit integers, ``"i"``.

    Raises
    ------
    TookTooLong
        In a variant with workers: a part was not done in time, as when its worker was killed.
    """
    return sum(map(squares, lists))


@within(pool)
def shipping_lists(lists, numbers, workers):
    """Each list is pickled, number by number, and made anew in the worker."""
    return merged(workers, squares, lists)


@within(pool)
def shipping_arrays(lists, numbers, workers):
    """Slices of the array, which are pickled as one piece of bytes."""
    return merged(workers, squares, [numbers[start:stop] for start, stop in bounds(len(numbers))])


@within(pool)
def shipping_descriptions(lists, numbers, workers):
    """Only what the data is: a range, from which the worker makes its numbers."""
    return merged(workers, squares, [range(start, stop) for start, stop in bounds(len(numbers))])


@within(pool)
def shipping_shared(lists, numbers, workers):
    """The array is copied once, into memory that all processes see; its name and two bounds are shipped."""
    with block_of(numbers) as name:
        return merged(workers, block_squares, [(name, start, stop) for start, stop in bounds(len(numbers))])


@contextmanager
def block_of(numbers):
    """Copy an array into a block of shared memory that lasts as long as the ``with`` block; give its name."""
    size = len(numbers) * numbers.itemsize
    if ROOM.is_dir() and shutil.disk_usage(ROOM).free < size:  # to write there all the same ends the process
        raise OSError(errno.ENOSPC, f"shared memory has no room for {size} bytes", str(ROOM))
    block = SharedMemory(create=True, size=max(size, numbers.itemsize))
    try:
        block.buf[:size] = memoryview(numbers).cast("B")
        yield block.name
    finally:
        block.close()
        block.unlink()


def block_squares(task):
    """Sum of the squares of a part of a block: what one worker does; nothing is copied."""
    name, start, stop = task
    block = SharedMemory(name)  # which the resource tracker, shared with the parent, notes a second time: no harm
    try:
        with block.buf.cast("i") as whole, whole[start:stop] as values:
            return squares(values)
    finally:
        block.close()


def pickled(parts):
    """Bytes of the parts as `multiprocessing` sends them."""
    return sum(len(ForkingPickler.dumps(part)) for part in parts)


def stages(values, function=squares, repeats=3):
    """Seconds, the least of some repeats, that a part takes to be pickled, to be unpickled, and to be worked on."""
    found = []
    for _ in range(repeats):
        clock = [time.perf_counter()]
        message = ForkingPickler.dumps(values)
        clock.append(time.perf_counter())
        received = ForkingPickler.loads(message)
        clock.append(time.perf_counter())
        function(received)
        clock.append(time.perf_counter())
        found.append([stop - start for start, stop in pairwise(clock)])
        del message, received
    return [min(column) for column in zip(*found, strict=True)]
