"""Scripts written for a test, and what tests ask of files and processes."""

import time
from pathlib import Path

import psutil

from accelguide.record import Record
from accelguide.recorder.run import record
from accelguide.recorder.script import read

PATIENCE = 20


class Gallery:
    """Scripts in ``<folder>/<chapter>/<name>.py``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, *blocks: str, name: str = "1_first/10_one", title: str = "A title") -> Path:
        """Write a script of these blocks."""
        path = self.folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'"""\n{title}\n"""\n' + "\n".join(f"# %%\n# Prose.\n\n{block}\n" for block in blocks))
        return path

    def record(self, *blocks: str) -> Record:
        """Write a script of these blocks and run it."""
        return record(read(self.write(*blocks)))

    def note(self, name: str) -> Path:
        """Path at which a script can leave something for the test."""
        return self.folder.parent / name


def line_of(path: Path, text: str) -> int:
    """Number of the one line that holds `text`."""
    (line,) = [number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line]
    return line


def runs(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def waited(path: Path) -> str:
    """Text of a file that some process is about to write."""
    deadline = time.monotonic() + PATIENCE
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline, f"{path.name} was never written"
        time.sleep(0.01)
    return path.read_text()
