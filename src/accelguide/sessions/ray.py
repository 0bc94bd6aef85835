"""Ray: one or several nodes on this machine, or a cluster whose address is in ``ACCELGUIDE_RAY``.

The address is ``HOST:PORT``, as ``ray start --head`` prints it, for a script that runs on a machine of the cluster; or
``ray://HOST:PORT`` from anywhere, which needs the package ``ray[client]`` at both ends.
"""

import contextlib
import importlib.util
import json
import os
import subprocess
import sys

from accelguide.sessions import counted
from accelguide.sessions.addresses import BadAddress, NoAnswer, OtherVersion, given, reach, silent, speaks_grpc
from accelguide.sessions.hosting import hosted
from accelguide.systems import require

RAY_ADDRESS = "ACCELGUIDE_RAY"
RAY_SCHEMES = ("", "ray")
RAY_START = "ray start --head"
RAY_SECONDS = 20.0  # in which a cluster that is there takes a driver
RAY_STORE = 400 << 20  # bytes of shared memory for the objects of a node
RAY_QUIET = {  # nothing is reported to anyone, and nothing waits for a cluster that may grow
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DISABLE_IMPORT_WARNING": "1",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
RAY_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # which makes Ray take 127.0.0.1 for this machine, everywhere
RAY_HOST = """
import json, os, sys

options = json.loads(sys.argv[1])
os.environ["RAY_TMPDIR"] = options["folder"]
os.makedirs(os.path.join(options["folder"], "ray"))

from ray.cluster_utils import Cluster

made = dict(object_store_memory=options["store"], node_ip_address="127.0.0.1", include_dashboard=False)
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
RAY_PROBE = """
import json, sys

import ray

address = sys.argv[1]
try:
    if "://" not in address:
        from ray._common.usage.usage_lib import get_cluster_metadata
        from ray._raylet import GcsClient

        print(json.dumps(get_cluster_metadata(GcsClient(address=address))), flush=True)
    ray.init(address, logging_level="ERROR", log_to_driver=False)
    print(json.dumps({"taken": True}), flush=True)
except Exception as error:
    print(json.dumps({"error": str(error)}), flush=True)
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
    with (
        hosted("ray", RAY_HOST, {**RAY_QUIET, **RAY_LOOPBACK}, **options) as (told, _),
        ray_client(told["address"]) as ray,
    ):
        yield ray, told["raylets"]


def ray_answer(place):
    """Go on only where a Ray answers that takes this driver.

    Ray itself tries for minutes and may end the process, so a process of its own tries first.
    """
    if place.scheme and importlib.util.find_spec("grpc") is None:
        raise BadAddress(
            f"{RAY_ADDRESS}={place.text}: {place.scheme}:// needs the package ray[client], or give HOST:PORT"
        )
    told = ray_told(place) if speaks_grpc(place) or os.environ.get("RAY_USE_TLS") == "1" else {}
    ray_same(place, told)
    if "taken" in told:
        return
    if "ray_version" in told:
        raise NoAnswer(
            f"{RAY_ADDRESS}={place.text}: Ray answers, but takes no script from here, as where this machine is none of "
            f"its nodes; run `ray start --address={place.text}` here, or give ray://HOST:PORT"
        )
    raise silent(RAY_ADDRESS, place, RAY_START)


def ray_told(place, patience=RAY_SECONDS):
    """What a process that tries to connect says before its time is over."""
    command = [sys.executable, "-c", RAY_PROBE, place.text]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes, text=True, env={**os.environ, **ray_settings(place)}) as probe:
        try:
            said, _ = probe.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            probe.kill()
            said, _ = probe.communicate()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return dict(item for line in lines for item in line.items())


def ray_same(place, told):
    """Refuse a cluster whose Ray or Python is another one."""
    from ray import __version__ as version

    here = {"ray_version": version, "python_version": ".".join(map(str, sys.version_info[:3]))}
    there = {name: told.get(name, here[name]) for name in here}
    if there != here:
        sides = ["Ray {ray_version} with Python {python_version}".format(**side) for side in (there, here)]
        raise OtherVersion(
            f"{RAY_ADDRESS}={place.text}: {sides[0]} there, {sides[1]} here; install the same versions at both ends"
        )
    if "ersion mismatch" in told.get("error", ""):
        raise OtherVersion(f"{RAY_ADDRESS}={place.text}: install the same versions at both ends: {told['error']}")


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


def ray_settings(place):
    """Environment of a script and of its workers."""
    near = place is None or place.host == "localhost" or place.host.startswith("127.")
    return {**RAY_QUIET, **RAY_LOOPBACK} if near else RAY_QUIET


@contextlib.contextmanager
def ray_set(module, name, value):
    """Set a variable of a module for the time of a ``with`` block."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
