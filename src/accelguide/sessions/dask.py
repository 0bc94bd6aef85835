"""Dask: a scheduler and worker processes on this machine, or a cluster whose address is in ``ACCELGUIDE_DASK``."""

import contextlib
import os
import shutil
import tempfile

from accelguide.sessions import PATIENCE, DiskFull, TookTooLong, counted
from accelguide.sessions.addresses import OtherVersion, given, greets, reach, silent
from accelguide.sessions.hosting import hosted
from accelguide.systems import require

DASK_ADDRESS = "ACCELGUIDE_DASK"
DASK_SCHEMES = ("tcp", "tls")
DASK_GREETING = b"pickle-protocol"  # is in the first message of each end
DASK_SECONDS = 30.0  # until a scheduler has answered
# a `LocalCluster` looks, some seconds after a worker was lost, whether it is there again, and gives it up if it is not,
# also where that one came again and is being started once more: the time is made long
DASK_HOST = """
import json, sys

import dask
from distributed import LocalCluster

options = json.loads(sys.argv[1])
dask.config.set({"temporary-directory": options["folder"], "distributed.deploy.lost-worker-timeout": "1 day"})
dask.config.set(options["settings"])
made = dict(host="127.0.0.1", dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False})
with LocalCluster(**made, **options["cluster"], silence_logs=50, local_directory=options["folder"]) as cluster:
    print(json.dumps({"address": cluster.scheduler_address}))
    sys.stdin.read()
"""


@contextlib.contextmanager
def dask_cluster(workers=None, memory=None, **settings):
    """Give a ``distributed.Client``.

    Parameters
    ----------
    workers : int, optional
        Worker processes on this machine, of one thread each; one for each usable core where not given.
    memory : int, optional
        Bytes that each worker may hold, above which it spills to disk, then pauses, then is ended; no limit where not
        given.
    **settings : str to object
        Settings of Dask, dots written as ``__``.

    Raises
    ------
    Unavailable
        Dask is not installed.
    BadAddress, NoAnswer, OtherVersion
        ``ACCELGUIDE_DASK`` is wrong, nothing answers there, or a Dask that this one cannot talk to.
    """
    require("dask")
    require("distributed")
    place = given(DASK_ADDRESS, DASK_SCHEMES)
    if place is not None:
        with connected(place) as client:
            yield client
        return
    options = {"n_workers": counted(workers), "threads_per_worker": 1, "memory_limit": memory or 0}
    named = {name.replace("__", "."): value for name, value in settings.items()}
    with (
        hosted("dask", DASK_HOST, cluster=options, settings=named) as (told, _),
        dask_client(told["address"]) as client,
    ):
        client.wait_for_workers(options["n_workers"], timeout=60)
        yield client


@contextlib.contextmanager
def dask_client(address):
    """Connect to a scheduler, and leave it as it was."""
    from distributed import Client

    client = Client(address, timeout=DASK_SECONDS, set_as_default=True)
    try:
        yield client
    finally:
        client.close(timeout=10)


@contextlib.contextmanager
def connected(place):
    """Connect to a scheduler that somebody else runs."""
    command = "dask scheduler --host ADDRESS"
    reach(DASK_ADDRESS, place, command)
    if place.scheme == "tcp" and not greets(place, DASK_GREETING, DASK_SECONDS):  # Dask itself would wait for ever
        raise silent(DASK_ADDRESS, place, command)
    try:
        session = contextlib.ExitStack()
        client = session.enter_context(dask_client(place.text))
    except OSError as error:
        raise silent(DASK_ADDRESS, place, command) from error
    with session:
        try:
            client.get_versions(check=True)
        except ValueError as error:
            raise OtherVersion(
                f"{DASK_ADDRESS}={place.text}: install the same versions at both ends: {error}"
            ) from error
        yield client


def dask_results(client, futures, patience=PATIENCE):
    """Results of all futures, in their order.

    Raises
    ------
    TookTooLong
        None of those that were left was done within `patience` seconds: workers that are full and cannot spill pause,
        and then nothing ever comes.
    """
    from distributed import wait

    left = list(futures)
    while left:
        try:
            left = wait(left, timeout=patience, return_when="FIRST_COMPLETED").not_done
        except TimeoutError as error:
            raise TookTooLong(f"{len(left)} tasks of Dask were not done, none within {patience:g} s") from error
    return client.gather(futures)


@contextlib.contextmanager
def dask_spilling(client, size):
    """Run, in a ``with`` block, what may spill `size` bytes in all to the disks of the workers.

    Raises
    ------
    DiskFull
        Before, where a disk has no room for its part; after an error, where a worker cannot write to its disk.
    """
    refuse_full_disks(client, size)
    try:
        yield
    except Exception as error:
        refuse_full_disks(client, 0, error)
        raise


def refuse_full_disks(client, size, cause=None):
    """Raise `DiskFull` where a worker cannot spill its part of so many bytes."""
    workers = client.scheduler_info(n_workers=-1)["workers"]
    told = client.run(spill_trouble, size // max(1, len(workers)))
    for worker, trouble in told.items():
        if trouble:
            raise DiskFull(
                f"Dask's worker {worker} cannot spill: {trouble}; make room there, or give the workers another folder "
                "(`dask worker --local-directory FOLDER`)"
            ) from cause


def spill_trouble(size, dask_worker, probe=1 << 20):
    """Worker: what keeps it from writing so many bytes to the folder that it spills to; empty where nothing does."""
    folder = dask_worker.local_directory
    try:
        free = shutil.disk_usage(folder).free
        if free < max(size, probe):
            return f"{folder} has {free:,} bytes free, and {max(size, probe):,} may come to lie there"
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            left = memoryview(bytes(probe))
            while left:  # what is written in part fails the next time
                left = left[file.write(left) :]
    except OSError as error:
        return f"{folder}: {os.strerror(error.errno)}"
    return ""


def dask_spilled(client):
    """Bytes that lie on the disks of the workers now."""
    return sum(client.run(spilled_by).values())


def spilled_by(dask_worker):
    """Worker: bytes that it has on disk."""
    total = getattr(dask_worker.data, "spilled_total", None)  # a plain dict where there is no limit
    return total.disk if total else 0
