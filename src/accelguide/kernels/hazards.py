"""What goes wrong where work runs side by side: shown on purpose, noticed by a timeout, and ended."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, wait

from accelguide.sessions import PATIENCE, TookTooLong, WorkerLost, gather, pool, processes, threads

WORKERS = 2


def raced_threads(turns):
    """What two threads count to, `turns` each, if one may run between another's reading and its writing."""
    total = 0

    def count(turns):
        nonlocal total
        for _ in range(turns):
            seen = total
            time.sleep(0)  # stands for any call that lets another thread run
            total = seen + 1

    with threads(WORKERS) as made:
        gather(made, count, [turns] * WORKERS)
    return total


def take_both(first, second, barrier, patience):
    """Thread: take two locks; whether the second one came in time."""
    with first:
        barrier.wait(PATIENCE)
        came = second.acquire(timeout=patience)
        barrier.wait(PATIENCE)
    if came:
        second.release()
    return came


def opposite_orders(patience=1.0):
    """For each of two threads, whether it got both locks; they take them in opposite orders, once each has one."""
    left, right = threading.Lock(), threading.Lock()
    barrier = threading.Barrier(WORKERS)
    with threads(WORKERS) as made:
        return gather(made, take_both, [left, right], [right, left], [barrier] * WORKERS, [patience] * WORKERS)


def same_order(patience=PATIENCE):
    """The same where both take the same lock first; nobody waits for the other at the barrier, which is for one."""
    left, right = threading.Lock(), threading.Lock()
    barrier = threading.Barrier(1)
    with threads(WORKERS) as made:
        return gather(made, take_both, [left] * WORKERS, [right] * WORKERS, [barrier] * WORKERS, [patience] * WORKERS)


def be_killed(number=0):
    """Worker: end as a crash ends it, or the system that is out of memory."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def pool_waits(patience=3.0):
    """Whether a ``multiprocessing.Pool`` still waits for the answer of a worker that was killed."""
    with pool(WORKERS) as made:
        try:
            made.apply_async(be_killed).get(patience)
        except multiprocessing.TimeoutError:
            return True
    return False


def executor_tells():
    """Whether a ``ProcessPoolExecutor`` raises an error where a worker was killed, and the seconds until it does."""
    with processes(WORKERS) as made:
        start = time.perf_counter()
        error = made.submit(be_killed).exception(timeout=PATIENCE)
        return isinstance(error, BrokenExecutor), time.perf_counter() - start


def gather_tells():
    """Name of the error of `gather` where a worker was killed; empty where there was none."""
    with processes(WORKERS) as made:
        try:
            gather(made, be_killed, range(WORKERS))
        except (WorkerLost, TookTooLong) as error:
            return type(error).__name__
    return ""


def square(folder, number):
    """Worker: the square of a number. The first that is given a 3 is killed before it answers."""
    marker = os.path.join(folder, "killed")
    if number == 3 and not os.path.exists(marker):
        open(marker, "w").close()
        be_killed()
    return number * number


def answered(folder, numbers):
    """Squares, by number, that a new pool finds before one of its workers is lost."""
    waiting = {}
    with processes(WORKERS) as made:
        with contextlib.suppress(BrokenExecutor):
            for number in numbers:
                waiting[number] = made.submit(square, folder, number)
        wait(waiting.values(), timeout=PATIENCE)
        done = {number: one for number, one in waiting.items() if one.done()}
        return {number: one.result() for number, one in done.items() if not isinstance(one.exception(), BrokenExecutor)}


def squares_with_retry(folder, numbers, attempts=3):
    """Squares by number, however often workers are lost, and how many pools that took.

    Raises
    ------
    WorkerLost
        Some were still without an answer after so many `attempts`.
    """
    found = {}
    for attempt in range(1, attempts + 1):
        found |= answered(folder, [number for number in numbers if number not in found])
        if len(found) == len(numbers):
            return found, attempt
    raise WorkerLost(f"no answer after {attempts} attempts for {len(numbers) - len(found)} tasks")
