"""A Java virtual machine that Spark's launcher starts, and that Python drives by py4j: quiet, and surely ended."""

import contextlib
import os
import struct
import subprocess
import time

from accelguide.sessions import TookTooLong, WorkerLost
from accelguide.sessions.keeper import end

GATEWAY_SECONDS = 120.0  # until it is up
GATEWAY_SAID = 2000  # characters of what it said that an error shows
GATEWAY_PLACE = "_PYSPARK_DRIVER_CONN_INFO_PATH"  # a file in which it tells its port and its secret


@contextlib.contextmanager
def gateway_variables(hidden=(), **values):
    """Set environment variables, and hide others, for the time of a block; then all of them are as they were."""
    before = {name: os.environ.pop(name, None) for name in (*hidden, *values)}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextlib.contextmanager
def gateway_to(keeper, *options):
    """Start a virtual machine; gives py4j's gateway to it.

    Parameters
    ----------
    keeper : Keeper
        Owner of its files. What it prints goes into one of them.
    *options : str
        Of Spark's launcher.

    Raises
    ------
    WorkerLost
        It did not start, or died, with the end of what it said.
    TookTooLong
        It was not up in time.
    """
    from pyspark import SparkContext
    from pyspark.find_spark_home import _find_spark_home
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is not None:
        raise RuntimeError("this process runs Spark already: end that session first")
    program = os.path.join(_find_spark_home(), "bin", "spark-submit" + ".cmd" * (os.name == "nt"))
    with gateway_process([program, *options, "pyspark-shell"], keeper) as (port, secret):
        with gateway_variables(PYSPARK_GATEWAY_PORT=port, PYSPARK_GATEWAY_SECRET=secret):
            gateway = launch_gateway()  # which connects to what these name
        SparkContext._gateway, SparkContext._jvm = gateway, gateway.jvm
        try:
            yield gateway
        finally:
            with contextlib.suppress(Exception):  # of a virtual machine that has died
                gateway.shutdown()
            SparkContext._gateway = SparkContext._jvm = None


@contextlib.contextmanager
def gateway_process(command, keeper):
    """Start a process, and end it; gives the port and the secret that it tells."""
    place, log = keeper.path("gateway"), keeper.path("java.log")
    environment = {**os.environ, "SPARK_CONNECT_MODE": "0", GATEWAY_PLACE: place}
    with open(log, "wb") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=said, stderr=said, env=environment, start_new_session=True
        )
    keeper.keep(process.pid)
    try:
        yield gateway_told(process, place, log)
    except Exception as error:
        if isinstance(error, (WorkerLost, TookTooLong)) or gateway_runs(process):
            raise
        raise WorkerLost(f"Java ended in mid-job (exit code {process.returncode}):\n{gateway_said(log)}") from error
    finally:
        end(process)


def gateway_told(process, place, log):
    """Port and secret that a virtual machine tells when it is up."""
    deadline = time.monotonic() + GATEWAY_SECONDS
    while not os.path.exists(place):
        if process.poll() is not None:
            raise WorkerLost(f"Java could not start (exit code {process.returncode}):\n{gateway_said(log)}")
        if time.monotonic() > deadline:
            process.kill()
            raise TookTooLong(f"Java was not up within {GATEWAY_SECONDS:g} s:\n{gateway_said(log)}")
        time.sleep(0.05)
    with open(place, "rb") as told:
        port, length = struct.unpack(">ii", told.read(8))
        return str(port), told.read(length).decode()


def gateway_runs(process, patience=0.5):
    """Whether a process runs still; one that was killed takes a moment to end."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        return True
    return False


def gateway_said(log):
    """End of what a process said."""
    with open(log, encoding="utf-8", errors="replace") as said:
        return said.read()[-GATEWAY_SAID:].strip()
