"""
Sums, counts and atomic additions
=================================

After this page you can add up an array on a GPU, and count keys on it, without thousands of threads queueing for one
place in memory.
"""
# %%
# What changes
# ------------
#
# On the device, thousands of threads run at once. If all of them add to one place, each addition has to be *atomic*: it
# reads, adds and writes with nobody in between, so the threads take turns. Three ways to add up the square roots of an
# array: every root by an atomic addition; every thread adds up its own roots first; and every block adds up what its
# threads have, in a tree in shared memory, and writes it to a place of its own, which a second kernel with a single
# block adds up. The last way needs no atomic addition, and its result is the same in every run.
#
# .. kernel:: each_to_one thread_to_one
#
# .. kernel:: block_sum block_to_own

from accelguide.kernels import rootsum
from accelguide.timing import compare

compare(
    rootsum.rootsum_numpy,
    rootsum.rootsum_block_parallel,
    rootsum.rootsum_cuda_atomic,
    rootsum.rootsum_cuda_threads,
    rootsum.rootsum_cuda,
    workload=rootsum.workload,
    sizes=(20_000_000,),
    budget=1,
)

# %%
# A histogram cannot do without: which counter is to be raised depends on the data. But it can have more than one set of
# counters. In the first kernel all threads count in the memory of the device. In the second each block has counters of
# its own in shared memory, one set for each group of threads that runs in step (a *warp*) where there is room for that,
# and adds them to the others in the end. A key that is out of range is counted too, behind the last bin, so that it can
# be refused as everywhere.
#
# .. kernel:: in_global in_shared counted_near

from accelguide.kernels import histogram

compare(
    histogram.histogram_numpy,
    histogram.histogram_parallel,
    histogram.histogram_cuda_global,
    histogram.histogram_cuda,
    workload=histogram.workload,
    sizes=(20_000_000,),
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: rootsum
#    :share:
#
# .. timings:: histogram
#    :share:
#
# An atomic addition for every root took :time:`rootsum_cuda_atomic`, one for every thread :time:`rootsum_cuda_threads`,
# none at all :time:`rootsum_cuda`, which is :share-device:`rootsum_cuda` of the limit of the device's memory. Counting
# in the memory of the device took :time:`histogram_cuda_global`, counting in the blocks first :time:`histogram_cuda`,
# :share-device:`histogram_cuda` of that limit.
#
# When not to
# -----------
#
# A few atomic additions cost next to nothing: one for every block would do as well as the second kernel. But floats
# that are added in whatever order the threads arrive in give last digits that change from run to run. And counters that
# do not fit into shared memory have to stay in the memory of the device, where keys that differ do not meet; it is the
# same key again and again that makes the threads queue.
#
# Claims
# ------
#
# .. claim:: numba.cuda.atomics
#    :rule: faster(rootsum_cuda, rootsum_cuda_atomic, by=2)
#
#    A sum by blocks is far faster than one by an atomic addition for every element.
#
# .. claim:: numba.cuda.private
#    :rule: faster(histogram_cuda, histogram_cuda_global)
#
#    Counters of its own for each block make a histogram faster.
#
# .. claim:: numba.cuda.histogram
#    :rule: near(histogram_cuda, 0.66, cores=device)
#
#    The histogram takes little longer than its bytes take to travel.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/5_cuda/50_ufuncs`: kernels that you do not write yourself.
