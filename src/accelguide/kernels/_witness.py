"""What a worker leaves in a folder for whoever watches it: notes of what it works on, and files written whole."""

import os
import signal
import time
from pathlib import Path
from typing import NamedTuple

from accelguide.sessions import PATIENCE, TookTooLong

POLL = 0.01


class Attempt(NamedTuple):
    """One attempt at a piece of work: its process, and when it began, stood still and ended."""

    key: str
    number: int
    pid: int
    began: float
    still: float | None
    ended: float | None


def note(folder, key):
    """Worker: note that this process begins with a key; gives the note, and how many there were for it before."""
    before = sum(attempt.key == str(key) for attempt in attempts(folder))
    path = Path(folder, f"{key}.{before}.{os.getpid()}.began")
    path.touch()
    return path, before


def noted(path):
    """Worker: note that what began with that note is done."""
    path.with_suffix(".ended").touch()


def written(path):
    """When a file was written; None if there is none."""
    return path.stat().st_mtime if path.exists() else None


def attempts(folder):
    """All attempts that were noted, the earliest first."""
    found = []
    for path in Path(folder).glob("*.began"):
        key, number, pid, _ = path.name.split(".")
        began, still, ended = (written(path.with_suffix(f".{what}")) for what in ("began", "still", "ended"))
        found.append(Attempt(key, int(number), int(pid), began, still, ended))
    return sorted(found, key=lambda one: one.began)


def awaited(folder, key):
    """Wait until a worker stands still at a key; gives its `Attempt`. Raises `TookTooLong` if none does in time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for path in Path(folder).glob(f"{key}.*.still"):
            return next(one for one in attempts(folder) if path.name.startswith(f"{one.key}.{one.number}."))
        time.sleep(POLL)
    raise TookTooLong(f"nobody stood still at {key} within {PATIENCE:g} s")


def stand_still(path):
    """Worker: do nothing more after what began with that note, until somebody ends this process."""
    path.with_suffix(".still").touch()
    time.sleep(PATIENCE)
    raise TookTooLong(f"nobody ended this process within {PATIENCE:g} s")


def end_process(pid):
    """End a process as the system does that is out of memory: it cannot tidy up."""
    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def write_whole(path, text):
    """Write a file that is there whole or not at all, whenever this process or the machine ends."""
    path = Path(path)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with open(partial, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
