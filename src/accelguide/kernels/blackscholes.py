"""Prices of European options by the formula of Black and Scholes: a logarithm, an exponential and two erf for each."""

import numpy as np

from accelguide.kernels._cuda import on_device
from accelguide.kernels._exponential import ABOVE64, BELOW64, exp64, log64, mills64
from accelguide.kernels._numba import njit, prange
from accelguide.kernels._prices import (
    checked,
    nested_text,
    normal_array,
    normal_called,
    normal_computed,
    price_plain,
    price_replaced,
    price_shared,
)
from accelguide.kernels._prices_cuda import in_pairs, pricing
from accelguide.systems import require


def workload(size, seed=0):
    """Return spot, strike and time of `size` options, the rate, the volatility, and an array for the prices."""
    spot, strike, time = np.random.default_rng(seed).random((3, size))
    return 10 + 40 * spot, 10 + 40 * strike, 1 + time, 0.1, 0.2, np.full((2, size), np.nan)


def work(size):
    """Options, bytes of three arrays read and two rows written, and operations of `price_shared`, of one call."""
    return {"items": size, "bytes": 40 * size, "flops": 172 * size}


def equal(result, expected):
    """Whether prices agree to nine digits or 1e-10: one near zero is the difference of two that are not."""
    return result.shape == expected.shape and np.allclose(result, expected, rtol=1e-9, atol=1e-10, equal_nan=True)


def blackscholes_python(spot, strike, time, rate, volatility, out):
    """Return the prices of calls, in the first row, and of puts.

    Parameters
    ----------
    spot, strike : ndarray of float64, shape (n,)
        Price of the share now and in the contract, in one unit of money, positive.
    time : ndarray of float64, shape (n,)
        Years until the contract ends, positive.
    rate, volatility : float
        Of a year; the volatility is positive.
    out : ndarray of float64, shape (2, n)
        Contiguous, apart from the others; it is filled and returned.

    Raises
    ------
    ValueError
        The shapes do not fit. Prices from a NaN are NaN; from numbers that are not positive nothing is promised.
    """
    checked(spot, strike, time, out)
    options = zip(spot.tolist(), strike.tolist(), time.tolist(), strict=True)
    for i, option in enumerate(options):
        out[0, i], out[1, i] = price_plain(*option, rate, volatility)
    return out


def blackscholes_numpy(spot, strike, time, rate, volatility, out):
    """NumPy; erf is a quotient of polynomials, times an exponential."""
    checked(spot, strike, time, out)
    deviation = volatility * np.sqrt(time)
    d1 = (np.log(spot / strike) + (rate + 0.5 * volatility**2) * time) / deviation
    discounted = strike * np.exp(-rate * time)
    over, under = (normal_array(d, ABOVE64, BELOW64) for d in (d1, d1 - deviation))
    np.subtract(spot * over, discounted * under, out=out[0])
    np.add(out[0] - spot, discounted, out=out[1])
    return out


def blackscholes_numexpr(spot, strike, time, rate, volatility, out):
    """NumExpr, with the same quotient, in blocks and on several threads."""
    require("numexpr")
    from numexpr import evaluate

    checked(spot, strike, time, out)
    known = {"s": spot, "k": strike, "t": time, "r": rate, "v": volatility}
    for name, half in (("over", 0.5), ("under", -0.5)):
        known["d"] = evaluate(f"(log(s / k) + (r + {half} * v**2) * t) / (v * sqrt(t))", known)
        known["x"] = evaluate("where(abs(d) > 39, 39, abs(d))", known)
        known["tail"] = evaluate(f"exp(-d * d / 2) * {nested_text(ABOVE64)} / {nested_text(BELOW64)}", known)
        known[name] = evaluate("where(d > 0, 1 - tail, tail)", known)
    known["call"] = evaluate("s * over - k * exp(-r * t) * under", known, out=out[0])
    evaluate("call - s + k * exp(-r * t)", known, out=out[1])
    return out


@njit()
def blackscholes_numba(spot, strike, time, rate, volatility, out):
    """Numba, with the functions of `math`: the plain loop."""
    checked(spot, strike, time, out)
    for i in range(spot.size):
        out[0, i], out[1, i] = price_plain(spot[i], strike[i], time[i], rate, volatility)
    return out


@njit(parallel=True)
def blackscholes_parallel(spot, strike, time, rate, volatility, out):
    """The plain loop on all cores."""
    checked(spot, strike, time, out)
    for i in prange(spot.size):
        out[0, i], out[1, i] = price_plain(spot[i], strike[i], time[i], rate, volatility)
    return out


@njit()
def blackscholes_partly(spot, strike, time, rate, volatility, out):
    """Exponential and logarithm by arithmetic; erf is still called."""
    checked(spot, strike, time, out)
    calls, puts = out[0], out[1]
    for i in range(spot.size):
        calls[i], puts[i] = price_replaced(spot[i], strike[i], time[i], rate, volatility, exp64, log64, normal_called)
    return out


@njit()
def blackscholes_arithmetic(spot, strike, time, rate, volatility, out):
    """No call is left in the loop."""
    checked(spot, strike, time, out)
    calls, puts = out[0], out[1]
    for i in range(spot.size):
        calls[i], puts[i] = price_replaced(spot[i], strike[i], time[i], rate, volatility, exp64, log64, normal_computed)
    return out


@njit()
def blackscholes_shared(spot, strike, time, rate, volatility, out):
    """One exponential does for both terms."""
    checked(spot, strike, time, out)
    calls, puts = out[0], out[1]
    for i in range(spot.size):
        calls[i], puts[i] = price_shared(spot[i], strike[i], time[i], rate, volatility, 0.5, exp64, log64, mills64)
    return out


@njit(parallel=True)
def blackscholes_shared_parallel(spot, strike, time, rate, volatility, out):
    """The same on all cores."""
    checked(spot, strike, time, out)
    calls, puts = out[0], out[1]
    for i in prange(spot.size):
        calls[i], puts[i] = price_shared(spot[i], strike[i], time[i], rate, volatility, 0.5, exp64, log64, mills64)
    return out


def asked(spot, strike, time, rate, volatility, out):
    """Arguments that the contract allows."""
    checked(spot, strike, time, out)
    return spot, strike, time, rate, volatility, out


@on_device(given=asked)
def blackscholes_cuda(spot, strike, time, rate, volatility, out):
    """On a GPU."""
    return pricing(in_pairs, spot, strike, time, rate, volatility, out)
