"""Sales of each shop, counted from more rows than a process may hold: one block in memory at a time."""

import os
from itertools import pairwise

from accelguide.kernels._outgrow import (
    BLOCK,
    ITEM,
    LIMIT,
    SHOPS,
    all_rows_under,
    dask_limited,
    ray_limited,
    ray_results,
    report,
    tally_blocks,
    tally_of_run,
)
from accelguide.sessions import split, within
from accelguide.sessions.dask import dask_results
from accelguide.systems import require

TASKS = 64  # at least, so that a worker which is slow gets fewer of them
LONGEST = 256  # blocks of a task, at most
VARIABLE = "ACCELGUIDE_OUTGROW"


def workload(size, seed=0):
    """Return the arguments of the kernels: how many rows there are. `seed` changes nothing here."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    return (size,)


def work(size):
    """Bytes of the data that one call goes through."""
    return {"bytes": ITEM * size}


def wanted(rows):
    """Rows that the environment asks for by ``ACCELGUIDE_OUTGROW``, in bytes; `rows` where it says nothing."""
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return rows
    try:
        asked = int(float(text)) // ITEM
    except (ValueError, OverflowError):
        asked = -1
    if asked < 1:
        raise ValueError(f"{VARIABLE}={text}: not a number of bytes, such as 20e9; mend it, or unset {VARIABLE}")
    return asked


def runs(rows):
    """Numbers of the blocks that each task goes through."""
    count = len(range(0, rows, BLOCK))
    tasks = min(count, max(TASKS, -(-count // LONGEST)))
    return [range(start, stop) for start, stop in pairwise(split(count, tasks))] if tasks else []


def merged(answers):
    """Add up what the tasks counted, and list their reports."""
    import numpy

    return sum((sales for sales, _ in answers), numpy.zeros(SHOPS, numpy.int64)), [told for _, told in answers]


def outgrow_alone(rows):
    """Return the sales of each shop, as an array of int64, and the reports of the processes that counted them.

    The data are sales, each the number of a shop. Nobody ever has them all: each block is made when it is counted.
    This one goes through them in this process, and without a limit.

    Parameters
    ----------
    rows : int
        Number of sales.

    Raises
    ------
    MemoryError
        A worker needed more than the limit.
    Unavailable
        This is not Linux, which alone can hold a process to a limit of this kind; or the engine is not installed.
    """
    require("linux")
    return merged([(tally_blocks(run, rows), report()) for run in runs(rows)])


@within(dask_limited)
def outgrow_dask(rows, client):
    """Each task counts a run of blocks; sales by shop are all that comes back."""
    require("linux")
    tasks = client.map(tally_of_run, runs(rows), rows=rows, limit=LIMIT, pure=False)
    return merged(dask_results(client, tasks))


@within(ray_limited)
def outgrow_ray(rows, ray):
    """Each task counts a run of blocks; sales by shop are all that comes back."""
    require("linux")
    task = ray.remote(tally_of_run)
    return merged(ray_results(ray, [task.remote(run, rows, LIMIT) for run in runs(rows)]))


def whole_on_dask(rows, client):
    """What a worker of Dask says that is to hold all rows at once: sales or None, and the error in words."""
    require("linux")
    return dask_results(client, [client.submit(all_rows_under, rows, LIMIT, pure=False)])[0]


def whole_on_ray(rows, ray):
    """The same of a worker of Ray."""
    require("linux")
    return ray_results(ray, [ray.remote(all_rows_under).remote(rows, LIMIT)])[0]
