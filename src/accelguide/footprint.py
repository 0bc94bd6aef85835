"""What a call takes beside its time: the memory of all its processes, and the bytes that they send one another.

Linux only; elsewhere nothing is told.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")
INTERFACES = Path("/proc/net/dev")
POLL = 0.1
SHARE = 10  # times as long as it takes to look, the watcher then rests: what is watched must not become slower


def high_water(field: str) -> int:
    """Bytes that Linux reports for this process: ``VmHWM`` at the most, ``VmRSS`` now."""
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"{STATUS} has no {field}")


def start_anew() -> None:
    """Let the high-water mark of this process start anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def descendants(pid: int, without: Collection[int] = ()) -> Iterator[int]:
    """Processes below one, on Linux, but for those `without` and what is below them."""
    try:
        tasks = [path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in map(int, " ".join(tasks).split()):
        if child not in without:
            yield child
            yield from descendants(child, without)


def proportional(pid: int) -> int:
    """Bytes of a process, pages that it shares with others counted in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def written(pid: int) -> int:
    """Bytes that a process, and those that it has waited for, wrote to pipes and files."""
    try:
        lines = Path(f"/proc/{pid}/io").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("wchar:"))


def looped() -> int:
    """Bytes that went over the loopback interface since the machine started."""
    try:
        lines = INTERFACES.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split(":")[1].split()[8]) for line in lines if line.lstrip().startswith("lo:"))


class Footprint:
    """Watches this process and those below it for the time of a ``with`` block.

    Parameters
    ----------
    pid : int
        Of this process.
    without : collection of int
        Processes that do not count, with what is below them: those of other engines.
    by_pipes : bool
        Whether the processes talk through pipes and files, and not over the loopback interface.

    Attributes
    ----------
    seconds : float
        How long the block took.
    peak_memory, moved : int or None
        Bytes that this process grew by and the others held together, at the most; bytes that they sent one another.
    """

    def __init__(self, pid: int, without: Collection[int] = (), by_pipes: bool = False) -> None:
        self.pid, self.without, self.by_pipes = pid, without, by_pipes
        self.linux = STATUS.exists()
        self.peak_memory: int | None = None
        self.moved: int | None = None
        self.seconds = 0.0
        self.below = 0
        self.done = threading.Event()

    def __enter__(self) -> Footprint:
        if self.linux:
            start_anew()
            self.before = high_water("VmRSS")
            self.sent = self.count()
            self.thread = threading.Thread(target=self.watch, daemon=True)
            self.thread.start()
        self.start = time.perf_counter()
        return self

    def __exit__(self, *problem: object) -> None:
        self.seconds = time.perf_counter() - self.start
        if self.linux:
            self.moved = max(0, self.count() - self.sent)
            self.done.set()
            self.thread.join()
            self.below = max(self.below, self.held())
            self.peak_memory = self.below + max(0, high_water("VmHWM") - self.before)

    def held(self) -> int:
        """Bytes that the other processes hold now."""
        return sum(map(proportional, descendants(self.pid, self.without)))

    def count(self) -> int:
        """Bytes sent so far."""
        if not self.by_pipes:
            return looped()
        return sum(map(written, [self.pid, *descendants(self.pid, self.without)]))

    def watch(self) -> None:
        """Note, until the end, what the other processes hold at the most."""
        rest = POLL
        while not self.done.wait(rest):
            start = time.perf_counter()
            self.below = max(self.below, self.held())
            rest = max(POLL, SHARE * (time.perf_counter() - start))

    def around(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Call inside the block."""
        with self:
            return call(*arguments)
