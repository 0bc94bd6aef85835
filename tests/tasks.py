"""What workers do in tests of sessions: the standard library only, for each worker imports it anew."""

import os
import signal
import sys
import time


def double(number):
    """Twice a number."""
    return 2 * number


def late(number):
    """The same, the first ones last."""
    time.sleep(0.05 * max(0, 4 - number))
    return 2 * number


def imported(name):
    """Whether this process has imported a module."""
    return name in sys.modules


def nested(number):
    """What cannot be pickled: a function without a name to import it by."""
    return lambda: number


def greet(name, pipe):
    """Answer once."""
    pipe.send(f"good day, {name}")


def echo(pipe):
    """Answer until the pipe is closed."""
    try:
        while True:
            pipe.send(pipe.recv())
    except (EOFError, OSError):
        pass


def leave(code, pipe):
    """End without an answer."""
    os._exit(code)


def leave_after(answer, pipe):
    """Answer, and be gone before anyone reads it."""
    pipe.send(answer)
    os._exit(3)


def nap(pipe):
    """Never answer."""
    time.sleep(600)


def defy(pipe):
    """Never answer, and never end when asked politely."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pipe.send("ready")
    while True:
        time.sleep(600)
