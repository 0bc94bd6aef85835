"""What Ray's tasks, objects and calls of actors cost beside the work itself."""

import time

import numpy as np

from accelguide.sessions import PATIENCE


def noop():
    """Task that does nothing."""


def task_seconds(ray, tasks=500, repeats=3):
    """Seconds that a task costs which does nothing: the least of some repeats, the first of which starts workers."""
    remote = ray.remote(noop)
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        ray.get([remote.remote() for _ in range(tasks)], timeout=PATIENCE)
        found.append((time.perf_counter() - start) / tasks)
    return min(found)


def object_seconds(ray, count, repeats=3):
    """Seconds, the least of some repeats, to put so many numbers into the store and to get them; whether it copied."""
    numbers = np.zeros(count)
    clocks = []
    for _ in range(repeats):
        start = time.perf_counter()
        stored = ray.put(numbers)
        middle = time.perf_counter()
        got = ray.get(stored, timeout=PATIENCE)
        clocks.append((middle - start, time.perf_counter() - middle))
        copied = got.flags.owndata or got.flags.writeable
        del got, stored
    return min(put for put, _ in clocks), min(get for _, get in clocks), copied


def actors_of(ray, kind, count):
    """So many actors of a class, all of them up; and the seconds that took."""
    start = time.perf_counter()
    made = [ray.remote(kind).remote() for _ in range(count)]
    ray.get([one.__ray_ready__.remote() for one in made], timeout=PATIENCE)
    return made, time.perf_counter() - start


def call_seconds(ray, method, calls=500, repeats=3):
    """Seconds that a call of an actor costs: sent off in a row, and when each answer is waited for; the least."""
    rows, singles = [], []
    for _ in range(repeats):
        start = time.perf_counter()
        ray.get([method.remote() for _ in range(calls)], timeout=PATIENCE)
        middle = time.perf_counter()
        for _ in range(calls // 5):
            ray.get(method.remote(), timeout=PATIENCE)
        rows.append((middle - start) / calls)
        singles.append((time.perf_counter() - middle) / (calls // 5))
    return min(rows), min(singles)
