"""Sines of many numbers: a ufunc lets go of the GIL while it runs through an array."""

import numpy as np

from accelguide.sessions import gather, threads, within

PIECE = 1 << 16


def workload(size, seed=0):
    """Return the arguments of the kernels: `size` pieces' worth of angles in one array, and one for the sines."""
    values = np.random.default_rng(seed).uniform(-np.pi, np.pi, size * PIECE)
    return values, np.empty_like(values)


def work(size):
    """Items, angles, and bytes moved by one call."""
    return {"items": size * PIECE, "bytes": 16 * size * PIECE}


def sines_serial(values, out):
    """Fill `out` with the sines of `values`, and return it.

    Parameters
    ----------
    values : numpy.ndarray
        Angles in radians, float64 of shape ``(n,)``.
    out : numpy.ndarray
        Float64 of the same shape, filled.
    """
    return np.sin(values, out=out)


@within(threads)
def sines_threads(values, out, pool):
    """The same, on slices of the arrays, by one thread for each core."""
    slices = [slice(start, start + PIECE) for start in range(0, len(values), PIECE)]
    gather(pool, np.sin, [values[one] for one in slices], [out[one] for one in slices])
    return out
