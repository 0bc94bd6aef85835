"""Prices of European options once more, in single precision: half the bytes, and twice as many numbers in a vector."""

import numpy as np

from accelguide.kernels._cuda import on_device
from accelguide.kernels._exponential import ABOVE32, BELOW32, exp32, log32, mills32
from accelguide.kernels._numba import njit, prange
from accelguide.kernels._prices import checked, normal_array, price_shared
from accelguide.kernels._prices_cuda import in_fours, pricing

HALF = np.float32(0.5)


def workload(size, seed=0):
    """Return spot, strike and time of `size` options, the rate, the volatility, and an array for the prices."""
    spot, strike, time = np.random.default_rng(seed).random((3, size), np.float32)
    rate, volatility = np.float32(0.1), np.float32(0.2)
    return 10 + 40 * spot, 10 + 40 * strike, 1 + time, rate, volatility, np.full((2, size), np.nan, np.float32)


def work(size):
    """Options, and bytes of the three arrays read and the two rows written, of one call."""
    return {"items": size, "bytes": 20 * size}


def equal(result, expected):
    """Whether prices agree to 1e-4 of a unit of money, where shares cost up to 50: float32 has seven digits."""
    return result.shape == expected.shape and np.allclose(result, expected, rtol=0, atol=1e-4, equal_nan=True)


def singles_numpy(spot, strike, time, rate, volatility, out):
    """Return the prices of calls, in the first row, and of puts.

    Parameters
    ----------
    spot, strike : ndarray of float32, shape (n,)
        Price of the share now and in the contract, in one unit of money, positive.
    time : ndarray of float32, shape (n,)
        Years until the contract ends, positive.
    rate, volatility : numpy.float32
        Of a year; the volatility is positive.
    out : ndarray of float32, shape (2, n)
        Contiguous, apart from the others; it is filled and returned.

    Raises
    ------
    ValueError
        The shapes do not fit. Prices from a NaN are NaN; from numbers that are not positive nothing is promised.
    """
    checked(spot, strike, time, out)
    deviation = volatility * np.sqrt(time)
    d1 = (np.log(spot / strike) + (rate + HALF * volatility**2) * time) / deviation
    d2 = d1 - deviation
    discounted = strike * np.exp(-rate * time)
    out[0] = spot * normal_array(d1, ABOVE32, BELOW32) - discounted * normal_array(d2, ABOVE32, BELOW32)
    out[1] = out[0] - spot + discounted
    return out


@njit()
def singles_shared(spot, strike, time, rate, volatility, out):
    """All by arithmetic in float32, with one exponential for both terms."""
    checked(spot, strike, time, out)
    calls, puts = out[0], out[1]
    for i in range(spot.size):
        calls[i], puts[i] = price_shared(spot[i], strike[i], time[i], rate, volatility, HALF, exp32, log32, mills32)
    return out


@njit(parallel=True)
def singles_shared_parallel(spot, strike, time, rate, volatility, out):
    """The same on all cores."""
    checked(spot, strike, time, out)
    calls, puts = out[0], out[1]
    for i in prange(spot.size):
        calls[i], puts[i] = price_shared(spot[i], strike[i], time[i], rate, volatility, HALF, exp32, log32, mills32)
    return out


def asked(spot, strike, time, rate, volatility, out):
    """Arguments that the contract allows."""
    checked(spot, strike, time, out)
    return spot, strike, time, rate, volatility, out


@on_device(given=asked)
def singles_cuda(spot, strike, time, rate, volatility, out):
    """On a GPU, with its approximate functions."""
    return pricing(in_fours, spot, strike, time, rate, volatility, out)
