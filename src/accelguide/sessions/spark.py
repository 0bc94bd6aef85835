"""Spark: a driver with workers on this machine, or a master or Connect server named by ``ACCELGUIDE_SPARK``."""

import contextlib
import os
import socket
import sys
import time
import warnings

from accelguide.sessions import counted
from accelguide.sessions.addresses import BadAddress, NoAnswer, OtherVersion, given, reach, silent
from accelguide.sessions.gateway import gateway_said, gateway_to, gateway_variables
from accelguide.sessions.java import JAVA_QUICK, java_home
from accelguide.sessions.keeper import kept
from accelguide.systems import require

SPARK_ADDRESS = "ACCELGUIDE_SPARK"
SPARK_COMMANDS = {"spark": "start-master.sh", "sc": "start-connect-server.sh"}  # that start what each scheme names
SPARK_LOOPBACK = "127.0.0.1"
SPARK_ATTEMPTS = 4  # at a task before its job fails: one alone, unless said, on one machine, and four on a cluster
SPARK_SECONDS = 60.0  # that a cluster has to give a worker
SPARK_HIDDEN = (  # variables that would lead PySpark elsewhere, and, at the end, those that it sets itself
    *("SPARK_REMOTE", "SPARK_LOCAL_REMOTE", "SPARK_CONNECT_MODE_ENABLED", "SPARK_API_MODE", "SPARK_TESTING", "MASTER"),
    *("SPARK_AUTH_SOCKET_TIMEOUT", "SPARK_BUFFER_SIZE"),
)
SPARK_ASKED = "reflect('org.apache.spark.package', 'SPARK_VERSION')"  # which is not the driver's


def spark_settings(folder, cores, memory):
    """Settings of any driver of ours: no page of its own, quiet, files in `folder`, as many parts as cores."""
    own = (f"-Djava.io.tmpdir={folder}", f"-Dderby.system.home={folder}")
    return {
        "spark.app.name": "accelguide",
        "spark.driver.memory": memory,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.warehouse.dir": os.path.join(folder, "warehouse"),
        "spark.sql.shuffle.partitions": str(cores),
        "spark.default.parallelism": str(cores),
        "spark.driver.extraJavaOptions": " ".join([*own, *JAVA_QUICK]),
    }


@contextlib.contextmanager
def spark_session(workers=None, memory="1g", **settings):
    """Give a ``pyspark.sql.SparkSession``. A process has one at a time.

    Parameters
    ----------
    workers : int, optional
        Tasks at a time on this machine; one for each usable core where not given.
    memory : str
        Of the virtual machine, as Java writes it.
    **settings : str to str
        Settings of Spark, dots written as ``__``.

    Raises
    ------
    Unavailable
        PySpark or a Java runtime is missing.
    BadAddress, NoAnswer, OtherVersion
        ``ACCELGUIDE_SPARK`` is wrong, nothing answers there, or a Spark of another version.
    WorkerLost, TookTooLong
        The virtual machine did not start, or died, or was not up in time.
    """
    require("spark")
    place = given(SPARK_ADDRESS, tuple(SPARK_COMMANDS))
    cores = counted(workers)
    chosen = {name.replace("__", "."): value for name, value in settings.items()}
    if place is not None:
        reach(SPARK_ADDRESS, place, SPARK_COMMANDS[place.scheme])
    with contextlib.ExitStack() as session:
        session.enter_context(gateway_variables(SPARK_HIDDEN))
        if place is not None:
            session.enter_context(spark_sent_whole())
        if place is not None and place.scheme == "sc":
            yield session.enter_context(spark_connected(place, chosen))
            return
        keeper = session.enter_context(kept("spark"))
        chosen = {**spark_settings(keeper.folder, cores, memory), **chosen}
        yield session.enter_context(spark_driver(keeper, place, f"local[{cores},{SPARK_ATTEMPTS}]", chosen))


@contextlib.contextmanager
def spark_sent_whole():
    """Have functions of ours sent to workers as they are: those of a cluster need not have this package."""
    from pyspark import cloudpickle

    package = sys.modules.get("accelguide")
    if package is None:  # in a script that is written out, they are sent whole anyway
        yield
        return
    cloudpickle.register_pickle_by_value(package)
    try:
        yield
    finally:
        cloudpickle.unregister_pickle_by_value(package)


@contextlib.contextmanager
def spark_driver(keeper, place, master, settings):
    """Start a driver for this machine, or for the master at a place, and end it."""
    host = spark_route(place) if place else SPARK_LOOPBACK
    named = {"JAVA_HOME": java_home(keeper.folder), "SPARK_LOCAL_IP": host, "SPARK_LOCAL_DIRS": keeper.folder}
    if place is None:  # of a cluster, they are whoever runs it to say
        named |= {"SPARK_CONF_DIR": keeper.folder, "PYSPARK_PYTHON": sys.executable}
    settings = {"spark.driver.bindAddress": host, "spark.driver.host": host, **settings}
    options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    with (
        gateway_variables(**named),
        gateway_to(keeper, "--master", place.text if place else master, *options),
        spark_started(keeper, place) as session,
    ):
        yield session


def spark_route(place):
    """Address of this machine that a cluster can reach: the one from which we reach it."""
    with socket.create_connection((place.host, place.port), SPARK_SECONDS) as one:
        return one.getsockname()[0]


@contextlib.contextmanager
def spark_started(keeper, place):
    """Make a session in the virtual machine that runs, and end it, whatever has become of the machine."""
    from pyspark.sql import SparkSession

    try:
        session = SparkSession.builder.getOrCreate()
    except Exception as error:
        if place is None:
            raise
        raise spark_refused(place, gateway_said(keeper.path("java.log"))) from error
    try:
        if place is not None:
            spark_versions(place, spark_of_workers(session, place))
        yield session
    finally:
        spark_stopped(session)


def spark_stopped(session):
    """End a session. Where its machine has died, that fails half-way, and only the second time goes to the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a machine that has died
        for stop in (session.stop, session.sparkContext.stop):
            with contextlib.suppress(Exception):
                stop()
    type(session)._instantiatedSession = type(session)._activeSession = None


def spark_refused(place, said):
    """Error for a master that takes no driver of ours."""
    if "InvalidClassException" in said:  # Java's word for two versions of one class
        return OtherVersion(f"{SPARK_ADDRESS}={place.text}: install the same version of Spark at both ends:\n{said}")
    return silent(SPARK_ADDRESS, place, SPARK_COMMANDS[place.scheme])


def spark_of_workers(session, place):
    """Version of Spark that the workers of a cluster run, once it gives us one."""
    context = session.sparkContext._jsc.sc()
    deadline = time.monotonic() + SPARK_SECONDS
    while context.getExecutorMemoryStatus().size() < 2:  # the driver is one
        if time.monotonic() > deadline:
            raise NoAnswer(
                f"{SPARK_ADDRESS}={place.text}: that cluster gave no worker within {SPARK_SECONDS:g} s; start one with "
                f"`start-worker.sh {place.text}`, or unset {SPARK_ADDRESS}"
            )
        time.sleep(0.1)
    return session.range(1).selectExpr(SPARK_ASKED).first()[0]


def spark_versions(place, theirs):
    """Go on only where the cluster runs the version of Spark that we have, but for its last number."""
    import pyspark

    ours = pyspark.__version__
    if theirs.split(".")[:2] != ours.split(".")[:2]:
        raise OtherVersion(
            f"{SPARK_ADDRESS}={place.text}: that is Spark {theirs}, and this is {ours}; `pip install pyspark=={theirs}`"
        )


@contextlib.contextmanager
def spark_connected(place, settings):
    """Connect to a Spark Connect server, and leave it as it was."""
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise BadAddress(f'{SPARK_ADDRESS}={place.text}: needs `pip install "pyspark[connect]"`') from error
    try:
        session = SparkSession.builder.remote(place.text).create()
        theirs = session.version
    except Exception as error:
        raise silent(SPARK_ADDRESS, place, SPARK_COMMANDS[place.scheme]) from error
    try:
        spark_versions(place, theirs)
        for name, value in settings.items():
            session.conf.set(name, value)
        with gateway_variables(SPARK_CONNECT_MODE_ENABLED="1"):  # for functions, which do not see the session
            yield session
    finally:
        session.stop()
