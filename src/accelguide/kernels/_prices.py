"""Prices of European options by the formula of Black and Scholes (1973), one option at a time."""

import math

import numpy as np

from accelguide.kernels._exponential import INLINE, exp64, mills64, polynomial
from accelguide.kernels._numba import njit, register_jitable


@register_jitable
def checked(spot, strike, time, out):
    """Refuse arrays that do not fit together."""
    n = spot.shape[0]
    if strike.shape[0] != n or time.shape[0] != n or out.shape[0] != 2 or out.shape[1] != n:
        raise ValueError("spot, strike and time must be of one length n, and out of shape (2, n)")


@register_jitable
def price_plain(spot, strike, time, rate, volatility):
    """Prices of a call and a put, the formula as it is printed."""
    deviation = volatility * math.sqrt(time)
    d1 = (math.log(spot / strike) + (rate + 0.5 * volatility**2) * time) / deviation
    d2 = d1 - deviation
    discounted = strike * math.exp(-rate * time)
    call = spot * (1 + math.erf(d1 / math.sqrt(2))) / 2 - discounted * (1 + math.erf(d2 / math.sqrt(2))) / 2
    return call, call - spot + discounted


@njit(**INLINE)
def price_replaced(spot, strike, time, rate, volatility, exp, log, normal):
    """The same with other functions for the exponential, the logarithm and the normal distribution."""
    deviation = volatility * math.sqrt(time)
    d1 = (log(spot / strike) + (rate + 0.5 * volatility**2) * time) / deviation
    d2 = d1 - deviation
    discounted = strike * exp(-rate * time)
    call = spot * normal(d1) - discounted * normal(d2)
    return call, call - spot + discounted


@njit(**INLINE)
def price_shared(spot, strike, time, rate, volatility, half, exp, log, mills):
    """One exponential less: ``spot * exp(-d1**2 / 2)`` is equal to ``discounted * exp(-d2**2 / 2)``."""
    deviation = volatility * math.sqrt(time)
    d1 = (log(spot / strike) + (rate + half * volatility**2) * time) / deviation
    d2 = d1 - deviation
    discounted = strike * exp(-rate * time)
    both = spot * exp(-half * d1 * d1)
    tail1, tail2 = both * mills(d1), both * mills(d2)
    call = (spot - tail1 if d1 > 0 else tail1) - (discounted - tail2 if d2 > 0 else tail2)
    return call, call - spot + discounted


@njit(**INLINE)
def normal_called(d):
    """Normal distribution by a call of the C library."""
    return 0.5 + 0.5 * math.erf(d * math.sqrt(0.5))


@njit(**INLINE)
def normal_computed(d):
    """Normal distribution by arithmetic."""
    tail = exp64(-0.5 * d * d) * mills64(d)
    return 1.0 - tail if d > 0 else tail


def normal_array(d, above, below):
    """Normal distribution of an array; NumPy has no erf, so it is by the two polynomials of `mills64` or `mills32`."""
    x = np.minimum(np.abs(d), 39)
    tail = np.exp(-(d * d) / 2) * (polynomial(x, above) / polynomial(x, below))
    return np.where(d > 0, 1 - tail, tail)


def nested_text(coefficients):
    """Text of a polynomial of `x`, for NumExpr."""
    text = repr(coefficients[0])
    for one in coefficients[1:]:
        text = f"({text} * x + {one!r})"
    return text
