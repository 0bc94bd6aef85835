"""
More workers: scaling and Amdahl's law
======================================

After this page you can cut work into messages so that all cores stay busy, you know what one message costs, and you
can say what more cores would give, and what that prediction leaves out.
"""
# %%
# What changes
# ------------
#
# The tasks here are uneven: the number *i* has its divisors counted by trying every candidate up to *i*, so that a
# task takes the longer, the later it comes. There are several ways to hand such tasks to a pool of processes:
#
# .. kernel:: uneven_serial uneven_parts uneven_single uneven_chunks uneven_largest
#
# The pool is a ``ProcessPoolExecutor`` of ``concurrent.futures``, and ``gather`` is its ``map`` with a time limit and
# clear errors. It does not wrap ``multiprocessing.Pool``; it starts processes of its own. Three things differ. Where a
# worker dies, a ``Pool`` starts another and the result never comes, while an executor is broken and says so. A ``Pool``
# is ended by ``terminate`` at the end of its ``with`` block, an executor waits for its tasks. And ``Pool.map`` cuts a
# sequence into four chunks for each worker, while an executor's ``map`` sends every task in a message of its own,
# unless ``chunksize`` tells otherwise.

from accelguide.kernels import uneven
from accelguide.timing import compare, observe

compare(
    uneven.uneven_serial,
    uneven.uneven_parts,
    uneven.uneven_single,
    uneven.uneven_chunks,
    uneven.uneven_largest,
    workload=uneven.workload,
    sizes=(300, 1_000),
)

# %%
# What it buys
# ------------
#
# .. timings:: uneven
#
# Set against one process, at the largest size: one part for each worker, :finding:`uneven_parts`; one task in a
# message, :finding:`uneven_single`; chunks, :finding:`uneven_chunks`; the costliest chunk first,
# :finding:`uneven_largest`.
#
# The next drawing shows what the workers did, by their own clocks: a bar is one message. With one part for each
# worker, all wait for the one that got the last numbers.

parts = uneven.timeline(1_000, each=1)
chunks = uneven.timeline(1_000, each=uneven.CHUNKS)
observe("scaling_busy_parts", uneven.busy(parts), "share")
observe("scaling_busy_chunks", uneven.busy(chunks), "share")
observe("scaling_message", uneven.message_seconds(), "seconds")

# %%

import matplotlib.pyplot as plt

fig, axes = plt.subplots(2, figsize=(7, 3.8), sharex=True, layout="constrained")
titles = ("When workers were busy: one part for each", "When workers were busy: four chunks for each")
for ax, title, rows in zip(axes, titles, (parts, chunks), strict=True):
    for place, spans in enumerate(rows):
        milliseconds = [(1000 * begin, 1000 * length) for begin, length in spans]
        ax.broken_barh(milliseconds, (place - 0.4, 0.8), edgecolor="white")
    ax.set_ylabel("worker")
    ax.set_yticks([])
    ax.set_title(title)
axes[-1].set_xlabel("time since the first began (ms)")

# %%
# There is a worker for each core. With one part each, the workers were busy for :observed:`scaling_busy_parts` of the
# time until the last was done; with chunks, for :observed:`scaling_busy_chunks`. On one core there is nothing to
# balance.
#
# Smaller chunks leave less to wait for at the end, and each costs a message: with next to nothing in it, one of many
# took :observed:`scaling_message`, there and back. One task in a message pays that for every task. The end of the work
# is often decided by the last chunk that begins, so put costly tasks first where you know the costs.
#
# **Amdahl's law.** Not all of a job can be shared. Here workers count the steps of a Collatz sequence until each number
# falls below itself, and then one process folds all the results into one number. The fold needs them in order, each
# step after the one before it.
#
# .. kernel:: team_serial team_processes

from accelguide.kernels import team

compare(team.team_serial, team.team_processes, workload=team.workload, sizes=team.counts(), budget=3)
observe("scaling_fold_share", team.fold_share(), "share")

# %%
# The size in this table is the number of workers. The baseline does not use them.
#
# .. timings:: team
#
# If a share *s* of the work is serial and the rest is shared evenly by *w* workers, the speed-up is 1 / (*s* + (1 −
# *s*) / *w*) (`Amdahl 1967 <https://doi.org/10.1145/1465482.1465560>`__). However many workers there are, it never
# exceeds 1 / *s*. The drawing has the measured speed-ups, the law fitted to them, and what the law says for more cores
# than this machine has. The last part is a **prediction**, not a measurement.
#
# .. amdahl:: team_processes
#
# The fitted serial share is :serial-share:`team_processes`. Timed in one process, the fold takes
# :observed:`scaling_fold_share` of the job. Where the fit is above that, it holds more than the fold: results that are
# pickled and unpickled, workers that wait for the slowest of them, cores that share a clock limit, caches and memory,
# and programs beside this one. The law knows nothing of these. They may grow with the number of workers, so that the
# real curve can lie below the prediction, and can fall again. Nor does the law ask for a larger job: with more cores
# people solve larger problems, in which the serial share is often smaller
# (`Gustafson 1988 <https://doi.org/10.1145/42411.42415>`__).
#
# When not to
# -----------
#
# Do not start more processes than cores for work that computes: they take turns. Do not send small tasks one by one.
# Where the serial share is large, make the serial part faster before you ask for more cores.
#
# Claims
# ------
#
# .. claim:: multicore.scaling
#    :rule: faster(team_processes, team_serial, by=1.2)
#
#    Work shared evenly by all cores is faster than by one.
#
# .. claim:: multicore.scaling.chunks
#    :rule: faster(uneven_chunks, uneven_parts)
#
#    Small chunks balance uneven tasks: they are faster than one part for each worker.
#
# .. claim:: multicore.scaling.single
#    :rule: faster(uneven_chunks, uneven_single)
#
#    One task in a message costs more than chunks.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/60_imap`: what the content of a message costs. :doc:`/gallery/7_together/10_ladder`:
# threads inside a compiled loop, which send no messages at all.
