"""
A stencil, and several sweeps in one pass
=========================================

After this page you can write a loop over the neighbours of each point so that it vectorises, and you can do several
sweeps of it for one pass over the memory.
"""
# %%
# What changes
# ------------
#
# The Jacobi iteration replaces each point of a grid by the mean of its four neighbours, sweep after sweep, and leaves
# the border as it is. This is the simplest *stencil*. Here one call does four sweeps. Python does them to and fro
# between two planes, and each function below does one sweep, ``source`` to ``target``:
#
# .. kernel:: jacobi_python jacobi_numpy jacobi_numba

from accelguide.kernels import jacobi
from accelguide.timing import compare

compare(jacobi.jacobi_python, jacobi.jacobi_numpy, workload=jacobi.workload, sizes=(100,), budget=0.5)

# %%
# .. timings:: jacobi
#    :size: 100
#
# With Numba there are two more ways to say it. The expression of NumPy compiles as it stands. And for ``@stencil`` you
# write the formula of one point, with indices relative to it; the manual says that ``parallel=True`` makes a parallel
# loop of it (*Using the @stencil decorator*).
#
# .. kernel:: jacobi_slices stencilled
#
# From here on there is one step at a time.
#
# **A function of rows.** The inner loop moves into a function that gets three rows and fills a fourth. Its arrays have
# one dimension and are contiguous, which Numba and LLVM know from their types. It is the part from which the later
# steps are made.
#
# .. kernel:: jacobi_rows means
#
# **All cores.** The outer loop becomes ``prange``. Rows of ``target`` do not depend on each other.
#
# .. kernel:: jacobi_parallel
#
# **Streaming stores.** A row of ``target`` is not read again before the next sweep, so it may go around the cache
# (:doc:`/gallery/3_numpy/10_limits`, :doc:`/gallery/4_numba/60_choice`).
#
# .. kernel:: mean means_streamed jacobi_streamed_parallel
#
# **Several sweeps in one pass.** A point after two sweeps depends on three rows after one sweep, and these on five rows
# of the grid. So one sweep can follow close behind the other while those rows are still in the cache, and the grid
# crosses the memory once for both (*temporal blocking*). Of each sweep but the last, three rows are kept, in a ring.
# Each core does this for a band of rows; at the edges of bands, neighbours do some rows twice.
#
# .. kernel:: cascades cascade cascade_row

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2.4), layout="constrained")
for level in range(jacobi.SWEEPS + 1):
    reach = jacobi.SWEEPS - level
    needed = list(range(-reach, reach + 1))
    ax.plot(needed, [level] * len(needed), "o", color="C0", label="" if level else "all that the row needs")
    last = needed[-3:]
    ax.plot(last, [level] * len(last), "s", color="C1", markersize=8, label="" if level else "what is in use at a time")
ax.set_yticks(range(jacobi.SWEEPS + 1))
ax.set_xlabel("row, relative to the one that is finished")
ax.set_ylabel("sweeps done")
ax.set_title("What a row depends on after four sweeps")
ax.legend()

# %%

ONE = jacobi.jacobi_numpy, jacobi.jacobi_slices, jacobi.jacobi_numba, jacobi.jacobi_rows
ALL = jacobi.jacobi_stencil_parallel, jacobi.jacobi_parallel, jacobi.jacobi_streamed_parallel
FUSED = jacobi.jacobi_pairs_parallel, jacobi.jacobi_fours_parallel

compare(*ONE, *ALL, *FUSED, workload=jacobi.workload, sizes=(200, 2_500), budget=2)

# %%
# What it buys
# ------------
#
# .. timings:: jacobi
#    :share:
#
# The bytes counted are those of one pass, the grid read once and written once, for all four sweeps. So a form that
# takes a pass for every sweep stays below a quarter of the limit, unless the grid fits in a cache.
#
# The expression of NumPy, compiled: :finding:`jacobi_slices`. It makes an array for the sum of the four views, and asks
# the operating system for it anew in each sweep (:doc:`/gallery/4_numba/60_choice`). The first call took
# :first-call:`jacobi_slices`. The plain loop makes no array: :finding:`jacobi_numba`, with a first call of
# :first-call:`jacobi_numba`. ``@stencil`` on all cores: :finding:`jacobi_stencil_parallel`.
#
# The steps, all of them over NumPy: the loop on one core :speedup:`jacobi_numba`, as a function of rows
# :speedup:`jacobi_rows`; the loop on all cores :speedup:`jacobi_parallel`, with rows and streaming stores
# :speedup:`jacobi_streamed_parallel`, with two sweeps in a pass :speedup:`jacobi_pairs_parallel`, and with all four
# :speedup:`jacobi_fours_parallel`. The last one reached :share:`jacobi_fours_parallel` of the limit of all cores, the
# loop on all cores :share:`jacobi_parallel`.
#
# When not to
# -----------
#
# Where the grid fits in a cache, there is no traffic to save, and a store that goes around the cache takes away what
# the next sweep reads. Here are two hundred rows of two hundred:
#
# .. timings:: jacobi
#    :size: 200
#
# Sweeps can only be fused if nothing happens between them. Who asks after each sweep whether the result is good enough
# must be content to ask after every fourth. And the best sweep is the one that is not needed: successive
# over-relaxation or multigrid take far fewer of them.
#
# Claims
# ------
#
# .. claim:: numba.stencil.loop
#    :rule: faster(jacobi_numba, jacobi_slices, by=1.5)
#
#    Inside compiled code, a plain loop over the points is clearly faster than an expression of slices.
#
# .. claim:: numba.stencil.decorator
#    :rule: faster(jacobi_parallel, jacobi_stencil_parallel)
#
#    Two loops with ``prange`` are faster than ``@stencil`` with ``parallel=True``.
#
# .. claim:: numba.stencil.cores
#    :rule: gains((jacobi_parallel, jacobi_numba))
#
#    All cores together do a sweep of a large grid faster than one.
#
# .. claim:: numba.stencil.rows
#    :rule: vain(jacobi_rows, jacobi_numba, by=1.2)
#
#    A function of rows gains nothing by itself: the plain loop is as good.
#
# .. claim:: numba.stencil.stream
#    :rule: faster(jacobi_streamed_parallel, jacobi_parallel)
#
#    Streaming stores make a sweep faster.
#
# .. claim:: numba.stencil.fused
#    :rule: gains((jacobi_pairs_parallel, jacobi_streamed_parallel), (jacobi_fours_parallel, jacobi_pairs_parallel))
#
#    On a large grid two sweeps in one pass are faster than one, and four are faster than two.
#
# .. claim:: numba.stencil.beyond
#    :rule: near(jacobi_fours_parallel, 0.25, cores=all)
#
#    Fused sweeps pass the bound of those that take a pass each: a quarter of the limit.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/80_lanes`: loops that end at a different time for each point.
# :doc:`/gallery/3_numpy/40_temporaries`: the same traffic in NumPy, and blocks there.
