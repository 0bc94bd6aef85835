"""Whether a Ray of somebody else's answers, takes a script from here, and is the same version: a process asks it."""

import importlib.util
import json
import os
import subprocess
import sys

from accelguide.sessions.addresses import BadAddress, NoAnswer, OtherVersion, silent, speaks_grpc

RAY_ADDRESS = "ACCELGUIDE_RAY"
RAY_SCHEMES = ("", "ray")
RAY_START = "ray start --head"
RAY_SECONDS = 20.0  # in which a cluster that is there takes a driver
RAY_QUIET = {  # nothing is reported to anyone, and nothing waits for a cluster that may grow
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DISABLE_IMPORT_WARNING": "1",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
RAY_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # which makes Ray take 127.0.0.1 for this machine, everywhere
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


def ray_settings(place):
    """Environment of a script and of its workers."""
    near = place is None or place.host == "localhost" or place.host.startswith("127.")
    return {**RAY_QUIET, **RAY_LOOPBACK} if near else RAY_QUIET


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
