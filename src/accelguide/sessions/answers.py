"""What comes back from a worker, or the error that says why nothing does. Every wait has an end."""

import functools
import pickle
from concurrent import futures
from multiprocessing import connection as pipes

PATIENCE = 60.0  # seconds that any answer is waited for
FAREWELL = 3.0  # seconds that a worker has to end by itself
UNPICKLED = (pickle.PicklingError, AttributeError, TypeError)


class WorkerLost(RuntimeError):
    """A worker ended before it had answered."""


class TookTooLong(TimeoutError):
    """No answer came in time."""


class DiskFull(OSError):
    """A disk has no room for what an engine would spill to it."""


class CannotSend(TypeError):
    """Something cannot be pickled, and so cannot be sent to another process."""


def receive(pipe, worker, timeout=PATIENCE):
    """Wait for an answer of a process.

    Raises
    ------
    WorkerLost
        The process ended without one.
    TookTooLong
        None came within `timeout` seconds.
    """
    if not pipes.wait([pipe, worker.sentinel], timeout):
        raise TookTooLong(f"no answer from {worker.name} within {timeout:g} s")
    try:
        if pipe.poll():
            return pipe.recv()
    except (EOFError, OSError):
        pass
    worker.join(FAREWELL)
    raise WorkerLost(f"{worker.name} ended with exit code {worker.exitcode} before it had answered")


def about_pickling(error):
    """Whether one of `UNPICKLED` says that something cannot be pickled; CPython 3.13 does not say so of a closure."""
    return isinstance(error, pickle.PicklingError) or "pickle" in str(error) or "get local object" in str(error)


def sendable(function):
    """Refuse, at once, a function that no worker process could import."""
    inner = function
    while isinstance(inner, functools.partial):
        inner = inner.func
    if getattr(inner, "__module__", None) == "__main__" != __name__:
        name = getattr(inner, "__qualname__", repr(inner))
        raise CannotSend(f"{name} is defined in a script: put what a worker runs into a module")
    try:
        pickle.dumps(function)
    except UNPICKLED as error:
        raise CannotSend(f"{function!r} cannot be sent to a worker: {error}") from error


def gather(pool, function, *items, chunksize=1, timeout=PATIENCE):
    """Results of ``function`` on all items, in their order, by an executor.

    Raises
    ------
    CannotSend
        The function, an item or a result cannot be pickled.
    WorkerLost
        A worker was killed or crashed.
    TookTooLong
        Not all results came within `timeout` seconds.
    """
    if isinstance(pool, futures.ProcessPoolExecutor):
        sendable(function)
    try:
        return list(pool.map(function, *items, chunksize=chunksize, timeout=timeout))
    except futures.BrokenExecutor as error:
        raise WorkerLost("a worker was killed, or crashed, before it had answered") from error
    except futures.TimeoutError as error:
        raise TookTooLong(f"no answer within {timeout:g} s") from error
    except UNPICKLED as error:
        if not about_pickling(error):
            raise
        raise CannotSend(f"a task or its result cannot be sent: {error}") from error
