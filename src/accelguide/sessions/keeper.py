"""A folder of one's own, and a process that empties it and ends what was started, when this one is gone.

An engine is a family of processes with files. Where the script that started it is killed, nobody is left to end them
but the keeper, which waits for the end of its standard input.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

from accelguide.sessions import FAREWELL

SHORT = 20  # characters of a folder below which the sockets of an engine may have their paths, which are limited
KEEPER = """
import contextlib, os, shutil, signal, sys, time

signal.signal(signal.SIGINT, signal.SIG_IGN)
print("up", flush=True)
folder, patience = sys.argv[1], float(sys.argv[2])

def ended(pid):  # a zombie has, though nobody has collected it
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(") ")[2].startswith("Z")
    except OSError:
        return False

pids = [int(line) for line in sys.stdin]
for pid in pids:
    with contextlib.suppress(OSError):
        os.kill(pid, 0)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not ended(pid):
            time.sleep(0.05)
            os.kill(pid, 0)
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
deadline = time.monotonic() + 5 * patience  # orphans of what was killed may still write
while os.path.exists(folder) and time.monotonic() < deadline:
    shutil.rmtree(folder, ignore_errors=True)
    time.sleep(0.1)
"""


class Keeper:
    """Owner of a folder and of processes.

    Parameters
    ----------
    name : str
        Part of the folder's name.
    sockets : bool
        Whether the engine makes sockets deep in the folder: where the path of the system's folder for temporary files
        is too long for that, ``/tmp`` is taken.

    Attributes
    ----------
    folder : str
        Its path.
    """

    def __init__(self, name, sockets=False):
        long = sockets and len(tempfile.gettempdir()) > SHORT and os.access("/tmp", os.W_OK)
        prefix = f"ag-{name}-" if sockets else f"accelguide-{name}-"
        self.folder = tempfile.mkdtemp(prefix=prefix, dir="/tmp" if long else None)
        self.process = keeping(self.folder)

    def path(self, *parts):
        """Path of a file in the folder."""
        return os.path.join(self.folder, *parts)

    def keep(self, pid):
        """End that process, and wait for it, before the folder is removed, if it has not ended by itself.

        A negative number is a group of processes.
        """
        self.process.stdin.write(f"{pid}\n")
        self.process.stdin.flush()

    def close(self):
        """Remove the folder; what was kept has ended."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait()


def keeping(folder):
    """Start the process that keeps a folder; what interrupts the script does not interrupt it."""
    lean = [sys.executable, "-I", "-S"]  # for the standard library only, it is up in a few hundredths of a second
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
    process = subprocess.Popen([*lean, "-c", KEEPER, folder, str(4 * FAREWELL)], **pipes)
    with process.stdout as told:
        told.readline()
    return process


@contextlib.contextmanager
def kept(name, sockets=False):
    """Give a `Keeper` for the time of a ``with`` block."""
    keeper = Keeper(name, sockets)
    try:
        yield keeper
    finally:
        keeper.close()


def end(process, patience=4 * FAREWELL):
    """Close the standard input of a process, which ends by that; kill it where it does not."""
    with contextlib.suppress(OSError):
        if process.stdin:
            process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
