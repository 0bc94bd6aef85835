"""A cluster of this machine, held by a process of its own that ends with us: it says where it is, and waits."""

import collections
import contextlib
import json
import os
import subprocess
import sys
import threading

from accelguide.sessions import FAREWELL, TookTooLong, WorkerLost
from accelguide.sessions.keeper import end, kept

START_SECONDS = 120.0
SAID = 2000  # characters of what a host said that an error shows


@contextlib.contextmanager
def hosted(name, code, environment=None, sockets=False, **options):
    """Start a host; gives what it told, and its process, and ends it.

    Parameters
    ----------
    name : str
        Of the engine.
    code : str
        Python that a process runs with ``-c`` and, as JSON, `options` and the ``folder`` that it may use. It has no
        file, so that workers that it spawns run no script again. It prints one line of JSON when it is up, and ends
        when its standard input does.
    environment : dict of str to str, optional
        Variables that it gets beside ours.
    sockets : bool
        See `Keeper`.

    Raises
    ------
    WorkerLost
        It ended before it was up, with the end of what it said.
    TookTooLong
        It was not up in time.
    """
    with kept(name, sockets) as keeper:
        log = keeper.path("host.log")
        with open(log, "wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-c", code, json.dumps({**options, "folder": keeper.folder})],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
            )
        keeper.keep(process.pid)
        rest = threading.Thread(target=passed_over, args=(process.stdout,), daemon=True)
        try:
            where = told(name, process, log)
            rest.start()
            yield where, process
        finally:
            end(process)
            if rest.ident is None:
                process.stdout.close()
            else:
                rest.join(FAREWELL)


def passed_over(pipe):
    """Read what a host and its workers print later, to the end: a full pipe would stop them."""
    with pipe:
        collections.deque(pipe, maxlen=0)


def told(name, process, log):
    """What a host tells when it is up."""
    late = threading.Timer(START_SECONDS, process.kill)
    late.start()
    try:
        for line in process.stdout:
            if line.startswith("{"):  # what else a library prints is no answer
                return json.loads(line)
    finally:
        in_time = late.is_alive()
        late.cancel()
    if not in_time:
        raise TookTooLong(f"{name} was not up within {START_SECONDS:g} s")
    code = process.wait()
    with open(log, encoding="utf-8", errors="replace") as said:
        raise WorkerLost(f"{name} could not start (exit code {code}):\n{said.read()[-SAID:]}")
