"""
What engines do when something fails
====================================

After this page you know what becomes of a job on each engine when a worker, an actor or a whole node is lost, when
memory runs out, and when one task is slow. And you can write tasks that an engine may run again without harm.
"""
# %%
# What changes
# ------------
#
# An engine for clusters promises to finish a job though it loses workers on the way. Here each is held to its promise.
# The job is the sum of eight squares, a task for each. One task tells the id of its process and waits, and that process
# is killed in mid-task, by ``SIGKILL``, which leaves it no time to tidy up. Each run of a task leaves a note, so that
# runs can be counted.
#
# .. kernel:: task killing tried
#
# The job itself is a line or two everywhere:
#
# .. kernel:: by_pool by_executor by_dask by_ray by_spark
#
# For these experiments all engines run on this machine, also where the environment names another cluster: a process id
# means something on its own machine only. Spark is held to its promise on its own page,
# :doc:`/gallery/6_clusters/50_spark`, where it is up already; the table below has what came of that.

from accelguide.kernels import faults, rayfaults
from accelguide.kernels._faulty import VICTIM, answers_lost, facts
from accelguide.timing import observe

found = {**faults.on_pools(), **faults.on_dask(), **rayfaults.on_ray()}
for fact in facts(found):
    observe(*fact)

# %%
# What it buys
# ------------
#
# The last two columns say how many runs there were beyond one for each task, and how much longer the job took than
# without the fault.
#
# .. list-table:: One job, one fault
#    :header-rows: 1
#
#    * - Fault
#      - Answer right
#      - Error
#      - Runs more
#      - Longer by
#    * - ``Pool``: a worker killed
#      - :observed:`faults_pool_right`
#      - :observed:`faults_pool_error`
#      - :observed:`faults_pool_again`
#      - :observed:`faults_pool_longer`
#    * - ``ProcessPoolExecutor``: a worker killed
#      - :observed:`faults_executor_right`
#      - :observed:`faults_executor_error`
#      - :observed:`faults_executor_again`
#      - :observed:`faults_executor_longer`
#    * - Dask: a worker killed
#      - :observed:`faults_dask_right`
#      - :observed:`faults_dask_error`
#      - :observed:`faults_dask_again`
#      - :observed:`faults_dask_longer`
#    * - Dask: a task takes more memory than its worker may
#      - :observed:`faults_dask_memory_right`
#      - :observed:`faults_dask_memory_error`
#      - :observed:`faults_dask_memory_again`
#      - :observed:`faults_dask_memory_longer`
#    * - Ray: the worker of a task killed
#      - :observed:`faults_ray_right`
#      - :observed:`faults_ray_error`
#      - :observed:`faults_ray_again`
#      - :observed:`faults_ray_longer`
#    * - Ray: the same with ``max_retries=0``
#      - :observed:`faults_ray_once_right`
#      - :observed:`faults_ray_once_error`
#      - :observed:`faults_ray_once_again`
#      - :observed:`faults_ray_once_longer`
#    * - Ray: a task takes more memory than it may
#      - :observed:`faults_ray_memory_right`
#      - :observed:`faults_ray_memory_error`
#      - :observed:`faults_ray_memory_again`
#      - :observed:`faults_ray_memory_longer`
#    * - Ray: an actor killed, without a checkpoint
#      - :observed:`faults_actor_right`
#      - :observed:`faults_actor_error`
#      - :observed:`faults_actor_again`
#      - :observed:`faults_actor_longer`
#    * - Ray: an actor killed, with a checkpoint
#      - :observed:`faults_actor_kept_right`
#      - :observed:`faults_actor_kept_error`
#      - :observed:`faults_actor_kept_again`
#      - :observed:`faults_actor_kept_longer`
#    * - Ray: one of two nodes killed
#      - :observed:`faults_node_right`
#      - :observed:`faults_node_error`
#      - :observed:`faults_node_again`
#      - :observed:`faults_node_longer`
#    * - Spark: a Python worker killed
#      - :observed:`faults_spark_right`
#      - :observed:`faults_spark_error`
#      - :observed:`faults_spark_again`
#      - :observed:`faults_spark_longer`
#    * - Spark: a Python worker killed at each attempt
#      - :observed:`faults_spark_always_right`
#      - :observed:`faults_spark_always_error`
#      - :observed:`faults_spark_always_again`
#      - :observed:`faults_spark_always_longer`
#
# - **Pools.** ``Pool`` puts another worker into the place of the dead one, and never runs the lost task again. The
#   error in the table is that of our own time limit: without one, ``Pool`` waits for ever.
# - **Dask** runs again what was lost, also finished tasks whose results were in the memory of the dead worker. A task
#   that has lost its workers more often than ``distributed.scheduler.allowed-failures`` says is given up; to save time
#   that is set to one here. The nanny of each worker watches its memory, and ends it before the limit is reached
#   ("Worker Memory Management" in Dask's manual).
# - **Ray** runs a task again up to ``max_retries`` times. An actor is started anew if it has ``max_restarts``, and its
#   calls are made again if it has ``max_task_retries``. The memory limit is one of the operating system's, which the
#   task sets for a moment. The error is then one of the task, not of its worker.
# - **Spark** tries a task ``spark.task.maxFailures`` times on a cluster. On one machine that setting has no effect:
#   the master ``local[2]`` gives each task one attempt, and ``local[2,4]``, which is used here, four.
#
# **Answers lost.** Where a node is killed, its raylet goes, the process that runs the workers of a node and holds its
# objects, and all below it. The tasks of that job give back arrays, large enough to stay on the node that made them
# until somebody asks, and nobody had asked. Ray looks at intervals whether its nodes live. They are short for this
# page; as Ray comes, it takes longer to notice.
#
# .. kernel:: large processes_of

runs = found["node"].runs
observe("faults_node_answers", answers_lost(runs) if runs else "–")
observe("faults_node_lineage", answers_lost(runs) > 0 if runs else "–")

# %%
# Finished answers that lay on the node, and whose tasks were run again: :observed:`faults_node_answers`. Ray keeps how
# each object was made, its **lineage**.
#
# **Stragglers.** A job ends with its last task. If that one sits on a bad machine, all others wait. The remedy is a
# second copy of the last task somewhere else. The first answer wins, and the other copy is ended. Spark has this built
# in (``spark.speculation``), though not on one machine; with Ray it takes a few lines:
#
# .. kernel:: first_answers

alone, copied = found["slow"], found["slow_twice"]
observe("faults_copy_helps", copied.longer < alone.longer if alone.runs else "–")

import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 2, figsize=(7, 2.2), sharex=True, sharey=True, layout="constrained")
for ax, outcome, title in zip(axes, (alone, copied), ("waited for", "with a second copy"), strict=True):
    begin = min((run.start for run in outcome.runs), default=0.0)
    latest = max((run.stop or run.start for run in outcome.runs), default=0.0)
    workers = sorted({run.pid for run in outcome.runs})
    seen = set()
    for run in outcome.runs:
        color = "C1" if run.number in seen else "C3" if run.number == VICTIM else "C0"
        width = (run.stop or latest) - run.start
        ax.barh(workers.index(run.pid), width, left=run.start - begin, color=color, edgecolor="white")
        seen.add(run.number)
    ax.set(title=title, xlabel="time (s)", yticks=range(2), yticklabels=["first worker", "second worker"])
for color, label in (("C0", "task"), ("C3", "slow task"), ("C1", "second copy")):
    axes[1].plot([], [], "s", color=color, label=label)
axes[1].legend()

# %%
# Longer than without a straggler by: :observed:`faults_slow_longer` where it is waited for,
# :observed:`faults_slow_twice_longer` where a second copy is started.
#
# When not to
# -----------
#
# **Do not have a task run again that is not idempotent.** It may die after its effect and before its answer, and then
# the effect is there twice. Here each task adds its number to a ledger, and also writes it into a file of its own
# name. Then a worker is killed.
#
# .. kernel:: deposit

observe("faults_sum", faults.SUM_OF_TASKS)
observe("faults_ledger_sum", found["ledger"].answer or "–")
observe("faults_entries_sum", found["entries"].answer or "–")
observe("faults_ledger_wrong", not found["ledger"].right if found["ledger"].runs else "–")

# %%
# Sum of the numbers: :observed:`faults_sum`; that of the ledger, after a fault on Dask: :observed:`faults_ledger_sum`;
# that of the files: :observed:`faults_entries_sum`. What is written under a name of its own can be written again.
#
# **Do not keep a state in one process only.** An actor that is started anew begins with what its ``__init__`` makes. It
# answers as if nothing had happened, without what it was told before. :doc:`/gallery/6_clusters/65_ray_actors` shows
# how to keep it.
#
# **Do not try again what can never go well.** A task that needs more memory than a worker has ends each worker that it
# is given to. Leave the number of attempts small.
#
# **Do not start copies of all tasks.** A copy takes a worker from other tasks, and one of the two is work thrown away.
# It pays where workers would have nothing to do, at the end of a job; and its task must be idempotent too.
#
# **Do not wait without an end.** A time limit turns a wait that would last for ever into an error.

observe("faults_pool_hangs", found["pool"].error == "TimeoutError")
observe("faults_executor_broken", found["executor"].error == "BrokenProcessPool")
observe("faults_actor_forgets", not found["actor"].right if found["actor"].runs else "–")

# %%
# Claims
# ------
#
# .. claim:: cluster.faults.worker
#    :rule: observed(faults_dask_survived, faults_ray_survived, faults_spark_survived)
#
#    On Dask, Ray and Spark the answer is right though a worker is killed in mid-task.
#
# .. claim:: cluster.faults.node
#    :rule: observed(faults_node_survived)
#
#    On Ray the answer is right though a whole node is lost.
#
# .. claim:: cluster.faults.lineage
#    :rule: observed(faults_node_lineage, faults_node_survived)
#
#    Where answers are lost with a node, Ray runs the tasks again that made them.
#
# .. claim:: cluster.faults.pool
#    :rule: observed(faults_pool_hangs)
#
#    ``multiprocessing.Pool`` waits for ever for the task of a killed worker.
#
# .. claim:: cluster.faults.error
#    :rule: observed(faults_executor_broken, faults_ray_once_told)
#
#    ``ProcessPoolExecutor``, and Ray with ``max_retries=0``, end with an error where a worker is killed.
#
# .. claim:: cluster.faults.hopeless
#    :rule: observed(faults_dask_memory_told, faults_ray_memory_told, faults_spark_always_told)
#
#    A task that fails whenever it is run ends the job with an error, on Dask, Ray and Spark.
#
# .. claim:: cluster.faults.state
#    :rule: observed(faults_actor_forgets, faults_actor_kept_right)
#
#    An actor that is started anew has lost its state; with a checkpoint it has not.
#
# .. claim:: cluster.faults.effects
#    :rule: observed(faults_ledger_wrong, faults_entries_right)
#
#    If a task is not idempotent, its effect is there twice after a fault; if it is, once.
#
# .. claim:: cluster.faults.straggler
#    :rule: observed(faults_copy_helps, faults_slow_twice_right)
#
#    A second copy of the last task ends a job with a straggler sooner.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/90_hazards`: races, deadlocks and dead workers on one machine.
# :doc:`/gallery/6_clusters/95_outgrow`: a job that is larger than the memory of its workers.
