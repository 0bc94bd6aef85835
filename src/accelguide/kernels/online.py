"""A model that learns while data arrive: alone, and by Ray actors around a parameter server."""

import contextlib
import math
import time
from collections import namedtuple

import numpy as np

from accelguide.kernels._online import FEATURES, LEARNERS, Learner, Server, chunk, judged, stepped
from accelguide.kernels._shortest import shortest
from accelguide.sessions import within
from accelguide.sessions.ray import ray_cluster

CHUNKS = 40
FEW = 20  # chunks over which a loss is averaged
CONSTANT = math.log(2)  # loss of a model that gives every row the same chance

Team = namedtuple("Team", "ray server learners")
Followed = namedtuple("Followed", "weights losses times staleness seconds")


def workload(size, seed=0):
    """Return the arguments of the kernels: chunks of `size` rows, half after a drift; `seed` changes nothing."""
    if size < 1:
        raise ValueError(f"a chunk has at least one row, not {size}")
    return CHUNKS, size, CHUNKS // 2


def work(size):
    """Items, rows, of one call."""
    return {"items": CHUNKS * size}


@contextlib.contextmanager
def team():
    """Start Ray, a parameter server and two learners, all of them up."""
    with ray_cluster() as ray:
        yield gathered(ray)


def gathered(ray):
    """Start the actors, and let each do a call that asks nothing of it."""
    made = Team(ray, ray.remote(Server).remote(), [ray.remote(Learner).remote() for _ in range(LEARNERS)])
    up = [one.follow.remote(made.server, (), 1, 1, 0.0, 0.0) for one in made.learners]
    ray.get([made.server.begin.remote(), *up], timeout=60)
    return made


def online_serial(chunks, rows, drift):
    """Return the weights after all chunks, and the loss on each chunk before it is learnt from.

    The weights begin at zero. A step takes the mean gradient of two chunks at the same weights.

    Parameters
    ----------
    chunks : int
        How many arrive; even.
    rows : int
        In each of them.
    drift : int
        The chunk with which labels begin to come of other weights.

    Raises
    ------
    ValueError
        An odd number of chunks.
    ray.exceptions.RayError
        In a variant with actors: one has failed, or its process has died.
    """
    weights, losses = np.zeros(FEATURES), []
    for first in steps(chunks):
        answers = [judged(weights, first + place, rows, drift) for place in range(LEARNERS)]
        losses += [loss for loss, _ in answers]
        weights = stepped(weights, [gradient for _, gradient in answers])
    return weights, losses


@within(team)
def online_synchronous(chunks, rows, drift, made):
    """Each learner judges one of the two chunks; the server waits for both, and steps."""
    made.server.begin.remote()
    done = []
    for first in steps(chunks):
        pulled = made.server.pull.remote()
        answers = [one.answer.remote(pulled, first + place, rows, drift) for place, one in enumerate(made.learners)]
        done.append(made.server.step.remote(*answers))
    made.ray.get(done, timeout=60)
    weights, losses, _, _ = made.ray.get(made.server.log.remote(), timeout=60)
    return weights, losses


def steps(chunks):
    """First chunk of each step."""
    if chunks % LEARNERS:
        raise ValueError(f"chunks are learnt from {LEARNERS} at a time: {chunks} of them do not come out even")
    return range(0, chunks, LEARNERS)


def asynchronous(made, chunks, rows, drift, pace=0.0):
    """Let each learner go its own way: nobody waits for another. Gives losses by chunk, and when they came."""
    made.ray.get(made.server.begin.remote(), timeout=60)
    begin = time.time()
    numbers = [range(place, chunks, LEARNERS) for place in range(LEARNERS)]
    sharing = zip(made.learners, numbers, strict=True)
    calls = [one.follow.remote(made.server, mine, rows, drift, begin, pace) for one, mine in sharing]
    made.ray.get(calls, timeout=60 + pace * chunks)
    seconds = time.time() - begin
    weights, losses, times, staleness = made.ray.get(made.server.log.remote(), timeout=60)
    ordered = sorted((number, loss, when - begin) for (number, loss), when in zip(losses, times, strict=True))
    _, losses, times = (list(column) for column in zip(*ordered, strict=True)) if ordered else ((), [], [])
    return Followed(weights, losses, times, staleness, seconds)


def frozen(chunks, rows, drift, learnt):
    """Losses on each chunk of a model that learns from the first `learnt` ones only, and from them as the others do."""
    weights, losses = online_serial(learnt, rows, drift)
    return losses + [judged(weights, number, rows, drift)[0] for number in range(learnt, chunks)]


def making(rows):
    """Share of the time to judge a chunk that it takes to make it."""
    return min(
        1.0, shortest(chunk, 0, rows, 1, repeats=5) / shortest(judged, np.zeros(FEATURES), 0, rows, 1, repeats=5)
    )


def smoothed(losses, few=FEW):
    """Mean of each loss and of those just before it, as many as `few` in all."""
    return [sum(losses[max(0, stop - few) : stop]) / min(stop, few) for stop in range(1, len(losses) + 1)]
