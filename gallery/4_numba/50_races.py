"""
Races: when prange gives wrong results
======================================

After this page you recognise loops that ``prange`` makes wrong, you know that Numba seldom warns of them, and you can
write the same loops so that they are right and still fast.
"""
# %%
# What changes
# ------------
#
# ``range`` promises an order: each turn sees what the turn before it has left. ``prange`` promises nothing of the kind.
# It is you who promises, that no turn needs another one. The only exceptions are **reductions** that Numba recognises:
# a variable that every turn updates by ``+=``, ``-=``, ``*=``, ``/=``, or by ``max`` or ``min`` of itself and something
# new ("Explicit Parallel Loops" in Numba's manual). Each thread then gets a variable of its own, and they are put
# together at the end.
#
# Four loops that break the promise. With ``range`` all of them would be right.
#
# .. kernel:: highest_if last_seen tally_shared total_shared

from accelguide.systems import require

require("numba")

import numpy as np

from accelguide.kernels import racing
from accelguide.timing import compare, observe

(values,) = racing.workload(10_000_000)
counts = np.bincount(values, minlength=racing.BYTES)
rights = {
    racing.highest_if: values.max(),
    racing.last_seen: values[-1],
    racing.tally_shared: counts,
    racing.total_shared: values.sum(dtype=np.int64),
}
found, wrong, told = {}, {}, {}
for kernel, right in rights.items():
    found[kernel], warned = racing.results(kernel, values)
    wrong[kernel] = sum(not np.array_equal(result, right) for result in found[kernel])
    observe(f"races_{kernel.__name__}_wrong", wrong[kernel])
    observe(f"races_{kernel.__name__}_warned", warned)
    told[kernel] = warned
observe("races_runs", racing.RUNS)
observe("races_highest", int(found[racing.highest_if][0]))
observe("races_highest_right", int(values.max()))

# %%
# .. list-table:: Ten million random bytes; runs of each: :observed:`races_runs`
#    :header-rows: 1
#
#    * - Loop
#      - Wrong results
#      - Numba warned
#    * - ``highest_if``
#      - :observed:`races_highest_if_wrong`
#      - :observed:`races_highest_if_warned`
#    * - ``last_seen``
#      - :observed:`races_last_seen_wrong`
#      - :observed:`races_last_seen_warned`
#    * - ``tally_shared``
#      - :observed:`races_tally_shared_wrong`
#      - :observed:`races_tally_shared_warned`
#    * - ``total_shared``
#      - :observed:`races_total_shared_wrong`
#      - :observed:`races_total_shared_warned`
#
# - ``highest_if`` writes its variable in an ``if``. That is no reduction to Numba, so each turn gets a variable of its
#   own, whose value is lost. The result, :observed:`races_highest`, is what the variable was before the loop; right
#   would be :observed:`races_highest_right`. This one is wrong on a single core too.
# - ``last_seen`` asks which turn came last, and that is a matter of chance.
# - ``tally_shared`` adds to elements of one array. To add is to read, to add and to write; where another thread writes
#   in between, its step is lost.
# - ``total_shared`` does the same with a single element. The compiler may keep that in a register until the end of each
#   thread's part, and then all parts but one are lost at once.
#
# The last three need two threads at the same time. With few steps, or on a busy machine, they may be right in every
# run; that is what makes them dangerous. The drawing has the runs of ``tally_shared``.

import matplotlib.pyplot as plt

shares = racing.lost(found[racing.tally_shared], counts)
fig, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
ax.bar(range(1, racing.RUNS + 1), [100 * share for share in shares])
ax.set_xlabel("run")
ax.set_ylabel("values not counted (%)")
ax.set_title("What a shared tally loses in each run")

# %%
# What it buys
# ------------
#
# **Name the reduction.** With ``max`` in place of the ``if``, and ``+=`` on a variable in place of an array, Numba sees
# what is meant. Or reduce by hand: cut the work into one part for each thread, let each work with variables of its
# own, write each result once, and put the results together after the loop.
#
# .. kernel:: summary_parallel part_of write_once write_always by_parts

from accelguide.kernels import summary

compare(
    summary.summary_numpy,
    summary.summary_numba,
    summary.summary_parallel,
    summary.summary_parts,
    summary.summary_shared,
    workload=summary.workload,
    sizes=(10_000_000,),
    budget=1,
)

# %%
# .. timings:: summary
#    :share:
#
# All of these are right; ``compare`` refuses what is not. The reductions of Numba, against NumPy:
# :finding:`summary_parallel`; by hand: :finding:`summary_parts`. The last one, ``summary_shared``, works in its row of
# the array at every turn: :finding:`summary_shared`. Its rows belong to one thread each, so that no step is lost, but
# the compiler must write every step, and rows that lie in one cache line make the cores take it from each other (*false
# sharing*).
#
# **Copies of an array.** A tally needs one sum for each value. Each thread counts in an array of its own:
#
# .. kernel:: tally_numba count_rows tally_rows tally_atomic

from accelguide.kernels import tally

compare(
    tally.tally_numpy,
    tally.tally_numba,
    tally.tally_rows,
    tally.tally_atomic,
    workload=tally.workload,
    sizes=(10_000_000,),
    budget=1,
)

# %%
# .. timings:: tally
#
# One core: :finding:`tally_numba`; a row for each thread: :finding:`tally_rows`. A processor can also add to memory in
# one step that nobody comes between. Numba has no function for that on the CPU, so ``tally_atomic`` makes one of LLVM's
# ``atomicrmw``. It is right, and its price is: :finding:`tally_atomic`. Private copies need neither waiting nor luck.
#
# Numba can keep such copies itself: ``+=`` on a *whole* array is a reduction that it knows.
#
# .. kernel:: reduce_parts

reduced, first = racing.timed(tally.tally_reduced, values)
again, later = racing.timed(tally.tally_reduced, values)
observe("races_reduced_right", bool(np.array_equal(reduced, counts) and np.array_equal(again, counts)))
observe("races_reduced_first", first, "seconds")
observe("races_reduced_later", later, "seconds")

# %%
# Right? :observed:`races_reduced_right`. One call took :observed:`races_reduced_later`, and the first one, with
# compiling, :observed:`races_reduced_first`; the first call of ``tally_rows`` took :first-call:`tally_rows`.
#
# When not to
# -----------
#
# - Do not trust a test that passed. Compare with a serial loop, on large input, many times, on a machine of many cores.
# - Do not number private copies by the turn of the loop, as in ``rows[i % threads]``. The manual says that turns are
#   not tied to threads. Make the *part* the turn, as here, or ask ``numba.get_thread_id()``.
# - Lists, sets and dicts cannot be written to from several turns at all ("Unsupported Operations" in the manual).
# - Float sums may differ in their last digits from run to run and from machine to machine, as the parts of the sum do.
#   That is no race.
#
# Claims
# ------

observe("races_if_lost", wrong[racing.highest_if] == racing.RUNS)
observe("races_tally_lost", racing.shown(wrong[racing.tally_shared]))
observe("races_total_lost", racing.shown(wrong[racing.total_shared]))
observe("races_warned", all(told.values()))

# %%
# .. claim:: numba.races.if
#    :rule: observed(races_if_lost)
#
#    In ``prange``, ``if z > m: m = z`` gives a wrong maximum, each time.
#
# .. claim:: numba.races.array
#    :rule: observed(races_tally_lost)
#
#    ``counts[x[i]] += 1`` in ``prange`` loses steps.
#
# .. claim:: numba.races.scalar
#    :rule: observed(races_total_lost)
#
#    A sum kept in an array of one element is wrong in ``prange``.
#
# .. claim:: numba.races.warning
#    :rule: observed(races_warned)
#
#    Numba warns of each such loop.
#
# .. claim:: numba.races.reduction
#    :rule: gains((summary_parallel, summary_numba), (summary_parallel, summary_numpy))
#
#    Reductions that Numba knows are right, and faster than one core.
#
# .. claim:: numba.races.parts
#    :rule: close(summary_parts, summary_parallel, by=1.25)
#
#    To reduce by hand, with one write for each thread, costs as much.
#
# .. claim:: numba.races.sharing
#    :rule: faster(summary_parts, summary_shared, by=1.5)
#
#    To write to a shared array at every turn costs far more, even where each thread has elements of its own.
#
# .. claim:: numba.races.copies
#    :rule: gains((tally_rows, tally_numba), (tally_rows, tally_atomic))
#
#    Private copies are faster than one core, and than atomic steps.
#
# .. claim:: numba.races.atomic
#    :rule: faster(tally_numba, tally_atomic, by=1.5)
#
#    Atomic steps on all cores are slower than plain steps on one.
#
# .. claim:: numba.races.whole
#    :rule: observed(races_reduced_right)
#
#    ``+=`` on a whole array is a reduction, and right.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/55_traps`: what else goes wrong with Numba, and looks right.
# :doc:`/gallery/2_multicore/90_hazards`: races between processes and between Python threads.
