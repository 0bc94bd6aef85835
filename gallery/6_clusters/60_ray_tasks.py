"""
Ray tasks
=========

After this page you know what a Ray task costs, from what length on one pays, what Ray does when a process or a machine
is lost in the middle of a job, and why a task must be idempotent for that.
"""
# %%
# What changes
# ------------
#
# ``ray.remote(function)`` makes a function whose calls run elsewhere: ``.remote(…)`` returns a reference at once, and
# ``ray.get`` waits for what it stands for. The first function does a bootstrap on one core: many resamples of the same
# data, and the median of each. The second makes a task of each resample.
#
# .. kernel:: bootstrap_serial bootstrap_tasks
#
# ``ray.put`` writes the data into the **object store**, shared memory of the machine, and each task reads it there.
# There are two variants: fewer tasks that each do several resamples, and tasks that get the data as a plain argument,
# so that every call writes it into the store once more.
#
# .. kernel:: bootstrap_batches bootstrap_copies

from accelguide.kernels import bootstrap, mishaps, raycosts
from accelguide.timing import Sessions, compare, observe

engines = Sessions()
compare(
    bootstrap.bootstrap_serial,
    bootstrap.bootstrap_tasks,
    bootstrap.bootstrap_batches,
    bootstrap.bootstrap_copies,
    workload=bootstrap.workload,
    sizes=(10_000, 100_000),
    once="here",
    least=3,
    budget=0.2,
    sessions=engines,
)

# %%
# What it buys
# ------------
#
# .. timings:: bootstrap
#
# At the largest size, a task for each resample: :finding:`bootstrap_tasks`; batches: :finding:`bootstrap_batches`; the
# data passed with each call: :finding:`bootstrap_copies`. Not in these times, but paid once: the start of Ray,
# :startup:`bootstrap_tasks`.
#
# The break-even is the number of values in a resample from which on Ray is faster, at every size: one task each,
# :break-even:`bootstrap_tasks`; batches, :break-even:`bootstrap_batches`. What decides is how long a task is. So the
# next script asks what an empty task costs. It goes on in the same Ray, and also loses processes.

from pathlib import Path
from tempfile import TemporaryDirectory

with TemporaryDirectory() as folder, engines, mishaps.ray_near(engines) as ray:
    task = raycosts.task_seconds(ray)
    put, got, copied = raycosts.object_seconds(ray, 10_000_000)
    calm = mishaps.run_job(ray, Path(folder, "calm"), mishaps.inside)
    killed = mishaps.run_job(ray, Path(folder, "killed"), mishaps.inside, doomed=[8])
    error = mishaps.crash_told(ray, Path(folder, "error"))
    sold = mishaps.run_job(ray, Path(folder, "sold"), mishaps.sold, doomed=[5, 10])
    in_ledger, in_files = mishaps.totals(Path(folder, "sold"))

observe("ray_tasks_task", task, "seconds")
observe("ray_tasks_put", put, "seconds")
observe("ray_tasks_get", got, "seconds")
observe("ray_tasks_copied", copied)

# %%
# A task that does nothing, sent off in a row with others: :observed:`ray_tasks_task`. With two workers, tasks must be
# longer than twice that before there can be a gain: at best they halve the work, and that much comes on top. To put ten
# million numbers into the store takes :observed:`ray_tasks_put`, which is a copy; to get them,
# :observed:`ray_tasks_get`. Did that copy them once more? :observed:`ray_tasks_copied`. ``ray.get`` returns a read-only
# array that lies in the store.
#
# **A worker process killed in mid-job.** Each task of the job counts which of many random points lie in a circle. One
# of them stands still in mid-work and tells its process id, and the script kills that process. Ray starts another
# worker and runs the task again, of itself, up to three times: that is ``max_retries``.

observe("ray_tasks_calm", calm.seconds, "seconds")
observe("ray_tasks_killed_right", killed.answers == calm.answers)
observe("ray_tasks_killed_again", killed.again)
observe("ray_tasks_killed", killed.seconds, "seconds")
observe("ray_tasks_error", error)

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
workers = list(dict.fromkeys(attempt.pid for attempt in killed.tried))
for whether, label, colour in ((True, "task done", "C0"), (False, "task lost with its process", "C3")):
    shown = [attempt for attempt in killed.tried if bool(attempt.ended) == whether]
    left = [attempt.began - killed.tried[0].began for attempt in shown]
    lengths = [(attempt.ended or attempt.still) - attempt.began for attempt in shown]
    rows = [workers.index(attempt.pid) for attempt in shown]
    ax.barh(rows, lengths, left=left, color=colour, edgecolor="white", label=label)
ax.set_yticks(range(len(workers)), ["process"] * len(workers))
ax.set_xlabel("time since the first task began (s)")
ax.set_title("A job in which one process is killed: another takes its place")
fig.legend(loc="outside lower center", ncols=2)

# %%
# Was the answer right? :observed:`ray_tasks_killed_right`. Tasks that ran again: :observed:`ray_tasks_killed_again`.
# The job took :observed:`ray_tasks_calm` without a fault, and :observed:`ray_tasks_killed` with it. Where
# ``max_retries=0`` forbids a second run, the same loss ends in an error: :observed:`ray_tasks_error`.
#
# **A task that is not idempotent.** A second run must do no harm. The next task records a sale in two ways. Some
# workers are killed when they have recorded it, and have not yet answered.
#
# .. kernel:: append_sale replace_sale

observe("ray_tasks_sales", len(sold.answers))
observe("ray_tasks_sold_again", sold.again)
observe("ray_tasks_ledger", in_ledger)
observe("ray_tasks_ledger_wrong", in_ledger != len(sold.answers))
observe("ray_tasks_ledger_by_retries", in_ledger - len(sold.answers) == sold.again)
observe("ray_tasks_files", in_files)
observe("ray_tasks_files_right", in_files == len(sold.answers))

# %%
# Sales: :observed:`ray_tasks_sales`. Tasks that ran again: :observed:`ray_tasks_sold_again`. Sales in the ledger:
# :observed:`ray_tasks_ledger`. Is it too many by just those that ran again? :observed:`ray_tasks_ledger_by_retries`.
# Sales in files of their own: :observed:`ray_tasks_files`. ``write_whole`` writes under another name and renames, so
# that no reader ever sees half a sale, and a second run replaces it by the same.
#
# **A whole node lost** takes answers with it that lay there. Ray keeps how each object was made, its **lineage**, and
# so makes it again. :doc:`/gallery/6_clusters/90_faults` kills a node. Was the answer right there?
# :observed:`faults_node_right`.
#
# **The same script on a cluster.** Start Ray with ``ray start --head`` on one machine, and join the others as it says.
# Then set ``ACCELGUIDE_RAY=HOST:PORT`` for a script that runs on one of these machines. From elsewhere it is
# ``ray://HOST:PORT``, which needs the package ``ray[client]`` at both ends. All ends need the same Ray and the same
# Python. The workers also need this package, or take the standalone file of this page: the functions in it travel with
# the tasks. The faults above stay on this machine, whatever the address says.
#
# When not to
# -----------
#
# - Work that is over before Ray has started: set :time:`bootstrap_serial` against :startup:`bootstrap_tasks`.
# - Tasks shorter than what a task costs: put several into one.
# - Tasks that send a message, charge an account or count something up. Give them a key and write by it, or set
#   ``max_retries=0`` and look at the error yourself.
# - Do not rely on the lineage of what ``ray.put`` stored, or of an actor's answers: no task can be run again for them.
#   And the head node must live; lose it, and the job is lost.
#
# Claims
# ------
#
# .. claim:: cluster.ray.tasks
#    :rule: observed(ray_tasks_killed_right, faults_node_survived, ray_tasks_ledger_wrong, ray_tasks_files_right)
#
#    Remote functions must be idempotent so that retry and recovery stay simple: then the answer is right after the loss
#    of a process or a node, else it is not.
#
# .. claim:: cluster.ray.tasks.batches
#    :rule: gains((bootstrap_batches, bootstrap_serial))
#
#    A few large Ray tasks are faster than one core, where the data is large.
#
# .. claim:: cluster.ray.tasks.put
#    :rule: gains((bootstrap_tasks, bootstrap_copies))
#
#    To put data into the object store once is faster than to pass it with each task, where the data is large.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/65_ray_actors`: workers that keep a state, and what becomes of it when they are lost.
