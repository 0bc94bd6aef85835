"""
Hive: SQL that becomes MapReduce
================================

After this page you can run your own Python inside a query of Apache Hive, you know what Hive makes of the query and
where your Python runs, and you can tell how a script should hand its rows back.
"""
# %%
# What changes
# ------------
#
# Hive takes SQL and turns it into jobs of MapReduce: read, map, shuffle by key, reduce. One scheduler runs them in
# order, each as many tasks, wherever the data is. What SQL cannot say, a script can. ``SELECT TRANSFORM (…) USING
# 'command'`` starts the command beside each map task, writes the rows to its standard input, with tabs between the
# columns, and takes what it prints for the new rows (Hive's language manual, section on transform). Any program will
# do. So a *user-defined function* (UDF) in Python needs no Java, and Python that knows nothing of clusters runs on all
# machines of one.
#
# The task: names and amounts; take the root of each amount and add up by name, whatever the case of its letters. In
# plain Python that is one loop. SQL can say it too, and that is the first variant on Hive:
#
# .. kernel:: keyed_python keyed_builtin
#
# Then with Python. Two functions do the same work. One hands a row back for each row that it gets; the other adds up
# first, like a *combiner* of MapReduce, and hands back a row for each name. ``transformed`` puts them into the SQL:
#
# .. kernel:: root_rows root_totals transformed keyed_each keyed_combined
#
# ``hive.script`` takes the function's source, puts lines below it that read and write rows, and adds the file to those
# that Hive gives to every task (``ADD FILE``). This is the file that a task runs:

import os

from accelguide.kernels import keyed
from accelguide.kernels._keyed import root_rows
from accelguide.sessions.hive import hive_session
from accelguide.sessions.hive_base import script_text
from accelguide.timing import Sessions, compare, observe

print(script_text(root_rows))

# %%
# What it buys
# ------------
#
# This is Hive itself, version 2.3, whose engine the package PySpark carries: compiler, metastore and MapReduce run in
# one Java virtual machine here, a task at a time. A call writes the rows to a file, loads them, and runs the query.
#
# Beside the times stand three questions to the same engine. Who ran the script? With a limit on the bytes of a map task
# the table is cut into several parts, and each process says its id, that of its parent, and how many rows it got. Which
# jobs does Hive plan for a longer query, and which ones does it report to have run? And what does a script do to a
# query when it fails?

SIZE = 50_000

with Sessions() as sessions:
    compare(
        keyed.keyed_python,
        keyed.keyed_builtin,
        keyed.keyed_each,
        keyed.keyed_combined,
        workload=keyed.workload,
        sizes=(50_000,),
        once="here",
        least=3,
        budget=0.5,
        sessions=sessions,
    )
    hive = sessions.started(hive_session)
    (table,) = keyed.workload(SIZE)
    keyed.load(hive, table)
    hive.sql("SET hive.auto.convert.join=false")
    query = keyed.ranking(hive)
    plan = keyed.stages(hive.explain(query))
    answer = keyed.rounded(hive.sql(query))
    ran = hive.jobs
    hive.sql(f"SET mapreduce.input.fileinputformat.split.maxsize={len(table) // 3}")
    tasks = keyed.processes(hive)
    keyed.load(hive, "name_1\t1.0\nname_2\tunknown\n")
    said = keyed.refused(hive).splitlines()

# %%
# .. timings:: keyed
#
# Against the loop in plain Python: SQL alone, :finding:`keyed_builtin`; a script row by row, :finding:`keyed_each`; a
# script that adds up first, :finding:`keyed_combined`. Before the first query Hive takes :startup:`keyed_builtin` to
# start. And to each query, however few its rows, it adds what a cluster needs: a plan, a job, tasks, files between map
# and reduce. Only work that lasts far longer than that can gain.
#
# **Who ran the script?**

observe("hive_tasks", len(tasks))
observe("hive_apart", len({pid for pid, _, _ in tasks} - {os.getpid()}) == len(tasks) > 1)
observe("hive_all_rows", sum(times for _, _, times in tasks) == SIZE)

# %%
# Tasks: :observed:`hive_tasks`. Had each of them a Python process of its own, and none of them was this one?
# :observed:`hive_apart`. Did they get all rows between them? :observed:`hive_all_rows`. On a cluster these processes
# run side by side on many machines; nothing in the function or in the SQL changes for that.
#
# **Which jobs?** The longer query looks for the names of the largest sums, and joins how often each occurs. The drawing
# shows the stages and their order as Hive's ``EXPLAIN`` gives them under STAGE DEPENDENCIES:

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
spots = keyed.places(plan)
for word, names in keyed.sorts(plan).items():
    ax.scatter(*zip(*map(spots.get, names), strict=True), s=500, label=word)
for name, (step, lane) in spots.items():
    ax.annotate(name, (step, lane), (0, -24), textcoords="offset points", ha="center", family="monospace")
    for other in plan[name].needs:
        ax.annotate("", (step, lane), spots[other], arrowprops={"arrowstyle": "->", "shrinkA": 13, "shrinkB": 13})
ax.margins(0.12, 0.5)
ax.set_axis_off()
ax.set_title("What Hive makes of one query: a graph of jobs")
fig.legend(loc="outside lower center", ncols=3, markerscale=0.4)

jobs = [name for name, stage in plan.items() if stage.kind == "Map Reduce"]
observe("hive_planned", len(jobs))
observe("hive_as_planned", sorted(ran) == sorted(jobs))
observe("hive_right", answer == keyed.ranked(table))

# %%
# Jobs of MapReduce in the plan: :observed:`hive_planned`. Did Hive report to have run just these?
# :observed:`hive_as_planned`. And was the answer that of plain Python? :observed:`hive_right`. Two jobs that do not
# need each other may run at once; what needs both waits. Along each arrow the whole result of a job goes through files.
#
# **What if the script fails?** In the last query an amount is no number. Hive reads it as missing, and hands a missing
# value to a script as ``\N``, which ``float`` refuses. The task fails, and with it the job and the query. The error of
# this guide's session shows what Hive says, and the traceback of the script:

observe("hive_told", said[-1].startswith("ValueError"))
print(said[0], "…", *said[-3:], sep="\n")

# %%
# **On a server.** The same code talks to a HiveServer2 whose address is in ``ACCELGUIDE_HIVE``. Hive's own image starts
# one; it has no Python, so add that:
#
# .. code-block:: bash
#
#    printf 'FROM apache/hive:4.0.0\nUSER root\nRUN apt-get update && apt-get -y install python3\nUSER hive\n' |
#      docker build -t hive-python - &&
#      docker run -d -p 127.0.0.1:10000:10000 --env SERVICE_NAME=hiveserver2 hive-python
#
# Then ``ACCELGUIDE_HIVE=127.0.0.1:10000`` sends all queries of this page there. Such a server does not see our files:
# the session sends the rows in ``INSERT`` and the script inside the command, and at its end drops the database that it
# made. The image runs queries on Tez, not on MapReduce. What our tests run this client against is not that image: it is
# Spark's server of the same protocol.
#
# When not to
# -----------
#
# - Do not take a cluster for what one process can do while you wait: :doc:`/gallery/6_clusters/20_engines`.
# - Do not write a script for what SQL can say. The rows would leave Java as text, through a pipe, and come back so.
# - Values are text without types. A tab or a line break in one of them makes other columns or rows of it, and what is
#   missing is ``\N``.
# - The command must be there on each machine, with all that it imports.
# - Hive on MapReduce is old: Hive warns that it is deprecated, and now runs on Tez, which keeps a graph of tasks in one
#   job. Spark takes the same ``TRANSFORM``: :doc:`/gallery/6_clusters/50_spark`. What stays is the idea, declare the
#   result and let a scheduler split the work.
#
# Claims
# ------
#
# .. claim:: cluster.hive
#    :rule: observed(hive_right, hive_as_planned, hive_apart, hive_all_rows)
#
#    Hive turns SQL into MapReduce jobs, and a Python UDF in the SQL makes Python distributed.
#
# .. claim:: cluster.hive.faster
#    :rule: faster(keyed_combined, keyed_python)
#
#    Python run by Hive, on one machine and at this size, is faster than the same Python alone.
#
# .. claim:: cluster.hive.combine
#    :rule: faster(keyed_combined, keyed_each)
#
#    A script that adds up before it hands rows back is faster than one that hands back every row.
#
# .. claim:: cluster.hive.builtin
#    :rule: faster(keyed_builtin, keyed_each)
#
#    What SQL can say is faster in SQL than in a script that handles row by row.
#
# .. claim:: cluster.hive.error
#    :rule: observed(hive_told)
#
#    A script that fails ends the query, with an error that has its traceback.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/50_spark`: the same idea, with the data kept in memory between the steps.
