"""
One job, five engines
=====================

After this page you know what multiprocessing, Dask, Ray, Spark and Hive each cost and give on the same two jobs, and
from what size on they pay on this machine.
"""
# %%
# What changes
# ------------
#
# The first job is the grouped aggregation of :doc:`/gallery/6_clusters/10_mapreduce`: count the rows of each key, and
# add up the square roots of their numbers. The rows are text, in four files of one folder, which is written before the
# clock starts. A call is timed from the path of that folder to the sorted rows of the answer in this process, and every
# answer is compared with that of plain Python, which is written as a map over the files and a merge:
#
# .. kernel:: totals_of merged grouping_python
#
# Then a pool of processes, a task of Ray's, or of Dask's, takes the place of ``map``:
#
# .. kernel:: grouping_processes grouping_ray grouping_dask
#
# Spark has several interfaces. In the first, Python functions get rows; in the second, Spark runs expressions of its
# own and Python sees the answer only; in the third, a Python function gets whole columns in Arrow's format:
#
# .. kernel:: grouping_rdd grouping_dataframe rooted_batches grouping_arrow
#
# In Hive the job is SQL. Hive makes a MapReduce of it, and a Python program is one step of that:
#
# .. kernel:: rooted_rows grouping_hive
#
# Each engine is started once, for the whole page. All take the first table; a second one is larger, and is left to some
# of them, to keep the page short.

from accelguide.kernels import descent, grouping
from accelguide.timing import Sessions, compare

sessions = Sessions()
compare(
    grouping.grouping_python,
    grouping.grouping_pandas,
    grouping.grouping_processes,
    grouping.grouping_ray,
    grouping.grouping_dask,
    grouping.grouping_dataframe,
    grouping.grouping_rdd,
    grouping.grouping_arrow,
    grouping.grouping_hive,
    workload=grouping.workload,
    sizes=(10_000,),
    once="here",
    least=3,
    budget=0.5,
    sessions=sessions,
)
compare(
    grouping.grouping_python,
    grouping.grouping_pandas,
    grouping.grouping_processes,
    grouping.grouping_ray,
    grouping.grouping_dask,
    grouping.grouping_dataframe,
    workload=grouping.workload,
    sizes=(300_000,),
    once="here",
    least=3,
    budget=0.5,
    sessions=sessions,
)

# %%
# What it buys
# ------------
#
# .. timings:: grouping
#    :size: 10000
#
# **Start-up** is the time until an engine can take a job. The variants of Spark share one session, so its start-up is
# the same for each, and the first call of the later ones finds it warm. **First call** is what a script that does one
# job pays beside that; the **time** is that of later calls. **Peak memory** is that of all processes of the engine, and
# what this process grew by. **Bytes moved** are counted on the loopback interface for Ray, Dask and Spark, and in pipes
# and files for processes and Hive; what goes through shared memory is not counted. **Lines that differ** are those of
# the function that the baseline's does not have; what a worker of Arrow's or of Hive's runs is a function beside that.
#
# .. timings:: grouping
#
# On the larger table, set against plain Python: processes, :finding:`grouping_processes`; Ray, :finding:`grouping_ray`;
# Dask, :finding:`grouping_dask`; Spark's expressions, :finding:`grouping_dataframe`; one process with pandas,
# :finding:`grouping_pandas`.
#
# .. scaling:: grouping
#
# The break-even is the smaller of the two sizes from which on a variant is faster than plain Python; an engine that was
# started for this one job would need more. Processes: :break-even:`grouping_processes`. Ray:
# :break-even:`grouping_ray`. Dask: :break-even:`grouping_dask`. Spark: :break-even:`grouping_dataframe`. Below it an
# engine loses, and where there is none, at every size here: it had to be started, and is no faster than one process.
# Hive was tried on the small table only: :finding:`grouping_hive`; so were Spark's RDD, :finding:`grouping_rdd`, and
# its Arrow function, :finding:`grouping_arrow`.
#
# The second job goes round by round: **logistic regression** by gradient descent. Each step needs the gradient over all
# rows, which is a sum of the gradients over parts. The parts are files of NumPy's; what is sent are paths, weights and
# gradients, and each worker loads its part anew in each step.
#
# .. kernel:: gradient descent_numpy descent_processes descent_ray descent_dask
#
# .. kernel:: descent_rdd descent_arrow descent_hive

compare(
    descent.descent_numpy,
    descent.descent_processes,
    descent.descent_ray,
    descent.descent_dask,
    descent.descent_rdd,
    descent.descent_arrow,
    descent.descent_hive,
    workload=descent.workload,
    sizes=(100_000,),
    once="here",
    least=3,
    budget=0.5,
    sessions=sessions,
)
sessions.close()

# %%
# .. timings:: descent
#
# Two steps were taken. In each, an engine has to plan, send and gather before the next can begin, so a job in many
# rounds shows what a round costs. Hive starts a MapReduce, with new Python processes, for each: :time:`descent_hive`
# for both, against :time:`descent_numpy` of one process.
#
# When not to
# -----------
#
# - If the data fits one machine, first make one process fast: pandas, NumPy, or a compiled loop
#   (:doc:`/gallery/7_together/10_ladder`). An engine divides the time by the number of cores at the most, and adds its
#   own.
# - If one machine has the cores, a pool of processes is the smallest engine, and needs nothing installed.
# - What an engine is for is not on this page: data that does not fit, :doc:`/gallery/6_clusters/95_outgrow`; more
#   machines, :doc:`/gallery/6_clusters/85_scaling`; jobs that must outlive a lost worker,
#   :doc:`/gallery/6_clusters/90_faults`.
# - On a real cluster the folder must be one that all machines see. ``ACCELGUIDE_DASK``, ``ACCELGUIDE_RAY``,
#   ``ACCELGUIDE_SPARK`` and ``ACCELGUIDE_HIVE`` take its address, and this script runs there as it is.
#
# Claims
# ------
#
# .. claim:: cluster.engines
#    :rule: reached(descent_numpy, descent_processes, descent_ray, descent_dask, descent_rdd, descent_arrow,
#           descent_hive)
#
#    A regression of this size becomes faster by every engine that it is given to.
#
# .. claim:: cluster.engines.ray
#    :rule: faster(grouping_python, grouping_ray)
#
#    One process groups rows faster than Ray does.
#
# .. claim:: cluster.engines.dask
#    :rule: faster(grouping_python, grouping_dask)
#
#    One process groups rows faster than Dask does.
#
# .. claim:: cluster.engines.spark
#    :rule: faster(grouping_python, grouping_dataframe)
#
#    One process groups rows faster than Spark does.
#
# .. claim:: cluster.engines.hive
#    :rule: faster(grouping_python, grouping_hive)
#
#    One process groups rows faster than Hive does.
#
# .. claim:: cluster.engines.large
#    :rule: reached(grouping_python, grouping_processes, grouping_ray, grouping_dask, grouping_dataframe)
#
#    On the larger table every engine is faster than plain Python in one process.
#
# .. claim:: cluster.engines.compiled
#    :rule: reached(grouping_pandas, grouping_processes, grouping_ray, grouping_dask, grouping_dataframe)
#
#    On the larger table every engine is faster than pandas in one process.
#
# .. claim:: cluster.engines.arrow
#    :rule: gains((grouping_arrow, grouping_rdd))
#
#    In Spark, a Python function on whole columns is faster than one on rows.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/30_dask`: the engine whose scripts look most like those of NumPy and pandas.
