"""Processes that tests have started, and whether they are gone."""

import os
import time
from contextlib import contextmanager

import psutil

PATIENCE = 30.0
SERVERS = ("forkserver import main", "resource_tracker import main")  # which serve until this process ends


def workers(pid=None):
    """Ids of the processes below one (this one where none is given) that run, without `SERVERS`."""
    top = pid or os.getpid()
    return {one.pid for one in psutil.Process(top).children(recursive=True) if works(one, top)}


def command_of(process):
    """Command line of a process; empty where it has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def works(process, top):
    """Whether a process runs and is no server of `top`; the server's workers have its command line."""
    try:
        server = process.ppid() == top and any(one in command_of(process) for one in SERVERS)
        return not server and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def gone(pid):
    """Whether a process has ended; nobody need have collected it."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(condition):
    """Wait until ``condition()`` is true; fail where it does not become so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def nothing_left():
    """Fail where a process that was started inside outlives it."""
    before = workers()
    yield
    wait_until(lambda: workers() <= before)
