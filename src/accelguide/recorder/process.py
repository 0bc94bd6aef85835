"""Run one command under limits, and end everything it started with it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psutil

PR_SET_CHILD_SUBREAPER = 36
POLL = 0.05
PATIENCE = 5.0


@dataclass(frozen=True)
class Outcome:
    """How a process ended: its exit status, the limit that stopped it (``timeout``, ``memory`` or empty), its cost."""

    returncode: int
    stopped: str
    elapsed: float
    peak_memory: int


def adopt_orphans() -> None:
    """On Linux, become the parent of whatever outlives its own, so that no process escapes by leaving its session."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    command: Sequence[str],
    given: bytes,
    errors: BinaryIO,
    environment: Mapping[str, str],
    folder: Path,
    time_limit: float,
    memory_limit: float,
    tick: Callable[[float], None] = lambda elapsed: None,
) -> Outcome:
    """Run `command` with `given` on its standard input until it ends or meets a limit.

    Parameters
    ----------
    time_limit, memory_limit : float
        Seconds, and bytes of resident memory of the process and all that descends from it.
    tick : callable
        Called with the seconds elapsed while the process runs.
    """
    adopt_orphans()
    before = {child.pid for child in psutil.Process().children()}
    start = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=errors, cwd=folder, env=dict(environment), start_new_session=True
    )
    known: dict[int, psutil.Process] = {}
    try:
        with contextlib.suppress(BrokenPipeError), process.stdin as pipe:  # type: ignore[union-attr]
            pipe.write(given)
        stopped, peak = watch(process, known, start, time_limit, memory_limit, tick)
    finally:
        end(process, known, before)
    return Outcome(process.returncode, stopped, time.monotonic() - start, peak)


def watch(
    process: subprocess.Popen[bytes],
    known: dict[int, psutil.Process],
    start: float,
    time_limit: float,
    memory_limit: float,
    tick: Callable[[float], None],
) -> tuple[str, int]:
    """Wait for the end or a limit; note every descendant on the way."""
    peak = 0
    while True:
        try:
            process.wait(POLL)
            return "", peak
        except subprocess.TimeoutExpired:
            elapsed = time.monotonic() - start
        resident = sum(sizes(process.pid, known))
        peak = max(peak, resident)
        if elapsed > time_limit:
            return "timeout", peak
        if resident > memory_limit:
            return "memory", peak
        tick(elapsed)


def sizes(pid: int, known: dict[int, psutil.Process]) -> Iterator[int]:
    """Resident bytes of a process and its descendants, each of which is noted in `known`."""
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(pid)
        for one in [top, *top.children(recursive=True)]:
            known.setdefault(one.pid, one)
            with contextlib.suppress(psutil.Error):
                yield one.memory_info().rss


def end(process: subprocess.Popen[bytes], known: Mapping[int, psutil.Process], before: set[int]) -> None:
    """Kill the process, its descendants seen so far, and the orphans that came to us; wait until they are gone."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        started = list(descendants(before))
        alive = [one for one in {*known.values(), *started} if running(one)]
        if process.poll() is not None and not alive and not started:
            break
        for one in alive:
            with contextlib.suppress(psutil.Error):
                one.kill()
        reap(process, started)
    process.wait()


def descendants(before: set[int]) -> Iterator[psutil.Process]:
    """What descends from this process, zombies too, but for the children `before` and what descends from them."""
    for child in psutil.Process().children():
        if child.pid not in before:
            yield child
            with contextlib.suppress(psutil.Error):
                yield from child.children(recursive=True)


def running(process: psutil.Process) -> bool:
    """Whether a process still runs (a zombie does not)."""
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def reap(process: subprocess.Popen[bytes], started: Sequence[psutil.Process]) -> None:
    """Collect what has ended, so that no zombie stays behind."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(POLL)
    for one in started:
        if one.pid != process.pid and hasattr(os, "WNOHANG"):
            with contextlib.suppress(ChildProcessError, PermissionError):
                os.waitpid(one.pid, os.WNOHANG)
