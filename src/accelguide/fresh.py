"""One call in a fresh process: what the first call costs, compiling included, and the memory it takes.

``python -m accelguide.fresh MODULE WORKLOAD KERNEL SIZE`` prints both as JSON.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIME_LIMIT = 600.0
STATUS = Path("/proc/self/status")


def high_water(field: str) -> int:
    """Bytes that Linux reports for this process: ``VmHWM`` at the most, ``VmRSS`` now."""
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"{STATUS} has no {field}")


def first_call(kernel: Callable[..., Any], arguments: tuple[Any, ...]) -> dict[str, float | int | None]:
    """Call once; seconds, and bytes by which the resident set rose (None where the system does not tell)."""
    linux = STATUS.exists()
    if linux:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark starts anew
    before = high_water("VmRSS") if linux else 0
    start = time.perf_counter()
    result = kernel(*arguments)
    seconds = time.perf_counter() - start
    peak = max(0, high_water("VmHWM") - before) if linux else None
    del result
    return {"first": seconds, "peak_memory": peak}


def measure(kernel: Callable[..., Any], workload: Callable[..., Any], size: int) -> dict[str, Any]:
    """Start a process that measures the first call of `kernel` at `size`.

    Raises
    ------
    RuntimeError
        Where that process fails, with the end of what it said.
    """
    command = [sys.executable, "-m", "accelguide.fresh", kernel.__module__, workload.__name__, kernel.__name__, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    if done.returncode:
        raise RuntimeError(f"{kernel.__name__} failed in a fresh process:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(module: str, workload: str, kernel: str, size: str) -> None:
    """Measure what the command line names."""
    loaded = importlib.import_module(module)
    print(json.dumps(first_call(getattr(loaded, kernel), getattr(loaded, workload)(int(size)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
