"""Add up floats, with and without leave to reorder the additions; and how far the sum is from the exact one."""

import math

import numpy as np

from accelguide.kernels._numba import njit

BLOCK = 1024
LARGE = 1e16  # next to it a one is lost


def workload(size, seed=0):
    """Return `size` numbers from 0 to 1."""
    return (np.random.default_rng(seed).random(size),)


def work(size):
    """Items, bytes and floating-point operations of one call: one addition for each number."""
    return {"items": size, "bytes": 8 * size, "flops": size}


def plain_sum(values):
    """Return the sum, added from the first to the last: what is compiled with and without flags."""
    total = 0.0
    for i in range(values.size):
        total += values[i]
    return total


def compensated_sum(values):
    """Return the sum by Kahan's method: what each addition rounds away is kept, and taken off the next number."""
    total = lost = 0.0
    for i in range(values.size):
        mended = values[i] - lost
        raised = total + mended
        lost = (raised - total) - mended
        total = raised
    return total


strict_sum = njit()(plain_sum)
reordered_sum = njit(fastmath={"reassoc", "nsz"})(plain_sum)
fast_sum = njit(fastmath=True)(plain_sum)
strict_kahan = njit()(compensated_sum)
reordered_kahan = njit(fastmath={"reassoc", "nsz"})(compensated_sum)


def adding_strict(values):
    """Return the sum of the numbers, as a float. Numba without flags: one addition after the other.

    Parameters
    ----------
    values : numpy.ndarray
        Float64, shape ``(n,)``, finite, of any stride. Their absolute values have a finite sum.
    """
    return strict_sum(values)


def adding_flags(values):
    """Numba with two flags: additions may be reordered, and the sign of a zero is free."""
    return reordered_sum(values)


def adding_fast(values):
    """Numba with all seven flags."""
    return fast_sum(values)


def adding_numpy(values):
    """NumPy, which adds in pairs of pairs (pairwise summation)."""
    return float(np.sum(values))


def adding_kahan(values):
    """Numba without flags, by Kahan's method."""
    return strict_kahan(values)


@njit()
def adding_blocks(values):
    """Numba: reordered within a block, and Kahan's method from block to block, without flags."""
    total = lost = 0.0
    for start in range(0, values.size, BLOCK):
        mended = reordered_sum(values[start : start + BLOCK]) - lost
        raised = total + mended
        lost = (raised - total) - mended
        total = raised
    return total


def present_sum(values):
    """Return the sum of those numbers that are not NaN."""
    total = 0.0
    for i in range(values.size):
        if not math.isnan(values[i]):
            total += values[i]
    return total


def below_infinity(values):
    """Count the numbers that are not infinite."""
    count = 0
    for i in range(values.size):
        if not math.isinf(values[i]):
            count += 1
    return count


def cancelling(pairs, ones):
    """Return large numbers, each followed by its opposite, and then as many ones: the exact sum is their number."""
    return np.concatenate([np.tile([LARGE, -LARGE], pairs), np.ones(ones)])


def units_off(found, values):
    """Return how far a sum is from the exact one, in units in the last place (ulp) of the latter."""
    exact = math.fsum(values)
    return abs(found - exact) / math.ulp(exact)
