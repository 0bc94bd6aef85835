"""Blocks of data that are made from their number, and what a worker does with them under a limit of memory."""

import contextlib
import os
import socket
import time
from functools import partial
from pathlib import Path

from accelguide.sessions import PATIENCE, DiskFull, TookTooLong
from accelguide.sessions.dask import dask_cluster
from accelguide.sessions.ray import ray_cluster

BLOCK = 1 << 22  # rows of a block; at 32 MiB the allocator gives each back to the system at once
ITEM = 8  # bytes of a row
SHOPS = 1000
WORKERS = 2
LIMIT = 512 << 20  # bytes that a worker process may hold
STORE = 128 << 20  # bytes of shared memory for the objects of a Ray node
STATUS = "/proc/self/status"
dask_limited = partial(dask_cluster, WORKERS, LIMIT, distributed__worker__memory__target=0.3)
ray_limited = partial(ray_cluster, WORKERS, STORE)


def sales_block(number, rows=BLOCK):
    """Shop of each sale in a block, as int64. The number of the block is the seed: every worker makes the same one."""
    from numpy.random import SFC64, Generator

    return Generator(SFC64(number)).integers(0, SHOPS, rows)


def tally_blocks(numbers, rows):
    """Sales of each shop in some blocks, one block in memory at a time; the last block may be short."""
    import numpy

    sales = numpy.zeros(SHOPS, numpy.int64)
    for number in numbers:
        sales += numpy.bincount(sales_block(number, min(BLOCK, rows - number * BLOCK)), minlength=SHOPS)
    return sales


def all_rows(rows):
    """Sales of each shop, all rows in memory at once: the program that never thought of memory."""
    import numpy

    return numpy.bincount(
        numpy.concatenate([sales_block(number, size) for number, size in sales_blocks(rows)]), minlength=SHOPS
    )


def sales_blocks(rows):
    """Number and rows of each block."""
    return [(number, min(BLOCK, rows - start)) for number, start in enumerate(range(0, rows, BLOCK))]


@contextlib.contextmanager
def held_to(limit):
    """Hold this process to so many bytes for the time of a ``with`` block; for a worker that runs one task at a time.

    Linux counts what the process may write to and shares with nobody, and refuses more (``RLIMIT_DATA``).

    Raises
    ------
    MemoryError
        The process holds that much already.
    """
    import resource

    held = status("VmData")
    if held >= limit:
        raise MemoryError(f"a limit of {limit} bytes leaves no room: the process itself holds {held} bytes")
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard < 0 else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def status(field):
    """Bytes that Linux tells of this process: ``VmHWM`` at the most, ``VmRSS`` now, ``VmData`` that count as data."""
    with open(STATUS, encoding="ascii") as told:
        return next(int(line.split()[1]) * 1024 for line in told if line.startswith(field + ":"))


def report():
    """Which process this is, the time, and the bytes that it holds now and has held at the most."""
    return (socket.gethostname(), os.getpid()), time.time(), status("VmRSS"), status("VmHWM")


def tally_of_run(numbers, rows, limit):
    """Worker: `tally_blocks` under a limit, and a `report`."""
    with held_to(limit):
        return tally_blocks(numbers, rows), report()


def all_rows_under(rows, limit):
    """Worker: `all_rows` under a limit; what the error says where memory runs out."""
    try:
        with held_to(limit):
            return all_rows(rows), ""
    except MemoryError as error:
        return None, f"{type(error).__name__.lstrip('_')}: {error}"


def kept_block(number, rows, limit):
    """Worker: a block, which stays with the engine."""
    with held_to(limit):
        return sales_block(number, rows)


def kept_sum(values, limit):
    """Worker: sum of a block that was kept, and a `report`."""
    with held_to(limit):
        return int(values.sum()), report()


def kept_above(values, mean, limit):
    """Worker: how many values of a block that was kept lie above the mean, and a `report`."""
    with held_to(limit):
        return int((values > mean).sum()), report()


def ray_results(ray, waiting, patience=PATIENCE):
    """Results of all references, in their order.

    Raises
    ------
    TookTooLong
        None of those that were left was there within `patience` seconds.
    DiskFull
        The store was full, and a node had no room to spill to.
    """
    left = list(waiting)
    try:
        while left:
            done, left = ray.wait(left, timeout=patience, fetch_local=False)
            if not done:
                raise TookTooLong(f"{len(left)} tasks of Ray were not done, none within {patience:g} s")
        return ray.get(waiting, timeout=patience)
    except ray.exceptions.OutOfDiskError as error:
        raise DiskFull(
            "a node of Ray cannot spill: its disk is as full as Ray allows; make room there, or give the node another "
            "folder (`ray start --object-spilling-directory FOLDER`)"
        ) from error


def ray_spilled(ray):
    """Bytes that lie on the disks of a cluster now; each node looks itself. Ray has no public call for it."""
    affinity = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
    nodes = [(node["NodeID"], node["ObjectStoreSocketName"]) for node in ray.nodes() if node["Alive"]]
    look = ray.remote(spilled_below)
    chosen = [look.options(scheduling_strategy=affinity(name, soft=False)) for name, _ in nodes]
    return sum(ray.get([one.remote(path) for one, (_, path) in zip(chosen, nodes, strict=True)], timeout=PATIENCE))


def spilled_below(socket_path):
    """Worker of Ray: bytes of spilled objects in the session's folder, two above the socket of the store."""
    session = Path(socket_path).parents[1]
    return sum(path.stat().st_size for path in session.glob("ray_spilled_objects*/**/*") if path.is_file())


def memory_lines(reports):
    """Of each worker, in order: seconds since the first report of all, and bytes held, to draw one over the other."""
    start = min((moment for _, moment, _, _ in reports), default=0.0)
    found = {}
    for worker, moment, held, _ in sorted(reports):
        found.setdefault(worker, ([], []))
        found[worker][0].append(moment - start)
        found[worker][1].append(held)
    return list(found.values())


def memory_peak(reports):
    """Most bytes that any process held."""
    return max((most for _, _, _, most in reports), default=0)
