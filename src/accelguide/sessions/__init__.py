"""Start what a kernel runs in (threads, worker processes, a server) and surely end it.

``within`` gives a kernel such a session, so that its start-up is timed apart from its calls. Every wait here has an
end, a worker that dies is an error at once, and nothing outlives the session that started it.
"""

import contextlib
import functools
import sys
import threading
from concurrent import futures

from accelguide.portable import usable_cores
from accelguide.sessions.answers import (
    FAREWELL,
    PATIENCE,
    CannotSend,
    DiskFull,
    TookTooLong,
    WorkerLost,
    gather,
    receive,
    sendable,
)
from accelguide.sessions.workers import Family, follow_parent, followed, launch

__all__ = [
    "PATIENCE",
    "CannotSend",
    "DiskFull",
    "Family",
    "TookTooLong",
    "WorkerLost",
    "counted",
    "gather",
    "pool",
    "process",
    "processes",
    "receive",
    "split",
    "threads",
    "within",
]
CANCEL = {"cancel_futures": True} if sys.version_info >= (3, 9) else {}


def within(start):
    """Give a kernel a session as its last argument.

    Parameters
    ----------
    start : callable
        Returns a context manager, such as `processes`, that starts the session and ends it.

    Returns
    -------
    callable
        Decorator. The kernel can then be called without the session, and starts one for that call. Whoever makes
        many calls takes ``kernel.session()`` once and calls ``kernel.inside(*arguments, session)``.
    """

    def decorate(kernel):
        @functools.wraps(kernel)
        def alone(*arguments):
            with start() as session:
                return kernel(*arguments, session)

        alone.session = start
        alone.inside = kernel
        return alone

    return decorate


def counted(workers):
    """Number of workers: as many as the cores that may be used, where not given. Raises `ValueError` below one."""
    if workers is None:
        return max(1, int(usable_cores()))
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be a whole number of at least one, not {workers!r}")
    return workers


def split(count, parts):
    """Bounds of so many parts of ``0 … count`` that differ in length by one at the most: ``parts + 1`` of them."""
    return [count * i // parts for i in range(parts + 1)]


@contextlib.contextmanager
def threads(workers=None):
    """Start a pool of threads, all of them up: a ``concurrent.futures.ThreadPoolExecutor``."""
    count = counted(workers)
    ready = threading.Barrier(count)
    pool = futures.ThreadPoolExecutor(count, initializer=ready.wait, initargs=(PATIENCE,))
    try:
        gather(pool, abs, range(count))
        yield pool
    finally:
        pool.shutdown(wait=False, **CANCEL)


@contextlib.contextmanager
def processes(workers=None, method=None, modules=()):
    """Start a pool of processes, all of them up: a ``concurrent.futures.ProcessPoolExecutor``.

    Parameters
    ----------
    workers : int, optional
        One for each usable core where not given.
    method : str, optional
        Start method, see `Family`.
    modules : sequence of str
        What each worker imports before it counts as up.
    """
    count = counted(workers)
    family = Family(method)
    ready = family.context.Barrier(count)
    pool = futures.ProcessPoolExecutor(count, family.context, follow_parent, (ready, modules))
    try:
        gather(pool, abs, range(count))
        yield pool
    finally:
        pool.shutdown(wait=False, **CANCEL)
        family.end()


processes.by_pipes = True  # what they are sent is counted there, and not on the loopback interface


@contextlib.contextmanager
def pool(workers=None, method=None):
    """Start a ``multiprocessing.Pool``. Give each wait for a result a timeout: with a dead worker it waits for ever."""
    family = Family(method)
    made = family.context.Pool(counted(workers), follow_parent)
    try:
        yield made
    finally:
        ending = threading.Thread(
            target=made.terminate, daemon=True
        )  # waits for ever on a lock that a dead worker held
        ending.start()
        ending.join(FAREWELL)
        family.end(patience=0.0)


@contextlib.contextmanager
def process(target, *arguments, method=None):
    """Start one process that runs ``target(*arguments, pipe)``; gives it and our end of the pipe, for `receive`."""
    sendable(target)
    family = Family(method)
    ours, theirs = family.context.Pipe()
    made = family.context.Process(target=followed, args=(target, *arguments, theirs), daemon=True)
    try:
        launch(made)
        theirs.close()  # so that the end of the process closes the pipe
        yield made, ours
    finally:
        ours.close()
        family.end()
