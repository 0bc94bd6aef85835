"""The nearest of several centres for each point of a tile, whose coordinates are in columns."""

from accelguide.kernels._numba import njit


@njit()
def nearest_of_four(sums, first, least, labels):
    """Take four centres into account. Each choice is a value, not a branch, and so done for many points at once."""
    s0, s1, s2, s3 = sums[0], sums[1], sums[2], sums[3]
    for j in range(labels.size):
        label, best = labels[j], least[j]
        label, best = (first, s0[j]) if s0[j] < best else (label, best)
        label, best = (first + 1, s1[j]) if s1[j] < best else (label, best)
        label, best = (first + 2, s2[j]) if s2[j] < best else (label, best)
        label, best = (first + 3, s3[j]) if s3[j] < best else (label, best)
        labels[j], least[j] = label, best


@njit(fastmath={"contract"})
def nearest_in_plane(centres, columns, least, labels):
    """Take all centres into account for points of two coordinates, whose distances need not be kept, two at a time."""
    x, y = columns[0], columns[1]
    for first in range(0, centres.shape[0], 2):
        a, b, c, d = centres[first, 0], centres[first, 1], centres[first + 1, 0], centres[first + 1, 1]
        for j in range(labels.size):
            label, best = labels[j], least[j]
            square = (a - x[j]) ** 2 + (b - y[j]) ** 2
            label, best = (first, square) if square < best else (label, best)
            square = (c - x[j]) ** 2 + (d - y[j]) ** 2
            label, best = (first + 1, square) if square < best else (label, best)
            labels[j], least[j] = label, best


@njit()
def add_points(points, labels, totals):
    """Add each point, and a one for it, to the row of its centre."""
    for j in range(points.shape[0]):
        point, total = points[j], totals[labels[j]]
        for k in range(point.size):
            total[k] += point[k]
        total[point.size] += 1.0


@njit()
def add_points_in_plane(points, labels, totals):
    """Do the same for points of two coordinates."""
    for j in range(points.shape[0]):
        nearest = labels[j]
        totals[nearest, 0] += points[j, 0]
        totals[nearest, 1] += points[j, 1]
        totals[nearest, 2] += 1.0
