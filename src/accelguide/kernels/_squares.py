"""Squared distances between rows of coordinates, four rows against a tile of others whose coordinates are in columns.

Four rows and two coordinates at a time are what fits into sixteen registers: eight numbers that are kept, the two
coordinates of the tile, and what is being computed.
"""

import numpy as np

from accelguide.kernels._numba import njit

TILE = 256


def padded(rows, filling):
    """Rows in whole fours, with an even number of columns: more rows hold `filling`, one more column holds zeros."""
    count, width = rows.shape
    if not (count % 4 or width % 2):
        return rows
    copy = np.zeros((count + -count % 4, width + width % 2))
    copy[:count, :width], copy[count:, :width] = rows, filling
    return copy


@njit()
def turn(rows, columns):
    """Write the coordinates of some rows into the first places of as many columns; further columns become zero."""
    for k in range(columns.shape[0]):
        column = columns[k]
        for j in range(rows.shape[0]):
            column[j] = rows[j, k] if k < rows.shape[1] else 0.0


@njit(fastmath={"contract"})
def four_squares(four, columns, sums):
    """Fill ``sums[r, j]`` with the squared distance of row `r` of `four` from the coordinates at place `j`."""
    s0, s1, s2, s3 = sums[0], sums[1], sums[2], sums[3]
    sums[:] = 0.0
    for k in range(0, columns.shape[0], 2):
        u, v = columns[k], columns[k + 1]
        a0, a1, a2, a3 = four[0, k], four[1, k], four[2, k], four[3, k]
        b0, b1, b2, b3 = four[0, k + 1], four[1, k + 1], four[2, k + 1], four[3, k + 1]
        for j in range(u.size):
            a, b = u[j], v[j]
            s0[j] = s0[j] + (a0 - a) ** 2 + (b0 - b) ** 2
            s1[j] = s1[j] + (a1 - a) ** 2 + (b1 - b) ** 2
            s2[j] = s2[j] + (a2 - a) ** 2 + (b2 - b) ** 2
            s3[j] = s3[j] + (a3 - a) ** 2 + (b3 - b) ** 2
