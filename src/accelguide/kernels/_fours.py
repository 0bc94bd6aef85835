"""Loops of a matrix product, in Numba, as the order of the three loops and blocks of four would have them."""

import numpy as np

from accelguide.kernels._numba import njit

LINE = 512  # columns at a time: four lines of `b` and four of `c` fit a first-level cache
DEEP = 32


@njit()
def by_dots(a, b):
    """Each element by itself: a line of `a` times a column of `b`."""
    c = np.empty((a.shape[0], b.shape[1]))
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            total = 0.0
            for k in range(a.shape[1]):
                total += a[i, k] * b[k, j]
            c[i, j] = total
    return c


@njit(fastmath={"contract"})
def add_lines(a, b, c, begin, step):
    """Add to lines of `c`, from `begin` on, lines of `b`, from `step` on, each times a number of `a`."""
    for i in range(begin, c.shape[0]):
        for k in range(step, b.shape[0]):
            for j in range(c.shape[1]):
                c[i, j] += a[i, k] * b[k, j]


@njit(fastmath={"contract"})
def four_by_four(a, b0, b1, b2, b3, c0, c1, c2, c3):
    """Add four lines of `b` to four of `c`: what is read once is used four times."""
    a00, a01, a02, a03 = a[0, 0], a[0, 1], a[0, 2], a[0, 3]
    a10, a11, a12, a13 = a[1, 0], a[1, 1], a[1, 2], a[1, 3]
    a20, a21, a22, a23 = a[2, 0], a[2, 1], a[2, 2], a[2, 3]
    a30, a31, a32, a33 = a[3, 0], a[3, 1], a[3, 2], a[3, 3]
    for j in range(c0.size):
        w, x, y, z = b0[j], b1[j], b2[j], b3[j]
        c0[j] = c0[j] + a00 * w + a01 * x + a02 * y + a03 * z
        c1[j] = c1[j] + a10 * w + a11 * x + a12 * y + a13 * z
        c2[j] = c2[j] + a20 * w + a21 * x + a22 * y + a23 * z
        c3[j] = c3[j] + a30 * w + a31 * x + a32 * y + a33 * z


@njit()
def in_fours(a, b, c):
    """Go through `c` in parts of lines that stay in the cache; what four does not divide is left."""
    rows, steps = c.shape[0] // 4 * 4, b.shape[0] // 4 * 4
    for j in range(0, c.shape[1], LINE):
        part = slice(j, min(j + LINE, c.shape[1]))
        for deep in range(0, steps, DEEP):
            for i in range(0, rows, 4):
                c0, c1, c2, c3 = c[i, part], c[i + 1, part], c[i + 2, part], c[i + 3, part]
                for k in range(deep, min(deep + DEEP, steps), 4):
                    b0, b1, b2, b3 = b[k, part], b[k + 1, part], b[k + 2, part], b[k + 3, part]
                    four_by_four(a[i : i + 4, k : k + 4], b0, b1, b2, b3, c0, c1, c2, c3)
    return rows, steps
