"""A queue that is drained from its front."""

from collections import deque


def workload(size, seed=0):
    """Return the argument of the kernels: the count of elements. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items handled by one call."""
    return {"items": size}


def fifo_list(count):
    """Return the sum of ``0 … count - 1``, taken one by one from the front of a list.

    Parameters
    ----------
    count : int
        Elements in the queue, not negative.
    """
    queue = list(range(count))
    total = 0
    while queue:
        total += queue.pop(0)
    return total


def fifo_deque(count):
    """A ``deque``, whose ``popleft`` moves nothing."""
    queue = deque(range(count))
    total = 0
    while queue:
        total += queue.popleft()
    return total
