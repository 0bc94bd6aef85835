"""The deepest fall of a series of prices below its highest so far, told in a sentence."""

import math

import numpy as np

from accelguide.kernels._numba import jit, njit, objmode

TEXT = "fell by {:.6f} at {}"


def workload(size, seed=0):
    """Return an array of prices that wander."""
    return (100.0 + np.random.default_rng(seed).normal(size=size).cumsum(),)


def work(size):
    """Items and bytes of one call: each price is read once."""
    return {"items": size, "bytes": 8 * size}


def drawdown_python(prices):
    """Return a sentence: by how much the prices fell below their highest so far, at the most, and at which index.

    Parameters
    ----------
    prices : ndarray of float64, shape (n,)
        Of any unit; it may be empty, and what is no number (NaN) is passed over.
    """
    peak, worst, place = -math.inf, 0.0, 0
    for i in range(len(prices)):
        if prices[i] > peak:
            peak = prices[i]
        elif peak - prices[i] > worst:
            worst = peak - prices[i]
            place = i
    return TEXT.format(worst, place)


@jit(forceobj=True, looplift=False)
def drawdown_object(prices):
    """Object mode alone: machine code in which every value is still an object."""
    peak, worst, place = -math.inf, 0.0, 0
    for i in range(len(prices)):
        if prices[i] > peak:
            peak = prices[i]
        elif peak - prices[i] > worst:
            worst = peak - prices[i]
            place = i
    return TEXT.format(worst, place)


@jit(forceobj=True)
def drawdown_lifted(prices):
    """Object mode from which Numba lifts the loop, to compile it in nopython mode."""
    peak, worst, place = -math.inf, 0.0, 0
    for i in range(len(prices)):
        if prices[i] > peak:
            peak = prices[i]
        elif peak - prices[i] > worst:
            worst = peak - prices[i]
            place = i
    return TEXT.format(worst, place)


@njit()
def deepest(prices):
    """The loop of the two forms below, in nopython mode."""
    peak, worst, place = -math.inf, 0.0, 0
    for i in range(len(prices)):
        if prices[i] > peak:
            peak = prices[i]
        elif peak - prices[i] > worst:
            worst = peak - prices[i]
            place = i
    return worst, place


@njit()
def drawdown_block(prices):
    """Nopython mode with one block in object mode, which begins when the loop has ended."""
    worst, place = deepest(prices)
    with objmode(text="unicode_type"):
        text = TEXT.format(worst, place)
    return text


def drawdown_split(prices):
    """The loop in nopython mode, the rest in plain Python: split by hand."""
    worst, place = deepest(prices)
    return TEXT.format(worst, place)


@njit()
def drawdown_inside(prices):
    """A block in object mode inside the loop: a step into the interpreter for every price."""
    peak, worst, place = -math.inf, 0.0, 0
    for i in range(len(prices)):
        price = prices[i]
        with objmode(highest="float64"):
            highest = max(peak, price)
        peak = highest
        if peak - price > worst:
            worst = peak - price
            place = i
    with objmode(text="unicode_type"):
        text = TEXT.format(worst, place)
    return text
