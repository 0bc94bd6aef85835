"""One call in a fresh process: its start-up, what the first call costs, compiling included, and the memory.

``python -m accelguide.fresh MODULE`` is a `Nursery`; with ``WORKLOAD KERNEL SIZE`` it measures one call, as JSON.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import math
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, ClassVar

from accelguide.footprint import STATUS, descendants, high_water, proportional, start_anew
from accelguide.portable import Sessions

TIME_LIMIT = 600.0
POLL = 0.02
FORKS = sys.platform == "linux"  # elsewhere system libraries may not survive a fork


def first_call(kernel: Callable[..., Any], arguments: tuple[Any, ...]) -> dict[str, float | int | None]:
    """Call once: seconds of the start-up and of the call, and bytes by which the resident set rose.

    The start-up is that of the session that the kernel runs in, None where it needs none. The bytes are None where the
    system does not tell.
    """
    linux = STATUS.exists()
    if linux:
        start_anew()
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
    """Let a process measure the first call of `kernel` at `size`.

    Peak memory is that process's, and what its own processes held at the most beside it.

    Raises
    ------
    RuntimeError
        Where that process fails or does not end, with the end of what it said.
    """
    names = (kernel.__module__, workload.__name__, kernel.__name__, size)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        below, failed = nursery(names[0]).ask(*names[1:], out, err) if FORKS else alone(names, out, err)
        if failed:
            told = err.read_text(encoding="utf-8") if err.exists() else f"{names[0]} could not be imported"
            raise RuntimeError(f"{kernel.__name__} failed in a fresh process:\n{told[-2000:]}")
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8").splitlines()[-1])
    if found["peak_memory"] is not None:
        found["peak_memory"] += below
    return found


def alone(names: tuple[object, ...], out: Path, err: Path) -> tuple[int, bool]:
    """Have one call measured by a process that is started for it."""
    with out.open("wb") as told, err.open("wb") as said:
        command = [sys.executable, "-m", "accelguide.fresh", *map(str, names)]
        try:
            return 0, bool(
                subprocess.run(command, stdout=told, stderr=said, timeout=TIME_LIMIT, check=False).returncode
            )
        except subprocess.TimeoutExpired:
            return 0, True


class Nursery:
    """A process that has imported a module of kernels and called none, and forks itself for each first call.

    To import Numba takes longer than many a first call, and is no part of it.
    """

    open: ClassVar[dict[str, Nursery]] = {}

    def __init__(self, module: str) -> None:
        self.module = module
        command = [sys.executable, "-m", "accelguide.fresh", module]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.settled = False

    def settle(self) -> None:
        """Wait until the module is imported, or has failed to be."""
        if not self.settled and self.process.stdout:
            self.process.stdout.readline()
            self.settled = True

    def ask(self, workload: str, kernel: str, size: int, out: Path, err: Path) -> tuple[int, bool]:
        """Have one call measured: bytes that processes below it held at the most, and whether it failed."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin
        assert stdout
        self.settle()
        with contextlib.suppress(BrokenPipeError):
            stdin.write(json.dumps([workload, kernel, str(size), str(out), str(err)]).encode() + b"\n")
        pid = stdout.readline()
        if not pid:
            self.close()
            return 0, True
        below = watch(int(pid), stdout)
        return below, stdout.readline() != b"0\n"

    def close(self) -> None:
        """End the process."""
        with self.process:
            pass  # which closes its input, and waits for its end
        Nursery.open.pop(self.module, None)


def nursery(module: str) -> Nursery:
    """Nursery of a module; that of another one ends, since it holds memory."""
    if module not in Nursery.open:
        end_all()
        Nursery.open[module] = Nursery(module)
    return Nursery.open[module]


def prepare(kernel: Callable[..., Any]) -> None:
    """Begin to import the module of a kernel for `measure`, while this process does what is not timed."""
    if FORKS:
        nursery(kernel.__module__)


def settle() -> None:
    """Wait until nothing is imported any more, since what is timed must be alone."""
    for one in Nursery.open.values():
        one.settle()


@atexit.register
def end_all() -> None:
    """End all nurseries."""
    for one in list(Nursery.open.values()):
        one.close()


def watch(pid: int, stdout: IO[bytes]) -> int:
    """Wait until a nursery tells how a process ended; bytes that its descendants held at the most."""
    most = 0
    deadline = time.monotonic() + TIME_LIMIT
    while not select.select([stdout], [], [], POLL)[0]:
        most = max(most, sum(map(proportional, descendants(pid))))
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            deadline = math.inf
    return most


def main(module: str, *asked: str) -> None:
    """Measure one call, or be a nursery: tell when it is imported; for each line, who measures, then how that ended."""
    loaded = importlib.import_module(module)
    if not asked:
        print("imported", flush=True)
    while not asked:
        line = sys.stdin.readline()
        if not line:
            return
        if pid := os.fork():
            print(pid, flush=True)
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
        else:
            *asked, out, err = json.loads(line)
            tell_apart(out, err)
    workload, kernel, size = asked
    print(json.dumps(first_call(getattr(loaded, kernel), getattr(loaded, workload)(int(size)))))


def tell_apart(out: str, err: str) -> None:
    """Let what this process and those below it print go to files of its own."""
    for path, number in ((os.devnull, 0), (out, 1), (err, 2)):
        with open(path, "r+b" if path == os.devnull else "wb") as file:
            os.dup2(file.fileno(), number)


if __name__ == "__main__":
    main(*sys.argv[1:])
