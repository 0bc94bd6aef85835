"""Hive: its engine on this machine, or a HiveServer2 named by ``ACCELGUIDE_HIVE``."""

import contextlib

from accelguide.sessions.addresses import given, reach
from accelguide.sessions.hive_engine import hive_embedded
from accelguide.sessions.hive_server import hive_connected
from accelguide.systems import require

HIVE_ADDRESS = "ACCELGUIDE_HIVE"
HIVE_SCHEMES = ("", "hive2")
HIVE_COMMAND = "docker run -d -p 127.0.0.1:10000:10000 --env SERVICE_NAME=hiveserver2 apache/hive:4.0.1"


@contextlib.contextmanager
def hive_session(memory="1g", **settings):
    """Give a `Hive`.

    Parameters
    ----------
    memory : str
        Of the virtual machine, as Java writes it.
    **settings : str to str
        Settings of Hive, dots written as ``__``.

    Raises
    ------
    Unavailable
        PySpark, which carries Hive's engine, or a Java runtime is missing; with an address, PyHive.
    BadAddress, NoAnswer
        ``ACCELGUIDE_HIVE`` is wrong, or no HiveServer2 answers there.
    """
    place = given(HIVE_ADDRESS, HIVE_SCHEMES)
    chosen = {name.replace("__", "."): str(value) for name, value in settings.items()}
    if place is None:
        with hive_embedded(memory, chosen) as hive:
            yield hive
        return
    require("pyhive")
    reach(HIVE_ADDRESS, place, HIVE_COMMAND)
    with hive_connected(HIVE_ADDRESS, place, HIVE_COMMAND, chosen) as hive:
        yield hive


hive_session.by_pipes = True  # the engine talks to the scripts through pipes, and to itself through files
