"""Pulls that bodies have on each other, in Numba: what the kernels of `nbody` differ in.

A pull is the acceleration that a body gets from all others. A body's own part in it is zero, because the distance is;
the softening keeps the division defined.
"""

import math

import numpy as np

from accelguide.kernels._numba import njit, prange

FAST = {"reassoc", "nsz", "contract"}
BLOCK = 2048  # bodies whose columns and pulls stay in a cache


@njit()
def in_rows(positions, masses, soft):
    """Pulls, a row for each body, as one would write it down."""
    pulls = np.zeros_like(positions)
    for i in range(masses.size):
        for j in range(masses.size):
            dx = positions[j, 0] - positions[i, 0]
            dy = positions[j, 1] - positions[i, 1]
            dz = positions[j, 2] - positions[i, 2]
            square = dx * dx + dy * dy + dz * dz + soft
            weight = masses[j] / (square * math.sqrt(square))
            pulls[i, 0] += weight * dx
            pulls[i, 1] += weight * dy
            pulls[i, 2] += weight * dz
    return pulls


def pull_in_columns(x, y, z, masses, soft, pulls, i):
    """Put the pull on one body into the columns of `pulls`, reading each coordinate from an array of its own."""
    px = py = pz = 0.0
    for j in range(masses.size):
        dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
        square = dx * dx + dy * dy + dz * dz + soft
        weight = masses[j] / (square * math.sqrt(square))
        px, py, pz = px + weight * dx, py + weight * dy, pz + weight * dz
    pulls[0, i], pulls[1, i], pulls[2, i] = px, py, pz


plain = njit()(pull_in_columns)
reordered = njit(fastmath=FAST)(pull_in_columns)
unchecked = njit(error_model="numpy")(pull_in_columns)
vectors = njit(fastmath=FAST, error_model="numpy")(pull_in_columns)


@njit()
def in_columns(pull, columns, masses, soft):
    """Pulls on all bodies by one of the forms of `pull_in_columns`."""
    pulls = np.empty_like(columns)
    for i in range(masses.size):
        pull(columns[0], columns[1], columns[2], masses, soft, pulls, i)
    return pulls


@njit(parallel=True)
def in_columns_parallel(columns, masses, soft):
    """The same on all cores."""
    pulls = np.empty_like(columns)
    for i in prange(masses.size):
        vectors(columns[0], columns[1], columns[2], masses, soft, pulls, np.int64(i))
    return pulls


@njit(fastmath=FAST, error_model="numpy")
def both_ways(columns, masses, soft):
    """Each pair once: what one body gets, the other one gets the other way."""
    x, y, z = columns[0], columns[1], columns[2]
    pulls = np.zeros_like(columns)
    ax, ay, az = pulls[0], pulls[1], pulls[2]
    for i in range(masses.size):
        px = py = pz = 0.0
        for j in range(i + 1, masses.size):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            weight = 1 / (square * math.sqrt(square))
            there, back = weight * masses[j], weight * masses[i]
            px, py, pz = px + there * dx, py + there * dy, pz + there * dz
            ax[j] -= back * dx
            ay[j] -= back * dy
            az[j] -= back * dz
        ax[i] += px
        ay[i] += py
        az[i] += pz
    return pulls


@njit(fastmath=FAST, error_model="numpy")
def exchange(columns, masses, soft, i, begin, end, pulls):
    """Let body `i` and those from `begin` to `end` pull each other. The index is unsigned."""
    x, y, z = columns[0], columns[1], columns[2]
    ax, ay, az = pulls[0], pulls[1], pulls[2]
    bx, by, bz, mass = x[i], y[i], z[i], masses[i]
    px = py = pz = 0.0
    for j in range(np.uint64(begin), np.uint64(end)):
        dx, dy, dz = x[j] - bx, y[j] - by, z[j] - bz
        square = dx * dx + dy * dy + dz * dz + soft
        weight = 1 / (square * math.sqrt(square))
        there, back = weight * masses[j], weight * mass
        px, py, pz = px + there * dx, py + there * dy, pz + there * dz
        ax[j] -= back * dx
        ay[j] -= back * dy
        az[j] -= back * dz
    ax[i] += px
    ay[i] += py
    az[i] += pz


@njit()
def share(columns, masses, soft, part, parts, pulls):
    """Let a part of the bodies, taken from both ends of each ``2 * parts``, exchange pulls with all behind them."""
    for begin in range(0, masses.size, BLOCK):
        end = min(begin + BLOCK, masses.size)
        for i in range(end):
            turn = i % (2 * parts)
            if turn == part or turn == 2 * parts - 1 - part:
                exchange(columns, masses, soft, i, max(begin, i + 1), end, pulls)


@njit(parallel=True)
def shares(columns, masses, soft, pulls):
    """All parts, each of which has pulls of its own, on all cores."""
    for part in prange(pulls.shape[0]):
        share(columns, masses, soft, np.int64(part), pulls.shape[0], pulls[part])
