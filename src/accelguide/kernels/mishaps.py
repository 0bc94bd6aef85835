"""Jobs of Ray tasks in which a worker process is ended, or a whole node: what runs again, and what that does."""

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

WATCHFUL = {  # so that Ray notices soon that a node is gone
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 200,
    "health_check_timeout_ms": 500,
    "health_check_failure_threshold": 2,
}
TASKS = 16
POINTS = 1_000_000
BLOCK = 100_000  # numbers of a result that is too large to travel with the answer
HEAD = "node:__internal_head__"


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


def drawn(folder, key, doomed):
    """Task whose answer is large, so that it stays on the node that made it until somebody asks."""
    mine, before = note(folder, key)
    if doomed and not before:
        stand_still(mine)
    noted(mine)
    return np.random.default_rng(key).random(BLOCK)


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


def lose_worker(attempt):
    """End the process that makes an attempt."""
    end_process(attempt.pid)


def lose_node(attempt):
    """End the node on which an attempt is made: its raylet, which holds its objects, and then the worker."""
    end_process(attempt.parent)
    end_process(attempt.pid)


def away(ray):
    """Where Ray shall run a task: off the head while another node is alive."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    nodes = [node["NodeID"] for node in ray.nodes() if node["Alive"] and HEAD not in node["Resources"]]
    return NodeAffinitySchedulingStrategy(nodes[0], soft=True) if nodes else "SPREAD"


def submit(ray, folder, task, keys, doomed, retries=3):
    """Send off tasks with these keys."""
    os.makedirs(folder, exist_ok=True)
    remote, places = ray.remote(task), {True: away(ray), False: "SPREAD"}
    made = [remote.options(max_retries=retries, scheduling_strategy=places[key in doomed]) for key in keys]
    return [one.remote(str(folder), key, key in doomed) for key, one in zip(keys, made, strict=True)]


def run_job(ray, folder, task, doomed=(), retries=3, tasks=TASKS):
    """Run tasks, the process of some of which is ended in mid-work; gives the `Outcome`.

    Parameters
    ----------
    ray : module
        Connected to a cluster.
    folder : str
        To be made, for the notes of this job; all nodes see it.
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
        lose_worker(awaited(folder, key))
    answers = ray.get(waiting, timeout=PATIENCE)
    return Outcome(answers, time.perf_counter() - start, attempts(folder))


def run_until_lost(ray, folder, tasks=TASKS):
    """Run tasks with large answers; lose a node when the last of them is in mid-work there, and all others are done.

    Returns
    -------
    (int, Outcome)
        How many finished answers lay on the node, and the outcome.
    """
    start = time.perf_counter()
    last = tasks - 1
    waiting = submit(ray, folder, drawn, range(last), [])
    ray.wait(waiting, num_returns=last, timeout=PATIENCE, fetch_local=False)
    waiting += submit(ray, folder, drawn, [last], [last])
    victim = awaited(folder, last)
    lost = sum(one.parent == victim.parent and one.ended is not None for one in attempts(folder))
    lose_node(victim)
    answers = ray.get(waiting, timeout=PATIENCE)
    return lost, Outcome([float(one.sum()) for one in answers], time.perf_counter() - start, attempts(folder))


def sums(tasks=TASKS):
    """What the answers of `run_until_lost` must be."""
    return [float(np.random.default_rng(key).random(BLOCK).sum()) for key in range(tasks)]


def crash_told(ray, folder):
    """Name of the error where a worker is lost and Ray may not run its task again; empty where there is none."""
    try:
        run_job(ray, folder, inside, doomed=[0], retries=0, tasks=1)
    except ray.exceptions.RayError as error:
        return type(error).__name__
    return ""
