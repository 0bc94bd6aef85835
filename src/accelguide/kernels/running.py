"""Mean and variance of values that come one after the other, kept by actors, some of which are ended in mid-job."""

import json
import math
import time
from pathlib import Path
from typing import NamedTuple

from accelguide.kernels._witness import awaited, end_process, note, stand_still, write_whole
from accelguide.sessions import PATIENCE, split

FRESH = {"count": 0, "mean": 0.0, "squares": 0.0, "last": -1}


class Course(NamedTuple):
    """What became of a row of calls: the count that each was answered with, and the state in the end."""

    counts: list
    state: dict


class Running:
    """Count, mean and sum of squared deviations of all values taken so far, by Welford's method: an actor's state."""

    def __init__(self):
        self.state = dict(FRESH)

    def take(self, values):
        """Take some values; returns how many it has taken in all."""
        count, mean, squares = (self.state[name] for name in ("count", "mean", "squares"))
        for value in values:
            count += 1
            off = value - mean
            mean += off / count
            squares += off * (value - mean)
        self.state.update(count=count, mean=mean, squares=squares)
        return count

    def now(self):
        """The state."""
        return dict(self.state)

    def forget(self):
        """Begin anew."""
        self.state = dict(FRESH)


class Forgetful(Running):
    """An actor whose state is in memory only."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def record(self, number, value, doomed):
        """Take one value in call `number`; once, in the doomed one, its process stands still before it answers."""
        mine, before = note(self.folder, number)
        self.keep(number, value)
        if doomed and not before:
            stand_still(mine)
        return self.state["count"]

    def keep(self, number, value):
        """Take a value into the state."""
        self.take([value])


class Checkpointed(Forgetful):
    """The same with a checkpoint after each call, from which it goes on after a restart."""

    def __init__(self, folder):
        super().__init__(folder)
        self.path = Path(folder, "checkpoint.json")
        if self.path.exists():
            self.state = json.loads(self.path.read_text(encoding="utf-8"))

    def keep(self, number, value):
        """Take a value, and write the state down."""
        self.take([value])
        write_whole(self.path, json.dumps(self.state))


class Numbered(Checkpointed):
    """The same, idempotent: the checkpoint holds the number of the last call, which counts once."""

    def keep(self, number, value):
        """Take a value, unless this call has been made before."""
        if number > self.state["last"]:
            self.state["last"] = number
            super().keep(number, value)


def recorded(ray, folder, kind, values, doomed=None, restarts=1, retries=1):
    """Let an actor take values one by one, and end its process in the middle of a call.

    Parameters
    ----------
    ray : module
        Connected to a cluster.
    folder : pathlib.Path
        To be made, for notes and checkpoints.
    kind : class
        `Forgetful`, or one below it.
    values : sequence of float
        One for each call.
    doomed : int, optional
        Number of the call in which the process is ended, its work done and its answer not given.
    restarts, retries : int
        How often Ray may start the actor again, and make a call again.

    Returns
    -------
    Course
    """
    folder.mkdir()
    actor = ray.remote(kind).options(max_restarts=restarts, max_task_retries=retries).remote(str(folder))
    counts = []
    try:
        for number, value in enumerate(values):
            answer = actor.record.remote(number, value, number == doomed)
            if number == doomed:
                end_process(awaited(folder, number).pid)
            counts.append(ray.get(answer, timeout=PATIENCE))
        return Course(counts, ray.get(actor.now.remote(), timeout=PATIENCE))
    finally:
        ray.kill(actor)


def told(ray, folder):
    """Name of the error where an actor is lost that may not start again; empty where there is none."""
    try:
        recorded(ray, folder, Forgetful, [1.0], doomed=0, restarts=0, retries=0)
    except ray.exceptions.RayError as error:
        return type(error).__name__
    return ""


def merged(states):
    """Join states of different values into one (Chan's method)."""
    total = dict(FRESH)
    for state in (one for one in states if one["count"]):
        count = total["count"] + state["count"]
        off = state["mean"] - total["mean"]
        total["squares"] += state["squares"] + off * off * total["count"] * state["count"] / count
        total["mean"] += off * state["count"] / count
        total["count"] = count
    return total


def shared(ray, actors, values, chunks=4):
    """State of all values, taken by actors side by side, a few chunks each; and the seconds."""
    ray.get([actor.forget.remote() for actor in actors], timeout=PATIENCE)
    start = time.perf_counter()
    bounds = split(len(values), chunks * len(actors))
    for place in range(chunks * len(actors)):
        actors[place % len(actors)].take.remote(values[bounds[place] : bounds[place + 1]])
    states = ray.get([actor.now.remote() for actor in actors], timeout=PATIENCE)
    return merged(states), time.perf_counter() - start


def alone(values):
    """State of all values, taken by one object in this process; and the seconds."""
    start = time.perf_counter()
    one = Running()
    one.take(values)
    return one.now(), time.perf_counter() - start


def seconds_of(pair):
    """Seconds of what `alone` and `shared` give."""
    return pair[1]


def alike(*states):
    """Whether states are of the same values, the last digits left aside."""
    rows = [[state[name] for name in ("count", "mean", "squares")] for state in states]
    return all(math.isclose(one, other, rel_tol=1e-9) for row in rows for one, other in zip(row, rows[0], strict=True))
