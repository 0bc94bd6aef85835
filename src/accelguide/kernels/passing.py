"""Work handed to another process through a queue: item by item, in chunks, or not at all."""

import contextlib
import types

from accelguide.sessions import CannotSend, Family, process, receive, within

CHUNK = 1_000
END = None  # the sentinel, after which no item of a job comes


def workload(size, seed=0):
    """Return the argument of the kernels: a list of whole numbers, of which the first is `seed`."""
    return (list(range(seed, seed + size)),)


def work(size):
    """Items of one call."""
    return {"items": size}


def handle(value):
    """What is done with an item: a little arithmetic."""
    return value * value % 97


def passing_serial(values):
    """Return the sum of ``value * value % 97`` over all values.

    Parameters
    ----------
    values : list of int
        Any number of them.

    Raises
    ------
    CannotSend
        An item cannot be pickled, and so did not arrive in the other process.
    WorkerLost
        The other process has ended.
    """
    return sum(map(handle, values))


def read_items(queue, pipe):
    """Reader, in a process of its own: handle one item after the other."""
    while wanted(pipe):
        count = total = 0
        for value in iter(queue.get, END):
            total += handle(value)
            count += 1
        pipe.send((count, total))


def read_chunks(queue, pipe):
    """The same reader for lists of items."""
    while wanted(pipe):
        count = total = 0
        for values in iter(queue.get, END):
            total += sum(map(handle, values))
            count += len(values)
        pipe.send((count, total))


def wanted(pipe):
    """Wait until another job is announced; False where the other end of the pipe is closed instead."""
    try:
        return pipe.recv()
    except (EOFError, OSError):
        return False


@contextlib.contextmanager
def reading(reader):
    """Start a reader; gives the queue, the process, and our end of its pipe."""
    queue = Family().context.Queue()
    try:
        with process(reader, queue) as (worker, pipe):
            yield types.SimpleNamespace(queue=queue, worker=worker, pipe=pipe)
    finally:
        queue.cancel_join_thread()  # a reader that is gone reads nothing: do not wait until it has
        queue.close()


def reading_items():
    """Start a reader of items."""
    return reading(read_items)


def reading_chunks():
    """Start a reader of lists."""
    return reading(read_chunks)


@within(reading_items)
def passing_items(values, other):
    """Another process handles the items; each of them is a message."""
    announce(other)
    for value in values:
        other.queue.put(value)
    other.queue.put(END)
    return answer(other, len(values))


@within(reading_chunks)
def passing_chunks(values, other):
    """The same; a thousand items are one message."""
    announce(other)
    for start in range(0, len(values), CHUNK):
        other.queue.put(values[start : start + CHUNK])
    other.queue.put(END)
    return answer(other, len(values))


def announce(other):
    """Tell the reader that a job begins. A reader that has ended is found out when the answer is waited for."""
    with contextlib.suppress(OSError):
        other.pipe.send(True)


def answer(other, sent):
    """Wait for the total, and make sure that all items have arrived: ``put`` says nothing of those it cannot pickle."""
    arrived, total = receive(other.pipe, other.worker)
    if arrived != sent:
        raise CannotSend(f"{sent - arrived} of {sent} items did not arrive: they cannot be pickled")
    return total
