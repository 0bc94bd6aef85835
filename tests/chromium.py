"""Find Chromium for the tests of the pages, and install Debian's where it is missing and that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """Path of a Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> str:
    """Install Debian's packages; say why not, where that may not be."""
    if not shutil.which("apt-get"):
        return "Chromium is missing, and this is no Debian: install it to test the pages in a browser."
    if os.geteuid() != 0:
        return "Chromium is missing: run `sudo apt-get install chromium fonts-noto-cjk` to test the pages in a browser."
    for command in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
    ):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"Chromium could not be installed: {done.stderr[-500:]}"
    return ""


if __name__ == "__main__" and find() is None and (problem := install()):
    print(problem, file=sys.stderr)
