"""Spark: in this process's own virtual machine, or a master or Connect server named by ``ACCELGUIDE_SPARK``."""

import contextlib
import os
import sys

from accelguide.sessions import counted
from accelguide.sessions.addresses import BadAddress, given, reach, silent
from accelguide.sessions.java import java_home
from accelguide.sessions.keeper import end, kept
from accelguide.systems import require

SPARK_ADDRESS = "ACCELGUIDE_SPARK"
SPARK_SCHEMES = ("spark", "sc")
SPARK_LOOPBACK = "127.0.0.1"
SPARK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # a virtual machine that is up sooner: no page runs it for long


def spark_settings(folder, cores, memory):
    """Settings of a session: loopback only, no page of its own, no reports, files in `folder`."""
    return {
        "spark.driver.bindAddress": SPARK_LOOPBACK,
        "spark.driver.host": SPARK_LOOPBACK,
        "spark.driver.memory": memory,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": os.path.join(folder, "warehouse"),
        "spark.sql.shuffle.partitions": str(cores),
        "spark.default.parallelism": str(cores),
        "spark.python.worker.reuse": "true",
        "spark.executorEnv.PYTHONHASHSEED": "0",
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={folder} -Dderby.system.home={folder} {SPARK_JAVA}",
    }


@contextlib.contextmanager
def spark_session(workers=None, memory="1g", attempts=1, **settings):
    """Give a ``pyspark.sql.SparkSession``.

    Parameters
    ----------
    workers : int, optional
        Tasks at a time on this machine; one for each usable core where not given.
    memory : str
        Of the virtual machine, as Java writes it.
    attempts : int
        How often a task on this machine is tried before the job fails; what Spark's own setting says counts only on a
        cluster, where it is four.
    **settings : str to str
        Settings of Spark, dots written as ``__``.

    Raises
    ------
    Unavailable
        PySpark or a Java runtime is missing.
    BadAddress, NoAnswer
        ``ACCELGUIDE_SPARK`` is wrong, or nothing answers there.
    """
    require("pyspark")
    place = given(SPARK_ADDRESS, SPARK_SCHEMES)
    cores = counted(workers)
    if place is not None:
        reach(SPARK_ADDRESS, place, "start-connect-server.sh" if place.scheme == "sc" else "start-master.sh")
    with kept("spark") as keeper:
        chosen = {
            **spark_settings(keeper.folder, cores, memory),
            **{k.replace("__", "."): v for k, v in settings.items()},
        }
        if place is not None and place.scheme == "sc":
            with spark_connected(place) as session:
                yield session
            return
        with spark_machine(keeper, place.text if place else f"local[{cores},{counted(attempts)}]", chosen) as session:
            yield session


@contextlib.contextmanager
def spark_machine(keeper, master, settings):
    """Start a virtual machine with a driver, and end it."""
    os.environ.update(
        JAVA_HOME=java_home(keeper.folder),
        SPARK_LOCAL_IP=SPARK_LOOPBACK,
        PYSPARK_PYTHON=sys.executable,
        PYSPARK_SUBMIT_ARGS=" ".join(
            ["--master", master, *(f'--conf "{name}={value}"' for name, value in settings.items()), "pyspark-shell"]
        ),
    )
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName("accelguide").getOrCreate()
    gateway = SparkContext._gateway
    keeper.keep(gateway.proc.pid)
    try:
        yield session
    finally:
        with contextlib.suppress(Exception):  # of a virtual machine that has died
            session.stop()
        gateway.shutdown()
        end(gateway.proc)
        SparkContext._gateway = SparkContext._jvm = None


@contextlib.contextmanager
def spark_connected(place):
    """Connect to a Spark Connect server."""
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise BadAddress(f'{SPARK_ADDRESS}={place.text}: needs `pip install "pyspark[connect]"`') from error
    try:
        session = SparkSession.builder.remote(place.text).create()
        session.range(1).count()
    except Exception as error:
        raise silent(SPARK_ADDRESS, place, "start-connect-server.sh") from error
    try:
        yield session
    finally:
        session.stop()
