"""Divide two arrays element by element, with and without a check of every divisor."""

import numpy as np

from accelguide.kernels._numba import njit, register_jitable


def workload(size, seed=0):
    """Return dividends and divisors from 1 to 2, and an array for the results."""
    dividends, divisors = np.random.default_rng(seed).uniform(1, 2, (2, size))
    return dividends, divisors, np.full(size, np.nan)


def work(size):
    """Items, bytes and floating-point operations of one call: one quotient of each pair."""
    return {"items": size, "bytes": 24 * size, "flops": size}


@register_jitable
def demand(dividends, divisors, out):
    """Refuse arrays of different lengths."""
    if dividends.shape != divisors.shape or dividends.shape != out.shape:
        raise ValueError("dividends, divisors and out must be of one length")


def divide_each(dividends, divisors, out):
    """Write each quotient into `out`: what is compiled with and without the check."""
    demand(dividends, divisors, out)
    for i in range(dividends.size):
        out[i] = dividends[i] / divisors[i]
    return out


divide_checked = njit()(divide_each)
divide_fast = njit(fastmath=True)(divide_each)
divide_unchecked = njit(error_model="numpy")(divide_each)


def quotients_checked(dividends, divisors, out):
    """Return the quotients of the elements of two arrays, in `out`. Numba as it is: a divisor of zero is an error.

    Parameters
    ----------
    dividends, divisors : numpy.ndarray
        Float64, shape ``(n,)``, contiguous. Of no unit; no divisor is zero.
    out : numpy.ndarray
        Of the same kind, apart from both; it is filled and returned.

    Raises
    ------
    ValueError
        The three differ in length.
    ZeroDivisionError
        A divisor is zero; but ``quotients_unchecked`` and ``quotients_numpy`` write an infinity or NaN instead.
    """
    return divide_checked(dividends, divisors, out)


def quotients_fast(dividends, divisors, out):
    """Numba with all flags of ``fastmath``."""
    return divide_fast(dividends, divisors, out)


def quotients_unchecked(dividends, divisors, out):
    """Numba with ``error_model="numpy"``."""
    return divide_unchecked(dividends, divisors, out)


@njit(error_model="numpy")
def quotients_guarded(dividends, divisors, out):
    """Numba: one pass that looks for a zero, then one that divides without a check."""
    demand(dividends, divisors, out)
    zeros = 0
    for i in range(divisors.size):
        zeros += divisors[i] == 0.0
    if zeros:
        raise ZeroDivisionError("division by zero")
    for i in range(dividends.size):
        out[i] = dividends[i] / divisors[i]
    return out


def quotients_numpy(dividends, divisors, out):
    """NumPy's ufunc, into the array that is there."""
    demand(dividends, divisors, out)
    with np.errstate(all="ignore"):
        return np.divide(dividends, divisors, out=out)
