"""
MapReduce, written out
======================

After this page you can write a job as map, combine, shuffle and reduce, draw it as a graph of tasks, run it on worker
processes, and count what it sends.
"""
# %%
# What changes
# ------------
#
# A job that is too large for one machine is divided, the parts are worked on side by side, and the results are
# aggregated. MapReduce is one way to do that (Dean and Ghemawat, OSDI 2004). The job here: each row has a key and a
# number; for each key, count the rows and add up the square roots of their numbers. One loop and one dict do it:
#
# .. kernel:: mapreduce_python
#
# The same in the steps of a MapReduce. **Map** makes a pair of each row, and looks at no other row. **Combine** adds up
# what one worker has of a key, before anything is sent. **Shuffle** sends all pairs of a key to one reducer, and sorts
# them there. **Reduce** makes one row of each group of equal keys.
#
# .. kernel:: mapped combined reducer_of partitioned reduced collected
#
# Which reducer gets a key must not depend on who asks. ``hash`` of a text does depend on it: Python starts each process
# with another seed, unless ``PYTHONHASHSEED`` is set, so that nobody can choose keys that collide. Two mappers would
# send the same key to two reducers, and the answer would have two rows of it. ``zlib.crc32`` is the same everywhere.
# Here two new processes are asked for both:

from accelguide.kernels import mapreduce
from accelguide.timing import compare, observe

(one_hash, one_place), (other_hash, other_place) = mapreduce.hashes("k0")
observe("mapreduce_hash_differs", one_hash != other_hash)
observe("mapreduce_crc_agrees", one_place == other_place)

# %%
# Did ``hash`` differ between them? :observed:`mapreduce_hash_differs`. Did ``crc32`` agree?
# :observed:`mapreduce_crc_agrees`.
#
# A map and what follows it in the same worker is one **task**; so is each reducer. A task is a function and its
# arguments, and an argument may be the result of another task. That makes a directed acyclic graph (DAG). Any order is
# right in which each task comes after those that it needs, and tasks that need nothing of each other can run at the
# same time. A scheduler is a loop:
#
# .. kernel:: map_combine_task tasks_of needs side_by_side
#
# Dask is such a scheduler. Its ``Bag.foldby`` is the same job in one call, and Dask draws up a graph of its own. On the
# left, our tasks; on the right, those of Dask, by their names there:

ours, theirs = mapreduce.own_graph(), mapreduce.dask_graph()

import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 2, figsize=(7, 3), layout="constrained")
for ax, edges, title in zip(axes, (ours, theirs), ("Our tasks", "The tasks that Dask makes"), strict=True):
    places = mapreduce.placed(edges)
    for task, needed in edges.items():
        for other in needed:
            ax.annotate("", places[task], places[other], arrowprops={"arrowstyle": "->", "color": "grey"})
    for depth, height in places.values():
        ax.plot(depth, height, "o", markersize=10, color=f"C{depth}")
    for label, depth in dict.fromkeys((name.split()[0], places[name][0]) for name in places):
        ax.text(depth, -2.2, label, ha="center", family="monospace" if edges is theirs else "sans-serif")
    ax.set(title=title, xlim=(-0.5, 3.5), ylim=(-2.5, 2))
    ax.set_axis_off()

# %%
# ``foldby`` has no reducers that share the keys: it adds up the totals of two parts at a time, until one is left. That
# suits an answer that fits one worker.
#
# To draw up the graph first, and to run it then, is **data-flow programming**. TensorFlow does so, and PyTorch where it
# compiles, with operations on arrays as the tasks. A compiler may change such a graph before it runs:
# :doc:`/gallery/7_together/20_compilers`.
#
# What it buys
# ------------
#
# The steps cost something, before they can run side by side. ``mapreduce_steps`` runs the tasks in one process,
# ``mapreduce_processes`` on a worker for each core; ``mapreduce_uncombined`` leaves the combiner out.

compare(
    mapreduce.mapreduce_python,
    mapreduce.mapreduce_steps,
    mapreduce.mapreduce_processes,
    mapreduce.mapreduce_uncombined,
    workload=mapreduce.workload,
    sizes=(1_000, 10_000, 100_000),
    once="here",
    least=5,
    budget=0.3,
)

# %%
# .. timings:: mapreduce
#
# In one process: :finding:`mapreduce_steps`. On worker processes: :finding:`mapreduce_processes`. Without the combiner:
# :finding:`mapreduce_uncombined`. The processes pay from this size on: :break-even:`mapreduce_processes`.
#
# What a MapReduce sends is what it costs on a network. Counted for the largest size, with and without the combiner:

(texts,) = mapreduce.workload(100_000)
counts, sent = mapreduce.shuffled(texts)
plain, plain_sent = mapreduce.shuffled_whole(texts)
observe("mapreduce_records", sum(counts))
observe("mapreduce_records_uncombined", sum(plain))
observe("mapreduce_sent", sent, "bytes")
observe("mapreduce_sent_uncombined", plain_sent, "bytes")
observe("mapreduce_fewer", sum(counts) < sum(plain))

# %%
# With it, :observed:`mapreduce_records` records are shuffled (:observed:`mapreduce_sent`); without it,
# :observed:`mapreduce_records_uncombined` (:observed:`mapreduce_sent_uncombined`).
#
# All rows of a key go to one reducer, however many they are. In the next rows, more than half have the same key:

(skewed,) = mapreduce.workload(100_000, hot=0.6)
hot, _ = mapreduce.shuffled_whole(skewed)
cured, _ = mapreduce.shuffled(skewed)
cases = {"even keys": plain, "a hot key": hot, "a hot key, combined": cured}
observe("mapreduce_most_even", max(plain) / sum(plain), "share")
observe("mapreduce_most_hot", max(hot) / sum(hot), "share")
observe("mapreduce_most_cured", max(cured) / sum(cured), "share")
observe("mapreduce_skewed", max(hot) > 0.5 * sum(hot) and max(plain) < 0.5 * sum(plain))
observe("mapreduce_cured", max(cured) < 0.5 * sum(cured))

fig, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
for place in range(mapreduce.REDUCERS):
    ax.barh(
        list(cases),
        [100 * case[place] / sum(case) for case in cases.values()],
        left=[100 * sum(case[:place]) / sum(case) for case in cases.values()],
    )
ax.invert_yaxis()
ax.set(title="Records that each of three reducers gets", xlabel="share of the records shuffled (%)")

# %%
# The reducer with most records gets :observed:`mapreduce_most_even` of them where keys are even,
# :observed:`mapreduce_most_hot` with a hot key, and :observed:`mapreduce_most_cured` of what a combiner leaves. The job
# ends when the last reducer does.
#
# When not to
# -----------
#
# - While one process can do the job, the loop above is shorter, and what it costs is known.
# - A combiner needs a function that may be applied in any grouping: sums, counts, the largest. A median cannot be
#   combined like that; the mean can, as a sum and a count.
# - Where the rows of a hot key cannot be combined before the shuffle, as in a join, they can be split among reducers by
#   a second, random part of the key, and put together in a second MapReduce.
# - A job in rounds, such as a regression by gradient descent, pays for all steps in each round. Engines that keep data
#   in memory between rounds, such as Spark, were made for that: :doc:`/gallery/6_clusters/20_engines`.
#
# Claims
# ------
#
# .. claim:: cluster.mapreduce
#    :rule: gains((mapreduce_processes, mapreduce_steps))
#
#    A job that is divided into tasks, run in parallel and aggregated is faster than the same tasks one after the other.
#
# .. claim:: cluster.mapreduce.loop
#    :rule: gains((mapreduce_processes, mapreduce_python))
#
#    A MapReduce on worker processes is faster than one loop with one dict.
#
# .. claim:: cluster.mapreduce.combiner
#    :rule: gains((mapreduce_processes, mapreduce_uncombined))
#
#    A combiner makes a grouped sum faster.
#
# .. claim:: cluster.mapreduce.records
#    :rule: observed(mapreduce_fewer)
#
#    A combiner makes the shuffle smaller.
#
# .. claim:: cluster.mapreduce.skew
#    :rule: observed(mapreduce_skewed, mapreduce_cured)
#
#    One hot key gives most of the records to one reducer, and a combiner prevents it.
#
# .. claim:: cluster.mapreduce.hash
#    :rule: observed(mapreduce_hash_differs, mapreduce_crc_agrees)
#
#    Two processes may disagree on the ``hash`` of a text, but agree on its ``crc32``.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/20_engines`: the same job by five engines, and what each costs.
