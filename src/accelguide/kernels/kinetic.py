"""Kinetic energy of many bodies: an expression over four arrays, and a sum."""

import numpy as np

from accelguide.kernels._numba import njit, prange, register_jitable

SUMS = {"reassoc", "nsz", "contract"}  # additions may be reordered, so that they run side by side


def workload(size, seed=0):
    """Return the masses of `size` bodies, and the three parts of their velocities."""
    draw = np.random.default_rng(seed)
    return draw.uniform(1.0, 2.0, size), *draw.standard_normal((3, size))


def work(size):
    """Items, bodies, bytes read and floating-point operations of one call."""
    return {"items": size, "bytes": 32 * size, "flops": 7 * size}


@register_jitable
def demand(mass, vx, vy, vz):
    """Refuse arrays of different lengths."""
    if not (mass.size == vx.size == vy.size == vz.size):
        raise ValueError("mass, vx, vy and vz must be of one length")


def kinetic_numpy(mass, vx, vy, vz):
    """Return the kinetic energy of all bodies, half the sum of mass times squared speed, as a float.

    Parameters
    ----------
    mass, vx, vy, vz : ndarray of float64, shape (n,)
        Masses in kg and velocities in m/s; the result is in joules.

    Raises
    ------
    ValueError
        The four differ in length.
    """
    demand(mass, vx, vy, vz)
    squares = vx * vx + vy * vy + vz * vz
    energies = 0.5 * mass * squares
    return float(energies.sum())


@njit(fastmath=SUMS)
def kinetic_compiled(mass, vx, vy, vz):
    """The same lines, compiled."""
    demand(mass, vx, vy, vz)
    squares = vx * vx + vy * vy + vz * vz
    energies = 0.5 * mass * squares
    return energies.sum()


@njit(parallel=True, fastmath=SUMS)
def kinetic_fused(mass, vx, vy, vz):
    """The same lines, compiled with ``parallel=True``."""
    demand(mass, vx, vy, vz)
    squares = vx * vx + vy * vy + vz * vz
    energies = 0.5 * mass * squares
    return energies.sum()


@njit(fastmath=SUMS)
def kinetic_loop(mass, vx, vy, vz):
    """A loop, which needs no array for what comes in between; on one core."""
    demand(mass, vx, vy, vz)
    total = 0.0
    for i in range(mass.size):
        total += mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i])
    return 0.5 * total


@njit(parallel=True, fastmath=SUMS)
def kinetic_parallel(mass, vx, vy, vz):
    """The loop with ``prange``, its turns shared out over all cores."""
    demand(mass, vx, vy, vz)
    total = 0.0
    for i in prange(mass.size):
        total += mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i])
    return 0.5 * total


def parallel_loops(kernel, *arguments):
    """Parallel loops that Numba found in a compiled function, and those it has made of them."""
    kernel(*arguments)
    told = kernel.get_metadata(kernel.signatures[0])["parfor_diagnostics"]  # what `parallel_diagnostics` prints
    return len(told.initial_parfors), told.count_parfors()
