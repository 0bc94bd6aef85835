"""Steps of a logistic regression, the example of Numba's manual: a table that is multiplied twice, a chain between."""

import numpy as np

from accelguide.kernels._compilers import aligned, traced, with_jax, with_torch
from accelguide.kernels._logistic import by_four, checked, descended, drawn
from accelguide.sessions import within
from accelguide.systems import require

FEATURES = 10
STEPS = 4


def workload(size, seed=0):
    """Return a table of `size` rows, a label of each row, the weights to begin with, and a number of steps."""
    x, y, w, _ = drawn(size, FEATURES, seed)
    return aligned(x), aligned(y), w, STEPS


def work(size):
    """Items, rows, and bytes of one call: each step reads table and labels once."""
    return {"items": size, "bytes": 8 * size * (FEATURES + 1) * STEPS}


def step(w, x, y, library):
    """One step, by the functions of a library: NumPy, PyTorch or JAX."""
    weights = (1.0 / (1.0 + library.exp(-y * (x @ w))) - 1.0) * y
    return w - weights @ x


def gradient_numpy(x, y, w, steps):
    """Return the weights after some steps of gradient descent over all rows.

    Parameters
    ----------
    x : ndarray of float64, shape (n, d)
        A row for each observation.
    y : ndarray of float64, shape (n,)
        Labels, each 1 or -1.
    w : ndarray of float64, shape (d,)
        Weights to begin with.
    steps : int
        Not negative.

    Raises
    ------
    ValueError
        The shapes do not fit.
    """
    checked(x, y, w)
    for _ in range(steps):
        w = step(w, x, y, np)
    return w


def gradient_numexpr(x, y, w, steps):
    """NumExpr for the chain; it has no matrix product, which NumPy does."""
    require("numexpr")
    import numexpr

    checked(x, y, w)
    for _ in range(steps):
        names = {"product": x @ w, "y": y}
        w = w - numexpr.evaluate("(1.0 / (1.0 + exp(-y * product)) - 1.0) * y", names) @ x
    return w


@within(with_torch)
def gradient_torch(x, y, w, steps, torch):
    """PyTorch, a step as one graph."""
    checked(x, y, w)
    compiled = traced(torch.compile, step, torch)
    x, y, w = map(torch.from_numpy, (x, y, w))
    for _ in range(steps):
        w = compiled(w, x, y)
    return w.numpy()


@within(with_jax)
def gradient_jax(x, y, w, steps, jax):
    """JAX, a step as one graph."""
    checked(x, y, w)
    compiled = traced(jax.jit, step, jax.numpy)
    for _ in range(steps):
        w = compiled(w, x, y)
    return np.asarray(w)


def gradient_fused(x, y, w, steps):
    """Numba: one pass over the table in each step, written by hand."""
    require("numba")
    checked(x, y, w)
    return descended(by_four, x, y, w, steps)
