"""Bodies that attract each other: one step of time."""

import math
from functools import partial

import numpy as np

from accelguide.kernels._gravity import (
    both_ways,
    in_columns,
    in_columns_parallel,
    in_rows,
    plain,
    reordered,
    share,
    shares,
    unchecked,
    vectors,
)
from accelguide.kernels._steps import demand, moved, pulled
from accelguide.sessions import counted


def workload(size, seed=0):
    """Return positions, velocities and masses of `size` bodies, a step of time and a softening."""
    random = np.random.default_rng(seed)
    return random.random((size, 3)), random.normal(size=(size, 3)), random.random(size), 1e-3, 1e-2


def work(size):
    """Items, pairs, and floating-point operations of one call: 26 for each pair, roots and divisions among them."""
    pairs = size * (size - 1) // 2
    return {"items": pairs, "flops": 26 * pairs}


def nbody_python(positions, velocities, masses, step, softening):
    """Return positions and velocities after one step, two arrays of float64.

    Each body is attracted by each other one with ``mass / distance²``, where the square of the softening is added to
    the square of the distance (Plummer).

    Parameters
    ----------
    positions, velocities : ndarray of float64, shape (n, 3)
        Finite.
    masses : ndarray of float64, shape (n,)
        Finite.
    step : float
    softening : float
        At least 1e-100.

    Raises
    ------
    ValueError
        Shapes or dtypes are not as described here, or the softening is too small.
    """
    demand(positions, velocities, masses, softening)
    points, weights, soft = positions.tolist(), masses.tolist(), softening * softening
    pulls = []
    for x, y, z in points:
        px = py = pz = 0.0
        for (a, b, c), mass in zip(points, weights, strict=True):
            dx, dy, dz = a - x, b - y, c - z
            square = dx * dx + dy * dy + dz * dz + soft
            weight = mass / (square * math.sqrt(square))
            px += weight * dx
            py += weight * dy
            pz += weight * dz
        pulls.append((px, py, pz))
    return moved(positions, velocities, np.array(pulls).reshape(-1, 3), step)


def nbody_numpy(positions, velocities, masses, step, softening):
    """NumPy, with arrays of all pairs of some bodies and all: few enough that they stay in a cache."""
    demand(positions, velocities, masses, softening)
    columns, pulls = np.ascontiguousarray(positions.T), np.empty_like(positions)
    for begin in range(0, masses.size, 16):
        some = slice(begin, begin + 16)
        away = columns[:, None, :] - columns[:, some, None]
        square = np.einsum("cij,cij->ij", away, away) + softening * softening
        pulls[some] = np.einsum("ij,cij->ic", masses / (square * np.sqrt(square)), away)
    return moved(positions, velocities, pulls, step)


def nbody_numba(positions, velocities, masses, step, softening):
    """Numba, the loops as one writes them down."""
    demand(positions, velocities, masses, softening)
    pulls = in_rows(np.ascontiguousarray(positions), np.ascontiguousarray(masses), softening * softening)
    return moved(positions, velocities, pulls, step)


def nbody_columns(positions, velocities, masses, step, softening):
    """An array for each coordinate, and sums in local variables."""
    return pulled(partial(in_columns, plain), positions, velocities, masses, step, softening)


def nbody_reordered(positions, velocities, masses, step, softening):
    """The same with ``fastmath={"reassoc", "nsz", "contract"}``."""
    return pulled(partial(in_columns, reordered), positions, velocities, masses, step, softening)


def nbody_unchecked(positions, velocities, masses, step, softening):
    """The same as `nbody_columns` with ``error_model="numpy"``."""
    return pulled(partial(in_columns, unchecked), positions, velocities, masses, step, softening)


def nbody_vectors(positions, velocities, masses, step, softening):
    """The same with both options."""
    return pulled(partial(in_columns, vectors), positions, velocities, masses, step, softening)


def nbody_strided(positions, velocities, masses, step, softening):
    """The same as `nbody_vectors` without the copy into columns: the numbers of a coordinate lie three places apart."""
    demand(positions, velocities, masses, softening)
    rows = np.ascontiguousarray(positions)
    pulls = in_columns(vectors, rows.T, np.ascontiguousarray(masses), softening * softening)
    return moved(positions, velocities, pulls.T, step)


def nbody_parallel(positions, velocities, masses, step, softening):
    """The same as `nbody_vectors` on all cores."""
    return pulled(in_columns_parallel, positions, velocities, masses, step, softening)


def nbody_pairs(positions, velocities, masses, step, softening):
    """Each pair once, on one core."""
    return pulled(both_ways, positions, velocities, masses, step, softening)


def in_one(columns, masses, soft):
    """Pulls by `share`, in one part."""
    pulls = np.zeros_like(columns)
    share(columns, masses, soft, 0, 1, pulls)
    return pulls


def in_shares(columns, masses, soft):
    """Pulls by `shares`, a part for each core."""
    pulls = np.zeros((counted(None), *columns.shape))
    shares(columns, masses, soft, pulls)
    return pulls.sum(axis=0)


def nbody_unsigned(positions, velocities, masses, step, softening):
    """The same with an unsigned index."""
    return pulled(in_one, positions, velocities, masses, step, softening)


def nbody_unsigned_parallel(positions, velocities, masses, step, softening):
    """The same on all cores, with pulls of its own for each."""
    return pulled(in_shares, positions, velocities, masses, step, softening)
