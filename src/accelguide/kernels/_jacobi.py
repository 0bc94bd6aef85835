"""Rows of a Jacobi sweep, one at a time or several sweeps deep."""

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._vectors import WIDTH, fence, fused, load, spread, store, stream, to_aligned

BAND = 64


@njit()
def means(up, middle, down, out):
    """Fill a row, but for its ends, from three rows of the sweep before."""
    for j in range(1, out.size - 1):
        out[j] = 0.25 * (up[j] + down[j] + middle[j - 1] + middle[j + 1])


@njit()
def mean(up, middle, down, j):
    """Vector of the means from the place `j` on."""
    one = spread(1.0)
    total = fused(one, load(up, j), load(down, j))
    total = fused(one, load(middle, j + 1), fused(one, load(middle, j - 1), total))
    return fused(spread(0.25), total, spread(0.0))


@njit()
def means_streamed(up, middle, down, out):
    """Do the same, around the cache but for the first and the last vector, which may overlap what is streamed."""
    last = out.size - 1 - WIDTH
    if last < 1:
        means(up, middle, down, out)
    else:
        store(out, 1, mean(up, middle, down, 1))
        store(out, last, mean(up, middle, down, last))
        for j in range(1 + to_aligned(out[1:]), last + 1, WIDTH):
            stream(out, j, mean(up, middle, down, j))


@njit()
def cascade(source, target, depth, first, last):
    """Do `depth` sweeps of a band of rows; of each sweep but the last one, three rows are kept, in the cache."""
    ring = np.empty((depth - 1, 3, source.shape[1]))
    for front in range(first - depth + 1, last + depth - 1):
        for level in range(depth):
            i, beyond = front - level, depth - 1 - level
            if max(first - beyond, 1) <= i < min(last + beyond, source.shape[0] - 1):
                cascade_row(source, ring, target, level, i)
    fence()


@njit()
def cascade_row(source, ring, target, level, i):
    """Do row `i` of one of the sweeps, from three rows of the sweep before, or from the border."""
    before, last = ring[level - 1], level == ring.shape[0]
    out = target[i] if last else ring[level, i % 3]
    out[0], out[-1] = source[i, 0], source[i, -1]
    up = before[(i - 1) % 3] if level > 0 and i > 1 else source[i - 1]
    middle = before[i % 3] if level > 0 else source[i]
    down = before[(i + 1) % 3] if level > 0 and i < source.shape[0] - 2 else source[i + 1]
    if last:
        means_streamed(up, middle, down, out)
    else:
        means(up, middle, down, out)


@njit(parallel=True)
def cascades(source, target, depth):
    """Do `depth` sweeps in one pass over the grid, band by band, on all cores."""
    rows = source.shape[0]
    for band in prange(-(-(rows - 2) // BAND)):
        first = 1 + band * BAND
        cascade(source, target, depth, first, min(first + BAND, rows - 1))
