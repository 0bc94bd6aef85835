"""This machine, described in facts that a reader needs to judge a number. Standard library only."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from accelguide.portable import usable_cores


def processor() -> str:
    """Model of the processor, as the system names it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def memory() -> int | None:
    """Bytes of memory that this process may use, where the system tells."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    try:
        return min(total, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    except (OSError, ValueError):
        return total


def system() -> str:
    """Name and version of the operating system."""
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def python() -> str:
    """Implementation, version and kind of the running interpreter."""
    threaded = ", free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    return f"{platform.python_implementation()} {platform.python_version()}{threaded} ({platform.python_compiler()})"


def blas() -> str:
    """Library that NumPy was built against for linear algebra."""
    import numpy as np  # here, because a worker process that asks for nothing else must start quickly

    entry = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{entry.get('name', '?')} {entry.get('version', '')}".strip()


def devices() -> list[str]:
    """Names of the NVIDIA GPUs and of their driver, as ``nvidia-smi`` tells; none where there is no such program."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        told = subprocess.run(query, capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in told.splitlines() if line.strip()]


def describe() -> dict[str, Any]:
    """Facts about this machine and moment; memory in bytes, load as runnable processes over the last minute."""
    return {
        "processor": processor(),
        "cores": usable_cores(),
        "memory": memory(),
        "devices": devices(),
        "system": system(),
        "python": python(),
        "blas": blas(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "platform": sys.platform,
    }
