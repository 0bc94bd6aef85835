"""A recurrence for each of sixteen million numbers: the more of its steps, the more arithmetic for each byte moved.

What the size counts are the steps, so that it is seen from how much arithmetic on the way to a GPU pays.
"""

from functools import partial

import numpy as np

from accelguide.kernels._cuda import cuda, on_device, ready, round_trip
from accelguide.kernels._numba import njit, prange
from accelguide.sessions import split
from accelguide.systems import Unavailable

COUNT = 1 << 24
PERIOD = 1 << 16
BLOCK = 1 << 12
HALF = np.float32(0.5)
THREADS = 256
CHUNKS = 8


def workload(size, seed=0):
    """Return the numbers, the count of steps, which is `size`, and an array for the result."""
    some = np.random.default_rng(seed).random(PERIOD, dtype=np.float32)
    return np.resize(some, COUNT), size, np.full(COUNT, np.nan, np.float32)


def work(size):
    """Bytes and operations of one call: a number is read, one is written; a product and a sum are made in each step."""
    return {"bytes": 8 * COUNT, "flops": 2 * size * COUNT}


def agree(result, expected):
    """Whether two results are equal but for roundings, which each step halves again."""
    return result.shape == expected.shape and bool(np.allclose(result, expected, rtol=1e-6, atol=0, equal_nan=True))


@njit(parallel=True, fastmath={"contract"})
def shuttle_parallel(x, steps, out):
    """Take `steps` steps of ``z = z / 2 + x`` from ``z = 0`` for each `x`, on all cores.

    Parameters
    ----------
    x : ndarray of float32, shape (n,)
        Contiguous.
    steps : int
        Not negative.
    out : ndarray of float32, shape (n,)
        Contiguous, apart from `x`; it is filled and returned.

    Raises
    ------
    ValueError
        The two differ in length.
    """
    if x.shape != out.shape:
        raise ValueError("x and out must be of one length")
    for block in prange(-(-x.size // BLOCK)):
        part = slice(block * BLOCK, min((block + 1) * BLOCK, x.size))
        given, z = x[part], out[part]
        z[:] = 0
        for _ in range(steps):
            for i in range(z.size):  # numbers side by side in vectors, all of them in the cache
                z[i] = HALF * z[i] + given[i]
    return out


@cuda.jit()
def stepping(x, steps, out):
    """The steps of one number after another, in a register."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        given = x[i]
        z = np.float32(0)
        for _ in range(steps):
            z = HALF * z + given
        out[i] = z


def grid(count):
    """Blocks for so many numbers."""
    return max(1, min(-(-count // THREADS), 1 << 14))


@on_device()
def shuttle_cuda(x, steps, out):
    """On the GPU, the data being there."""
    return partial(stepping[grid(x.size), THREADS], x, steps, out), out


def there_and_back(x, steps, out):
    """A trip in one piece: copy, launch, copy back, each after the other."""
    near_x, near_out = cuda.device_array_like(x), cuda.device_array_like(out)

    def trip():
        near_x.copy_to_device(x)
        stepping[grid(x.size), THREADS](near_x, steps, near_out)
        near_out.copy_to_host(out)

    return trip, out


def in_streams(x, steps, out, note=lambda stage, chunk, stream: None):
    """A trip in pieces, each in a stream of its own, so that copies and kernels of different pieces run side by side.

    `note` is told before and after each stage of a piece.
    """
    near_x, near_out = cuda.device_array_like(x), cuda.device_array_like(out)
    edges = split(x.size, CHUNKS)
    streams = [cuda.stream() for _ in range(CHUNKS)]

    def trip():
        for chunk, stream in enumerate(streams):
            part = slice(edges[chunk], edges[chunk + 1])
            given, result = near_x[part], near_out[part]
            note(0, chunk, stream)
            given.copy_to_device(x[part], stream=stream)
            note(1, chunk, stream)
            stepping[grid(given.size), THREADS, stream](given, steps, result)
            note(2, chunk, stream)
            result.copy_to_host(out[part], stream=stream)
            note(3, chunk, stream)
        cuda.synchronize()

    return trip, out


def pinned(array):
    """Copy an array to memory that stays where it is, so that the device may fetch it by itself."""
    copy = cuda.pinned_array(array.shape, array.dtype)
    copy[:] = array
    return copy


@round_trip
def shuttle_cuda_pageable(x, steps, out):
    """There and back from ordinary memory, which the driver copies through a buffer of its own."""
    return there_and_back(x, steps, out)


@round_trip
def shuttle_cuda_pinned(x, steps, out):
    """There and back from pinned memory."""
    return there_and_back(pinned(x), steps, pinned(out))


@round_trip
def shuttle_cuda_streams(x, steps, out):
    """There and back from pinned memory, in pieces that overlap."""
    return in_streams(pinned(x), steps, pinned(out))


def timeline(steps):
    """When each stage of each piece of a trip ran, as ``(stage, piece, begin, end)`` in seconds from the first.

    Empty where there is no device.
    """
    try:
        ready()
    except Unavailable:
        return []
    events = {}

    def note(stage, chunk, stream):
        events[stage, chunk] = cuda.event()
        events[stage, chunk].record(stream)

    x, _, out = workload(steps)
    trip, _ = in_streams(pinned(x), steps, pinned(out), note)
    trip()
    trip()  # the first one compiles
    since = {place: cuda.event_elapsed_time(events[0, 0], event) / 1e3 for place, event in events.items()}
    return [
        (stage, chunk, since[stage, chunk], since[stage + 1, chunk]) for chunk in range(CHUNKS) for stage in range(3)
    ]
