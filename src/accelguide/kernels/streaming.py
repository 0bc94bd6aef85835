"""Sums over windows of a stream of events: in one process, and by a chain of Ray actors with back-pressure."""

import contextlib
import time
from collections import namedtuple

from accelguide.kernels._pipeline import Outlet, Parser, Sink, Stage, Windows, lines, parsed
from accelguide.sessions import within
from accelguide.sessions.ray import ray_cluster

BATCH = 100  # events of a message
CREDITS = 8  # messages that a stage may still have to do
AT_ONCE = (0.0, 0.0, 0.0)  # seconds by which each stage is slowed down

Chain = namedtuple("Chain", "ray parser windows sink")
Flow = namedtuple("Flow", "rows begin seconds sent taken arrived ages")


def workload(size, seed=0):
    """Return the argument of the kernels. `seed` changes nothing here: every source makes the same events."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    return (size,)


def work(size):
    """Items, events, of one call."""
    return {"items": size}


@contextlib.contextmanager
def chain():
    """Start Ray and an actor for each of three stages, all of them up."""
    with ray_cluster() as ray:
        yield chained(ray)


def chained(ray):
    """Start the actors, the last one first, because each knows the one that follows."""
    actor = ray.remote(Stage)
    sink = actor.remote(Sink)
    windows = actor.remote(Windows, sink)
    made = Chain(ray, actor.remote(Parser, windows), windows, sink)
    begin(made)
    return made


def begin(made, credits=CREDITS, pauses=AT_ONCE):
    """Let all stages be as new; one with a pause sleeps so many seconds for each message."""
    stages = zip(made[1:], pauses, strict=True)
    made.ray.get([stage.begin.remote(credits, pause) for stage, pause in stages], timeout=60)


def streaming_python(count):
    """Return the rows ``(window, sensor, count, sum, checksum)`` of a stream of `count` events, in order.

    Parameters
    ----------
    count : int
        Events that the source makes; each hundred of them is a window.

    Raises
    ------
    ray.exceptions.RayError
        In a variant with actors: a stage has failed, or its process has died.
    """
    windows = Windows()
    rows = windows.take(map(parsed, lines(0, count)))
    return rows + windows.close()


@within(chain)
def streaming_single(count, made):
    """Each event is a message of its own."""
    return flow(made, count, 1).rows


@within(chain)
def streaming_batched(count, made):
    """A hundred events are a message."""
    return flow(made, count, BATCH).rows


def flow(made, count, batch, credits=CREDITS, pauses=AT_ONCE):
    """Send a stream through the chain; with no `credits` nobody waits. This process is the source.

    Gives the rows, when that began and how long it took, and what `watched` adds.
    """
    begin(made, credits, pauses)
    out, start = Outlet(made.parser, credits), time.time()
    for first in range(0, count, batch):
        out.send(time.time(), list(lines(first, min(first + batch, count))))
    rows = out.finish()
    return Flow(rows, start, time.time() - start, out.sent, [], [], [])


def watched(made, count, batch, credits=CREDITS, pauses=AT_ONCE):
    """Send a stream, and see when messages were sent to the middle stage and taken there.

    Gives besides when messages arrived at the sink, and how old each of them was then.
    """
    seen = flow(made, count, batch, credits, pauses)
    logs = made.ray.get([stage.log.remote() for stage in made[1:]], timeout=60)
    (_, _, sent), (taken, _, _), (arrived, ages, _) = logs
    return seen._replace(sent=sent, taken=taken, arrived=arrived, ages=ages)


def by_turns(count, batch, pauses):
    """Let one process do the steps of each message one after the other, with the same pauses."""
    steps, start = (Parser(), Windows(), Sink()), time.time()
    for first in range(0, count, batch):
        events = list(lines(first, min(first + batch, count)))
        for step, pause in zip(steps, pauses, strict=True):
            if events:
                time.sleep(pause)
                events = step.take(events)
    _, windows, sink = steps
    sink.take(windows.close())
    return Flow(sink.close(), start, time.time() - start, [], [], [], [])


def waiting(seen):
    """Messages that wait for the middle stage: the seconds since the start at which that changes, and how many then."""
    changes = sorted([(when, -1) for when in seen.taken] + [(when, 1) for when in seen.sent])
    times, lengths, length = [0.0], [0], 0
    for when, change in changes:
        length += change
        times.append(when - seen.begin)
        lengths.append(length)
    return times, lengths
