"""A chain of operations on the elements of two arrays: the length of a vector, times a Gaussian of that length."""

import numpy as np

from accelguide.kernels._compilers import (
    aligned,
    by_pythran,
    tensor,
    traced,
    with_jax,
    with_polars,
    with_pythran,
    with_tensorflow,
    with_torch,
)
from accelguide.kernels._exponential import exp64
from accelguide.kernels._numba import njit, prange
from accelguide.sessions import within
from accelguide.systems import Unavailable, require

BLOCK = 1 << 12


def workload(size, seed=0):
    """Return two arrays of `size` normal numbers, each beginning at a cache line."""
    return tuple(map(aligned, np.random.default_rng(seed).standard_normal((2, size))))


def work(size):
    """Items, and bytes of the two arrays read and the one written, of one call."""
    return {"items": size, "bytes": 24 * size}


def checked(x, y):
    """Raise ValueError where the two differ in shape."""
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError("x and y must be of one shape (n,)")


def formula(x, y, library):
    """Compute the chain by the functions of a library: NumPy, PyTorch, JAX or TensorFlow."""
    squares = x * x + y * y
    return library.sqrt(squares) * library.exp(-0.5 * squares)


def chain_numpy(x, y):
    """Return ``sqrt(r) * exp(-r / 2)`` with ``r = x² + y²``, one pass over the memory for each operation.

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,)
        Contiguous. Where the exponential is below the smallest normal number, a compiler may make it zero, as XLA does.

    Raises
    ------
    ValueError
        The two differ in shape.
    """
    checked(x, y)
    return formula(x, y, np)


def chain_numexpr(x, y):
    """NumExpr: a text, compiled for a small machine that works in blocks, on several threads."""
    require("numexpr")
    import numexpr

    checked(x, y)
    return numexpr.evaluate("sqrt(x * x + y * y) * exp(-0.5 * (x * x + y * y))")


@within(with_polars)
def chain_series(x, y, polars):
    """Polars, each operation at once."""
    checked(x, y)
    first, second = polars.Series(x), polars.Series(y)
    squares = first * first + second * second
    return (squares.sqrt() * (-0.5 * squares).exp()).to_numpy()


@within(with_polars)
def chain_polars(x, y, polars):
    """Polars, as a lazy query: a plan, optimised and then run."""
    checked(x, y)
    first, second = polars.col("x"), polars.col("y")
    squares = first * first + second * second
    query = polars.LazyFrame({"x": x, "y": y}).select(out=squares.sqrt() * (-0.5 * squares).exp())
    return query.collect()["out"].to_numpy()


@within(with_torch)
def chain_eager(x, y, torch):
    """PyTorch, each operation at once, on several threads."""
    checked(x, y)
    return formula(torch.from_numpy(x), torch.from_numpy(y), torch).numpy()


@within(with_torch)
def chain_torch(x, y, torch):
    """PyTorch, traced to a graph; TorchInductor makes one loop of C++ from it, for several threads."""
    checked(x, y)
    return traced(torch.compile, formula, torch)(torch.from_numpy(x), torch.from_numpy(y)).numpy()


@within(with_jax)
def chain_jax(x, y, jax):
    """JAX, traced to a graph, which XLA compiles for this shape."""
    checked(x, y)
    return np.asarray(traced(jax.jit, formula, jax.numpy)(x, y))


@within(with_tensorflow)
def chain_tensorflow(x, y, tensorflow):
    """TensorFlow, traced to a graph, whose operations run one by one, on several threads."""
    checked(x, y)
    graph = traced(tensorflow.function, formula, tensorflow)
    return graph(tensor(x, tensorflow), tensor(y, tensorflow)).numpy()


@within(with_tensorflow)
def chain_xla(x, y, tensorflow):
    """The same graph, which XLA compiles for this shape."""
    checked(x, y)
    graph = traced(tensorflow.function, formula, tensorflow, jit_compile=True)
    return graph(tensor(x, tensorflow), tensor(y, tensorflow)).numpy()


def whole(x, y):
    """Compute the chain: what Pythran is given."""
    squares = x * x + y * y
    return np.sqrt(squares) * np.exp(-0.5 * squares)


@within(with_pythran)
def chain_pythran(x, y, pythran):
    """Pythran: a whole function, to C++ and ahead of time."""
    checked(x, y)
    return by_pythran(whole, "float64[], float64[]")(x, y)


@njit(parallel=True, error_model="numpy", fastmath={"contract"})
def fill(x, y, out):
    """Put the chain into `out`, block by block."""
    for block in prange(-(-out.size // BLOCK)):
        part = slice(block * BLOCK, min((block + 1) * BLOCK, out.size))
        first, second, inner = x[part], y[part], out[part]
        for i in range(inner.size):
            squares = first[i] * first[i] + second[i] * second[i]
            inner[i] = np.sqrt(squares) * exp64(-0.5 * squares)


def chain_parallel(x, y):
    """Numba: a whole function as well, at its first call; one loop, with an exponential that is arithmetic."""
    require("numba")
    checked(x, y)
    out = np.empty(x.shape)
    fill(x, y, out)
    return out


@within(with_polars)
def explained(polars):
    """What Polars makes of the chain and of a filter that follows it: a step stands below what is done after it."""
    first, second = polars.col("x"), polars.col("y")
    squares = first * first + second * second
    query = polars.LazyFrame({"x": [1.0], "y": [2.0]}).with_columns(out=squares.sqrt() * (-0.5 * squares).exp())
    return query.filter(first > 0).explain()


def planned():
    """Whether that plan reuses what stands in the query twice, and filters first; a dash for each without Polars."""
    try:
        plan = explained()
    except Unavailable:
        return {"reuses": "–", "filters_first": "–"}
    return {"reuses": "CSE" in plan, "filters_first": "FILTER" in plan.partition("sqrt")[2]}
