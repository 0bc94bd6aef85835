"""Programs that start, run one job and end: interpreted, compiled, and with compiled code found on disk."""

import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from accelguide.systems import require

FORMS = ("interpreted", "compiled", "cached")
STAGES = ("numpy", "numba", "first", "second")  # two imports and two first calls
PATIENCE = 120.0
PLAIN = """import sys

JOB
job(float(sys.argv[1]))
"""
COMPILED = """import json
import sys
import time

clock = [time.perf_counter()]
import numpy
clock.append(time.perf_counter())
import numba
clock.append(time.perf_counter())
from library import step

JOB
job = numba.njit(cache=True)(job)

@numba.njit(cache=True)
def another(x):
    return step(x) + 1.0

job(1.0)
clock.append(time.perf_counter())
value = another(1)
clock.append(time.perf_counter())
stages = [stop - start for start, stop in zip(clock, clock[1:])]
hits = [sum(another.stats.cache_hits.values())]
if "float" in sys.argv:
    another(1.0)
    hits.append(sum(another.stats.cache_hits.values()) - hits[0])
job(float(sys.argv[1]))
print(json.dumps([stages, hits, value]))
"""
LIBRARY = """import numba

@numba.njit
def step(x):
    return 2.0 * x
"""


def write(folder, kernel):
    """Write the programs, whose job is `kernel`, and the module that one of them imports."""
    source = inspect.getsource(kernel)
    job = source[source.index("def ") :].replace(f"def {kernel.__name__}(", "def job(", 1)
    for name, text in (("plain", PLAIN), ("compiled", COMPILED), ("library", LIBRARY)):
        Path(folder, f"{name}.py").write_text(text.replace("JOB\n", job + "\n"), encoding="utf-8")


def launch(folder, name, size=1, *words, **environment):
    """Run one program to its end; its words are what else stands on its command line.

    Returns
    -------
    seconds : float
        From its start to its end, the interpreter's own start in it.
    stages : list of float
        Seconds of each of `STAGES`; empty for the interpreted one.
    hits : list of int
        Whether its second function was found on disk: for an int, and with the word ``float`` for a float too.
    value : float
        What that function returned for the int.

    Raises
    ------
    RuntimeError
        Where the program fails, with the end of what it said.
    """
    command = [sys.executable, str(Path(folder, f"{name}.py")), str(size), *words]
    own = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"} | environment
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=own)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError("the program failed:\n" + done.stderr[-2000:])
    return seconds, *(json.loads(done.stdout) if done.stdout else ([], [], 0.0))


def whole(kernel, sizes):
    """Run programs, whose job is `kernel`, from their start to their end.

    Returns
    -------
    walls : dict of str to list of float
        Seconds of each of `FORMS`, over `sizes`.
    stages : dict of str to dict
        Of the last two forms, the seconds of each of `STAGES`: the least of all runs.

    Raises
    ------
    Unavailable
        Where Numba is not installed.
    """
    require("numba")
    walls = {form: [] for form in FORMS}
    stages = {form: [] for form in FORMS}
    with tempfile.TemporaryDirectory() as folder:
        write(folder, kernel)
        for size in sizes:
            shutil.rmtree(Path(folder, "__pycache__"), ignore_errors=True)
            for form, name in zip(FORMS, ("plain", "compiled", "compiled"), strict=True):
                seconds, taken, _, _ = launch(folder, name, size)
                walls[form].append(seconds)
                stages[form].append(taken)
    least = {form: map(min, zip(*stages[form], strict=True)) for form in FORMS[1:]}
    return walls, {form: dict(zip(STAGES, least[form], strict=True)) for form in FORMS[1:]}


def cache_uses(kernel):
    """Start the compiled program again and again, with a change before each start.

    Returns
    -------
    used : dict of str to bool
        Whether code on disk was used, by what had changed.
    stale : bool
        Whether a change in the library was not seen until the program itself was edited.
    kept : int
        Bytes on disk in the end.

    Raises
    ------
    Unavailable
        Where Numba is not installed.
    """
    require("numba")
    with tempfile.TemporaryDirectory() as folder:
        write(folder, kernel)
        program, library = Path(folder, "compiled.py"), Path(folder, "library.py")
        launch(folder, "compiled")
        used = dict(zip(("nothing", "argument"), launch(folder, "compiled", 1, "float")[2], strict=True))
        os.utime(program, (time.time() + 60, time.time() + 60))
        (used["time stamp"],) = launch(folder, "compiled")[2]
        (used["processor"],) = launch(folder, "compiled", NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")[2]
        library.write_text(LIBRARY.replace("2.0", "3.0"), encoding="utf-8")
        _, _, (used["library"],), old = launch(folder, "compiled")
        program.write_text(program.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
        _, _, (used["program"],), new = launch(folder, "compiled")
        kept = sum(path.stat().st_size for path in Path(folder, "__pycache__").glob("compiled.*.nb[ci]"))
    return {change: hit > 0 for change, hit in used.items()}, (old, new) == (3.0, 4.0), kept
