"""The chain of operations on numbers in two lists: a loop of plain Python, with types written to it."""

import math

import numpy as np

from accelguide.kernels._compilers import by_mypyc


def workload(size, seed=0):
    """Return two lists of `size` normal numbers."""
    return tuple(np.random.default_rng(seed).standard_normal((2, size)).tolist())


def work(size):
    """Items of one call."""
    return {"items": size}


def listed_python(x: list[float], y: list[float]) -> list[float]:
    """Return ``sqrt(r) * exp(-r / 2)`` with ``r = x² + y²``, one number after the other.

    The types mean nothing to CPython; mypyc compiles by them.

    Parameters
    ----------
    x, y : list of float
        Of one length.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    if len(x) != len(y):
        raise ValueError("x and y must be of one length")
    out: list[float] = []
    for i in range(len(x)):
        squares = x[i] * x[i] + y[i] * y[i]
        out.append(math.sqrt(squares) * math.exp(-0.5 * squares))
    return out


def listed_mypyc(x, y):
    """The same function, which mypyc compiles to C."""
    return by_mypyc(listed_python)(x, y)


def listed_numpy(x, y):
    """NumPy, with lists at both ends."""
    if len(x) != len(y):
        raise ValueError("x and y must be of one length")
    squares = np.array(x) ** 2 + np.array(y) ** 2
    return (np.sqrt(squares) * np.exp(-0.5 * squares)).tolist()
