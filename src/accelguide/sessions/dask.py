"""Dask: a scheduler and worker processes on this machine, or a cluster whose address is in ``ACCELGUIDE_DASK``."""

import contextlib

from accelguide.sessions import counted
from accelguide.sessions.addresses import OtherVersion, given, reach, silent
from accelguide.sessions.hosting import hosted
from accelguide.systems import require

DASK_ADDRESS = "ACCELGUIDE_DASK"
DASK_SCHEMES = ("tcp", "tls")
DASK_HOST = """
import json, sys

import dask
from distributed import LocalCluster

options = json.loads(sys.argv[1])
dask.config.set({"temporary-directory": options["folder"], **options["settings"]})
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

    client = Client(address, timeout=30, set_as_default=True)
    try:
        yield client
    finally:
        client.close(timeout=10)


@contextlib.contextmanager
def connected(place):
    """Connect to a scheduler that somebody else runs."""
    command = "dask scheduler --host ADDRESS"
    reach(DASK_ADDRESS, place, command)
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
