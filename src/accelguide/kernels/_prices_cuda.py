"""Prices of European options on a device, in double and in single precision."""

import math
from functools import partial

import numpy as np

from accelguide.kernels._cuda import cuda
from accelguide.kernels._wide import across, load, store

THREADS = 128
BLOCKS = 1 << 13


@cuda.jit(device=True)
def priced(spot, strike, time, rate, volatility, half):
    """Prices of a call and a put; the normal distribution is half of the device's own erfc."""
    deviation = volatility * math.sqrt(time)
    d1 = (math.log(spot / strike) + (rate + half * volatility * volatility) * time) / deviation
    d2 = d1 - deviation
    scale = -math.sqrt(half)
    discounted = strike * math.exp(-rate * time)
    call = spot * (half * math.erfc(scale * d1)) - discounted * (half * math.erfc(scale * d2))
    return call, call - spot + discounted


@cuda.jit()
def one_by_one(spot, strike, time, rate, volatility, half, calls, puts):
    """One option for each thread at a time."""
    for i in range(cuda.grid(1), spot.size, cuda.gridsize(1)):
        calls[i], puts[i] = priced(spot[i], strike[i], time[i], rate, volatility, half)


@cuda.jit()
def in_pairs(spot, strike, time, rate, volatility, half, calls, puts):
    """Two options of float64, 16 bytes of each array, for each thread at a time."""
    for i in range(2 * cuda.grid(1), spot.size, 2 * cuda.gridsize(1)):
        s, k, t = load(spot, i), load(strike, i), load(time, i)
        call0, put0 = priced(s[0], k[0], t[0], rate, volatility, half)
        call1, put1 = priced(s[1], k[1], t[1], rate, volatility, half)
        store(calls, i, (call0, call1))
        store(puts, i, (put0, put1))


@cuda.jit(fastmath=True)
def in_fours(spot, strike, time, rate, volatility, half, calls, puts):
    """Four options of float32 for each thread at a time, with the device's approximate functions."""
    for i in range(4 * cuda.grid(1), spot.size, 4 * cuda.gridsize(1)):
        s, k, t = load(spot, i), load(strike, i), load(time, i)
        call0, put0 = priced(s[0], k[0], t[0], rate, volatility, half)
        call1, put1 = priced(s[1], k[1], t[1], rate, volatility, half)
        call2, put2 = priced(s[2], k[2], t[2], rate, volatility, half)
        call3, put3 = priced(s[3], k[3], t[3], rate, volatility, half)
        store(calls, i, (call0, call1, call2, call3))
        store(puts, i, (put0, put1, put2, put3))


def pricing(wide, spot, strike, time, rate, volatility, out):
    """Launch of `wide`, or of `one_by_one` where the second row of `out` does not begin at a multiple of 16 bytes."""
    kernel = one_by_one if spot.size % across(spot.dtype) else wide
    half = np.dtype(spot.dtype).type(0.5)
    return partial(kernel[BLOCKS, THREADS], spot, strike, time, rate, volatility, half, out[0], out[1]), out
