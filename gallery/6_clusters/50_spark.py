"""
Spark: who runs your function
=============================

After this page you can write one job for Spark in five forms, you know in which process each of them computes, and you
can read off its plan where rows leave Java, and where they move between workers.
"""
# %%
# What changes
# ------------
#
# Spark is written in Scala and runs in a Java virtual machine. PySpark is its remote control: a script says in Python
# what is to be done, and Spark does it. So it matters in which process a function of your own runs.
#
# The job: vehicles drive straight legs, one a row; how many metres has each of them driven? A row is made from its
# number, so that no file is needed. ``legs_python`` is one loop and one dict.
#
# .. kernel:: leg distance driven legs_python
#
# An **RDD** (resilient distributed dataset, `Zaharia and others 2012
# <https://www.usenix.org/conference/nsdi12/technical-sessions/presentation/zaharia>`__) is a list of Python objects,
# cut into parts. Spark hands the parts around, and Python processes beside the virtual machine run each step:
#
# .. kernel:: legs_rdd
#
# A ``DataFrame`` has columns, and Spark computes with them itself, in Java. A function in Python is foreign to it. Such
# a **user-defined function** (UDF) can be called row by row, or once for many rows, with columns of pandas. The rows
# travel pickled, or as columns in the format of Arrow, which Java and Python read as they are:
#
# .. kernel:: frame_of summed of_rows of_columns
#
# .. kernel:: legs_pickled legs_rows legs_columns
#
# Last, no UDF: ``legs_builtin`` calls ``distance`` once, in the script, with two of Spark's own expressions. What comes
# back is an expression too, and that is what Spark gets.
#
# .. kernel:: legs_builtin

from functools import partial

from accelguide.kernels import jobs, legs, sparkfaults
from accelguide.kernels._faulty import facts
from accelguide.sessions.spark import spark_session
from accelguide.timing import Sessions, compare, observe

LEGS = 100_000

with Sessions() as engines:
    compare(
        legs.legs_python,
        legs.legs_rdd,
        legs.legs_pickled,
        legs.legs_rows,
        legs.legs_columns,
        legs.legs_builtin,
        workload=legs.workload,
        sizes=(100_000,),
        once="here",
        least=3,
        budget=0.5,
        sessions=engines,
    )
    for fact in facts(sparkfaults.on_spark(engines)):
        observe(*fact)
    spark = engines.started(spark_session)
    observe("spark_version", spark.version)
    observe("spark_by_scala", jobs.by_scala(spark))
    by_rows = jobs.in_workers(spark, partial(legs.legs_rows.inside, LEGS, spark))
    by_expressions = jobs.in_workers(spark, partial(legs.legs_builtin.inside, LEGS, spark))
    plans = jobs.plans(LEGS, spark)
    steps = jobs.calls(LEGS, spark)
    combined = jobs.shuffled(spark, partial(jobs.reduced_by_key, LEGS, spark))
    uncombined = jobs.shuffled(spark, partial(jobs.grouped_by_key, LEGS, spark))

# %%
# What it buys
# ------------
#
# .. timings:: legs
#
# Spark was up after :startup:`legs_rdd`. The first call of each form has more to do than the later ones: processes are
# started, and Java compiles code while it runs. After that, set against the loop in one process: RDD,
# :finding:`legs_rdd`; row by row, pickled, :finding:`legs_pickled`; row by row, through Arrow, :finding:`legs_rows`; by
# columns, :finding:`legs_columns`; with expressions only, :finding:`legs_builtin`.
#
# **Who computes.** Spark here is of version :observed:`spark_version`. Does its central class bear the signature that
# the compiler of Scala leaves? :observed:`spark_by_scala`. The virtual machine also tells how much time of the
# processors its Python processes take. For :observed:`spark_legs` legs: row by row, :observed:`spark_workers_rows`;
# with expressions only, :observed:`spark_workers_builtin`.

observe("spark_legs", LEGS)
observe("spark_workers_rows", by_rows, "seconds")
observe("spark_workers_builtin", by_expressions, "seconds")
observe("spark_python_for_functions", by_rows > 0)
observe("spark_no_python_for_expressions", 10 * by_expressions < by_rows)

# %%
# **The plan.** Before it computes, Spark tells how it will, by ``DataFrame.explain()``. Here are the plans of three
# forms, from the first step to the last, by Spark's own names:

import matplotlib.pyplot as plt

python, java, shuffle = ("in Python processes", "C1"), ("in the virtual machine", "C0"), ("shuffle", "C2")
places = {"BatchEvalPython": python, "ArrowEvalPython": python, "Exchange": shuffle}

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
for label, colour in (java, python, shuffle):
    ax.plot([], [], "s", color=colour, alpha=0.4, markersize=10, label=label)
for place, (form, names) in enumerate(plans.items()):
    ax.text(place, 1, form, ha="center", va="center", family="monospace")
    ax.plot([place, place], [0, 1 - len(names)], color="grey", zorder=0)
    for depth, name in enumerate(names):
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": "none"}
        style = {"ha": "center", "va": "center", "family": "monospace", "fontsize": 9}
        ax.text(place, -depth, name, bbox=box, **style)
        colour = places.get(name, java)[1]
        ax.text(place, -depth, name, bbox={**box, "facecolor": colour, "alpha": 0.4}, **style)
ax.set(title="The steps of three plans, from top to bottom", xlim=(-0.5, 2.5), ylim=(-5.7, 1.5))
ax.set_axis_off()
ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=3, frameon=False)

# %%
# In ``BatchEvalPython`` and ``ArrowEvalPython`` rows leave the virtual machine and come back. What happens there Spark
# cannot see; of expressions it makes one loop in Java, together with the steps around them. ``Exchange`` is the
# **shuffle**, where rows with the same key come together. Before it, ``HashAggregate`` adds up what each part has of a
# vehicle; behind it, another one adds up those sums.
#
# **Nothing is computed before it is asked for.** ``map`` is a *transformation*: it notes what is to be done. ``sum`` is
# an *action*: it needs an answer. A counter in the function shows when Spark calls it:

labels = ("map", "sum", "again", "cache", "cached")
for label, (called, seconds) in zip(labels, steps, strict=True):
    observe(f"spark_calls_{label}", called)
    observe(f"spark_seconds_{label}", seconds, "seconds")
observe("spark_lazy", steps[0][0] == 0 < steps[1][0])
observe("spark_forgets", steps[2][0] >= LEGS)
observe("spark_caches", steps[4][0] == 0)

# %%
# - ``map``: calls, :observed:`spark_calls_map`; time, :observed:`spark_seconds_map`.
# - ``sum``: calls, :observed:`spark_calls_sum`; time, :observed:`spark_seconds_sum`.
# - ``sum`` once more: calls, :observed:`spark_calls_again`; time, :observed:`spark_seconds_again`. Spark keeps the
#   recipe, not the result.
# - ``cache()``, and ``sum``: calls, :observed:`spark_calls_cache`; time, :observed:`spark_seconds_cache`. It is a
#   transformation too: the next action fills the cache.
# - ``sum`` once more: calls, :observed:`spark_calls_cached`; time, :observed:`spark_seconds_cached`.
#
# **A worker lost.** By the recipe Spark also makes parts again that were lost with a worker. In this job of eight
# tasks, the Python process of one is killed in mid-work:
#
# .. kernel:: by_spark
#
# Was the answer right? :observed:`faults_spark_right`. Runs beyond one for each task: :observed:`faults_spark_again`.
# If the process of that task is killed each time, there are :observed:`faults_spark_always_again` of them, and then
# the job ends with :observed:`faults_spark_always_error`. So a function may be called more than once for a row, and
# should do no more than return its answer. :doc:`/gallery/6_clusters/90_faults` does the same to other engines.
#
# **What a shuffle moves.** ``reduceByKey`` adds up within each part first, as the plans do. ``groupByKey`` sends every
# leg to where its vehicle is added up:
#
# .. kernel:: reduced_by_key grouped_by_key

observe("spark_moved_reduced", combined, "bytes")
observe("spark_moved_grouped", uncombined, "bytes")
observe("spark_combines", combined < uncombined)

# %%
# Written for the shuffle, for as many legs: by ``reduceByKey``, :observed:`spark_moved_reduced`; by ``groupByKey``,
# :observed:`spark_moved_grouped`. The first depends on how many vehicles and parts there are, the second on how many
# legs. On a cluster these bytes cross the network.
#
# When not to
# -----------
#
# - While one machine can hold the data and do the work in time: :doc:`/gallery/6_clusters/20_engines` shows from what
#   size on an engine pays here, if it does.
# - Do not write a UDF for what ``pyspark.sql.functions`` has. Where you need one, let it take columns.
# - ``collect`` and ``toPandas`` bring all rows into the script, which is one process. Add up, filter or write first.
# - Cache only what is used again, and ``unpersist`` it afterwards: the cache takes memory from everything else.
#
# Here Spark runs on this machine alone. Set ``ACCELGUIDE_SPARK`` to the address of a master, ``spark://HOST:PORT``, or
# of a Spark Connect server, ``sc://HOST:PORT``, and the same code runs there. Connect has no RDDs and no virtual
# machine to look into: that form is left out, and the page ends where it would look. Processes on other machines are
# not killed.
#
# Claims
# ------
#
# .. claim:: cluster.spark
#    :rule: observed(spark_by_scala, spark_no_python_for_expressions)
#
#    Spark is written in Scala, and PySpark drives it from Python: what is said in expressions, no Python process
#    computes.
#
# .. claim:: cluster.spark.workers
#    :rule: observed(spark_python_for_functions)
#
#    A Python function runs in Python processes beside the virtual machine.
#
# .. claim:: cluster.spark.functions
#    :rule: gains((legs_builtin, legs_columns), (legs_columns, legs_rows), (legs_rows, legs_pickled))
#
#    Expressions are faster than a function of columns, that one is faster than one called row by row, and for the
#    latter it is faster to send rows through Arrow than pickled.
#
# .. claim:: cluster.spark.loop
#    :rule: gains((legs_builtin, legs_python))
#
#    A Spark that is up already is faster at this size than a loop in one Python process.
#
# .. claim:: cluster.spark.lazy
#    :rule: observed(spark_lazy, spark_forgets)
#
#    A transformation computes nothing; an action does, and another one computes it all again.
#
# .. claim:: cluster.spark.cache
#    :rule: observed(spark_caches)
#
#    What is cached is not computed again.
#
# .. claim:: cluster.spark.shuffle
#    :rule: observed(spark_combines)
#
#    Sums made within each part keep the shuffle small.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/30_dask`: an engine written in Python, which speaks NumPy and pandas.
