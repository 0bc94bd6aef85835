"""Resident memory of a process that makes many small objects and drops them again."""

import json
import subprocess
import sys

from accelguide.systems import require

STEPS = ("start", "objects made", "objects dropped")
OBJECTS = 1_000_000
CODE = """import gc, json, sys
import psutil
process = psutil.Process()
resident = lambda: process.memory_info().rss
count, keep_every = map(int, sys.argv[1:])
start = resident()
values = [(i, str(i)) for i in range(count)]
made = resident()
values = values[::keep_every] if keep_every else []
gc.collect()
print(json.dumps([0, made - start, resident() - start]))
"""


def steps(keep_every, objects=OBJECTS):
    """Resident bytes above the start, at each of `STEPS`, of a fresh process.

    Parameters
    ----------
    keep_every : int
        Of the objects made, one in so many is kept; none where it is 0.
    objects : int
        Tuples to make, each with an int and a string of its own.

    Raises
    ------
    Unavailable
        Where psutil is not installed.
    RuntimeError
        Where the process fails, with the end of what it said.
    """
    require("psutil")
    command = [sys.executable, "-c", CODE, str(objects), str(keep_every)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError("the measuring process failed:\n" + done.stderr[-2000:])
    return json.loads(done.stdout)
