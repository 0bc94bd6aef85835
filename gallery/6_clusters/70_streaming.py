"""
A stream through a chain of actors
==================================

After this page you can let a stream of events flow through several processes, keep a slow one from drowning in
messages, and choose how many events to put into a message.
"""
# %%
# What changes
# ------------
#
# Sensors report, one line for each reading. For every hundred events and every sensor we want a row: how many
# readings there were, their sum, and a checksum that depends on their order. In one process this is a loop. In a
# **streaming graph** each step is a process of its own, works on what comes, and hands on what it made; the stream need
# not end, and no step ever holds all of it. On Ray a step is an actor: it keeps its state, here the window that is
# open, and does the calls of one sender in the order in which they were sent. Three actors parse, make windows, and
# keep the rows; the page's own process is the source.
#
# .. kernel:: streaming_python streaming_batched flow
#
# A call of an actor returns at once, and its message waits until the actor has time for it. Nothing limits how many
# wait. So a sender counts: with ``credits`` it has at most so many messages under way that the next step has not done
# yet, and waits before it sends another one. A step that waits does not take messages in the meantime, so its own
# sender runs out of credit too, and so on up to the source. That is **back-pressure**.
#
# .. kernel:: Outlet Stage
#
# A message counts as done when ``take`` returns, which is after what came of it was sent on. ``ray.get`` raises in the
# sender what went wrong there, and every wait has an end.

from accelguide.kernels import streaming
from accelguide.timing import Sessions, compare, observe

EVENTS = 20_000
PAUSE = 0.003  # seconds that a slow step takes for a message, which is a hundred events
BATCHES = (1, 10, 100, 1_000)

with Sessions() as sessions:
    compare(
        streaming.streaming_python,
        streaming.streaming_single,
        streaming.streaming_batched,
        workload=streaming.workload,
        sizes=(200,),
        once="here",
        least=3,
        budget=0.5,
        sessions=sessions,
    )
    actors = sessions.started(streaming.chain)
    flows = [streaming.flow(actors, min(EVENTS, 300 * size), size) for size in BATCHES]
    unbounded = streaming.watched(actors, EVENTS, streaming.BATCH, credits=0, pauses=(0, PAUSE, 0))
    bounded = streaming.watched(actors, EVENTS, streaming.BATCH, pauses=(0, PAUSE, 0))
    at_once = streaming.flow(actors, 5_000, streaming.BATCH, pauses=(PAUSE,) * 3)

# %%
# What it buys
# ------------
#
# The middle step is now made slow: for each message it sleeps, as if it asked a database. Two hundred messages go
# through the chain, once with no limit and once with eight credits. Nothing can grow without end here, because the
# stream has one.

import statistics

rows = streaming.streaming_python(EVENTS)
observe("streaming_right", unbounded.rows == bounded.rows == rows)
observe("streaming_credits", streaming.CREDITS)
for name, seen in {"unbounded": unbounded, "bounded": bounded}.items():
    observe(f"streaming_{name}_longest", max(streaming.waiting(seen)[1]))
    observe(f"streaming_{name}_age", statistics.median(seen.ages), "seconds")
    observe(f"streaming_{name}_seconds", seen.seconds, "seconds")
observe("streaming_within", max(streaming.waiting(bounded)[1]) <= streaming.CREDITS)
observe("streaming_outgrown", max(streaming.waiting(unbounded)[1]) > streaming.CREDITS)
observe("streaming_fresher", statistics.median(bounded.ages) < statistics.median(unbounded.ages))
observe("streaming_pace_kept", bounded.seconds < 1.25 * unbounded.seconds)

import matplotlib.pyplot as plt

fig, (lengths, done, ages) = plt.subplots(1, 3, figsize=(7.5, 2.8), layout="constrained")
for label, seen in {"no limit": unbounded, "eight credits": bounded}.items():
    lengths.step(*streaming.waiting(seen), where="post", label=label)
    arrived = [when - seen.begin for when in seen.arrived]
    done.plot(arrived, range(1, len(arrived) + 1), label=label)
    ages.plot(arrived, [1000 * age for age in seen.ages], label=label)
lengths.set_title("Messages that wait")
done.set_title("Windows that are done")
ages.set_title("Age of a window (ms)")
for ax in (lengths, done, ages):
    ax.set_xlabel("time (s)")
    ax.set_ylim(bottom=0)
lengths.legend()

# %%
# Most messages that waited for the slow step at one time: :observed:`streaming_unbounded_longest` with no limit,
# :observed:`streaming_bounded_longest` with :observed:`streaming_credits` credits. From the source to the end, half of
# the windows took no longer than :observed:`streaming_unbounded_age` with no limit, and
# :observed:`streaming_bounded_age` with credits. The whole stream took :observed:`streaming_unbounded_seconds` and
# :observed:`streaming_bounded_seconds`. The slow step is as slow, whoever waits for it. Were the rows those of the
# single process, both times, and so every event there once and in order? :observed:`streaming_right`
#
# **Steps side by side.** Now every step sleeps for each message. One process does one step after the other; in the
# chain each step has a message of its own to sleep over.

by_turns = streaming.by_turns(5_000, streaming.BATCH, (PAUSE,) * 3)
observe("streaming_by_turns", by_turns.seconds, "seconds")
observe("streaming_at_once", at_once.seconds, "seconds")
observe("streaming_overlaps", at_once.seconds < by_turns.seconds and at_once.rows == by_turns.rows)

# %%
# Fifty messages took one process :observed:`streaming_by_turns`, and the chain :observed:`streaming_at_once`.
#
# **Batches.** A message costs something by itself. Here nothing is slowed down, and a stream of a few hundred events
# flows through the chain, with one event in a message and with a hundred.
#
# .. timings:: streaming
#
# Against one process: single events, :finding:`streaming_single`; batches, :finding:`streaming_batched`. The start-up
# is that of Ray and of the three actors.

flown = [min(EVENTS, 300 * size) for size in BATCHES]
observe(
    "streaming_all_right",
    all(one.rows == streaming.streaming_python(count) for one, count in zip(flows, flown, strict=True)),
)
costs_of_one = [1e6 * one.seconds / count for one, count in zip(flows, flown, strict=True)]
observe("streaming_event_single", costs_of_one[0] / 1e6, "seconds")
observe("streaming_event_batched", costs_of_one[-1] / 1e6, "seconds")

fig, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
ax.loglog(BATCHES, costs_of_one, marker="o", label="three actors")
ax.set_xlabel("events in a message")
ax.set_ylabel("time for an event (µs)")
ax.set_title("What an event costs, by the size of its message")
ax.legend()

# %%
# An event costs :observed:`streaming_event_single` in a message of its own, and :observed:`streaming_event_batched` in
# the largest. But the first event of a batch waits for the last one before it is sent: batches trade latency for
# throughput.
#
# When not to
# -----------
#
# - A message costs the same however little work it brings. A chain of actors is for steps that are long, that wait for
#   others, or that need what one machine does not have.
# - The chain is no faster than its slowest step. More actors for that step help, if each of them has sensors of its
#   own: then the events of a sensor stay in order.
# - With too few credits a step runs dry while word of what it has done is on its way. With too many, messages grow old.
# - In a graph with a circle, steps with credits can wait for one another for ever.
# - An actor that dies takes its open window along: :doc:`/gallery/6_clusters/65_ray_actors`.
#
# Claims
# ------
#
# .. claim:: cluster.ray.streaming
#    :rule: observed(streaming_right, streaming_all_right, streaming_within)
#
#    Ray fits streaming graphs: every event passes a chain of actors once and in order, and no queue outgrows its bound.
#
# .. claim:: cluster.ray.streaming.unbounded
#    :rule: observed(streaming_outgrown)
#
#    Without back-pressure the queue before a slow step outgrows that bound.
#
# .. claim:: cluster.ray.streaming.latency
#    :rule: observed(streaming_fresher, streaming_pace_kept)
#
#    Back-pressure lets results arrive younger, and costs little throughput.
#
# .. claim:: cluster.ray.streaming.overlap
#    :rule: observed(streaming_overlaps)
#
#    Steps that wait for others wait side by side in a chain, which is then faster than one process.
#
# .. claim:: cluster.ray.streaming.batches
#    :rule: faster(streaming_batched, streaming_single, by=2)
#
#    Events in batches flow much faster than one by one.
#
# .. claim:: cluster.ray.streaming.alone
#    :rule: faster(streaming_batched, streaming_python)
#
#    A chain of actors is faster than one process where a step is a little arithmetic.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/75_online`: a model that learns while the data arrives.
# :doc:`/gallery/2_multicore/50_queue`: the same messages, within one machine and without an engine.
