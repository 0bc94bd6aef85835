"""What may be absent here, and why. A system that is present and fails is a failure, not an absence."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Callable
from typing import Any

from accelguide.portable import usable_cores

WITHOUT = "ACCELGUIDE_WITHOUT"
CARRIED = {"spark": "pyspark", "hive": "pyspark"}  # systems, and the packages that carry them
REASONS = (
    "not-installed",
    "left-out",
    "wrong-platform",
    "no-interpreter",
    "one-core",
    "no-device",
    "no-java",
    "no-server",
)


class Unavailable(ImportError):
    """A system that is absent here.

    Parameters
    ----------
    system : str
        Its name, as a package's or a platform's.
    reason : str
        One of `REASONS`; the site has their words in both languages, and the command that would help.
    """

    def __init__(self, system: str, reason: str) -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}; known: {', '.join(REASONS)}")
        super().__init__(f"{system} is not available here: {reason}")
        self.system = system
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process raise it: an exception is otherwise made anew from its message alone."""
        return type(self), (self.system, self.reason)


def left_out() -> set[str]:
    """Systems that whoever started the build chose to leave out."""
    return {name.strip() for name in os.environ.get(WITHOUT, "").split(",") if name.strip()}


def require(system: str) -> None:
    """Go on only where `system` can be used: one of `PLATFORMS` or `CARRIED`, or a package by its name in an import.

    Raises
    ------
    Unavailable
        Where it is absent or was left out.
    """
    if system in left_out():
        raise Unavailable(system, "left-out")
    if system in PLATFORMS:
        present, reason = PLATFORMS[system]
        if not present():
            raise Unavailable(system, reason)
    elif importlib.util.find_spec(CARRIED.get(system, system)) is None:
        raise Unavailable(system, "not-installed")


def devices() -> int:
    """Count the NVIDIA GPUs that the driver offers to this process, by its own interface (``cuDeviceGetCount``)."""
    count = ctypes.c_int()
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        failed = driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count))
    except (OSError, AttributeError):
        return 0
    return 0 if failed else count.value


PLATFORMS: dict[str, tuple[Callable[[], bool], str]] = {
    "linux": (lambda: sys.platform == "linux", "wrong-platform"),
    "fork": (lambda: hasattr(os, "fork"), "wrong-platform"),
    "second core": (lambda: usable_cores() >= 2, "one-core"),
    "cuda": (lambda: devices() > 0, "no-device"),
}
