"""Processes started by one start method: they leave the script alone, end with their parent, and are ended together."""

import contextlib
import importlib
import multiprocessing
import os
import sys
import threading
import time
from multiprocessing import connection as pipes
from multiprocessing import context as contexts

from accelguide.sessions.answers import FAREWELL, PATIENCE, UNPICKLED, CannotSend, about_pickling

HIDING = threading.Lock()


@contextlib.contextmanager
def script_hidden():
    """Keep a new process from running the script that starts it: spawned ones import ``__main__`` by its file."""
    if __name__ in ("__main__", "__mp_main__"):  # written out into a script that guards itself
        yield
        return
    main = sys.modules["__main__"]
    with HIDING:
        kept = {name: main.__dict__.pop(name) for name in ("__file__", "__spec__") if name in main.__dict__}
        main.__spec__ = None
        try:
            yield
        finally:
            main.__dict__.update(kept)


class Hidden:
    """A process that starts with the script hidden."""

    def start(self):
        """Start, and leave the script alone."""
        with script_hidden():
            super().start()


class SpawnWorker(Hidden, contexts.SpawnProcess):
    """A spawned worker."""


KINDS = {"spawn": SpawnWorker}

if hasattr(contexts, "ForkServerProcess"):  # Windows has none

    class ForkServerWorker(Hidden, contexts.ForkServerProcess):
        """A worker forked from a server that runs no threads."""

    KINDS["forkserver"] = ForkServerWorker


class Family:
    """Processes started by one start method, ended together.

    Parameters
    ----------
    method : str, optional
        ``"fork"``, ``"forkserver"`` or ``"spawn"``; where not given, forkserver where the platform has it, else spawn.

    Attributes
    ----------
    context : multiprocessing.context.BaseContext
        What `multiprocessing` and `concurrent.futures` take for a context.
    """

    def __init__(self, method=None):
        known = multiprocessing.get_all_start_methods()
        method = method or ("forkserver" if "forkserver" in known else "spawn")
        if method not in known:
            raise ValueError(f"start method {method!r} is not one of {', '.join(known)}")
        self.method = method
        self.context = type(multiprocessing.get_context(method))()
        self.started = []
        self.kind = KINDS.get(method, self.context.Process)
        self.context.Process = self.make
        if method == "forkserver":
            self.context.set_forkserver_preload([__name__])

    def make(self, *arguments, **options):
        """Make a process and remember it."""
        self.started.append(self.kind(*arguments, **options))
        return self.started[-1]

    def end(self, patience=FAREWELL):
        """Wait `patience` seconds for all processes to end, then end them: politely first, then by force."""
        begun = [one for one in self.started if one.ident is not None]
        for stop, allowed in ((None, patience), ("terminate", 1.0), ("kill", FAREWELL)):
            alive = [one for one in begun if one.is_alive()]
            for one in alive if stop else ():
                getattr(one, stop)()
            deadline = time.monotonic() + allowed
            for one in alive:
                one.join(max(0.0, deadline - time.monotonic()))


def follow_parent(ready=None, modules=()):
    """Run first in each worker: end it when its parent is gone, import, and wait until all workers are up."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=leave_with, args=(parent,), daemon=True).start()
    for name in modules:
        importlib.import_module(name)
    if ready is not None:
        ready.wait(PATIENCE)


def followed(target, *arguments):
    """Run in a process of its own: the target, which ends when the parent is gone."""
    follow_parent()
    target(*arguments)


def leave_with(parent):
    """End this process as soon as its parent has ended."""
    pipes.wait([parent.sentinel])
    os._exit(1)


def launch(made):
    """Start a process. Raises `CannotSend` where an argument cannot be pickled."""
    try:
        made.start()
    except UNPICKLED as error:
        if not about_pickling(error):
            raise
        raise CannotSend(f"an argument cannot be sent to a worker: {error}") from error
