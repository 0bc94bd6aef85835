"""
What this machine can do
========================

After this page you know how many bytes this machine moves in a second and how many floating-point operations it does,
and you can tell from these two numbers how long a piece of work takes at the least.
"""
# %%
# What changes
# ------------
#
# A speed-up says how much faster a program became. It does not say how fast it could be. For that you need the limits
# of the machine, and there are two: the bandwidth of its memory, and the peak of its arithmetic. Work that moves *B*
# bytes and does *F* floating-point operations takes at least max(*B* / bandwidth, *F* / peak). This is the **roofline**
# model (Williams, Waterman, Patterson 2009). Both are measured here with double precision, and the bandwidth with
# copies. In single precision the peak is higher, and work that only reads may move its bytes faster than a copy does.
#
# The bandwidth is measured by a copy of an array that is far larger than the caches.
#
# .. kernel:: copying_numpy copying_threads copying_numba copying_parallel
#
# An ordinary store usually first reads the cache line that it is about to overwrite. ``stream`` asks for one that does
# not, but writes around the cache (``!nontemporal`` in the *LLVM Language Reference*, a hint that not every processor
# follows). It is an *intrinsic*, a function that says which instruction Numba's compiler is to emit. Other cores see
# such stores for certain only after a ``fence``.
#
# .. kernel:: stream

# sphinx_gallery_time_limit = 600
from accelguide.kernels import copying
from accelguide.timing import compare

compare(
    copying.copying_numpy,
    copying.copying_threads,
    copying.copying_numba,
    copying.copying_parallel,
    workload=copying.workload,
    sizes=(4_096, 33_554_432),
    once=False,
)

# %%
# The second measure of bandwidth is the triad of the STREAM benchmark (McCalpin 1995), which reads two arrays for one
# that it writes.
#
# .. kernel:: triad_numpy triad_numba

import numpy as np

from accelguide.kernels import triad

compare(
    triad.triad_numpy,
    triad.triad_numba,
    triad.triad_parallel,
    workload=triad.workload,
    sizes=(33_554_432,),
    equal=np.array_equal,
    once=False,
)

# %%
# The peak is that of multiply-adds on numbers which stay in registers. Such an instruction takes a few cycles, and
# another can begin in the meantime if it does not need the result (Fog, *Instruction tables*). So there are twelve
# vectors that do not depend on each other, which is enough where two such instructions can begin in a cycle.
#
# .. kernel:: chains peak_numpy

from accelguide.kernels import peak

compare(peak.peak_numpy, peak.peak_numba, peak.peak_parallel, workload=peak.workload, sizes=(98_304,), once=False)

# %%
# In NumPy, the work that has the best chance to come near the peak is the product of two large matrices.
#
# .. kernel:: gemm_all gemm_one

from accelguide.kernels import gemm

compare(gemm.gemm_all, gemm.gemm_one, workload=gemm.workload, sizes=(2_048,), budget=3, once=False)

# %%
# What it buys
# ------------
#
# .. timings:: copying
#    :share:
#
# .. timings:: triad
#    :share:
#
# .. timings:: peak
#    :share:
#
# .. timings:: gemm
#    :share:
#
# The best of these variants is the limit: :limit:`bandwidth@one` and :limit:`flops@one` with one core,
# :limit:`bandwidth` and :limit:`flops` with all of them. Wherever a page shows a **share of the limit**, it is the
# least time that these numbers allow, over the time that was measured. The bytes counted are those that the work cannot
# do without: inputs read once, results written once. A variant that makes temporary arrays, or goes over one twice as
# NumPy's triad does, moves more, and its share shows that. Here it is :share-one:`triad_numpy` of what one core could
# do.
#
# On the slope of the roof, memory sets the limit; on its level part, arithmetic does.
#
# .. roofline:: triad_numpy triad_parallel gemm_all peak_parallel

# %%
# When not to
# -----------
#
# The bandwidth is that of the memory. Data that is in a cache already travels faster, and then a share above the whole
# is no mistake. Here are the same copies at four thousand elements:
#
# .. timings:: copying
#    :size: 4096
#    :share:
#
# The variant whose stores go around the cache may carry to the memory what could have stayed near:
# :finding:`copying_numba@4096`. The one on all cores has to wake its threads first: :finding:`copying_parallel@4096`.
#
# Where a share is near the whole, better code cannot help any more. Only work that moves fewer bytes, or needs fewer
# operations, can be faster. And where a machine has several memory nodes, its limit may lie above the one shown here:
# like most arrays in these pages, those of the copy were first written by one thread, and so lie on one node.
#
# The bandwidth of a copy over the size of the array shows where the caches end:

from accelguide.timing import observe

sizes = [2**power for power in range(11, 26)]
rates = copying.rates(sizes)
observe("limits_cached", max(rates), "bytes")
observe("limits_cached_faster", max(rates) > 1.5 * rates[-1])

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
ax.plot([16 * size for size in sizes], [rate / 1e9 for rate in rates], marker="o")
ax.set_xscale("log", base=2)
ax.set_ylim(bottom=0)
ax.set_xlabel("bytes of both arrays")
ax.set_ylabel("read and written (GB/s)")
ax.set_title("Bandwidth of a copy over the size of the arrays, one core")

# %%
# The fastest of these copies moved :observed:`limits_cached` in a second. That is why a loop over blocks that fit in a
# cache can pass the limit of the memory: :doc:`/gallery/3_numpy/40_temporaries` uses it.
#
# Claims
# ------
#
# .. claim:: numpy.limits.memory
#    :rule: gains((copying_parallel, copying_numba))
#
#    One core alone cannot use all of the memory's bandwidth.
#
# .. claim:: numpy.limits.cores
#    :rule: faster(peak_parallel, peak_numba, by=1.5)
#
#    The peak of the arithmetic grows with the cores.
#
# .. claim:: numpy.limits.caches
#    :rule: observed(limits_cached_faster)
#
#    Data in a cache travels faster than data in the memory.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/30_blas`: how near a matrix product comes to the peak.
# :doc:`/gallery/3_numpy/40_temporaries`: where the bytes go in ordinary NumPy code.
