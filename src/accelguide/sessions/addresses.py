"""Addresses of clusters that run elsewhere, from the environment: read, refused where wrong, tried before use."""

import os
import re
import socket
import time
from typing import NamedTuple

CONNECT_SECONDS = 5.0
HEARD = 1 << 16  # bytes, more than any greeting has
PLACE = re.compile(
    r"^(?:(?P<scheme>[a-z][a-z0-9+]*)://)?(?P<host>\[[0-9a-fA-F:]+\]|[^:/\s]+):(?P<port>\d{1,5})(?:[/;].*)?$"
)


class BadAddress(ValueError):
    """An address that is none, or of a kind that the engine does not take."""


class NoAnswer(ConnectionError):
    """Nothing of the kind answers at an address."""


class OtherVersion(RuntimeError):
    """What answers is of a version that this one cannot work with."""


class Place(NamedTuple):
    """Where a server listens; `text` is what the environment says."""

    text: str
    scheme: str
    host: str
    port: int


def given(variable, schemes):
    """Place that an environment variable names; None where it is not set.

    Parameters
    ----------
    variable : str
        Its name.
    schemes : sequence of str
        Those that the engine takes; an empty one allows an address without a scheme.

    Raises
    ------
    BadAddress
        Anything else, saying which forms there are.
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    found = PLACE.match(text)
    if found is None or (found["scheme"] or "") not in schemes or int(found["port"]) > 65535:
        forms = ", ".join(f"{scheme}://HOST:PORT" if scheme else "HOST:PORT" for scheme in schemes)
        raise BadAddress(f"{variable}={text}: not an address of the form {forms}; mend it, or unset {variable}")
    return Place(text, found["scheme"] or "", found["host"].strip("[]"), int(found["port"]))


def reach(variable, place, command, patience=CONNECT_SECONDS):
    """Go on only where something listens at a place.

    Raises
    ------
    NoAnswer
        Naming the `command` that would start a server.
    """
    try:
        socket.create_connection((place.host, place.port), patience).close()
    except OSError as error:
        raise silent(variable, place, command) from error


def speaks_grpc(place, patience=CONNECT_SECONDS):
    """Whether what listens at a place greets as a gRPC server does, with a frame of HTTP/2 settings."""
    settings = b"\0\0\0\4\0\0\0\0\0"
    try:
        with socket.create_connection((place.host, place.port), patience) as line:
            line.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings)
            return line.recv(4)[3:] == settings[3:4]
    except OSError:
        return False


def greets(place, word, patience):
    """Whether what listens at a place says, unasked, something with a word in it within so many seconds."""
    heard, deadline = b"", time.monotonic() + patience
    try:
        with socket.create_connection((place.host, place.port), patience) as line:
            while word not in heard and len(heard) < HEARD:
                line.settimeout(max(0.001, deadline - time.monotonic()))
                said = line.recv(HEARD)
                if not said:
                    break
                heard += said
    except OSError:
        return False
    return word in heard


def silent(variable, place, command):
    """Error for a place where nothing answers."""
    return NoAnswer(
        f"{variable}={place.text}: nothing answers there; start it with `{command}`, or unset {variable} to use this "
        "machine alone"
    )


def free_port():
    """Port of the loopback interface that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
