"""Steps until points escape (the Mandelbrot set), compiled by Numba: it lets go of the GIL where it is asked to."""

import numpy as np

from accelguide.kernels._numba import njit
from accelguide.sessions import gather, threads, within

ROWS = 16
COLUMNS = 512
MOST = 200


def workload(size, seed=0):
    """Return the argument of the kernels: the imaginary parts of the points in as many bands of rows."""
    return (np.split(np.linspace(-1.25, 1.25, size * ROWS), max(size, 1)),)


def work(size):
    """Items, points, of one call."""
    return {"items": size * ROWS * COLUMNS}


def steps(band):
    """Steps of ``z = z² + c``, from 0 and at most `MOST`, until z is beyond 2, for the points c of a band."""
    found = np.empty((len(band), COLUMNS), np.int64)
    for i in range(len(band)):
        for j in range(COLUMNS):
            real, x, y, count = -2 + 2.5 * j / COLUMNS, 0.0, 0.0, 0
            while count < MOST and x * x + y * y <= 4:
                x, y, count = x * x - y * y + real, 2 * x * y + band[i], count + 1
            found[i, j] = count
    return found


compiled = njit()(steps)
compiled_nogil = njit(nogil=True)(steps)


def escape_serial(bands):
    """Return the steps of the points of each band, a list of int64 arrays of shape ``(rows, COLUMNS)``.

    Parameters
    ----------
    bands : list of numpy.ndarray
        Imaginary parts, float64, one for each row; the real parts run from -2 to 0.5.
    """
    return [compiled_nogil(band) for band in bands]


@within(threads)
def escape_threads(bands, pool):
    """The same, a band at a time by one thread for each core."""
    return gather(pool, compiled_nogil, bands)


@within(threads)
def escape_holding(bands, pool):
    """The same in threads, compiled without ``nogil=True``."""
    return gather(pool, compiled, bands)
