"""The CPythons on this machine, and the same experiment run by each of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from accelguide import portable, terminal
from accelguide.portable import WrongResult
from accelguide.record import FREE_THREADED, Comparison, NotRun, Variant, collect, collecting
from accelguide.timing import variant_of

OLDEST = (3, 8)
PROBE = """import json, platform, sys, sysconfig
print(json.dumps([platform.python_implementation(), sys.version_info[:3], sys.executable,
                  bool(sysconfig.get_config_var("Py_GIL_DISABLED")), sys.version_info.releaselevel]))"""
HOMES = (
    ("PYENV_ROOT", ".pyenv", "versions/*/bin"),
    ("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python", "*/bin"),
)
NAME = re.compile(r"python3\.\d+t?(?:\.exe)?")
TIME_LIMIT = 120.0


def candidates() -> Iterator[Path]:
    """Files that may be interpreters: on the PATH, and where pyenv and uv keep theirs."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for variable, home, pattern in HOMES:
        folders += sorted(Path(os.environ.get(variable) or Path.home() / home).glob(pattern))
    for folder in folders:
        yield from (path for path in sorted(folder.glob("python3.*")) if NAME.fullmatch(path.name))


def probe(path: Path) -> tuple[str, tuple[int, ...], str] | None:
    """Label, version and true path of an interpreter; None where it is none that can take part."""
    try:
        done = subprocess.run([path, "-I", "-c", PROBE], capture_output=True, text=True, timeout=20, check=True)
        implementation, version, executable, threaded, level = json.loads(done.stdout)
        if implementation != "CPython" or tuple(version) < OLDEST or level != "final":
            return None
        return ".".join(map(str, version)) + ("t" if threaded else ""), tuple(version), executable
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):  # the last two: it printed something else
        return None


def find() -> dict[str, str]:
    """Interpreters by label (``"3.13.0"``, ``"3.13.0t"`` where free-threaded), oldest first.

    Of each minor version the newest is taken, and the running one of its own.
    """
    running = probe(Path(sys.executable))
    paths = {path.resolve() for path in candidates()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        probed = sorted({one for one in pool.map(probe, paths) if one}, key=lambda one: (one[1], one[0]))
    chosen = {(version[:2], label.endswith("t")): (label, executable) for label, version, executable in probed}
    if running:
        chosen[(running[1][:2], running[0].endswith("t"))] = (running[0], sys.executable)
    return dict(chosen[key] for key in sorted(chosen))


def measure(
    label: str,
    executable: str,
    variants: tuple[Callable[..., Any], ...],
    workload: Callable[..., Any],
    size: int,
    budget: float,
) -> Comparison:
    """One comparison by one interpreter, in a process of its own.

    Raises
    ------
    WrongResult
        Where the interpreter found a variant's result wrong.
    RuntimeError
        Where it failed otherwise.
    """
    kernels = str(sys.modules[workload.__module__].__file__)
    command = [executable, "-I", portable.__file__, kernels, workload.__name__, str(size), str(budget)]
    names = [variant.__name__ for variant in variants]
    try:
        done = subprocess.run([*command, *names], capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"{executable} was still measuring {', '.join(names)} after {TIME_LIMIT:g} s") from error
    if done.returncode:
        kind = WrongResult if "WrongResult" in done.stderr else RuntimeError
        raise kind(f"{executable} failed on {', '.join(names)}:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    made = tuple(variant_of(name, found["samples"][name], found["numbers"][name]) for name in names)
    return Comparison(workload.__module__.rpartition(".")[2], size, made, found["stopped"], interpreter=label)


def compare_everywhere(
    *variants: Callable[..., Any],
    workload: Callable[..., Any],
    size: int,
    budget: float = 0.6,
    free_threaded: bool = False,
) -> tuple[Comparison, ...]:
    """``timing.compare`` at one size, by every CPython found; kernels import the standard library and ours only.

    With `free_threaded`, by free-threaded ones; where there is none, the comparison says so.
    """
    chosen = {label: path for label, path in find().items() if label.endswith("t") or not free_threaded}
    found = []
    if not chosen:
        absent = NotRun(FREE_THREADED, "no-interpreter")
        nothing = tuple(Variant(variant.__name__, not_run=absent) for variant in variants)
        found.append(Comparison(workload.__module__.rpartition(".")[2], size, nothing, "", interpreter=FREE_THREADED))
        collect(found[-1]) if collecting() else terminal.show(found[-1])
    for label, executable in chosen.items():
        with terminal.progress(f"{variants[0].__name__}, CPython {label}"):
            found.append(measure(label, executable, variants, workload, size, budget))
        if collecting():
            collect(found[-1])
        else:
            print(f"CPython {label}")
            terminal.show(found[-1])
    return tuple(found)
