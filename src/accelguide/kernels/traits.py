"""What each threading layer of Numba does beside its work: every layer is tried in a process of its own."""

import contextlib
import os
import signal
import sys
import time

import numpy as np

from accelguide.kernels._layered import layered
from accelguide.kernels._numba import njit, prange, vectorize
from accelguide.kernels._shortest import shortest
from accelguide.sessions import TookTooLong, WorkerLost, gather, threads
from accelguide.systems import Unavailable

COUNT = 200_000
SHORT = 10_000
SECONDS = 0.3


@njit(parallel=True)
def roots(values, out):
    """Fill `out` with square roots, in parallel."""
    for i in prange(values.size):
        out[i] = values[i] ** 0.5


def again(seconds=0.0):
    """Call it at least once, for so long; whether the results were right."""
    values, out = np.arange(COUNT, dtype=np.float64), np.zeros(COUNT)
    stop, right = time.perf_counter() + seconds, True
    while right:
        roots(values, out)
        right = bool(np.array_equal(out, np.sqrt(values)))
        out[:] = 0.0
        if time.perf_counter() >= stop:
            return right
    return False


def ends(child, patience=10.0):
    """Whether a child process ends by itself in time, and without an error."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def forked(_):
    """Worker: use the layer, fork, and use it in the child too; whether the child gets right results."""
    if not hasattr(os, "fork"):
        return "–"
    again()
    child = os.fork()
    if child:
        return ends(child)
    os._exit(not again())


def entered(_):
    """Worker: seconds of a short loop on one core, and of the same one with ``prange``."""
    values, out = np.ones(SHORT), np.empty(SHORT)
    return [shortest(loop, values, out, repeats=199) for loop in (njit()(roots.py_func), roots)]


def doubled(value):
    """Twice the value, to be made a ufunc."""
    return value + value


def ufuncs(_):
    """Worker: seconds of a ufunc of Numba's for one core, and of the same one for all cores."""
    values, out = np.ones(COUNT), np.empty(COUNT)
    made = [vectorize(["float64(float64)"], target=target)(doubled) for target in ("cpu", "parallel")]
    return [shortest(ufunc, values, out) for ufunc in made]


def chunks(_):
    """Worker: seconds of a parallel loop at first, after a block that set the chunk size, and after it was just set."""
    from numba import parallel_chunksize, set_parallel_chunksize

    values, out = np.ones(COUNT), np.empty(COUNT)
    found = [shortest(roots, values, out)]
    with parallel_chunksize(4):
        roots(values, out)
    found.append(shortest(roots, values, out))
    set_parallel_chunksize(4)
    found.append(shortest(roots, values, out))
    set_parallel_chunksize(0)
    return found


def called_twice(_):
    """Worker: let two Python threads call in at once; whether all results were right."""
    again()
    with threads(2) as pool:
        return all(gather(pool, again, [SECONDS] * 2))


TRIALS = {"entered": entered, "forked": forked, "ufuncs": ufuncs, "chunks": chunks, "called_twice": called_twice}


def quiet(_):
    """Worker: send away what C code says on the standard error before it ends the process, as it does here."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def of(layer):
    """What the trials found under this layer, by their names: False for one that ended its process; None without it."""
    found = {}
    try:
        while len(found) < len(TRIALS):
            with layered(layer) as pool, contextlib.suppress(WorkerLost, TookTooLong):
                gather(pool, quiet, [0])
                for name in [name for name in TRIALS if name not in found]:
                    found[name] = False
                    found[name] = gather(pool, TRIALS[name], [0])[0]
    except Unavailable:
        return None
    return found
