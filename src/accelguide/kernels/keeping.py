"""Sales of the shops whose number is above the average: two passes need each block, so that all of them are kept."""

from accelguide.kernels._outgrow import (
    ITEM,
    LIMIT,
    dask_limited,
    kept_above,
    kept_block,
    kept_sum,
    ray_limited,
    ray_results,
    ray_spilled,
    report,
    sales_block,
    sales_blocks,
)
from accelguide.sessions import DiskFull, within
from accelguide.sessions.dask import dask_results, dask_spilled, dask_spilling
from accelguide.systems import require

EXABYTE = 10**18


def workload(size, seed=0):
    """Return the arguments of the kernels: how many rows there are. `seed` changes nothing here."""
    if size < 1:
        raise ValueError(f"size must be positive, not {size}: no rows have no average")
    return (size,)


def work(size):
    """Bytes of the data that one call keeps."""
    return {"bytes": ITEM * size}


def keeping_alone(rows):
    """Return the sales of shops above the average number, the reports of the processes, and the bytes they spilled.

    The data are those of `outgrow`: the number of a shop for each sale. This one keeps nothing, and makes each block
    twice.

    Parameters
    ----------
    rows : int
        Number of sales, at least one.

    Raises
    ------
    MemoryError
        A worker needed more than the limit.
    DiskFull
        A worker cannot write what it has no memory for.
    Unavailable
        This is not Linux, which alone can hold a process to a limit of this kind; or the engine is not installed.
    """
    require("linux")
    total = sum(int(sales_block(number, size).sum()) for number, size in sales_blocks(rows))
    above = sum(int((sales_block(number, size) > total / rows).sum()) for number, size in sales_blocks(rows))
    return above, [report()], 0


@within(dask_limited)
def keeping_dask(rows, client):
    """Futures keep the blocks where they were made; a worker that holds too much writes the oldest to its disk."""
    require("linux")
    with dask_spilling(client, ITEM * rows):
        kept = client.map(kept_block, *zip(*sales_blocks(rows), strict=True), limit=LIMIT, pure=False)
        sums = dask_results(client, client.map(kept_sum, kept, limit=LIMIT, pure=False))
        spilled = dask_spilled(client)
        mean = sum(part for part, _ in sums) / rows
        found = dask_results(client, client.map(kept_above, kept, mean=mean, limit=LIMIT, pure=False))
    return sum(part for part, _ in found), [told for _, told in sums + found], spilled


@within(ray_limited)
def keeping_ray(rows, ray):
    """References keep the blocks in the shared store; a node whose store is full writes the oldest to its disk."""
    require("linux")
    make, add, compare = map(ray.remote, (kept_block, kept_sum, kept_above))
    kept = [make.remote(number, size, LIMIT) for number, size in sales_blocks(rows)]
    sums = ray_results(ray, [add.remote(one, LIMIT) for one in kept])
    mean = sum(part for part, _ in sums) / rows
    found = ray_results(ray, [compare.remote(one, mean, LIMIT) for one in kept])
    return sum(part for part, _ in found), [told for _, told in sums + found], ray_spilled(ray)


def refused_on_dask(client):
    """Name of the error where workers would have to spill more than any disk holds; empty where there is none."""
    try:
        with dask_spilling(client, EXABYTE):
            return ""
    except DiskFull as error:
        return type(error).__name__
