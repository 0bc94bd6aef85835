"""
More workers, more machines: what a law predicts
================================================

After this page you can measure how a job on a cluster scales, fit a law to it that knows what is lost to waiting and
what to agreeing, and tell its prediction from a measurement.
"""
# %%
# What changes
# ------------
#
# The job adds up values by key. A worker makes a block of rows, adds up each key in it, and cuts the sums into ranges
# of keys; then each worker fetches one range from all the others, which is the shuffle, and adds it up. To make the
# block stands for reading it: no input is sent. There are always the same blocks, however many workers share them.
#
# .. kernel:: table parts added
#
# Dask has one worker process more here than the machine has cores, and Ray has nodes with one processor each. They
# are started once; a call says how many of them may work.
#
# .. kernel:: crew_dask fleet_ray

from accelguide.kernels import crew, fleet
from accelguide.timing import compare

compare(
    crew.crew_serial,
    crew.crew_dask,
    workload=crew.workload,
    sizes=crew.counts(),
    once="here",
    least=3,
    budget=0.5,
)
compare(
    fleet.fleet_serial,
    fleet.fleet_ray,
    workload=fleet.workload,
    sizes=fleet.counts(),
    once="here",
    least=3,
    budget=0.5,
)

# %%
# What it buys
# ------------
#
# In these tables the size is the number of workers. The baseline is one process without a cluster, and does not use
# them. First workers of Dask, with one more than there are cores; then nodes of Ray.
#
# .. timings:: crew
#
# .. timings:: fleet
#
# **Efficiency** is the speed-up over one worker of the same engine, for each worker. With one worker for each core
# Dask's is :efficiency:`crew_dask`, and with all nodes that have a core of their own Ray's is :efficiency:`fleet_ray`.
#
# **A law.** Where a share of the work is serial, speed-up has a ceiling: that is Amdahl's law
# (:doc:`/gallery/2_multicore/80_scaling`). The universal scalability law has a second reason to lose. With *N* workers
# the speed-up is *N* / (1 + *α* (*N* − 1) + *β* *N* (*N* − 1)) (`Gunther 2007
# <https://doi.org/10.1007/978-3-540-31010-5>`__). *α* is **contention**: workers wait in a queue, for a scheduler, a
# disk, a bus. *β* is **coherency**: each worker has to come to terms with each other one. Pairs grow as the
# square, so with *β* above zero there is a number of workers from which on more of them are slower.
#
# .. usl:: crew_dask
#
# .. usl:: fleet_ray
#
# Dask: contention :contention:`crew_dask`, coherency :coherency:`crew_dask`. Ray: contention :contention:`fleet_ray`,
# coherency :coherency:`fleet_ray`. Two unknowns need two equations: where only one number of workers above one has
# cores, its speed-up tells contention alone. More workers than cores are drawn as rings and not fitted: they take turns
# on the same cores, which workers on machines of their own do not. The scheduler and this program want those cores
# too, and what they take counts as contention.
#
# **Beyond this machine.** What follows is a **prediction**, computed from the law as fitted, the throughput of one
# worker (:throughput:`crew_dask@1`), and the bytes that Dask's processes sent one another in one call
# (:moved:`crew_dask`), all in proportion to the input.
#
# .. outlook:: crew_dask
#
# How far can it be trusted? The law was fitted to a few workers that share one memory, one clock limit and no
# network, and is asked about hundreds that have a network between them. Input must be read there, machines fail, and
# some tasks are slow for no reason. The interval holds the noise of the measurement, and none of this. Its use is
# another one: it says what a little contention does to many workers, and it says which loss to look for first. Measure
# again with each doubling, and fit again.
#
# When not to
# -----------
#
# - If efficiency is low with few workers, more of them will not mend it. Make tasks larger, or send less.
# - Do not buy machines by a curve that was measured on one.
# - If the job gets larger along with the cluster, fixed costs weigh less, and a law for a fixed job says too little
#   (`Gustafson 1988 <https://doi.org/10.1145/42411.42415>`__).
# - Look at one process first. A job that a faster loop brings below the start-up of a cluster needs none.
#
# Claims
# ------
#
# .. claim:: cluster.scaling
#    :rule: scales(crew_dask)
#
#    More workers are faster, as long as each has a core.
#
# .. claim:: cluster.scaling.nodes
#    :rule: scales(fleet_ray)
#
#    More nodes are faster too, although what one needs of another has to be sent.
#
# .. claim:: cluster.scaling.efficiency
#    :rule: efficient(crew_dask, 0.8)
#
#    With a core for each, little of the workers' time is lost.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/90_faults`: what happens when workers die. :doc:`/gallery/6_clusters/95_outgrow`: a job that
# is larger than memory.
