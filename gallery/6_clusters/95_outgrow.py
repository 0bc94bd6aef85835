"""
More data than memory
=====================

After this page you can run a job over data that never fit into memory, hold its processes to a limit, and tell what
it does when it has to keep more than it can hold.
"""
# %%
# What changes
# ------------
#
# The notes send you to a cluster when data no longer fit one machine, from about a terabyte on. The difficulty is the
# same in small, so it is scaled down here: each worker is held to a limit of memory, and the data are larger than that.
# They are sales, each the number of a shop, eight bytes. A block of them is made from its number, which is its seed;
# so they can be of any size, and lie nowhere. The job counts the sales of each shop.
#
# .. kernel:: sales_block tally_blocks all_rows
#
# ``all_rows`` is the program that never thought of memory: all blocks first, then the count. ``tally_blocks`` holds one
# block at a time. Each works in a task under a limit that is real: Linux refuses a process more data than
# ``RLIMIT_DATA`` says, which is its heap and whatever else it may write to and shares with nobody.
#
# .. kernel:: held_to tally_of_run all_rows_under
#
# On an engine, a task counts a run of blocks, and only sales by shop travel:
#
# .. kernel:: outgrow_alone outgrow_dask outgrow_ray
#
# How many bytes is a setting, ``ACCELGUIDE_OUTGROW=20e9`` for instance; with ``ACCELGUIDE_DASK`` or
# ``ACCELGUIDE_RAY``, the address of a cluster, the same script runs there. The data of this run:

import time

from accelguide.kernels import keeping, outgrow
from accelguide.kernels._outgrow import LIMIT, memory_lines, memory_peak
from accelguide.timing import observe

ROWS = outgrow.wanted(300_000_000)

observe("outgrow_bytes", outgrow.work(ROWS)["bytes"], "bytes")
observe("outgrow_limit", LIMIT, "bytes")
observe("outgrow_times", round(outgrow.work(ROWS)["bytes"] / LIMIT, 1))
observe("outgrow_larger", outgrow.work(ROWS)["bytes"] > LIMIT)

begin = time.perf_counter()
expected, alone = outgrow.outgrow_alone(ROWS)
observe("outgrow_alone_seconds", time.perf_counter() - begin, "seconds")
observe("outgrow_alone_peak", memory_peak(alone), "bytes")
observe("outgrow_alone_below", memory_peak(alone) < LIMIT)

# %%
# :observed:`outgrow_bytes`; the limit of each worker: :observed:`outgrow_limit`. The data are
# :observed:`outgrow_times` times the limit.
#
# The second job has to go through the data twice: it counts the sales of shops whose number is above the average. Here
# the blocks are kept after the first pass, as data are that took long to make. Futures keep them in Dask, references
# in Ray, and what is too much for memory is *spilled*: the engine writes it to disk and reads it again when needed.
#
# .. kernel:: keeping_dask keeping_ray
#
# Each engine is started once, with a limit of its own that makes it spill: for a worker of Dask the same as above, for
# the shared store of Ray less.

KEPT = 60_000_000
remaining, _, _ = keeping.keeping_alone(KEPT)
observe("outgrow_kept_bytes", keeping.work(KEPT)["bytes"], "bytes")

with outgrow.outgrow_dask.session() as client:
    begin = time.perf_counter()
    sales, dask_once = outgrow.outgrow_dask.inside(ROWS, client)
    observe("outgrow_dask_seconds", time.perf_counter() - begin, "seconds")
    observe("outgrow_dask_peak", memory_peak(dask_once), "bytes")
    above, dask_kept, spilled = keeping.keeping_dask.inside(KEPT, client)
    observe("outgrow_full_disk", keeping.refused_on_dask(client) or "no error")
    _, naive = outgrow.whole_on_dask(ROWS, client)

observe("outgrow_dask_naive", naive or "no error")
observe("outgrow_dask_naive_fails", "MemoryError" in naive)
observe("outgrow_dask_right", bool((sales == expected).all()))
observe("outgrow_dask_below", memory_peak(dask_once) < LIMIT)
observe("outgrow_dask_kept_right", above == remaining)
observe("outgrow_dask_kept_peak", memory_peak(dask_kept), "bytes")
observe("outgrow_dask_kept_below", memory_peak(dask_kept) < LIMIT)
observe("outgrow_dask_spilled", spilled, "bytes")
observe("outgrow_dask_spills", spilled > 0)

# %%
# Ray does the same:

with outgrow.outgrow_ray.session() as ray:
    begin = time.perf_counter()
    sales, ray_once = outgrow.outgrow_ray.inside(ROWS, ray)
    observe("outgrow_ray_seconds", time.perf_counter() - begin, "seconds")
    observe("outgrow_ray_peak", memory_peak(ray_once), "bytes")
    above, ray_kept, spilled = keeping.keeping_ray.inside(KEPT, ray)
    _, naive = outgrow.whole_on_ray(ROWS, ray)

observe("outgrow_ray_naive", naive or "no error")
observe("outgrow_ray_naive_fails", "MemoryError" in naive)
observe("outgrow_ray_right", bool((sales == expected).all()))
observe("outgrow_ray_below", memory_peak(ray_once) < LIMIT)
observe("outgrow_ray_kept_right", above == remaining)
observe("outgrow_ray_kept_peak", memory_peak(ray_kept), "bytes")
observe("outgrow_ray_kept_below", memory_peak(ray_kept) < LIMIT)
observe("outgrow_ray_spilled", spilled, "bytes")
observe("outgrow_ray_spills", spilled > 0)

# %%
# What it buys
# ------------
#
# All at once, in a worker of Dask: :observed:`outgrow_dask_naive`. In one of Ray: :observed:`outgrow_ray_naive`.
# Without the limit it is the system that kills a process, this one or another, when memory runs out.
#
# Block by block, by one process alone: :observed:`outgrow_alone_seconds`, and at the most
# :observed:`outgrow_alone_peak` in memory. On Dask: :observed:`outgrow_dask_seconds`, at the most
# :observed:`outgrow_dask_peak` in any worker, and was the answer the same? :observed:`outgrow_dask_right`. On Ray:
# :observed:`outgrow_ray_seconds`, :observed:`outgrow_ray_peak`, the same answer? :observed:`outgrow_ray_right`. Peaks
# are what Linux calls ``VmHWM``: all pages that were in memory together, the interpreter and its libraries included.
#
# The blocks that were kept: :observed:`outgrow_kept_bytes`. On Dask, :observed:`outgrow_dask_spilled` of them lay on
# disk after the first pass, no worker held more than :observed:`outgrow_dask_kept_peak`, and was the answer right?
# :observed:`outgrow_dask_kept_right`. On Ray, whose store is shared memory that counts in each process that maps it:
# :observed:`outgrow_ray_spilled` on disk at the end, :observed:`outgrow_ray_kept_peak` at the most, right?
# :observed:`outgrow_ray_kept_right`. In the drawing each dot is the end of a task.

import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 2, figsize=(7, 2.8), layout="constrained", sharey=True)
for ax, name, parts in zip(axes, ("Dask", "Ray"), ((dask_once, dask_kept), (ray_once, ray_kept)), strict=True):
    for label, color, reports in zip(("used once", "kept"), ("C0", "C1"), parts, strict=True):
        for place, (moments, held) in enumerate(memory_lines(reports)):
            shown = [size / 1e6 for size in held]
            ax.plot(moments, shown, ".-", color=color, linewidth=1, label="_" * (place > 0) + label)
    ax.axhline(LIMIT / 1e6, color="C3", linestyle="--", label="limit")
    ax.set_title(f"Memory of each worker of {name}")
    ax.set_xlabel("seconds since the first task was done")
axes[0].set_ylabel("in memory (MB)")
axes[0].set_ylim(0)
axes[0].legend()

# %%
# Spilling needs room on a disk. Before the job begins, each worker is asked how much there is, and writes a little to
# see whether it can; and it is asked again if the job goes wrong. A job that would spill an exabyte ends before it
# has begun, with the error :observed:`outgrow_full_disk`, which says which worker, which folder, how much is free, and
# what to do. Without that question Dask only logs the error, keeps what it cannot write, and pauses the workers: the
# job then waits for ever. Ray has an error of its own, which is turned into the same one.
#
# **On a cluster.** Start ``dask scheduler`` on one machine, and on each of the others ``dask worker tcp://HOST:8786
# --nthreads 1 --memory-limit 2GB --local-directory FOLDER``; or ``ray start --head`` on one, and
# ``ray start --address HOST:6379`` on the others. Workers import what they run, so this package must be installed
# there too; the standalone script of this page, which you can download below, sends the functions themselves.
#
# When not to
# -----------
#
# - If one process can go through the data block by block in the time that you have, you need no cluster. What must be
#   small is a block, and what is carried from one to the next.
# - If the data lie on one disk, that disk sets the pace, however many workers wait for it.
# - Make data again, or read them again, rather than keep them, where that is quicker than the disk.
# - A limit of an engine is a watch, not a wall: Dask looks at its workers every now and then, and ends one that is
#   above its limit, with all it held. A task that takes much at once is above it before anybody looks.
#
# Claims
# ------
#
# .. claim:: cluster.outgrow
#    :rule: observed(outgrow_larger, outgrow_dask_right, outgrow_dask_below, outgrow_ray_right, outgrow_ray_below)
#
#    Data that are too large for the memory of any one worker are no obstacle to a cluster: each worker stays below its
#    limit, and the answer is right.
#
# .. claim:: cluster.outgrow.naive
#    :rule: observed(outgrow_dask_naive_fails, outgrow_ray_naive_fails)
#
#    Under that limit, a worker that wants all of the data in memory at once ends in a ``MemoryError``.
#
# .. claim:: cluster.outgrow.alone
#    :rule: observed(outgrow_larger, outgrow_alone_below)
#
#    One process that holds one block at a time stays below the same limit, without any engine.
#
# .. claim:: cluster.outgrow.dask.spill
#    :rule: observed(outgrow_dask_spills, outgrow_dask_kept_right, outgrow_dask_kept_below)
#
#    Dask writes to disk what its workers cannot hold; they stay below their limit, and the answer is right.
#
# .. claim:: cluster.outgrow.ray.spill
#    :rule: observed(outgrow_ray_spills, outgrow_ray_kept_right, outgrow_ray_kept_below)
#
#    Ray writes to disk what its store cannot hold; its workers stay below their limit, and the answer is right.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/6_clusters/30_dask`: how a script of NumPy or pandas moves over to Dask.
