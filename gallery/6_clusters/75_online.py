"""
A model that learns while the data arrives
==========================================

After this page you can let several processes teach one model around a parameter server, and you know what it means
that they do not wait for one another.
"""
# %%
# What changes
# ------------
#
# Data arrives in chunks, and never ends. **Online learning** takes each chunk once: judge it with the model as it is,
# learn from it, forget it. The loss on a chunk before it is learnt from says how good the model is at this moment. Here
# the model is a logistic regression, and at some chunk the world changes: from then on the labels come of other
# weights. Each step takes two chunks, at the same weights.
#
# .. kernel:: judged stepped online_serial
#
# On Ray the chunks arrive at two **learners**. A **parameter server** holds the weights: it is an actor, so it has a
# state and takes one call at a time. In the **synchronous** form the server waits for both answers and then steps. This
# process only passes references: it never sees a gradient.
#
# .. kernel:: online_synchronous
#
# In the **asynchronous** form nobody waits for another. A learner pulls the weights, judges the next chunk that has
# arrived, and pushes its gradient. By then the other one may have pushed too, so the gradient belongs to weights of an
# older version: it is **stale**.
#
# .. kernel:: Server Learner
#
# A chunk is made by the learner that it arrives at, from its number: that stands for receiving it and reading it.

from accelguide.kernels import online
from accelguide.timing import Sessions, compare, observe

LARGE = 10_000  # rows of a chunk
ARRIVING = (200, 100, 100)  # chunks, rows of a chunk, and the chunk at which the world changes
PACE = 0.004  # seconds from one chunk to the next

with Sessions() as sessions:
    compare(
        online.online_serial,
        online.online_synchronous,
        workload=online.workload,
        sizes=(100, 1_000, 10_000),
        once="here",
        least=3,
        budget=0.3,
        sessions=sessions,
    )
    actors = sessions.started(online.team)
    together, _ = online.online_synchronous.inside(*online.workload(100), actors)
    hurried = online.asynchronous(actors, *online.workload(LARGE))
    paced = online.asynchronous(actors, *ARRIVING, pace=PACE)

# %%
# What it buys
# ------------
#
# Small chunks arrive now, one every few milliseconds, and the learners follow them in the asynchronous form. Beside
# them: the serial loop over the same chunks, and a model that learnt from the first quarter and was then frozen.

import numpy as np

count, rows, drift = ARRIVING
_, alone = online.online_serial(*ARRIVING)
losses = {
    "two learners and a server": online.smoothed(paced.losses),
    "one process": online.smoothed(alone),
    "frozen": online.smoothed(online.frozen(*ARRIVING, learnt=count // 4)),
}
learning, serial, frozen = losses.values()
observe("online_constant", online.CONSTANT)
observe("online_before", learning[drift - 1])
observe("online_worst", max(learning[drift:]))
observe("online_after", learning[-1])
observe("online_after_alone", serial[-1])
observe("online_after_frozen", frozen[-1])
observe("online_learns", max(learning[drift - 1], learning[-1]) < online.CONSTANT)
observe("online_frozen_fails", frozen[-1] > frozen[drift - 1] and frozen[-1] > learning[-1])
observe("online_alike", learning[-1] < 1.1 * serial[-1])
observe("online_stale", sum(one > 0 for one in paced.staleness) / count, "share")
observe("online_stalest", max(paced.staleness))
late = [when - PACE * number for number, when in enumerate(paced.times)]
observe("online_late", float(np.median(late)), "seconds")
observe("online_same", np.allclose(together, online.online_serial(*online.workload(100))[0], rtol=1e-9, atol=0.0))
observe("online_hurried", hurried.seconds, "seconds")
observe("online_making", online.making(LARGE), "share")

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for label, values in losses.items():
    when = paced.times if values is learning else [PACE * number for number in range(count)]
    ax.plot(when, values, label=label, linewidth=1 if values is serial else 2)
ax.axhline(online.CONSTANT, color="gray", linestyle=":", label="the same chance for every row")
ax.axvline(PACE * drift, color="gray", linestyle="--", label="the world changes")
ax.set_xlabel("time (s)")
ax.set_ylabel("loss before learning")
ax.set_title("Loss on what has just arrived, mean of twenty chunks")
ax.legend(fontsize="small")

# %%
# A model that gives every row the same chance has a loss of :observed:`online_constant`. The learners stood at
# :observed:`online_before` when the world changed, at :observed:`online_worst` at the worst, and at
# :observed:`online_after` in the end. The serial loop ended at :observed:`online_after_alone`, the frozen model at
# :observed:`online_after_frozen`.
#
# Stale gradients: :observed:`online_stale` of all; the most versions that one of them was behind:
# :observed:`online_stalest`. Half of the chunks were learnt from no later than :observed:`online_late` after they
# arrived. Which gradients are stale depends on who comes first, so the weights may differ from run to run. Nothing in
# the synchronous form depends on that: were its weights those of the serial loop, to nine digits?
# :observed:`online_same`
#
# Now all chunks are there at once, and the question is only who is done first. Sizes are rows in a chunk:
#
# .. timings:: online
#
# .. scaling:: online
#
# Set against the serial loop, with the largest chunks: :finding:`online_synchronous`. With the smallest:
# :finding:`online_synchronous@100`. Break-even: :break-even:`online_synchronous`. The asynchronous form took
# :observed:`online_hurried` for the largest, in one run; the serial loop :time:`online_serial`. Of a learner's time for
# such a chunk, :observed:`online_making` goes into making it: who has the data already has only the rest to share.
#
# When not to
# -----------
#
# - A model and a stream that one core can follow need no server: each step costs several messages.
# - The server takes one gradient at a time, and sends all weights to each learner for each step. With many learners or
#   a large model it becomes the narrow place. Then split the weights over several servers, or let the learners add up
#   their gradients among themselves.
# - Stale gradients ask for smaller steps: each learner here goes half a step at a time.
# - If the server dies, so does the model, unless it is saved: :doc:`/gallery/6_clusters/65_ray_actors`.
# - If the answer must be the same in each run, use the synchronous form, which is as fast as its slowest learner.
#
# Claims
# ------
#
# .. claim:: cluster.ray.online
#    :rule: observed(online_learns, online_alike)
#
#    Ray fits online learning: learners around a parameter server follow the data, before and after a change, and end
#    with a loss like that of a serial loop.
#
# .. claim:: cluster.ray.online.frozen
#    :rule: observed(online_frozen_fails)
#
#    A model that is trained once and not updated gets worse when the world changes.
#
# .. claim:: cluster.ray.online.synchronous
#    :rule: observed(online_same)
#
#    Learners that wait for one another find the weights of the serial loop.
#
# .. claim:: cluster.ray.online.faster
#    :rule: faster(online_synchronous, online_serial)
#
#    Two learners and a server are faster than one process.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/80_learning`: a policy that learns from games played side by side.
# :doc:`/gallery/4_numba/40_logistic`: how fast one machine computes such a gradient.
