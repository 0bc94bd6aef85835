"""Medians of resamples of the same data: independent pieces of work, each of which reads all the data."""

from itertools import pairwise

import numpy as np

from accelguide.sessions import PATIENCE, counted, split, within
from accelguide.sessions.ray import ray_cluster

RESAMPLES = 32
BATCHES = 2  # for each worker, so that none waits long for the last


def workload(size, seed=0):
    """Return so many values, exponentially distributed, and the seeds of the resamples."""
    if size < 1:
        raise ValueError(f"size must be at least one, not {size}")
    return np.random.default_rng(seed).exponential(size=size), list(range(seed, seed + RESAMPLES))


def work(size):
    """Items, values drawn, of one call."""
    return {"items": size * RESAMPLES}


def resampled(values, seed):
    """Median of as many values as there are, drawn with replacement."""
    return float(np.median(values[np.random.default_rng(seed).integers(len(values), size=len(values))]))


def several(values, seeds):
    """Medians of several resamples: what one task does for a batch."""
    return [resampled(values, seed) for seed in seeds]


def bootstrap_serial(values, seeds):
    """Return the median of each resample; their spread tells how sure the median of the values is.

    Parameters
    ----------
    values : array of float64
        At least one.
    seeds : list of int
        One for each resample.

    Returns
    -------
    array of float64
        In the order of the seeds.
    """
    return np.array([resampled(values, seed) for seed in seeds])


@within(ray_cluster)
def bootstrap_tasks(values, seeds, ray):
    """A task for each resample; the values are put into the object store once."""
    task = ray.remote(resampled)
    stored = ray.put(values)
    return np.array(ray.get([task.remote(stored, seed) for seed in seeds], timeout=PATIENCE))


@within(ray_cluster)
def bootstrap_batches(values, seeds, ray):
    """A few tasks, each with a batch of resamples."""
    task = ray.remote(several)
    stored = ray.put(values)
    bounds = pairwise(split(len(seeds), BATCHES * counted(None)))
    batches = [seeds[start:stop] for start, stop in bounds]
    found = ray.get([task.remote(stored, batch) for batch in batches], timeout=PATIENCE)
    return np.array([median for batch in found for median in batch])


@within(ray_cluster)
def bootstrap_copies(values, seeds, ray):
    """A task for each resample that is given the values themselves: each call stores them anew."""
    task = ray.remote(resampled)
    return np.array(ray.get([task.remote(values, seed) for seed in seeds], timeout=PATIENCE))
