"""One step of k-means: find the nearest centre for each point, and add up the points of each centre."""

import functools

import numpy as np

from accelguide.kernels._nearest import add_points, add_points_in_plane, nearest_in_plane, nearest_of_four
from accelguide.kernels._numba import njit, prange
from accelguide.kernels._squares import TILE, four_squares, padded, turn

POINTS = 50_000
BLOCK = 1 << 10
CHUNK = 1 << 12


def workload(size, seed=0):
    """Return fifty thousand points, `size` of them as centres, and an array for the labels.

    Points have a quarter as many coordinates as there are centres.
    """
    random = np.random.default_rng(seed)
    points = random.random((POINTS, max(size // 4, 1)))
    return points, points[random.permutation(POINTS)[:size]], np.full(POINTS, -1)


def work(size):
    """Points, bytes and operations of one call."""
    width = max(size // 4, 1)
    return {"items": POINTS, "bytes": 8 * POINTS * (width + 1), "flops": POINTS * width * (3 * size + 1)}


def checked(kernel):
    """Refuse arguments that the contract of `kmeans_python` does not allow, before the kernel sees them."""

    @functools.wraps(kernel)
    def call(points, centres, out):
        if (
            points.ndim != 2
            or centres.ndim != 2
            or points.shape[1] != centres.shape[1]
            or out.shape != points.shape[:1]
        ):
            raise ValueError("points, centres and out must have the shapes (n, d), (k, d) and (n,)")
        if not centres.size:
            raise ValueError("there must be a centre, and a coordinate")
        kinds = [(one.dtype, one.flags.c_contiguous) for one in (points, centres, out)]
        if kinds != [(np.float64, True), (np.float64, True), (np.int64, True)]:
            raise ValueError("points and centres must be C-contiguous arrays of float64, and out one of int64")
        return kernel(points, centres, out)

    return call


@checked
def kmeans_python(points, centres, out):
    """Label each point with its nearest centre; return the labels and, for each centre, what a new one is made of.

    Parameters
    ----------
    points : ndarray of float64, shape (n, d)
        C-contiguous, finite.
    centres : ndarray of float64, shape (k, d)
        C-contiguous, finite; at least one. Of two that are equally near, the first one counts.
    out : ndarray of int64, shape (n,)
        C-contiguous, apart from the others; it is filled with the labels and returned.

    Returns
    -------
    out : ndarray of int64, shape (n,)
    totals : ndarray of float64, shape (k, d + 1)
        Sum of the points of each centre, and in the last column their number.

    Raises
    ------
    ValueError
        A shape, a dtype or a layout is another, or there is no centre.
    """
    known = centres.tolist()
    totals = [[0.0] * (len(known[0]) + 1) for _ in known]
    for i, point in enumerate(points.tolist()):
        squares = [sum((a - b) ** 2 for a, b in zip(point, centre, strict=True)) for centre in known]
        out[i] = label = squares.index(min(squares))
        totals[label] = [a + b for a, b in zip(totals[label], [*point, 1.0], strict=True)]
    return out, np.array(totals)


@checked
def kmeans_numpy(points, centres, out):
    """NumPy: all differences of a chunk, whose squares are added; the sums by ``bincount``."""
    for start in range(0, len(points), CHUNK):
        part = slice(start, start + CHUNK)
        out[part] = ((points[part, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    columns = [np.bincount(out, column, len(centres)) for column in points.T]
    return out, np.stack([*columns, np.bincount(out, minlength=len(centres))], axis=1)


@njit()
def nearest_plainly(point, centres):
    """Label of the nearest centre."""
    label, least = 0, np.inf
    for c in range(centres.shape[0]):
        square = 0.0
        for k in range(point.size):
            square += (point[k] - centres[c, k]) ** 2
        if square < least:
            label, least = c, square
    return label


@njit(parallel=True)
def label_plainly(points, centres, out):
    """Label all points, on all cores."""
    for i in prange(points.shape[0]):
        out[i] = nearest_plainly(points[i], centres)


@checked
def kmeans_parallel(points, centres, out):
    """Numba: plain loops; the labels on all cores, the sums on one."""
    totals = np.zeros((len(centres), points.shape[1] + 1))
    label_plainly(points, centres, out)
    add_points(points, out, totals)
    return out, totals


@njit(parallel=True)
def step_plainly(points, centres, out, totals):
    """Do the step block by block, on all cores; each block has totals of its own."""
    for block in prange(totals.shape[0]):
        first, last = block * BLOCK, min((block + 1) * BLOCK, points.shape[0])
        for i in range(first, last):
            out[i] = nearest_plainly(points[i], centres)
        add_points(points[first:last], out[first:last], totals[block])


@checked
def kmeans_private_parallel(points, centres, out):
    """Sums of its own for each block of points, added up in the end."""
    totals = np.zeros((-(-len(points) // BLOCK), len(centres), points.shape[1] + 1))
    step_plainly(points, centres, out, totals)
    return out, totals.sum(axis=0)


@njit()
def step_of_tiles(points, centres, out, totals):
    """Do the step for a block of points, tile by tile."""
    columns, sums = np.empty((centres.shape[1], TILE)), np.empty((4, TILE))
    least, labels = np.empty(TILE), np.empty(TILE, np.int64)
    for start in range(0, points.shape[0], TILE):
        part = points[start : start + TILE]
        turn(part, columns)
        least[:], labels[:] = np.inf, 0
        if points.shape[1] == 2:
            nearest_in_plane(centres, columns, least, labels)
            add_points_in_plane(part, labels, totals)
        else:
            for four in range(0, centres.shape[0], 4):
                four_squares(centres[four : four + 4], columns, sums)
                nearest_of_four(sums, four, least, labels)
            add_points(part, labels, totals)
        for j in range(part.shape[0]):
            out[start + j] = labels[j]


@njit(parallel=True)
def steps_of_tiles(points, centres, out, totals):
    """Do the step block by block, on all cores; each block has totals of its own."""
    for block in prange(totals.shape[0]):
        first, last = block * BLOCK, min((block + 1) * BLOCK, points.shape[0])
        step_of_tiles(points[first:last], centres, out[first:last], totals[block])


@checked
def kmeans_tiles_parallel(points, centres, out):
    """The same, four centres against a tile of points at a time."""
    totals = np.zeros((-(-len(points) // BLOCK), len(centres), points.shape[1] + 1))
    steps_of_tiles(points, padded(centres, np.inf), out, totals)
    return out, totals.sum(axis=0)
