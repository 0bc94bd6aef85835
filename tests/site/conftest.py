"""Two small real sites, built as `nox -s docs` builds the guide: one that is right, one that is wrong in many ways."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from accelguide.interpreters import HOMES

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Site:
    """A built site: its project folder, how the two steps ended, and what they said."""

    root: Path
    recorded: subprocess.CompletedProcess[str]
    built: subprocess.CompletedProcess[str]

    @property
    def html(self) -> Path:
        """Where the pages are."""
        return self.root / "docs" / "_build" / "html"

    def page(self, address: str) -> str:
        """Text of a page's file."""
        return (self.html / address).read_text(encoding="utf-8")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of our modules in a project folder, where no interpreter is found but the running one."""
    command = [sys.executable, "-m", *arguments]
    alone = dict.fromkeys(("PATH", *(variable for variable, _, _ in HOMES)), str(root))
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, **alone}
    )


def build(root: Path, name: str, *only: str) -> Site:
    """Copy a small project beside the guide's own settings, record it, or only a part of it, and build it."""
    shutil.copytree(HERE / name, root, dirs_exist_ok=True)
    for part in ("_static", "_templates", "root"):
        shutil.copytree(ROOT / "docs" / part, root / "docs" / part)
    shutil.copy(ROOT / "docs" / "conf.py", root / "docs")
    chosen = [part for one in only for part in ("--only", one)]
    recorded = run(root, "accelguide.recorder", "gallery", "docs/_build/records", *chosen)
    return Site(root, recorded, run(root, "accelguide.site", "build", *["--partial"] * bool(only)))


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with nothing wrong."""
    return build(tmp_path_factory.mktemp("good"), "good")


@pytest.fixture(scope="session")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with a fault of every kind."""
    return build(tmp_path_factory.mktemp("wrong"), "wrong")


@pytest.fixture(scope="session")
def partial(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The good site, of which only one script was measured, in a fresh clone."""
    return build(tmp_path_factory.mktemp("partial"), "good", "20_absent")
