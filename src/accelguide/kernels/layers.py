"""A neural network applied to independent batches: matrix products, in which BLAS lets go of the GIL."""

import numpy as np

from accelguide.sessions import gather, threads, within
from accelguide.systems import require

ROWS = 128
WIDTH = 512
DEPTH = 3


def workload(size, seed=0):
    """Return the arguments of the kernels: as many batches of float32 samples, and the weights of each layer."""
    draw = np.random.default_rng(seed)
    weights = draw.normal(0, (2 / WIDTH) ** 0.5, (DEPTH, WIDTH, WIDTH)).astype(np.float32)
    return list(draw.standard_normal((size, ROWS, WIDTH), np.float32)), list(weights)


def work(size):
    """Items, samples, and floating-point operations of one call."""
    return {"items": size * ROWS, "flops": size * ROWS * DEPTH * WIDTH * (2 * WIDTH + 1)}


def forward(batch, weights):
    """Output of the network for one batch."""
    for weight in weights:
        batch = batch @ weight
        np.maximum(batch, 0, out=batch)
    return batch


def limited():
    """Hold BLAS to one thread, so that only the threads of Python are compared."""
    require("threadpoolctl")
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, user_api="blas")


def layers_serial(batches, weights):
    """Return the output of the network for each batch, a list of float32 arrays; BLAS is held to one thread.

    Parameters
    ----------
    batches : list of numpy.ndarray
        Float32, each of shape ``(rows, width)``.
    weights : list of numpy.ndarray
        Float32, one of shape ``(width, width)`` for each layer: ``x`` becomes ``max(x @ weight, 0)``.
    """
    with limited():
        return [forward(batch, weights) for batch in batches]


@within(threads)
def layers_threads(batches, weights, pool):
    """The same, a batch at a time by one thread for each core; BLAS is held to one thread in each."""
    with limited():
        return gather(pool, forward, batches, [weights] * len(batches))
