"""A pole that is balanced on a cart, learned by the cross-entropy method: the roll-outs one by one, or side by side."""

import math
import random
import statistics
from itertools import pairwise

from accelguide.sessions import PATIENCE, counted, gather, processes, split, within
from accelguide.sessions.ray import ray_cluster

GRAVITY = 9.8  # m/s²
CART, POLE = 1.0, 0.1  # kg
HALF = 0.5  # m, half the length of the pole
BOTH, LEVER = CART + POLE, POLE * HALF
FORCE = 10.0  # N, to the right or to the left
TICK = 0.02  # s
EDGE, FALLEN = 2.4, math.radians(12)  # m and radians, where a roll-out ends
HORIZON = 500  # steps, and a reward of one for each
SOLVED = 475.0  # mean return from which Gymnasium calls its CartPole-v1, the same task, solved
CANDIDATES, ELITE = 40, 8
STARTS = 10  # roll-outs of a candidate
LEAST_SPREAD = 0.05  # lest the search stand still


def workload(size, seed=0):
    """Return the arguments of the kernels: the number of generations, `size`, and the seed of all that is drawn."""
    return size, seed


def moved(place, speed, angle, spin, force):
    """State of the cart and the pole one tick later.

    The equations are those of Barto, Sutton and Anderson (1983) without friction, integrated by Euler's method.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    pushed = (force + LEVER * spin * spin * sine) / BOTH
    turning = (GRAVITY * sine - cosine * pushed) / (HALF * (4 / 3 - POLE * cosine * cosine / BOTH))
    driven = pushed - LEVER * turning * cosine / BOTH
    return place + TICK * speed, speed + TICK * driven, angle + TICK * spin, spin + TICK * turning


def steps(weights, state):
    """Steps for which a policy keeps the pole up: it pushes to the right where the weighted state is above zero."""
    place, speed, angle, spin = state
    a, b, c, d = weights
    for step in range(HORIZON):
        force = FORCE if a * place + b * speed + c * angle + d * spin > 0 else -FORCE
        place, speed, angle, spin = moved(place, speed, angle, spin, force)
        if abs(place) > EDGE or abs(angle) > FALLEN:
            return step + 1
    return HORIZON


def rolled_out(policies, key, starts=STARTS):
    """Mean return of each policy, over starts that `key` draws: the same for all, whoever rolls them out."""
    draw = random.Random(key).uniform
    states = [[draw(-0.05, 0.05) for _ in range(4)] for _ in range(starts)]
    return [sum(steps(weights, state) for state in states) / starts for weights in policies]


def learned(generations, seed, roll_out):
    """Mean return of each generation, and the weights in the end; ``roll_out(policies, key)`` tells returns."""
    if generations < 0:
        raise ValueError(f"generations must not be negative, not {generations}")
    draw = random.Random(seed).gauss
    middle, spread, curve = [0.0] * 4, [1.0] * 4, []
    for generation in range(generations):
        policies = [[draw(*one) for one in zip(middle, spread, strict=True)] for _ in range(CANDIDATES)]
        returns = roll_out(policies, f"{seed} {generation}")
        curve.append(sum(returns) / CANDIDATES)
        best = sorted(range(CANDIDATES), key=returns.__getitem__, reverse=True)[:ELITE]
        columns = list(zip(*(policies[one] for one in best), strict=True))
        middle = [statistics.fmean(column) for column in columns]
        spread = [LEAST_SPREAD + statistics.pstdev(column) for column in columns]
    return curve, middle


def cartpole_serial(generations, seed):
    """Return the mean return of each generation, and the four weights of the policy that was learned.

    Parameters
    ----------
    generations : int
        How often `CANDIDATES` policies are drawn around the last one and rolled out, not negative. The `ELITE` that
        earn most give the next policy, and how widely to search around it.
    seed : int
        Decides all that is drawn, so that every variant gives the same, to the last bit.

    Raises
    ------
    ValueError
        A negative number of generations.
    WorkerLost, TookTooLong, ray.exceptions.RayError
        Of workers that were killed, or have not answered in time.
    """
    return learned(generations, seed, rolled_out)


@within(processes)
def cartpole_processes(generations, seed, pool):
    """Each generation is dealt out to processes, one batch for each, and waits for the slowest of them."""

    def roll_out(policies, key):
        batches = dealt(policies, counted(None))
        return [value for found in gather(pool, rolled_out, batches, [key] * len(batches)) for value in found]

    return learned(generations, seed, roll_out)


@within(ray_cluster)
def cartpole_ray(generations, seed, ray):
    """Each generation is dealt out to tasks, one batch for each processor of the cluster."""
    task = ray.remote(rolled_out)
    processors = int(ray.cluster_resources()["CPU"])

    def roll_out(policies, key):
        found = [task.remote(batch, key) for batch in dealt(policies, processors)]
        return [value for returns in ray.get(found, timeout=PATIENCE) for value in returns]

    return learned(generations, seed, roll_out)


def dealt(policies, count):
    """Policies in so many batches, none of which is empty."""
    bounds = split(len(policies), min(count, len(policies)))
    return [policies[start:stop] for start, stop in pairwise(bounds)]


def judged(weights, starts=100):
    """Mean return of a policy over starts that no generation has seen."""
    return rolled_out([weights], "judged", starts)[0]
