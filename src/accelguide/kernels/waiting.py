"""How much of a call's time the processor works, and how much the call waits."""

import contextlib
import time

RUN_SECONDS = 0.1


def time_parts(call, *arguments, runs=5):
    """How the time of a call is spent: working, kept from the processor by other programs, and waiting.

    Parameters
    ----------
    call : callable
        Works in this thread. It is called with `arguments` again and again for a while.
    runs : int
        Times that is done; the run counts in which the processor worked most, since other programs only take from it.

    Returns
    -------
    tuple of float
        Three shares, which add up to one. Where the system does not tell the second (Linux does), it is zero, and the
        third has it.
    """
    return max(one_run(call, arguments) for _ in range(runs))


def one_run(call, arguments):
    """The shares in one run of calls."""
    start, worked, kept = time.perf_counter(), time.thread_time(), kept_seconds()
    while time.perf_counter() < start + RUN_SECONDS:
        call(*arguments)
    elapsed = time.perf_counter() - start
    worked = min(1.0, (time.thread_time() - worked) / elapsed)
    kept = min(1.0 - worked, (kept_seconds() - kept) / elapsed)
    return worked, kept, 1.0 - worked - kept


def kept_seconds():
    """Seconds that this thread was ready to run and no processor was free, where the system tells."""
    with contextlib.suppress(OSError), open("/proc/thread-self/schedstat", encoding="ascii") as file:
        return int(file.read().split()[1]) / 1e9
    return 0.0


def read_whole(path):
    """Read a file, and return how many bytes it has."""
    with open(path, "rb", buffering=0) as file:
        return len(file.read())


def add_squares(count):
    """Add up the squares below `count`."""
    return sum(i * i for i in range(count))
