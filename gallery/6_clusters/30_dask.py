"""
Dask: nearly the same script
============================

After this page you can move a script of NumPy, pandas or plain Python over to Dask, choose what runs it, and cut the
data into chunks that are large enough.
"""
# %%
# What changes
# ------------
#
# The notes say that a script moves over to Dask almost unchanged. Here is one of NumPy, which fits waves to sales, and
# the same with arrays of Dask. They are cut into *chunks*, each an array of NumPy. No line computes anything before
# ``compute``; until then each adds tasks to a graph.
#
# .. kernel:: season_numpy season_dask
#
# ``@within(dask_cluster)`` gives the kernel a client of a scheduler with worker processes. Where there is a client, it
# runs what is computed. Without one, the threads of the process do, or another scheduler that ``dask.config`` names:
#
# .. kernel:: season_threads

from accelguide.kernels import season
from accelguide.timing import Sessions, compare, observe

ALMOST = 0.25  # of the lines may be altered in a script that moves over "almost unchanged"
sessions = Sessions()

compare(
    season.season_numpy,
    season.season_threads,
    season.season_dask,
    workload=season.workload,
    sizes=(300_000,),
    once="here",
    least=3,
    budget=0.3,
    sessions=sessions,
)

# %%
# A data frame of Dask is cut into *partitions*, each a data frame of pandas. This table is in memory already, and its
# rows go to the workers; a large one is read where it is needed, by ``dask.dataframe.read_csv`` or ``read_parquet``.
#
# .. kernel:: takings_pandas takings_dask

from accelguide.kernels import takings

compare(
    takings.takings_pandas,
    takings.takings_dask,
    workload=takings.workload,
    sizes=(100_000,),
    once="here",
    least=3,
    budget=0.3,
    sessions=sessions,
)

# %%
# What is neither array nor table can go into a *bag*, here lines of a log. Comprehensions become methods:
#
# .. kernel:: visits_python visits_dask
#
# Three schedulers are tried on the bag: threads, the processes of a pool, and a scheduler with workers.
#
# .. kernel:: visits_threads visits_processes

from accelguide.kernels import visits

compare(
    visits.visits_python,
    visits.visits_threads,
    visits.visits_processes,
    visits.visits_dask,
    workload=visits.workload,
    sizes=(30_000,),
    once="here",
    least=3,
    budget=0.3,
    sessions=sessions,
)

# %%
# A loop over calls of a function becomes tasks by ``delayed``, which runs the graph as a whole, or by futures, which
# begin at once:
#
# .. kernel:: walks_python walks_delayed walks_futures

from accelguide.kernels import walks

compare(
    walks.walks_python,
    walks.walks_delayed,
    walks.walks_futures,
    workload=walks.workload,
    sizes=(40,),
    once="here",
    least=3,
    budget=0.3,
    sessions=sessions,
)

# %%
# This is the graph that Dask made of ``(numbers - numbers.mean()).std()``, with the numbers in four chunks. It is
# drawn from ``__dask_graph__()`` of the collection, after ``dask.optimize``.

from accelguide.kernels import chunking

tasks = chunking.graph_of(chunking.deviation(4))
places = chunking.layout(tasks)
observe("dask_graph_tasks", len(tasks))

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
for key, needed in tasks.items():
    for one in needed:
        ax.annotate(
            "", places[key], places[one], arrowprops={"arrowstyle": "->", "color": "0.6", "shrinkA": 7, "shrinkB": 7}
        )
kinds = ("makes a chunk", "works on one chunk", "puts chunks together")
for kind, keys in zip(kinds, chunking.kinds_of(tasks), strict=True):
    ax.scatter(*zip(*[places[key] for key in keys], strict=True), s=120, label=kind, zorder=3)
ax.set_title("Tasks of Dask's graph, from left to right")
ax.set_axis_off()
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))

# %%
# What it buys
# ------------
#
# First what it costs in lines. How large a share of the old script had to be altered? A quarter is taken for the most
# that "almost unchanged" may mean.

from accelguide.kernels import moving

array_share = moving.share_altered(season.season_numpy, season.season_dask)
frame_share = moving.share_altered(takings.takings_pandas, takings.takings_dask)
bag_share = moving.share_altered(visits.visits_python, visits.visits_dask)
observe("dask_array_share", array_share, "share")
observe("dask_frame_share", frame_share, "share")
observe("dask_bag_share", bag_share, "share")
observe("dask_array_almost", array_share <= ALMOST)
observe("dask_frame_almost", frame_share <= ALMOST)
observe("dask_bag_almost", bag_share <= ALMOST)

# %%
# - Array: :observed:`dask_array_share`; lines of the new script that the old one did not have: :changed:`season_dask`.
# - Data frame: :observed:`dask_frame_share`; new lines: :changed:`takings_dask`.
# - Bag: :observed:`dask_bag_share`; new lines: :changed:`visits_dask`.
# - ``delayed``, new lines: :changed:`walks_delayed`; futures: :changed:`walks_futures`.
#
# With arrays and data frames, the new lines are the import, how the data are cut, and ``compute``, which a short script
# and a long one need alike. In the tables, those of variants on threads or processes only choose the scheduler.
#
# .. timings:: season
#
# .. timings:: takings
#
# .. timings:: visits
#
# .. timings:: walks
#
# The first call includes what the workers import, and the bytes moved what they were sent: graphs and data. The array
# needs no data, because each chunk is made from its number. All tables share one cluster, which was started once.
# Arrays on threads, :finding:`season_threads`; on workers, :finding:`season_dask`; the data frame,
# :finding:`takings_dask`.
#
# **Which scheduler.** NumPy releases the GIL while it computes, so threads can share its work and need no messages. A
# bag runs Python, and the GIL lets one thread do so at a time: threads, :finding:`visits_threads`; processes of a pool,
# :finding:`visits_processes`; workers, :finding:`visits_dask`. The scheduler with workers is the only one of them that
# reaches beyond this machine and that can spill to disk. Set ``ACCELGUIDE_DASK`` to the address of one, and this page
# runs there:
#
# .. code-block:: shell
#
#    dask scheduler --host 127.0.0.1 --port 8786
#    dask worker tcp://127.0.0.1:8786 --nthreads 1
#    ACCELGUIDE_DASK=tcp://127.0.0.1:8786 python 30_dask.py
#
# The first two go on running, each in a terminal of its own; on a cluster the host is an address that the others reach.
# Workers need the same versions of Python and of the libraries, and this package.
#
# **How large a chunk.** The same sum over the same numbers, cut into more and more chunks:

chunk_found = compare(
    chunking.chunking_numpy,
    chunking.chunking_threads,
    chunking.chunking_dask,
    workload=chunking.workload,
    sizes=(1, 8, 32),
    once="here",
    least=3,
    budget=0.3,
    sessions=sessions,
)
sessions.close()
thread_cost = chunking.cost_of_chunk(chunk_found, "chunking_threads")
worker_cost = chunking.cost_of_chunk(chunk_found, "chunking_dask")
observe("dask_chunk_threads", thread_cost, "seconds")
observe("dask_chunk_workers", worker_cost, "seconds")
observe("dask_chunk_costs", thread_cost > 0 and worker_cost > 0)

# %%
# .. scaling:: chunking
#
# One more chunk takes :observed:`dask_chunk_threads` on threads and :observed:`dask_chunk_workers` on workers, whatever
# is in it. So a chunk should hold work for many times as long, and yet be small enough that several fit into the memory
# of a worker.
#
# When not to
# -----------
#
# Not all of NumPy and pandas is there. What needs all rows in one place, or their number before anything is computed,
# is refused, or is done at once in your own process:

errors = moving.refused()
observe("dask_refused_median", errors["median"] or "no error")
observe("dask_refused_len", errors["len"] or "no error")
observe("dask_refused_iloc", errors["iloc"] or "no error")
observe("dask_refused_cell", errors["cell"] or "no error")
observe("dask_sort_where", moving.sorted_where())

# %%
# - The median of a whole array: :observed:`dask_refused_median`.
# - ``len`` of an array that was filtered, ``numbers[numbers > 3]``: :observed:`dask_refused_len`.
# - A row of a data frame by its place, ``frame.iloc[0]``: :observed:`dask_refused_iloc`.
# - To set one cell, ``frame.loc[3, "value"] = 1``: :observed:`dask_refused_cell`.
# - ``numpy.sort`` of an array of Dask gives an array of the package :observed:`dask_sort_where`. Where that is
#   ``numpy``, all of the numbers have come here.
#
# Where the data fit into memory and one core is quick enough, the graph and the messages are all that Dask adds. See
# what NumPy and Numba reach first: :doc:`/gallery/7_together/10_ladder`.
#
# Claims
# ------
#
# .. claim:: cluster.dask
#    :rule: observed(dask_array_almost, dask_frame_almost)
#
#    A script of NumPy or pandas moves over to Dask almost unchanged: at most a quarter of its lines have to be altered.
#
# .. claim:: cluster.dask.bag
#    :rule: observed(dask_bag_almost)
#
#    A script of lists and dicts moves over to a bag almost unchanged.
#
# .. claim:: cluster.dask.gain
#    :rule: gains((season_threads, season_numpy), (season_dask, season_numpy), (takings_dask, takings_pandas))
#
#    The script that moved over is faster than the old one on this machine.
#
# .. claim:: cluster.dask.threads
#    :rule: vain(visits_threads, visits_python, by=1.2)
#
#    On plain Python objects, Dask's threads gain nothing.
#
# .. claim:: cluster.dask.chunks
#    :rule: observed(dask_chunk_costs)
#
#    Each further chunk costs time, even if it brings no more work.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/95_outgrow`: data that no worker can hold.
