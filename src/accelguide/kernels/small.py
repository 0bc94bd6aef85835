"""A tiny recurrent network, step by step: many operations of NumPy on arrays too small to let go of the GIL for."""

import numpy as np

from accelguide.sessions import gather, threads, within

WIDTH = 8
STEPS = 1000


def workload(size, seed=0):
    """Return the arguments of the kernels: as many states to begin with, and the weights."""
    draw = np.random.default_rng(seed)
    return list(draw.standard_normal((size, WIDTH))), draw.standard_normal((WIDTH, WIDTH))


def work(size):
    """Items, steps, of one call."""
    return {"items": size * STEPS}


def run(state, weights):
    """State after all steps."""
    for _ in range(STEPS):
        state = np.tanh(weights @ state)
    return state


def small_serial(states, weights):
    """Return each state after `STEPS` steps from ``x`` to ``tanh(weights @ x)``, a list of float64 arrays.

    Parameters
    ----------
    states : list of numpy.ndarray
        Float64 of shape ``(n,)``.
    weights : numpy.ndarray
        Float64 of shape ``(n, n)``.
    """
    return [run(state, weights) for state in states]


@within(threads)
def small_threads(states, weights, pool):
    """The same, a state at a time by one thread for each core."""
    return gather(pool, run, states, [weights] * len(states))
