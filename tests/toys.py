"""Kernels that the tests measure; a fresh process imports them by name."""

import contextlib
import subprocess
import sys
import time

from accelguide.sessions import within
from accelguide.systems import require

LARGE = 50_000_000
EVENTS = []


def workload(size, seed=0):
    """Return the argument of the kernels."""
    return (size,)


def work(size):
    """Items and bytes of one call."""
    return {"items": size, "bytes": 8 * size}


def toys_right(count):
    """Return the numbers below `count`."""
    return list(range(count))


def toys_slow(count):
    """The same, one by one."""
    # a comment is no line of code

    return [number for number in range(count)]  # noqa: C416


def toys_wrong(count):
    """One number too many."""
    return list(range(count + 1))


def toys_absent(count):
    """What needs a package that nobody has."""
    require("no_such_package")


def toys_large(count):
    """Hold `LARGE` bytes for a moment."""
    return len(b"x" * LARGE)


def toys_delegates(count):
    """Let another process hold them."""
    code = f"import time; held = b'x' * {LARGE}; time.sleep(0.6)"
    subprocess.run([sys.executable, "-c", code], check=True)


def toys_crash(count):
    """Fail, and say why."""
    raise RuntimeError("the toy broke")


def toys_talks(count):
    """Print what looks like a result."""
    print('{"first": -1}')


def toys_hangs(count):
    """Never end."""
    time.sleep(3600)


@contextlib.contextmanager
def yard():
    """What some toys need; what happens to it is written down."""
    EVENTS.append("opened")
    try:
        yield list
    finally:
        EVENTS.append("closed")


@within(yard)
def toys_inside(count, make):
    """The numbers, made in the yard."""
    return make(range(count))


@within(yard)
def toys_beside(count, make):
    """The same, in the same yard."""
    return make(range(count))


@within(yard)
def toys_astray(count, make):
    """One number too many, in the yard."""
    return make(range(count + 1))


@within(yard)
def toys_stuck(count, make):
    """Fail in the yard."""
    raise RuntimeError("the toy is stuck")


@contextlib.contextmanager
def nowhere():
    """What needs a package that nobody has."""
    require("no_such_package")
    yield


@within(nowhere)
def toys_lost(count, place):
    """The numbers, made nowhere."""
    return list(range(count))


@contextlib.contextmanager
def store():
    """Hold `LARGE` bytes as long as it is open."""
    yield b"x" * LARGE


@within(store)
def toys_stored(count, held):
    """Count what is in the store."""
    return len(held)
