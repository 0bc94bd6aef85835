"""Jobs of Ray tasks in which a worker process is ended: what runs again, and what that does."""

import contextlib
import os
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from accelguide.kernels._witness import (
    Attempt,
    attempts,
    awaited,
    end_process,
    note,
    noted,
    stand_still,
    write_whole,
)
from accelguide.sessions import PATIENCE
from accelguide.sessions.addresses import given
from accelguide.sessions.ray import ray_cluster, ray_nodes
from accelguide.sessions.ray_answers import RAY_ADDRESS, RAY_SCHEMES

TASKS = 16
POINTS = 1_000_000


class Outcome(NamedTuple):
    """What became of a job: its answers, the seconds until they were there, and all attempts at its tasks."""

    answers: list
    seconds: float
    tried: list[Attempt]

    @property
    def again(self):
        """How many tasks ran again."""
        return len(self.tried) - len(self.answers)


def inside(folder, key, doomed):
    """Task: how many of some random points lie in the quarter of a circle: the same each time, from its key alone."""
    mine, before = note(folder, key)
    points = np.random.default_rng(key).random((2, POINTS))
    found = int(np.count_nonzero((points * points).sum(axis=0) < 1))
    if doomed and not before:
        stand_still(mine)
    noted(mine)
    return found


def append_sale(folder, key):
    """Enter a sale into a ledger that all share, a line each: an effect that adds up."""
    with open(Path(folder, "ledger"), "a", encoding="utf-8") as ledger:
        ledger.write(f"{key} 1\n")


def replace_sale(folder, key):
    """Write a sale into a file of its own, named by its key: done twice, it is there once."""
    write_whole(Path(folder, f"{key}.sale"), f"{key} 1\n")


def sold(folder, key, doomed):
    """Task that records a sale in both ways."""
    mine, before = note(folder, key)
    append_sale(folder, key)
    replace_sale(folder, key)
    if doomed and not before:
        stand_still(mine)
    noted(mine)
    return key


def total(paths):
    """Sum of the sales in files."""
    return sum(int(line.split()[1]) for path in paths for line in path.read_text(encoding="utf-8").splitlines())


def totals(folder):
    """Sales in the ledger, and in the files of their own."""
    return total(Path(folder).glob("ledger")), total(Path(folder).glob("*.sale"))


@contextlib.contextmanager
def ray_near(engines):
    """Ray on this machine: the one open among `engines`, a `Sessions`, or another, where that one is elsewhere.

    A process id means something on its own machine only.
    """
    if given(RAY_ADDRESS, RAY_SCHEMES) is None:
        yield engines.started(ray_cluster)
        return
    engines.close()  # a process has one at a time
    with ray_nodes((2,)) as (ray, _):
        yield ray


def submit(ray, folder, task, keys, doomed, retries=3):
    """Send off tasks with these keys."""
    os.makedirs(folder, exist_ok=True)
    remote = ray.remote(max_retries=retries)(task)
    return [remote.remote(str(folder), key, key in doomed) for key in keys]


def run_job(ray, folder, task, doomed=(), retries=3, tasks=TASKS):
    """Run tasks, the process of some of which is ended in mid-work; gives the `Outcome`.

    Parameters
    ----------
    ray : module
        Connected to a cluster.
    folder : str
        To be made, for the notes of this job.
    task : callable
        ``task(folder, key, doomed)``.
    doomed : collection of int
        Keys at which the first attempt stands still, its work done, until its process is ended.
    retries : int
        How often Ray may run a task again.
    tasks : int
        How many; their keys are ``0 … tasks - 1``.
    """
    start = time.perf_counter()
    waiting = submit(ray, folder, task, range(tasks), doomed, retries)
    for key in sorted(doomed):
        end_process(awaited(folder, key).pid)
    answers = ray.get(waiting, timeout=PATIENCE)
    return Outcome(answers, time.perf_counter() - start, attempts(folder))


def crash_told(ray, folder):
    """Name of the error where a worker is lost and Ray may not run its task again; empty where there is none."""
    try:
        run_job(ray, folder, inside, doomed=[0], retries=0, tasks=1)
    except ray.exceptions.RayError as error:
        return type(error).__name__
    return ""
