"""
Tasks for a pool: apply_async
=============================

After this page you can hand tasks to a pool and go on, you know when each task really starts, and you know what happens
to a task that fails.
"""
# %%
# What changes
# ------------
#
# A ``Pool`` keeps worker processes that are up already. ``apply_async`` puts one call into its queue and returns at
# once, with a handle. The call runs in whichever worker is free, and ``get`` on the handle waits for the result. Here
# four workers get five tasks of equal work, the search for primes in five ranges.
#
# .. kernel:: five_serial five_pool result

from accelguide.kernels import five
from accelguide.timing import compare

compare(five.five_serial, five.five_pool, workload=five.workload, sizes=(100, 10_000, 100_000), budget=5)

# %%
# What it buys
# ------------
#
# .. timings:: five
#
# A pool of four for five tasks: :finding:`five_pool`. How much it can be depends on the cores of the machine: with
# fewer cores than workers, the workers take turns, and each task lasts longer.
#
# The notes say that the parent may wait or go on. The next run shows it: five tasks are submitted, the parent goes on
# with work of its own, then it waits. Each worker notes when a task began and when it ended.
#
# .. kernel:: time_line

from accelguide.timing import observe

size = 200_000
with five.crew() as workers:
    tasks, submitted, went_on, waited, found = five.time_line(size, workers)

begins = sorted(begun for _, begun, _ in tasks)
ends = sorted(ended for _, _, ended in tasks)
busy = sum(ended - begun for _, begun, ended in tasks)
observe("async_submitted", submitted, "seconds")
observe("async_total", waited, "seconds")
observe("async_idle", 1 - busy / (five.WORKERS * (ends[-1] - begins[0])), "share")
observe("async_parent_free", submitted < ends[0])
observe("async_at_most_four", five.most_at_once(tasks) <= five.WORKERS)
observe("async_fifth_waited", begins[-1] >= ends[0])
observe("async_results_right", found == five.five_serial(size))

# %%

import matplotlib.pyplot as plt

known = sorted({worker for worker, _, _ in tasks}, key=[worker for worker, _, _ in tasks].index)
fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
rows = [1 + known.index(worker) for worker, _, _ in tasks]
ax.barh(rows, [ended - begun for _, begun, ended in tasks], left=[begun for _, begun, _ in tasks], label="a task")
ax.barh([0], [went_on], color="C1", label="the parent goes on")
ax.barh([0], [waited - went_on], left=[went_on], color="0.75", label="the parent waits")
for number, (row, (_, begun, ended)) in enumerate(zip(rows, tasks, strict=True), 1):
    ax.text((begun + ended) / 2, row, str(number), ha="center", va="center", color="white")
ax.set_yticks(range(len(known) + 1), ["parent", *[f"worker {i}" for i in range(1, len(known) + 1)]])
ax.invert_yaxis()
ax.set_xlabel("seconds since the first task was submitted")
ax.set_title("Five tasks on four workers")
fig.legend(loc="outside lower center", ncols=3)

# %%
# All five were submitted after :observed:`async_submitted`; all results were there after :observed:`async_total`.
# Between the two the parent was free to do work of its own. The fifth task began when a worker had ended one of the
# first four; the others had nothing to do once they had ended theirs. Of the workers' time, :observed:`async_idle` was
# spent without a task. Five equal tasks are a bad number for four workers: with more and smaller tasks, less is left
# over at the end.
#
# When not to
# -----------
#
# ``apply_async`` also returns at once when the task fails. The error waits in the handle, and without ``get`` you
# never learn of it:

with five.crew() as workers:
    task = workers.apply_async(five.primes, ("one", 100))
    task.wait(30)
    observe("async_error_silent", task.ready() and not task.successful())
    try:
        task.get(30)
    except TypeError as error:
        observe("async_error", type(error).__name__)

# %%
# ``get`` raised the worker's exception, a :observed:`async_error`. So call ``get`` on every handle, or give
# ``apply_async`` an ``error_callback``.
#
# Give each ``get`` a timeout too. A ``Pool`` never answers a task whose worker was killed:
# :doc:`/gallery/2_multicore/90_hazards` shows that, and what helps.
#
# For many equal items ``map`` and ``imap`` are shorter, and they can send items in chunks. And a task must be worth its
# message: at the smallest size, the pool: :finding:`five_pool@100`.
#
# Claims
# ------
#
# .. claim:: multicore.pool.apply_async
#    :rule: observed(async_parent_free, async_at_most_four, async_fifth_waited, async_results_right)
#
#    A Pool of four runs five tasks asynchronously: four at a time, the fifth when a worker is free, while the parent
#    goes on or waits.
#
# .. claim:: multicore.pool.apply_async.errors
#    :rule: observed(async_error_silent)
#
#    An exception in a task does not show by itself: it waits until ``get`` is called.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/50_queue` passes messages instead of tasks. :doc:`/gallery/2_multicore/80_scaling` shows
# how far more workers take you.
