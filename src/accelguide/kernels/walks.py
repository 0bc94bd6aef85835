"""Random walks: a loop over calls of a function, by ``delayed`` and by futures of Dask."""

from random import Random

from accelguide.sessions import PATIENCE, within
from accelguide.sessions.dask import dask_cluster

STEPS = 20_000


def workload(size, seed=0):
    """Return the arguments of the kernels: the seed of each walk."""
    if size < 1:
        raise ValueError(f"size must be positive, not {size}: no walk is the farthest of none")
    return (list(range(seed, seed + size)),)


def work(size):
    """Items, walks, of one call."""
    return {"items": size}


def end_of(seed, steps=STEPS):
    """Where a walk of steps to the left and right ends."""
    flip = Random(seed).random
    return sum(1 if flip() < 0.5 else -1 for _ in range(steps))


def farthest(ends):
    """Greatest distance from the start."""
    return max(map(abs, ends))


def walks_python(seeds):
    """Return how far from the start the farthest walk ends.

    Parameters
    ----------
    seeds : list of int
        One for each walk, at least one.

    Raises
    ------
    ValueError
        There is none.
    Unavailable
        In the other variants: Dask is not installed.
    """
    ends = [end_of(seed) for seed in seeds]
    return farthest(ends)


@within(dask_cluster)
def walks_delayed(seeds, client):
    """Each call becomes a task of a graph, which runs when all of it is known."""
    from dask import delayed

    ends = [delayed(end_of)(seed) for seed in seeds]
    return delayed(farthest)(ends).compute()


@within(dask_cluster)
def walks_futures(seeds, client):
    """Each call runs on a worker from now on: a task can be added when others are done already."""
    ends = client.map(end_of, seeds, pure=False)
    return client.submit(farthest, ends, pure=False).result(timeout=PATIENCE)
