"""
Lanes: vectors for loops that end at different times
====================================================

After this page you can iterate several points at once although each of them needs another number of steps, without a
branch in the inner loop, and you can share out rows of unequal cost so that all cores are busy to the end.
"""
# %%
# What changes
# ------------
#
# A point *c* of the plane belongs to the Mandelbrot set if the steps from *z* to *z* · *z* + *c*, begun at zero, never
# lead further than two away from zero. A picture of the set shows for each point how many steps it stayed so near, up
# to a limit. The loop over the steps ends where the point leaves:
#
# .. kernel:: iterations mandelbrot_numba
#
# LLVM cannot vectorise that loop, for two reasons: each step needs the one before, and it is not known how many there
# will be. A core can do several operations at once, but not those that wait for each other.
#
# Points do not wait for each other. So take sixteen neighbours, and do a step of all of them before the next step:
#
# .. kernel:: lanes_advance lanes_fill
#
# - The innermost loop has a fixed number of steps. LLVM unrolls it, and what is left is one loop over the lanes, with
#   nothing in it but arithmetic: it vectorises.
# - There is no branch for a lane. A point that left goes on, through ever larger numbers to infinity and NaN, but its
#   ``still`` is zero from then on, and its count stays.
# - Only after these steps is there one question for all: is any of them inside? That costs a few steps too many, and
#   saves a branch for each of them.
#
# All counts must be equal to those of plain Python, to the last one. So there is no ``fastmath`` here: a fused
# multiply-add rounds once instead of twice, and a point near the border could leave at another step.

from accelguide.systems import require

require("numba")

from accelguide.kernels import mandelbrot
from accelguide.timing import compare, observe

compare(
    mandelbrot.mandelbrot_python,
    mandelbrot.mandelbrot_numpy,
    workload=mandelbrot.workload,
    sizes=(64,),
    budget=0.5,
)
compare(
    mandelbrot.mandelbrot_numpy,
    mandelbrot.mandelbrot_numba,
    mandelbrot.mandelbrot_parallel,
    mandelbrot.mandelbrot_dealt_parallel,
    mandelbrot.mandelbrot_lanes,
    mandelbrot.mandelbrot_lanes_parallel,
    workload=mandelbrot.workload,
    sizes=(512,),
    budget=3,
)

# %%
# What it buys
# ------------
#
# .. timings:: mandelbrot
#    :share:
#
# The size is the number of rows, and of points in each. Speed-ups are over NumPy, which does a step of all points at
# once and drops those that left:
#
# .. kernel:: mandelbrot_numpy
#
# Plain Python is not in the table: at sixty-four rows, NumPy's speed-up over it is :speedup:`mandelbrot_numpy@64`.
#
# The compiled loop over points has a speed-up of :speedup:`mandelbrot_numba`, that with sixteen together one of
# :speedup:`mandelbrot_lanes`. This is :flops:`mandelbrot_lanes`, or :share-one:`mandelbrot_lanes` of what one core can
# do. The whole is out of reach: the limit is that of fused multiply-adds, which must not be used here, and comparing
# and counting are work too, but no floating-point operations.
#
# **Rows of unequal cost.** A row through the middle of the set costs more than one at its edge:

import matplotlib.pyplot as plt

real, imaginary, limit, out = mandelbrot.workload(512)
counts = mandelbrot.mandelbrot_lanes(real, imaginary, limit, out)

fig, axes = plt.subplots(1, 2, figsize=(7, 3), layout="constrained", sharey=True)
axes[0].imshow(counts, origin="lower", extent=(-2, 0.5, 0, 1.25), cmap="magma")
axes[0].set_title("Steps of each point")
axes[0].set_xlabel("real part")
axes[0].set_ylabel("imaginary part")
axes[1].plot(counts.sum(axis=1) / 1000, imaginary)
axes[1].set_title("Cost of each row")
axes[1].set_xlabel("steps (thousands)")
axes[1].set_xlim(left=0)

# %%
# ``prange`` gives each thread one block of rows, about as long as the others ("Scheduling" in Numba's manual), so that
# the one with the lowest rows has the most to do. Dealt out like cards, one row to each thread in turn, all get some
# of every kind:
#
# .. kernel:: mandelbrot_parallel points_deal mandelbrot_dealt_parallel

from numba import get_num_threads

blocks, cards = mandelbrot.balance(counts, get_num_threads())
observe("lanes_blocks_here", blocks, "share")
observe("lanes_cards_here", cards, "share")
blocks, cards = mandelbrot.balance(counts, 8)
observe("lanes_blocks_eight", blocks, "share")
observe("lanes_cards_eight", cards, "share")

# %%
# Point by point on all cores, the speed-up in blocks is :speedup:`mandelbrot_parallel`, and dealt out
# :speedup:`mandelbrot_dealt_parallel`. With lanes, dealt out, it is :speedup:`mandelbrot_lanes_parallel`.
#
# The counts tell for which share of the time the threads are busy until the last of them has done. With as many threads
# as here: in blocks :observed:`lanes_blocks_here`, dealt out :observed:`lanes_cards_here`. With eight threads:
# :observed:`lanes_blocks_eight` and :observed:`lanes_cards_eight`.
#
# When not to
# -----------
#
# Sixteen neighbours go on until the last of them has left. How much of that is in vain depends on the data:

import numpy as np

from accelguide.kernels._lanes import LANES, STEPS

longest = counts.reshape(-1, LANES).max(axis=1)
done = np.minimum((longest // STEPS + 1) * STEPS, limit)
observe("lanes_useful", counts.sum() / done.sum() / LANES, "share")

# %%
# In this picture, :observed:`lanes_useful` of the steps were needed. Where neighbours have nothing in common it would
# be less: sort the work first, or leave the loop as it is. And where all numbers take equally many steps, no lanes are
# needed: put the loop over the numbers inside, and the one over the steps outside.
#
# Rows that were dealt out are no longer neighbours on one core. Here a row needs no other. Where it needs the one
# above, as in :doc:`/gallery/4_numba/75_stencil`, keep blocks, and let each core have several.
#
# The first call took :first-call:`mandelbrot_numba` for the plain loop and :first-call:`mandelbrot_lanes` for lanes.
#
# Claims
# ------
#
# .. claim:: numba.lanes
#    :rule: faster(mandelbrot_lanes, mandelbrot_numba, by=2)
#
#    A loop that ends at a different time for each point is at least twice as fast with sixteen points together.
#
# .. claim:: numba.lanes.cores
#    :rule: faster(mandelbrot_lanes, mandelbrot_parallel)
#
#    One core with lanes is faster than all cores without.
#
# .. claim:: numba.lanes.balance
#    :rule: faster(mandelbrot_dealt_parallel, mandelbrot_parallel, by=1.1)
#
#    Where rows differ in cost, it is faster to deal them out to the cores than to give each core a block.
#
# .. claim:: numba.lanes.numpy
#    :rule: gains((mandelbrot_numba, mandelbrot_numpy))
#
#    Where points end at different times, even the plain compiled loop is faster than NumPy.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/85_distances`: vectors for sums, and tables that stay in registers.
# :doc:`/gallery/4_numba/70_exponentials`: the other way to have a loop vectorise.
