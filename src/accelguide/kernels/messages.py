"""What two processes share, and what becomes of messages when their reader is terminated."""

import time

from accelguide.sessions import PATIENCE, Family, TookTooLong, process, receive

ARRIVED = []  # in every process that imports this module, a list of its own
END = None


def append_there(item, pipe):
    """In another process: append to the list, and tell what it holds there."""
    ARRIVED.append(item)
    pipe.send(list(ARRIVED))


def list_there_and_here(item):
    """What the list holds in another process that appends an item to it, and what it holds here after that."""
    with process(append_there, item) as (worker, pipe):
        there = receive(pipe, worker)
    return there, list(ARRIVED)


def write_all(queue, count, sentinel, pipe):
    """Writer: put all items, and perhaps a sentinel. The process ends when they have left it."""
    for item in range(count):
        queue.put(item)
    if sentinel:
        queue.put(END)


def handle_all(queue, handled, pipe):
    """Reader: handle items, and count them, until the sentinel comes. Where none comes, it loops for ever."""
    pipe.send("ready")
    for _ in iter(queue.get, END):
        time.sleep(0.001)  # to handle one takes a while
        handled.value += 1


def count_handled(count, sentinel):
    """How many of `count` items a reader has handled when it ends.

    With a sentinel it ends by itself. Without one it is terminated as soon as the writer is done.
    """
    context = Family().context
    queue, handled = context.Queue(), context.RawValue("q", 0)  # a number in memory that both processes see
    with process(handle_all, queue, handled) as (reader, pipe):
        receive(pipe, reader)
        with process(write_all, queue, count, sentinel) as (writer, _):
            writer.join(PATIENCE)
        if not sentinel:
            reader.terminate()
        reader.join(PATIENCE)
        if reader.is_alive():
            raise TookTooLong(f"the reader did not end within {PATIENCE:g} s")
        return handled.value
