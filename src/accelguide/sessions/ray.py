"""Ray: one or several nodes on this machine, or a cluster whose address is in ``ACCELGUIDE_RAY``.

The address is ``HOST:PORT``, as ``ray start --head`` prints it, for a script that runs on a machine of the cluster; or
``ray://HOST:PORT`` from anywhere, which needs the package ``ray[client]`` at both ends.
"""

import contextlib
import importlib
import os
import threading

from accelguide.sessions import counted
from accelguide.sessions.addresses import given, reach, silent
from accelguide.sessions.hosting import hosted
from accelguide.sessions.ray_answers import (
    RAY_ADDRESS,
    RAY_SCHEMES,
    RAY_START,
    ray_answer,
    ray_settings,
)
from accelguide.systems import require

RAY_STORE = 400 << 20  # bytes of shared memory for the objects of a node
RAY_HOST = """
import json, os, sys

options = json.loads(sys.argv[1])
os.environ["RAY_TMPDIR"] = options["folder"]
os.makedirs(os.path.join(options["folder"], "ray"))

from ray._private import services
from ray.cluster_utils import Cluster

services.start_api_server = lambda *given, **named: ("", None)  # which it does without a dashboard too
made = dict(object_store_memory=options["store"], node_ip_address="127.0.0.1", include_dashboard=False)
made |= dict(include_log_monitor=False, no_monitor=True)  # nobody reads the logs, and the cluster does not grow
cluster = Cluster()
nodes = [
    cluster.add_node(num_cpus=cpus, **made, **(options["head"] if not place else {}))
    for place, cpus in enumerate(options["nodes"])
]
cluster.wait_for_nodes()
raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
print(json.dumps({"address": cluster.address, "raylets": raylets}))
sys.stdin.read()
cluster.shutdown()
"""


@contextlib.contextmanager
def ray_cluster(workers=None, store=RAY_STORE, **settings):
    """Give the module ``ray``, connected to a cluster: tasks, actors and objects are made through it.

    Parameters
    ----------
    workers : int, optional
        Processors that tasks on this machine may take; one for each usable core where not given.
    store : int
        Bytes of shared memory for objects.
    **settings : str to object
        Internal settings of Ray's, as its ``_system_config`` takes them.

    Raises
    ------
    Unavailable
        Ray is not installed.
    BadAddress, NoAnswer, OtherVersion
        ``ACCELGUIDE_RAY`` is wrong, nothing answers there, or a Ray that this one cannot talk to.
    """
    require("ray")
    place = given(RAY_ADDRESS, RAY_SCHEMES)
    if place is not None:
        reach(RAY_ADDRESS, place, RAY_START)
        ray_answer(place)
        with ray_client(place.text, place) as ray:
            yield ray
        return
    with ray_nodes((counted(workers),), store, **settings) as (ray, _):
        yield ray


@contextlib.contextmanager
def ray_nodes(cpus=(1, 1), store=RAY_STORE, **settings):
    """Start several nodes on this machine, whatever the environment says.

    Gives the module ``ray``, and the process id of each node's raylet, the first that of the head: a node is lost
    when its raylet is killed.
    """
    require("ray")
    head = {"_system_config": settings} if settings else {}
    options = {"nodes": list(map(counted, cpus)), "store": store, "head": head}
    near = ray_settings(None)
    ray_import_begun(near)
    with (
        hosted("ray", RAY_HOST, near, sockets=True, **options) as (told, _),
        ray_client(told["address"]) as ray,
    ):
        yield ray, told["raylets"]


def ray_import_begun(settings):
    """Import Ray in a thread, which takes as long as a cluster takes to import it: both do it at once."""
    os.environ.update(settings)

    def imported():
        with contextlib.suppress(Exception):  # whoever needs it imports it again, and gets the error
            importlib.import_module("ray")

    threading.Thread(target=imported, daemon=True).start()


@contextlib.contextmanager
def ray_client(address, place=None):
    """Connect to a cluster, and leave it as it was. A `place` is where somebody else runs it."""
    settings = ray_settings(place)
    os.environ.update(settings)
    import ray

    far = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER" not in settings  # read from there once, when Ray is imported
    private = ray._private
    with (
        ray_set(private.worker, "_worker_logs_enabled", False),
        ray_set(private.ray_constants, "ENABLE_RAY_CLUSTER", far),
    ):
        try:
            ray.init(address, logging_level="ERROR", log_to_driver=False, configure_logging=True)
        except (OSError, RuntimeError, ValueError) as error:
            ray.shutdown()
            if place:  # a moment ago it answered
                raise silent(RAY_ADDRESS, place, RAY_START) from error
            raise
        try:
            yield ray
        finally:
            ray.shutdown()


@contextlib.contextmanager
def ray_set(module, name, value):
    """Set a variable of a module for the time of a ``with`` block."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
