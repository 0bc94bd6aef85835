"""Matrix product from panels, in Numba: what Goto and van de Geijn (2008) describe, written small.

A panel holds a few rows of `a`, or a few columns of `b`, packed so that they are read one after the other. A tile of
the result stays in registers while a panel of `a` and one of `b` are multiplied: 4 rows of 3 vectors, which is as much
as the sixteen registers of AVX2 can hold beside what is being read.
"""

from itertools import pairwise

import numpy as np

from accelguide.kernels._numba import njit
from accelguide.kernels._vectors import WIDTH, fused, load, spread, store
from accelguide.sessions import gather, split

HIGH, WIDE = 4, 3 * WIDTH  # of a tile
DEEP = 256  # of a panel: one of `b` fills most of a first-level cache
ROWS = 96  # of `a` that are packed at once: they stay in a second-level cache


@njit(nogil=True)
def tile(a, at, b, bt, depth, c, ct, step):
    """Add to a tile of `c`, whose rows lie `step` apart, the product of a panel of `a` and one of `b`."""
    c0, c1, c2 = load(c, ct), load(c, ct + WIDTH), load(c, ct + 2 * WIDTH)
    d0, d1, d2 = load(c, ct + step), load(c, ct + step + WIDTH), load(c, ct + step + 2 * WIDTH)
    et = ct + 2 * step
    e0, e1, e2 = load(c, et), load(c, et + WIDTH), load(c, et + 2 * WIDTH)
    f0, f1, f2 = load(c, et + step), load(c, et + step + WIDTH), load(c, et + step + 2 * WIDTH)
    for k in range(depth):
        x = bt + k * WIDE
        b0, b1, b2 = load(b, x), load(b, x + WIDTH), load(b, x + 2 * WIDTH)
        y = at + k * HIGH
        s = spread(a[y])
        c0, c1, c2 = fused(s, b0, c0), fused(s, b1, c1), fused(s, b2, c2)
        s = spread(a[y + 1])
        d0, d1, d2 = fused(s, b0, d0), fused(s, b1, d1), fused(s, b2, d2)
        s = spread(a[y + 2])
        e0, e1, e2 = fused(s, b0, e0), fused(s, b1, e1), fused(s, b2, e2)
        s = spread(a[y + 3])
        f0, f1, f2 = fused(s, b0, f0), fused(s, b1, f1), fused(s, b2, f2)
    row(c, ct, c0, c1, c2)
    row(c, ct + step, d0, d1, d2)
    row(c, et, e0, e1, e2)
    row(c, et + step, f0, f1, f2)


@njit(nogil=True)
def row(c, at, one, two, three):
    """Write three vectors."""
    store(c, at, one)
    store(c, at + WIDTH, two)
    store(c, at + 2 * WIDTH, three)


@njit(nogil=True)
def pack_rows(a, i, k, depth, panel):
    """Copy four rows from `i` on into a panel, zeros where `a` has no more."""
    for r in range(HIGH):
        if i + r < a.shape[0]:
            line = a[i + r, k : k + depth]
            for d in range(depth):
                panel[HIGH * d + r] = line[d]
        else:
            for d in range(depth):
                panel[HIGH * d + r] = 0.0


@njit(nogil=True)
def pack_columns(b, k, depth, j, panel):
    """Copy the columns of a tile from `j` on into a panel, zeros where `b` has no more."""
    here = min(WIDE, b.shape[1] - j)
    for d in range(depth):
        line, packed = b[k + d, j : j + here], panel[WIDE * d : WIDE * d + WIDE]
        for c in range(here):
            packed[c] = line[c]
        for c in range(here, WIDE):
            packed[c] = 0.0


@njit(nogil=True)
def add_tile(c, tiled, i, j):
    """Add a tile to the corner of `c` that begins there; what lies outside is left out."""
    for r in range(min(HIGH, c.shape[0] - i)):
        for s in range(min(WIDE, c.shape[1] - j)):
            c[i + r, j + s] += tiled[r * WIDE + s]


@njit(nogil=True)
def block(a, begin, end, k, depth, panels, c):
    """Multiply rows `begin` to `end` of `a`, packed here, with all of the panels of `b`."""
    flat, columns = c.reshape(-1), c.shape[1]
    packed, edge = np.empty(HIGH * depth * (-(-(end - begin) // HIGH))), np.empty(HIGH * WIDE)
    for i in range(begin, end, HIGH):
        pack_rows(a, i, k, depth, packed[(i - begin) * depth :])
    for j in range(0, columns, WIDE):
        for i in range(begin, end, HIGH):
            whole = i + HIGH <= c.shape[0] and j + WIDE <= columns
            for s in range(0 if whole else edge.size):
                edge[s] = 0.0
            target, at, step = (flat, i * columns + j, columns) if whole else (edge, 0, WIDE)
            tile(packed, (i - begin) * depth, panels, j * depth, depth, target, at, step)
            if not whole:
                add_tile(c, edge, i, j)


@njit(nogil=True)
def pack(b, k, depth, begin, end, panels):
    """Copy columns of `b`, whole panels of them, from `begin` to `end`."""
    for j in range(begin, end, WIDE):
        pack_columns(b, k, depth, j, panels[j * depth :])


def multiply(a, begin, end, k, depth, panels, c):
    """Add to `c` what rows `begin` to `end` of `a` get from packed panels of `b`."""
    for i in range(begin, end, ROWS):
        block(a, i, min(i + ROWS, end), k, depth, panels, c)


def whole(count, unit):
    """How many whole units hold `count`."""
    return -(-count // unit)


def add_product(a, b, c):
    """Add the product of `a` and `b` to `c`, one depth after the other."""
    panels = np.empty(whole(b.shape[1], WIDE) * WIDE * min(DEEP, b.shape[0]))
    for k in range(0, a.shape[1], DEEP):
        depth = min(DEEP, a.shape[1] - k)
        pack(b, k, depth, 0, b.shape[1], panels)
        multiply(a, 0, a.shape[0], k, depth, panels, c)


def add_product_in(pool, parts, a, b, c):
    """The same in a pool of threads: each packs some of the columns, and then has some of the rows."""
    panels = np.empty(whole(b.shape[1], WIDE) * WIDE * min(DEEP, b.shape[0]))
    columns = [min(WIDE * edge, b.shape[1]) for edge in split(whole(b.shape[1], WIDE), parts)]
    rows = [min(HIGH * edge, a.shape[0]) for edge in split(whole(a.shape[0], HIGH), parts)]
    for k in range(0, a.shape[1], DEEP):
        depth = min(DEEP, a.shape[1] - k)
        packing = [(b, k, depth, begin, end, panels) for begin, end in pairwise(columns)]
        gather(pool, pack, *zip(*packing, strict=True))
        parts_of_rows = [(a, begin, end, k, depth, panels, c) for begin, end in pairwise(rows)]
        gather(pool, multiply, *zip(*parts_of_rows, strict=True))
