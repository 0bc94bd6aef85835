"""Programs that start spawned workers from a main module that these cannot import, or should not."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile

PATIENCE = 60.0
WATCH = "import faulthandler; faulthandler.dump_traceback_later(60, exit=True)\n"  # lest it outlive its starter
ERROR = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Pool)):", re.M)

POOL = """from multiprocessing import get_context

def double(number):
    return 2 * number

if __name__ == "__main__":
    with get_context("spawn").Pool(2) as pool:
        pool.map(double, [1, 2, 3])
"""

EXECUTOR = """from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

def double(number):
    return 2 * number

if __name__ == "__main__":
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(double, [1, 2, 3]))
"""

UNGUARDED = """from multiprocessing import get_context

worker = get_context("spawn").Process(target=print)
worker.start()
worker.join()
raise SystemExit(worker.exitcode)
"""


def from_text(program, patience=PATIENCE):
    """Run a program as ``python -c`` does, without a file, see `outcome`."""
    return outcome(["-c", WATCH + program], patience)


def from_file(program, patience=PATIENCE):
    """Run a program from a file, see `outcome`."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(program)
        return outcome([path], patience)


def outcome(arguments, patience):
    """Run Python in a process group of its own, and end the whole group where it is not done in time.

    Returns
    -------
    ended : bool
        Whether it ended by itself within `patience` seconds.
    error : str
        Name of the last error that it, or a worker of it, told; empty where there was none.
    """
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, *arguments], start_new_session=True, text=True, **options) as started:
        ended = True
        try:
            told = started.communicate(timeout=patience)[1]
        except subprocess.TimeoutExpired:
            ended = False
            end(started, "SIGTERM")  # which the resource tracker ignores: it tidies up, and closes the pipe last
            told = started.communicate(timeout=PATIENCE)[1]
        finally:
            end(started, "SIGKILL")
    return ended, (ERROR.findall(told) or [""])[-1]


def end(started, name):
    """Send a signal to a process and to all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, getattr(signal, name))
    else:
        started.kill()


def default_method(executable):
    """Start method of an interpreter in which none was chosen."""
    code = "import multiprocessing; print(multiprocessing.get_start_method())"
    done = subprocess.run([executable, "-I", "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True)
    return done.stdout.strip()
