"""What a worker has of the process that started it, by start method."""

import pickle
import tempfile
import threading
import warnings

from accelguide.sessions import PATIENCE, Family, process, receive

SETTING = "as imported"
LOCK = threading.Lock()


def tell_setting(pipe):
    """Worker: send what the global holds here."""
    pipe.send(SETTING)


def sees_global(method):
    """Whether a worker sees what its parent gave a global after import."""
    global SETTING
    kept, SETTING = SETTING, "changed"
    try:
        with process(tell_setting, method=method) as (worker, pipe):
            return receive(pipe, worker) == "changed"
    finally:
        SETTING = kept


def takes_closure(method):
    """Whether a worker can run a function that has no name to import it by."""
    family = Family(method)
    worker = family.context.Process(target=lambda: None)
    try:
        worker.start()
        worker.join(PATIENCE)
        return worker.exitcode == 0
    except (pickle.PicklingError, AttributeError):  # the latter before CPython 3.14
        return False
    finally:
        family.end()


def tell_line(file, pipe):
    """Worker: send the first line of an open file."""
    pipe.send(file.readline())


def takes_file(method):
    """Whether an open file can be handed to a worker."""
    with tempfile.TemporaryFile("w+") as file:
        file.write("line\n")
        file.seek(0)
        try:
            with process(tell_line, file, method=method) as (worker, pipe):
                return receive(pipe, worker) == "line\n"
        except TypeError:  # cannot be pickled
            return False


def hold(held, letgo):
    """Thread: take the lock, say so, and let it go when told."""
    with LOCK:
        held.set()
        letgo.wait(PATIENCE)


def tell_taken(pipe):
    """Worker: when told, send whether the lock stays taken for a second."""
    if pipe.poll(PATIENCE):
        pipe.recv()
        pipe.send(not LOCK.acquire(timeout=1))


def lock_stuck(method):
    """Whether a lock stays taken in a worker, held when it started by another thread of its parent, and let go since.

    Returns
    -------
    stuck : bool
        Whether the worker could not take it.
    warned : bool
        Whether starting the worker warned of the threads.
    """
    held, letgo = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold, args=(held, letgo))
    holder.start()
    try:
        held.wait(PATIENCE)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with process(tell_taken, method=method) as (worker, pipe):
                letgo.set()
                holder.join()
                pipe.send("now")
                return receive(pipe, worker), any(one.category is DeprecationWarning for one in caught)
    finally:
        letgo.set()
        holder.join()
