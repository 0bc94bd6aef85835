"""Grouped sums by a crew of worker processes, of which a part does the work: how far more workers help, on Dask."""

from functools import partial

from accelguide.kernels._crew import BLOCKS, ROW_BYTES, ROWS, added, checked, doublings, parts, table
from accelguide.sessions import PATIENCE, counted, within
from accelguide.sessions.dask import dask_cluster

CORES = counted(None)


def workload(size, seed=0):
    """Return the arguments of the kernels: counts of workers, `size`, and of a block's rows. `seed` changes nothing."""
    return size, ROWS


def work(size):
    """Bytes of input of one call, however many workers share them."""
    return {"bytes": BLOCKS * ROWS * ROW_BYTES}


def counts():
    """Numbers of workers to try: the powers of two below that of the cores, that itself, and one more."""
    return *doublings(CORES), CORES + 1


def crew_serial(workers, rows):
    """Return the sum of each group over all blocks, shape ``(GROUPS,)``, whole numbers as floats.

    Parameters
    ----------
    workers : int
        How many may work, at least one; here one process does it all.
    rows : int
        Of each of the `BLOCKS` blocks; not negative.

    Raises
    ------
    ValueError
        A negative number of rows, no worker, or more of them than the cluster has.
    TimeoutError
        In `crew_dask`: the workers have not answered in time.
    """
    checked(workers, rows)
    return added(*(table(number, rows) for number in range(BLOCKS)))


@within(partial(dask_cluster, CORES + 1))
def crew_dask(workers, rows, client):
    """Blocks and ranges of keys are dealt out to so many workers; each range is fetched from where its parts are."""
    import numpy as np
    from distributed import wait

    names = chosen(client, checked(workers, rows))
    send = partial(client.submit, pure=False)
    ranges = [[] for _ in names]
    for number in range(BLOCKS):
        name = names[number % workers]
        found = send(parts, number, rows, workers, workers=name)
        for place, pieces in enumerate(ranges):
            pieces.append(send(picked, found, place, workers=name))
    sums = [send(added, *pieces, workers=name) for name, pieces in zip(names, ranges, strict=True)]
    wait(sums, timeout=PATIENCE)
    return np.concatenate(client.gather(sums))


def picked(pieces, place):
    """One of the parts of a table: what another worker needs is sent, not the whole."""
    return pieces[place]


def chosen(client, workers):
    """Addresses of so many workers of the cluster."""
    known = sorted(client.scheduler_info(n_workers=-1)["workers"])
    if len(known) < workers:
        raise ValueError(f"{workers} workers were asked for, and the cluster has {len(known)}")
    return known[:workers]
