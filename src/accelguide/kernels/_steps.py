"""What a step of time is, around the pulls that the kernels of `nbody` find."""

import numpy as np

LEAST = 1e-100  # its third power is still a number


def demand(positions, velocities, masses, softening):
    """Refuse what the contract of `nbody_python` does not allow."""
    if masses.ndim != 1 or not positions.shape == velocities.shape == (masses.size, 3):
        raise ValueError("positions and velocities must have shape (n, 3), and masses shape (n,)")
    if any(array.dtype != np.float64 for array in (positions, velocities, masses)):
        raise ValueError("positions, velocities and masses must be of float64")
    if not softening >= LEAST:
        raise ValueError("softening must be at least 1e-100")


def moved(positions, velocities, pulls, step):
    """Positions and velocities after a step: first the velocities change, then the positions."""
    velocities = velocities + step * pulls
    return positions + step * velocities, velocities


def pulled(attract, positions, velocities, masses, step, softening):
    """A step whose pulls a function finds, from and in columns: x, y and z are an array each."""
    demand(positions, velocities, masses, softening)
    columns = np.ascontiguousarray(positions.T)
    pulls = attract(columns, np.ascontiguousarray(masses), softening * softening)
    return moved(positions, velocities, pulls.T, step)
