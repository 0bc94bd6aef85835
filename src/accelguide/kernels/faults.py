"""What pools and Dask do with a job, one of whose workers is killed by its process id while it works."""

import multiprocessing
import os
import time
from concurrent.futures import BrokenExecutor
from functools import partial

from accelguide.kernels._faulty import LONG, TASKS, VICTIM, outcomes, taken, task, tried
from accelguide.sessions import PATIENCE, pool, processes
from accelguide.sessions.dask import dask_cluster, dask_results

WORKERS = 2
HANGING = 1.0  # seconds, and five times what the job takes, after which a wait that would never end is given up
MEMORY = 600_000_000  # bytes that a worker of Dask's may hold
BLOCK = 60_000_000
DASK_SETTINGS = {"distributed__scheduler__allowed-failures": 1}  # as a rule three: each costs the start of a worker
SUM_OF_TASKS = sum(range(TASKS))


# pools of the standard library


def by_pool(made, folder, patience=PATIENCE):
    """Sum of squares by a ``multiprocessing.Pool``. The wait, which could be one for ever, has an end."""
    parts = made.starmap_async(task, [(folder, number) for number in range(TASKS)], chunksize=1)
    return sum(parts.get(patience))


def by_executor(made, folder):
    """The same by a ``ProcessPoolExecutor``."""
    return sum(made.map(task, [folder] * TASKS, range(TASKS), timeout=PATIENCE))


def pool_killed(made, usual):
    """A worker of a ``Pool`` is killed."""
    return tried(partial(by_pool, made, patience=HANGING + 5 * usual), usual, (multiprocessing.TimeoutError,))


def executor_killed(made, usual):
    """A worker of a ``ProcessPoolExecutor`` is killed."""
    return tried(partial(by_executor, made), usual, (BrokenExecutor,))


def on_pools():
    """Outcomes of both, by name."""
    return {
        **outcomes(partial(pool, WORKERS), by_pool, pool=pool_killed),
        **outcomes(partial(processes, WORKERS), by_executor, executor=executor_killed),
    }


# Dask


def by_dask(client, folder, function=task):
    """The same by Dask, whose tasks are not pure: they leave notes."""
    return sum(dask_results(client, client.map(function, [folder] * TASKS, range(TASKS), pure=False)))


def hungry(folder, number):
    """Worker: a task that, for one number, takes more and more memory, until it is ended or has far too much."""
    square = task(folder, number)
    held, deadline = [], time.monotonic() + LONG
    while number == VICTIM and taken(folder, "greed", "greed-0") and time.monotonic() < deadline:
        if len(held) * BLOCK < 2 * MEMORY:
            held.append(b"x" * BLOCK)
        time.sleep(0.02)
    return square


def deposit(folder, number):
    """Worker: a task with a side effect: a line more in a ledger, and, apart, a file of the task's own name."""
    with open(os.path.join(folder, "ledger"), "a") as ledger:
        ledger.write(f"{number}\n")
    with open(os.path.join(folder, f"entry-{number}"), "w") as entry:
        entry.write(f"{number}\n")
    return task(folder, number)


def booked(folder, kind):
    """What the ledger, or all entries together, come to."""
    total = 0
    for name in os.listdir(folder):
        if name.startswith(kind):
            with open(os.path.join(folder, name)) as lines:
                total += sum(map(int, lines))
    return total


def hit_dask(client, job, usual, **options):
    """What comes of a job on Dask, whose workers are all up when it begins."""
    client.wait_for_workers(WORKERS, timeout=PATIENCE)
    return tried(job, usual, **options)


def dask_killed(client, usual):
    """A worker of Dask's is killed."""
    return hit_dask(client, partial(by_dask, client), usual)


def dask_memory(client, usual):
    """A task of Dask's takes more memory than its worker may hold, as often as it is run."""
    from distributed import KilledWorker

    job = partial(by_dask, client, function=hungry)
    return hit_dask(client, job, usual, errors=(KilledWorker,), marker="greed")


def dask_booked(client, usual, kind):
    """A worker is killed after its task's side effect; the answer is what was booked."""

    def job(folder):
        by_dask(client, folder, function=deposit)
        return booked(folder, kind)

    return hit_dask(client, job, usual, expected=SUM_OF_TASKS)


def on_dask():
    """Outcomes on Dask, by name."""
    return outcomes(
        partial(dask_cluster, WORKERS, MEMORY, **DASK_SETTINGS),
        by_dask,
        dask=dask_killed,
        ledger=partial(dask_booked, kind="ledger"),
        entries=partial(dask_booked, kind="entry"),
        dask_memory=dask_memory,
    )
