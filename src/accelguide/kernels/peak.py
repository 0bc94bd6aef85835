"""As many multiply-adds as the processor can do: numbers that stay in its registers, and chains enough to fill it."""

import numpy as np

from accelguide.kernels._numba import njit, prange
from accelguide.kernels._vectors import WIDTH, fused, load, spread, store

CHAINS = 12  # a multiply-add takes 4 or 5 cycles, and two begin in each: ten chains in flight, and 16 registers
GROUP = CHAINS * WIDTH
TURNS = 4000
FACTOR = 0.9999
ADDED = 0.0001


def workload(size, seed=0):
    """Return `size` numbers between zero and one, and how often each is multiplied and added to."""
    return np.random.default_rng(seed).random(size), TURNS


def work(size):
    """Floating-point operations of one call: a product and a sum for each number and turn."""
    return {"flops": 2 * size * TURNS}


def peak_numpy(values, turns):
    """Apply ``x = 0.9999 * x + 0.0001`` to every number, again and again. NumPy loads and stores in each operation.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Contiguous.
    turns : int
        How often, not negative.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    out = values.copy()
    for _ in range(turns):
        np.multiply(out, FACTOR, out=out)
        np.add(out, ADDED, out=out)
    return out


@njit()
def chains(values, out, start, turns):
    """Twelve vectors, from `start` on, each of which waits for itself alone."""
    w, f, d = WIDTH, spread(FACTOR), spread(ADDED)
    a, b, c = load(values, start), load(values, start + w), load(values, start + 2 * w)
    e, g, h = load(values, start + 3 * w), load(values, start + 4 * w), load(values, start + 5 * w)
    i, j, k = load(values, start + 6 * w), load(values, start + 7 * w), load(values, start + 8 * w)
    m, n, o = load(values, start + 9 * w), load(values, start + 10 * w), load(values, start + 11 * w)
    for _ in range(turns):
        a, b, c = fused(a, f, d), fused(b, f, d), fused(c, f, d)
        e, g, h = fused(e, f, d), fused(g, f, d), fused(h, f, d)
        i, j, k = fused(i, f, d), fused(j, f, d), fused(k, f, d)
        m, n, o = fused(m, f, d), fused(n, f, d), fused(o, f, d)
    for place, x in enumerate((a, b, c, e, g, h, i, j, k, m, n, o)):
        store(out, start + place * w, x)


@njit()
def rest(values, out, start, turns):
    """Numbers that no longer fill a group."""
    for i in range(start, values.size):
        x = values[i]
        for _ in range(turns):
            x = FACTOR * x + ADDED
        out[i] = x


@njit()
def peak_numba(values, turns):
    """Numba on one core: twelve vectors at a time, in registers from the first turn to the last."""
    out = np.empty_like(values)
    for group in range(values.size // GROUP):
        chains(values, out, group * GROUP, turns)
    rest(values, out, values.size - values.size % GROUP, turns)
    return out


@njit(parallel=True)
def peak_parallel(values, turns):
    """The same on all cores."""
    out = np.empty_like(values)
    for group in prange(values.size // GROUP):
        chains(values, out, group * GROUP, turns)
    rest(values, out, values.size - values.size % GROUP, turns)
    return out
