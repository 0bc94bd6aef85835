"""One call in a fresh process: its start-up, what the first call costs, compiling included, and the memory.

``python -m accelguide.fresh MODULE WORKLOAD KERNEL SIZE`` prints them as JSON.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from accelguide.portable import Sessions

TIME_LIMIT = 600.0
POLL = 0.02
STATUS = Path("/proc/self/status")


def high_water(field: str) -> int:
    """Bytes that Linux reports for this process: ``VmHWM`` at the most, ``VmRSS`` now."""
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"{STATUS} has no {field}")


def first_call(kernel: Callable[..., Any], arguments: tuple[Any, ...]) -> dict[str, float | int | None]:
    """Call once: seconds of the start-up and of the call, and bytes by which the resident set rose.

    The start-up is that of the session that the kernel runs in, None where it needs none. The bytes are None where the
    system does not tell.
    """
    linux = STATUS.exists()
    if linux:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark starts anew
    before = high_water("VmRSS") if linux else 0
    with Sessions() as sessions:
        begin = time.perf_counter()
        call = sessions.ready(kernel)
        start = time.perf_counter()
        result = call(*arguments)
        seconds = time.perf_counter() - start
        peak = max(0, high_water("VmHWM") - before) if linux else None
        del result
    return {"startup": start - begin if sessions.open else None, "first": seconds, "peak_memory": peak}


def measure(kernel: Callable[..., Any], workload: Callable[..., Any], size: int) -> dict[str, Any]:
    """Start a process that measures the first call of `kernel` at `size`.

    Peak memory is that process's, and what its own processes held at the most beside it.

    Raises
    ------
    RuntimeError
        Where that process fails or does not end, with the end of what it said.
    """
    names = [kernel.__module__, workload.__name__, kernel.__name__, str(size)]
    command = [sys.executable, "-m", "accelguide.fresh", *names]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        below = watch(process)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise RuntimeError(f"{kernel.__name__} failed in a fresh process:\n{err.read()[-2000:]}")
        found: dict[str, Any] = json.loads(out.read().splitlines()[-1])
    if found["peak_memory"] is not None:
        found["peak_memory"] += below
    return found


def watch(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a process; bytes that its descendants held at the most."""
    most = 0
    deadline = time.monotonic() + TIME_LIMIT
    while True:
        try:
            process.wait(POLL)
            return most
        except subprocess.TimeoutExpired:
            most = max(most, sum(map(proportional, descendants(process.pid))))
        if time.monotonic() > deadline:
            process.kill()
            process.wait()


def descendants(pid: int) -> Iterator[int]:
    """Processes below one, on Linux."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in map(int, listed):
        yield child
        yield from descendants(child)


def proportional(pid: int) -> int:
    """Bytes of a process, pages that it shares with others counted in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def main(module: str, workload: str, kernel: str, size: str) -> None:
    """Measure what the command line names."""
    loaded = importlib.import_module(module)
    print(json.dumps(first_call(getattr(loaded, kernel), getattr(loaded, workload)(int(size)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
