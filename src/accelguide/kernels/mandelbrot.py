"""The Mandelbrot set on a grid: an iteration that every point leaves at a time of its own."""

import functools

import numpy as np

from accelguide.kernels._lanes import lanes_fill
from accelguide.kernels._numba import njit, prange, register_jitable
from accelguide.systems import Unavailable, require

LIMIT = 200


def workload(size, seed=0):
    """Return real and imaginary parts of a square grid on the set's upper half, a limit, and an array for counts."""
    return np.linspace(-2.0, 0.5, size), np.linspace(0.0, 1.25, size), LIMIT, np.full((size, size), -1, np.int32)


@functools.cache
def work(size):
    """Points, and operations of one call: eight in each iteration of each point."""
    try:
        counts = mandelbrot_lanes(*workload(size))
    except Unavailable:
        counts = mandelbrot_numpy(*workload(size))
    return {"items": size * size, "flops": 8 * int(counts.sum())}


@register_jitable
def checked(real, imaginary, limit, out):
    """Refuse what does not fit together."""
    if out.shape[0] != imaginary.size or out.shape[1] != real.size or limit < 0:
        raise ValueError("out must be of shape (imaginary.size, real.size), and limit not negative")


@register_jitable
def iterations(x, y, limit):
    """Iterate ``z = z**2 + x + 1j * y`` from zero; return how many values came before one beyond two."""
    a = b = 0.0
    for n in range(limit):
        if not a * a + b * b <= 4.0:
            return n
        a, b = a * a - b * b + x, 2.0 * a * b + y
    return limit


def mandelbrot_python(real, imaginary, limit, out):
    """Return for each point of a grid how many values of its iteration came before the first one beyond two.

    Parameters
    ----------
    real : ndarray of float64, shape (columns,)
    imaginary : ndarray of float64, shape (rows,)
        With a part that is NaN or infinite, only the zero that the iteration begins with is counted.
    limit : int
        Values to look at, not negative.
    out : ndarray of int32, shape (rows, columns)
        Contiguous; it is filled and returned.

    Raises
    ------
    ValueError
        The shapes do not fit, or the limit is negative.
    """
    checked(real, imaginary, limit, out)
    for i, y in enumerate(imaginary.tolist()):
        out[i] = [iterations(x, y, limit) for x in real.tolist()]
    return out


def mandelbrot_numpy(real, imaginary, limit, out):
    """NumPy: all points at once; after each iteration those that left are dropped."""
    checked(real, imaginary, limit, out)
    out.fill(0)
    counts = out.reshape(-1)
    x, y = (part.ravel() for part in np.meshgrid(real, imaginary))
    place, a, b = np.arange(counts.size), np.zeros(counts.size), np.zeros(counts.size)
    for _ in range(limit):
        inside = a * a + b * b <= 4.0
        place, x, y, a, b = (values[inside] for values in (place, x, y, a, b))
        counts[place] += 1
        a, b = a * a - b * b + x, 2.0 * a * b + y
    return out


@njit()
def mandelbrot_numba(real, imaginary, limit, out):
    """Numba: one point after the other."""
    checked(real, imaginary, limit, out)
    for i in range(imaginary.size):
        for j in range(real.size):
            out[i, j] = iterations(real[j], imaginary[i], limit)
    return out


@njit(parallel=True)
def mandelbrot_parallel(real, imaginary, limit, out):
    """One point after the other; each core gets a block of rows."""
    checked(real, imaginary, limit, out)
    for i in prange(imaginary.size):
        for j in range(real.size):
            out[i, j] = iterations(real[j], imaginary[i], limit)
    return out


@njit(parallel=True)
def points_deal(real, imaginary, limit, out, workers):
    """One point after the other; each worker gets one row in `workers`."""
    checked(real, imaginary, limit, out)
    for worker in prange(workers):
        for i in range(worker, imaginary.size, workers):
            for j in range(real.size):
                out[i, j] = iterations(real[j], imaginary[i], limit)
    return out


def mandelbrot_dealt_parallel(real, imaginary, limit, out):
    """One point after the other; the rows are dealt out to the cores like cards."""
    require("numba")
    from numba import get_num_threads

    return points_deal(real, imaginary, limit, out, get_num_threads())


@njit()
def mandelbrot_lanes(real, imaginary, limit, out):
    """Numba: neighbours in a row iterated together, in lanes of the same vectors."""
    checked(real, imaginary, limit, out)
    lanes_fill(real, imaginary, limit, out, 0, 1)
    return out


@njit(parallel=True)
def lanes_deal(real, imaginary, limit, out, workers):
    """Lanes; each worker gets one row in `workers`."""
    checked(real, imaginary, limit, out)
    for worker in prange(workers):
        lanes_fill(real, imaginary, limit, out, worker, workers)
    return out


def mandelbrot_lanes_parallel(real, imaginary, limit, out):
    """Lanes, and rows dealt out to the cores."""
    require("numba")
    from numba import get_num_threads

    return lanes_deal(real, imaginary, limit, out, get_num_threads())


def balance(counts, workers):
    """Share of the time that workers are busy until the last is done, if rows go to them in blocks, and if dealt."""
    rows = counts.sum(axis=1)
    blocks = [part.sum() for part in np.array_split(rows, workers)]
    cards = [rows[worker::workers].sum() for worker in range(workers)]
    return rows.sum() / workers / max(blocks), rows.sum() / workers / max(cards)
