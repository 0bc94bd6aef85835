"""What the workloads of the logistic regression share: input, contract, and the gradient over some of the rows."""

import math

import numpy as np

from accelguide.kernels._exponential import exp64
from accelguide.kernels._numba import njit, prange

PART = 2048  # rows for one turn of a parallel loop: its cost vanishes in them, and there is a turn for every core
BLOCK = 64  # rows that are still in the nearest cache when they are read again
NARROW = 40  # features up to which a row is too short to keep the lanes of a vector busy by itself
STRICT = {"error_model": "numpy"}
REORDERED = {"error_model": "numpy", "fastmath": {"reassoc", "nsz"}}
STEP = {**REORDERED, "inline": "always"}  # where a call for each block would cost as much as some rows


def drawn(rows, features, seed):
    """Draw a table of `features` columns, a label of each row, weights to begin with, and one iteration.

    The table is scaled so that a step of the manual's algorithm, which has no step width, is a good one.
    """
    generator = np.random.default_rng(seed)
    x = generator.random((rows, features))
    x -= 0.5
    x *= math.sqrt(12 / max(rows, 1))
    truth, noise = generator.standard_normal(features), generator.standard_normal(rows)
    y = np.where(math.sqrt(rows) * (x @ truth) + noise > 0, 1.0, -1.0)
    return x, y, np.linspace(-1.0, 1.0, features), 1


def checked(x, y, w):
    """Table and labels, contiguous, and a copy of the weights; raises ValueError where the shapes do not fit."""
    if x.ndim != 2 or y.shape != x.shape[:1] or w.shape != x.shape[1:]:
        raise ValueError("x must be of shape (n, d), y of shape (n,) and w of shape (d,)")
    return np.ascontiguousarray(x), np.ascontiguousarray(y), w.copy()


@njit(parallel=True)
def in_parts(part_sum, x, y, w, partial):
    """Let `part_sum` find the gradient of each part of the rows, and put it into a row of `partial`."""
    for part in prange(partial.shape[0]):
        start = part * PART
        part_sum(x, y, w, start, min(start + PART, y.size), partial[part])


def descended(part_sum, x, y, w, iterations):
    """Weights after some iterations, each of which reads `x` once, on all cores."""
    w = w.copy()
    partial = np.empty((-(-y.size // PART), w.size))
    for _ in range(iterations):
        in_parts(part_sum, x, y, w, partial)
        w -= partial.sum(axis=0)
    return w


def row_by_row(x, y, w, start, stop, out):
    """Put the gradient of the rows from `start` to `stop` into `out`: a product, its weight, a multiple of the row."""
    out[:] = 0.0
    for i in range(start, stop):
        product = 0.0
        for j in range(w.size):
            product += x[i, j] * w[j]
        weight = (1.0 / (1.0 + math.exp(-y[i] * product)) - 1.0) * y[i]
        for j in range(w.size):
            out[j] += weight * x[i, j]


by_row = njit(**STRICT)(row_by_row)
reordered = njit(**REORDERED)(row_by_row)


@njit(**STEP)
def multiply(x, w, out):
    """Put the product of each row and the weights into `out`."""
    for i in range(out.size):
        product = 0.0
        for j in range(w.size):
            product += x[i, j] * w[j]
        out[i] = product


@njit(**STEP)
def multiply_four(x, w, out):
    """The same for four short rows at a time, whose sums across the lanes of a vector are then made together."""
    paired = out.size - out.size % 4 if w.size <= NARROW else 0
    for i in range(0, paired, 4):
        a = b = c = d = 0.0
        for j in range(w.size):
            a += x[i, j] * w[j]
            b += x[i + 1, j] * w[j]
            c += x[i + 2, j] * w[j]
            d += x[i + 3, j] * w[j]
        out[i], out[i + 1], out[i + 2], out[i + 3] = a, b, c, d
    multiply(x[paired:], w, out[paired:])


@njit(**REORDERED)
def weigh(y, out):
    """Turn products into weights of the rows, by ``math.exp``."""
    for i in range(y.size):
        out[i] = (1.0 / (1.0 + math.exp(-y[i] * out[i])) - 1.0) * y[i]


@njit(**REORDERED)
def weigh_inline(y, out):
    """The same with an exponential that is arithmetic alone."""
    for i in range(y.size):
        out[i] = (1.0 / (1.0 + exp64(-y[i] * out[i])) - 1.0) * y[i]


@njit(**STEP)
def add(x, weight, out):
    """Add each row, times its weight, to `out`."""
    for i in range(weight.size):
        for j in range(out.size):
            out[j] += weight[i] * x[i, j]


@njit(**STEP)
def add_four(x, weight, out):
    """The same for four rows at a time, so that each element of `out` is read and written once for all four."""
    paired = weight.size - weight.size % 4
    for i in range(0, paired, 4):
        a, b, c, d = weight[i], weight[i + 1], weight[i + 2], weight[i + 3]
        for j in range(out.size):
            out[j] += a * x[i, j] + b * x[i + 1, j] + c * x[i + 2, j] + d * x[i + 3, j]
    add(x[paired:], weight[paired:], out)


def block_by_block(multiplying, weighing, adding):
    """Make a function like `row_by_row` that does each of three steps for a block of rows before the next."""

    @njit(**REORDERED)
    def by_block(x, y, w, start, stop, out):
        out[:] = 0.0
        room = np.empty(BLOCK)
        for begin in range(start, stop, BLOCK):
            end = min(begin + BLOCK, stop)
            weight = room[: end - begin]
            multiplying(x[begin:end], w, weight)
            weighing(y[begin:end], weight)
            adding(x[begin:end], weight, out)

    return by_block


in_blocks = block_by_block(multiply, weigh, add)
with_arithmetic = block_by_block(multiply, weigh_inline, add)
by_four = block_by_block(multiply_four, weigh_inline, add_four)
