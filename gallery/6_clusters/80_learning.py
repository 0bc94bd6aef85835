"""
Reinforcement learning with parallel roll-outs
==============================================

After this page you can let a program learn by trial, deal its trials out to workers so that the outcome stays the same
to the last bit, and say what limits the gain.
"""
# %%
# What changes
# ------------
#
# In **reinforcement learning** a *policy* acts, a world answers, and what the policy earned tells how to change it. One
# run from a start to an end is a *roll-out*. Here the world is a cart with a pole on it, that falls unless somebody
# pushes the cart to the right or to the left in time (`Barto, Sutton and Anderson 1983
# <https://doi.org/10.1109/TSMC.1983.6313077>`__). Each step that the pole stays up earns one. The policy weighs place,
# speed, angle and rate of turning, and pushes to the right where the sum is above zero: to learn is to find four
# numbers.
#
# .. kernel:: moved steps rolled_out
#
# They are found by the **cross-entropy method** (`Rubinstein 1999 <https://doi.org/10.1023/A:1010091220143>`__). Draw a
# generation of policies, roll all of them out, keep those that earned most, and draw the next generation around them.
# Roll-outs of one generation know nothing of one another, so they can be dealt out; but the next generation has to
# wait for all of them.
#
# .. kernel:: learned cartpole_serial
#
# With Ray a batch of policies is a task; with a pool of processes, a call. What travels is small: four numbers for each
# policy, and one back.
#
# .. kernel:: cartpole_processes cartpole_ray
#
# The seed of the starts goes with the batch, and what learns draws all policies itself. So it does not matter which
# worker rolls out what, and when. Here ``equal`` asks for equality of every bit of the learning curve and of
# the weights: a variant whose numbers differ stops the build.

import operator

from accelguide.kernels import cartpole
from accelguide.timing import compare, observe

compare(
    cartpole.cartpole_serial,
    cartpole.cartpole_processes,
    cartpole.cartpole_ray,
    workload=cartpole.workload,
    sizes=(7,),
    equal=operator.eq,
    once="here",
    least=3,
    budget=0.5,
)

# %%
# Does it learn? The policy that comes out is tried from starts that it has not seen, and set against one that has
# learned nothing and always pushes the same way.

curve, weights = cartpole.cartpole_serial(*cartpole.workload(7))
earned = cartpole.judged(weights)
observe("learning_untrained", cartpole.judged([0.0] * 4))
observe("learning_earned", earned)
observe("learning_threshold", cartpole.SOLVED)
observe("learning_most", cartpole.HORIZON)
observe("learning_solved", earned >= cartpole.SOLVED)

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
ax.plot(range(1, len(curve) + 1), curve, marker="o", label="mean of the policies of a generation")
ax.axhline(cartpole.SOLVED, linestyle="--", color="tab:gray", label="counts as solved")
ax.set_xlabel("generation")
ax.set_ylabel("steps that the pole stays up")
ax.set_title("A policy learns to balance a pole")
ax.legend()

# %%
# Mean return without learning: :observed:`learning_untrained`; after it: :observed:`learning_earned`, where
# :observed:`learning_most` is the most that there is. Gymnasium, whose task ``CartPole-v1`` has the same equations,
# starts and end, calls it solved at :observed:`learning_threshold`. Was it solved? :observed:`learning_solved`.
#
# What it buys
# ------------
#
# .. timings:: cartpole
#
# The size is the number of generations. Set against one process: a pool of processes, :finding:`cartpole_processes`;
# tasks of Ray, :finding:`cartpole_ray`. Ray was up after :startup:`cartpole_ray`, the pool after
# :startup:`cartpole_processes`; that is not part of the speed-up.
#
# Three things limit it. The learner waits for the slowest batch of each generation, and a good policy takes longer than
# a bad one, which soon drops the pole. A bad policy ends its roll-outs early, and the messages cost the same. And the
# step from one generation to the next is serial. The drawing shows it: the longer the pole stays up, the more work
# there is to share.
#
# When not to
# -----------
#
# - On one machine a pool does for such roll-outs, and needs no cluster. Ray is for what comes after: several machines,
#   workers that keep a world in memory, a learner that does not wait (:doc:`/gallery/6_clusters/65_ray_actors`).
# - Before you share them, look at one roll-out. This one is a loop over floats in plain Python, the kind of code that
#   :doc:`/gallery/4_numba/10_first_call` compiles.
# - A learner that goes on with whatever arrives first never waits, and its outcome depends on who was fast. You can no
#   longer repeat a run to find a fault.
# - Four weights are few. The cross-entropy method asks for more roll-outs the more weights there are; methods that
#   follow a gradient need fewer.
#
# Claims
# ------
#
# .. claim:: cluster.ray.rl
#    :rule: observed(learning_solved)
#
#    Ray fits reinforcement learning: with roll-outs as its tasks, the same numbers come out as from one process, and
#    they solve the task.
#
# .. claim:: cluster.ray.rl.faster
#    :rule: faster(cartpole_ray, cartpole_serial)
#
#    Roll-outs as tasks of Ray learn in less time than one process.
#
# .. claim:: cluster.ray.rl.pool
#    :rule: faster(cartpole_ray, cartpole_processes)
#
#    On one machine, Ray rolls out faster than a pool of processes.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/75_online`: learning while the data arrives. :doc:`/gallery/6_clusters/85_scaling`: what
# more workers give, and what the messages take.
