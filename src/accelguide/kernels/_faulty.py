"""A job of eight tasks, blows that hit its workers, and what came of it: with no engine, for the workers of all."""

import contextlib
import os
import signal
import tempfile
import threading
import time
from functools import partial
from typing import NamedTuple

from accelguide.systems import Unavailable

TASKS = 8
VICTIM = 3  # the task that is hit
LONG = 30.0  # seconds that a task waits for its end, which never takes so long
SEVERAL = 100  # blows, more than any engine tries again
ADDRESSES = ("ACCELGUIDE_DASK", "ACCELGUIDE_RAY", "ACCELGUIDE_SPARK")
RIGHT = sum(number * number for number in range(TASKS))


class Outcome(NamedTuple):
    """What came of a job.

    Attributes
    ----------
    right : bool or str
        Whether its answer was right; a dash where it did not run here.
    error : str
        Name of the error that it ended with; a dash where there was none.
    again : int or str
        Tasks that ran more than once, each time counted.
    longer : float or str
        Seconds that it took longer than without a fault; a dash where it ended with an error.
    answer : object
        The answer; None where there was none.
    runs : list of Run
        Every run of a task.
    """

    right: object
    error: str
    again: object
    longer: object
    answer: object
    runs: list


class Run(NamedTuple):
    """One run of a task: which, in what process, and when it began and ended; None where it never did."""

    number: int
    pid: int
    parent: int
    start: float
    stop: object


ABSENT = Outcome("–", "–", "–", "–", None, [])


def task(folder, number, seconds=0.05):
    """Worker: the square of a number. Each run leaves a note; one that is to be hit tells its process, and waits."""
    begun = os.path.join(folder, f"run-{number}-{os.getpid()}-{os.getppid()}-{time.time_ns()}")
    open(begun, "x").close()
    time.sleep(seconds)
    if number == VICTIM and taken(folder, "blow", f"hit-{os.getpid()}"):
        time.sleep(LONG)
    with open(begun, "w") as note:
        note.write(repr(time.time()))
    return number * number


def taken(folder, kind, name):
    """Whether one more of a kind of marker lay in a folder: it is then renamed, by one process only."""
    for marker in sorted(os.listdir(folder)):
        with contextlib.suppress(OSError):
            if marker.startswith(kind):
                os.rename(os.path.join(folder, marker), os.path.join(folder, name))
                return True
    return False


def runs_of(folder):
    """Notes of all runs, in the order of their beginning."""
    found = []
    for name in os.listdir(folder):
        if name.startswith("run-"):
            number, pid, parent, start = map(int, name.split("-")[1:])
            with open(os.path.join(folder, name)) as note:
                stop = note.read()
            found.append(Run(number, pid, parent, start / 1e9, float(stop) if stop else None))
    return sorted(found, key=lambda run: run.start)


def answers_lost(runs):
    """How many runs were made again though they had ended: their answers were lost."""
    return sum(
        one.stop is not None and any(one.number == two.number and one.start < two.start for two in runs) for one in runs
    )


def end_process(pid):
    """Kill a process by its id, as a system that is out of memory does: it cannot answer, or tidy up."""
    with contextlib.suppress(OSError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def workers_hit(folder):
    """Processes that wait for their end."""
    return [int(name.split("-")[1]) for name in os.listdir(folder) if name.startswith("hit-")]


@contextlib.contextmanager
def killing(folder, victims):
    """Kill, for the time of a block, each process that ``victims(folder)`` names."""
    over = threading.Event()

    def watch():
        ended = set()
        while not over.wait(0.01):
            for pid in set(victims(folder)) - ended:
                end_process(pid)
                ended.add(pid)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def outcomes(start, job, **experiments):
    """Outcomes, by name, of experiments in one session; dashes where what they run on is not here.

    An experiment gets the session, and the seconds of the job without a fault.
    """
    try:
        with on_this_machine(), start() as session:
            usual = lasted(partial(job, session))
            return {name: experiment(session, usual) for name, experiment in experiments.items()}
    except Unavailable:
        return dict.fromkeys(experiments, ABSENT)


def facts(found):
    """What a page observes of outcomes: name, value and unit of each."""
    for name, outcome in found.items():
        yield f"faults_{name}_right", outcome.right, ""
        yield f"faults_{name}_error", outcome.error, ""
        yield f"faults_{name}_told", outcome.error != "–" if outcome.runs else "–", ""
        yield f"faults_{name}_again", outcome.again, ""
        yield f"faults_{name}_survived", outcome.right and outcome.again > 0 if outcome.runs else "–", ""
        yield f"faults_{name}_longer", outcome.longer, "seconds"


@contextlib.contextmanager
def on_this_machine():
    """Overlook addresses of other clusters: a process id means something on its own machine only."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name in ADDRESSES}
    try:
        yield
    finally:
        os.environ.update(kept)


def lasted(job, expected=RIGHT, times=2):
    """Seconds of a job without a fault, the last of some times."""
    for _ in range(times):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            start = time.perf_counter()
            answer = job(folder)
            seconds = time.perf_counter() - start
        if answer != expected:
            raise RuntimeError(f"without a fault the answer was {answer!r}, not {expected!r}")
    return seconds


def tried(job, usual, errors=(), marker="blow", count=1, victims=workers_hit, expected=RIGHT):
    """What comes of a job that is hit.

    Parameters
    ----------
    job : callable
        ``job(folder)`` returns the answer; its tasks leave their notes in that folder.
    usual : float
        Seconds that it takes without a fault.
    errors : tuple of type
        Errors that the engine may end the job with.
    marker, count : str, int
        So many markers lie in the folder: each makes one run of the task `VICTIM` different.
    victims : callable
        See `killing`.
    expected : object
        The right answer.
    """
    answer, error = None, "–"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for number in range(count):
            open(os.path.join(folder, f"{marker}-{number}"), "x").close()
        start = time.perf_counter()
        with killing(folder, victims):
            try:
                answer = job(folder)
            except errors as problem:
                error = type(problem).__name__
        longer = time.perf_counter() - start - usual if error == "–" else "–"
        runs = runs_of(folder)
    again = len(runs) - len({run.number for run in runs})
    return Outcome(answer == expected, error, again, longer, answer, runs)
