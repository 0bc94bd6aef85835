"""A process for each threading layer of Numba: a process has one layer, chosen before its first parallel call."""

import contextlib
import ctypes
import multiprocessing
import os
import sys

from accelguide.sessions import gather, processes
from accelguide.systems import Unavailable, require

LAYERS = ("tbb", "omp", "workqueue")
LIBRARIES = {"linux": "lib/libtbb.so.12", "darwin": "lib/libtbb.12.dylib", "win32": "Library/bin/tbb12.dll"}


def load_tbb():
    """Load TBB from where its package on PyPI puts it: the loader that Numba asks does not look there."""
    place = os.path.join(sys.prefix, LIBRARIES.get(sys.platform, ""))
    with contextlib.suppress(OSError):
        ctypes.CDLL(place if os.path.isfile(place) else os.path.basename(place), ctypes.RTLD_GLOBAL)


def take_layer(layer):
    """Worker: take a threading layer for the rest of this process; whether it could be loaded."""
    import numba

    if layer == "tbb":
        load_tbb()
    multiprocessing.set_start_method("spawn", force=True)  # else Numba makes a lock, which a crash leaves behind
    numba.config.THREADING_LAYER = layer
    try:
        numba.get_num_threads()  # starts the threads
    except ValueError:
        return False
    return True


@contextlib.contextmanager
def layered(layer):
    """Start a pool of one process that has this threading layer. Raises `Unavailable` where it cannot be loaded."""
    require("numba")
    with processes(1) as pool:
        if not gather(pool, take_layer, [layer])[0]:
            raise Unavailable(layer, "not-installed")
        yield pool
