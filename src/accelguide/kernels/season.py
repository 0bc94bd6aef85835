"""Sales of many days, to which waves of two lengths are fitted: a script of NumPy, and what it becomes with Dask."""

from accelguide.sessions import within
from accelguide.sessions.dask import dask_cluster
from accelguide.systems import require

FEWEST = 20  # days; with fewer the short waves cannot be told apart
CHUNK = 1 << 18  # days of a chunk


def workload(size, seed=0):
    """Return the arguments of the kernels: the number of days. `seed` changes nothing here."""
    if size < FEWEST:
        raise ValueError(f"size must be at least {FEWEST} days, not {size}")
    return (size,)


def work(size):
    """Items, days, of one call."""
    return {"items": size}


def season_numpy(days):
    """Return the weights of a constant and four waves, and the deviation of what they leave over: six floats.

    Parameters
    ----------
    days : int
        How many there are, at least twenty. The sales of each are made from its number.

    Raises
    ------
    Unavailable
        In the other variants: Dask is not installed.
    """
    import numpy as np

    day = np.arange(days)
    angle = 2 * np.pi * day / days
    noise = day * 7919 % 101 / 101
    long_sine, long_cosine = np.sin(angle), np.cos(angle)
    short_sine, short_cosine = np.sin(7 * angle), np.cos(7 * angle)
    sold = 50 + 9 * long_sine - 4 * long_cosine + 3 * short_sine + 2 * short_cosine + noise
    table = np.stack([np.ones_like(angle), long_sine, long_cosine, short_sine, short_cosine], axis=1)
    weights = np.linalg.solve(table.T @ table, table.T @ sold)
    rest = sold - table @ weights
    return np.append(weights, rest.std())


@within(dask_cluster)
def season_dask(days, client):
    """Arrays in chunks: each line adds tasks to a graph, and ``compute`` has the workers run it."""
    import dask.array as np

    day = np.arange(days, chunks=CHUNK)
    angle = 2 * np.pi * day / days
    noise = day * 7919 % 101 / 101
    long_sine, long_cosine = np.sin(angle), np.cos(angle)
    short_sine, short_cosine = np.sin(7 * angle), np.cos(7 * angle)
    sold = 50 + 9 * long_sine - 4 * long_cosine + 3 * short_sine + 2 * short_cosine + noise
    table = np.stack([np.ones_like(angle), long_sine, long_cosine, short_sine, short_cosine], axis=1)
    table = table.rechunk({1: -1})
    weights = np.linalg.solve(table.T @ table, table.T @ sold)
    rest = sold - table @ weights
    return np.append(weights, rest.std()).compute()


def season_threads(days):
    """The same script; the threads of this process run the graph, and no cluster is needed."""
    require("dask")
    import dask

    with dask.config.set(scheduler="threads"):
        return season_dask.inside(days, None)
