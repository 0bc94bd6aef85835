"""
Ray actors
==========

After this page you know what an actor is and what a call of it costs, what becomes of its state when its process is
lost, and how a checkpoint and the number of a call keep the state right.
"""
# %%
# What changes
# ------------
#
# A task begins with nothing but its arguments. An **actor** is an object of a class that lives in a worker process of
# its own: ``ray.remote(Class)`` makes the class remote, ``.remote(…)`` makes the object, and calls of its methods run
# one after the other, each on the state that the last one left. This one keeps the count, the mean and the spread of
# all values that it has taken, without keeping the values:
#
# .. kernel:: Running
#
# Actors side by side take each a share of the values. Their states are small, and are joined in the end:
#
# .. kernel:: shared merged
#
# An actor whose process is lost is started again as often as ``max_restarts`` allows, and the call it was in is made
# again as often as ``max_task_retries`` allows. Both are zero unless set. Started again means: ``__init__`` runs. What
# the state was before is nobody's business but yours. Three classes will show what that means. The first one remembers
# in memory only, the second writes a checkpoint after each call, and the third also knows each call by its number.
#
# .. kernel:: Forgetful Checkpointed Numbered

from array import array
from pathlib import Path
from tempfile import TemporaryDirectory

from accelguide.kernels import raycosts, running
from accelguide.sessions.ray import ray_cluster
from accelguide.timing import observe

values = array("d", (number % 1_000 for number in range(1_000_000)))
few = values[:40]
kinds = {
    "in memory only": running.Forgetful,
    "with a checkpoint": running.Checkpointed,
    "with a checkpoint and the number of the call": running.Numbered,
}
courses = {}
with TemporaryDirectory() as folder, ray_cluster(2) as ray:
    actors, start = raycosts.actors_of(ray, running.Running, 2)
    in_a_row, waited_for = raycosts.call_seconds(ray, actors[0].now)
    serial = min((running.alone(values) for _ in range(3)), key=running.seconds_of)
    one = min((running.shared(ray, actors[:1], values) for _ in range(3)), key=running.seconds_of)
    two = min((running.shared(ray, actors, values) for _ in range(3)), key=running.seconds_of)
    for name, kind in kinds.items():
        courses[name] = running.recorded(ray, Path(folder, kind.__name__), kind, few, doomed=20)
    error = running.told(ray, Path(folder, "told"))

# %%
# What it buys
# ------------

observe("ray_actors_start", start, "seconds")
observe("ray_actors_call", in_a_row, "seconds")
observe("ray_actors_call_waited", waited_for, "seconds")
observe("ray_actors_serial", serial[1], "seconds")
observe("ray_actors_one", one[1], "seconds")
observe("ray_actors_two", two[1], "seconds")
observe("ray_actors_faster", two[1] < serial[1])
observe("ray_actors_same", running.alike(serial[0], one[0], two[0]))

# %%
# To start two actors took :observed:`ray_actors_start`, Ray itself apart. A call costs :observed:`ray_actors_call` when
# many are sent off in a row, and :observed:`ray_actors_call_waited` when each answer is waited for before the next
# call.
#
# A million values: one object in this process, :observed:`ray_actors_serial`; one actor, :observed:`ray_actors_one`;
# two actors, :observed:`ray_actors_two`. Did all come to the same? :observed:`ray_actors_same`. Were two actors faster
# than no actor? :observed:`ray_actors_faster`. The values are sent to the actors, and that is part of their time.
#
# **The process killed in mid-job.** One value a call, and in the middle of the row the actor stands still when it has
# taken the value, and has not yet answered. Its process is killed. Both settings are one here, so Ray starts the actor
# again and makes the call again.

forgetful, checkpointed, numbered = courses.values()
observe("ray_actors_values", len(few))
observe("ray_actors_forgetful", forgetful.state["count"])
observe("ray_actors_forgetful_lost", len(few) - forgetful.state["count"])
observe("ray_actors_forgetful_wrong", forgetful.state["count"] < len(few))
observe("ray_actors_checkpointed", checkpointed.state["count"])
observe("ray_actors_twice", checkpointed.state["count"] - len(few) == 1)
observe("ray_actors_numbered", numbered.state["count"])
observe("ray_actors_numbered_right", running.alike(numbered.state, running.alone(few)[0]))
observe("ray_actors_error", error)

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for (name, course), style in zip(courses.items(), ("-", "--", ":"), strict=True):
    ax.step(range(1, len(few) + 1), course.counts, style, where="post", linewidth=2, label=name)
ax.axvline(21, color="black", linewidth=1, label="process killed in this call")
ax.set_xlabel("calls")
ax.set_ylabel("values counted")
ax.set_title("State of an actor over its calls")
ax.legend()

# %%
# Values sent: :observed:`ray_actors_values`.
#
# - In memory only: counted in the end, :observed:`ray_actors_forgetful`; lost, :observed:`ray_actors_forgetful_lost`.
# - With a checkpoint: counted, :observed:`ray_actors_checkpointed`. The call that was interrupted had reached the
#   checkpoint, and was made again. Was one value counted twice? :observed:`ray_actors_twice`.
# - With a checkpoint that holds the number of the last call: counted, :observed:`ray_actors_numbered`. Are count, mean
#   and spread those of one object in one process? :observed:`ray_actors_numbered_right`.
#
# A checkpoint must be there whole, or not at all. It is written under another name, forced to the disk, and renamed:
#
# .. kernel:: write_whole
#
# With both settings at zero nothing is repeated, and the caller gets an error: :observed:`ray_actors_error`. Then you
# know that a call may or may not have counted, and can ask or give up. Ray cannot know it either.
#
# When not to
# -----------
#
# - Work without a state: a task can run anywhere, an actor only in its own process. And calls of one actor do not
#   run side by side.
# - A call for each small thing: see what a call costs above, and send many at once.
# - A checkpoint after each call, if a call is short. Write one every so often, and let the caller send again what came
#   after it: the number of the last call in the checkpoint says from where.
# - A checkpoint in a folder of one machine is lost with that machine. Across a cluster it belongs in storage that all
#   nodes reach; with ``ACCELGUIDE_RAY`` set, the temporary folder of this page must be one too.
#
# Claims
# ------
#
# .. claim:: cluster.ray.actors
#    :rule: observed(ray_actors_same, ray_actors_numbered_right)
#
#    Actors may hold state: it is kept from call to call, and with a checkpoint and numbered calls through the loss of
#    their process.
#
# .. claim:: cluster.ray.actors.lost
#    :rule: observed(ray_actors_forgetful_wrong)
#
#    An actor that Ray starts again has lost the state that was in its memory.
#
# .. claim:: cluster.ray.actors.twice
#    :rule: observed(ray_actors_twice)
#
#    With a checkpoint and ``max_task_retries``, a call that is not idempotent can count twice.
#
# .. claim:: cluster.ray.actors.parallel
#    :rule: observed(ray_actors_faster)
#
#    Two actors take a row of values faster than one object in one process.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/70_streaming`: actors in a row, each of which takes what the one before it has made.
