"""
The roofline of the device
==========================

After this page you know what the GPU can do at the most, and how near to that each kernel of this chapter comes.
"""
# %%
# What changes
# ------------
#
# As for the processor (:doc:`/gallery/3_numpy/10_limits`), two measurements bound everything: the bytes that its memory
# can move in a second, and the floating-point operations that its cores can do. The first is that of a copy from one
# place of its memory to another, by the driver and by a kernel. The copy by NumPy, in the memory of the processor,
# stands beside them.
#
# .. kernel:: hauled hauling_cuda hauling_cuda_driver

from accelguide.kernels import hauling
from accelguide.timing import compare

compare(
    hauling.hauling_numpy,
    hauling.hauling_cuda_driver,
    hauling.hauling_cuda,
    workload=hauling.workload,
    sizes=(30_000_000,),
    budget=1,
)

# %%
# The second is that of multiply-adds on numbers which stay in registers, in chains that do not wait for each other. One
# kernel does for double and for single precision: Numba compiles it for each type that it is launched with.
#
# .. kernel:: burnt

from accelguide.kernels import burning

compare(
    burning.burning_cuda,
    burning.burning_cuda_single,
    workload=burning.workload,
    sizes=(1_000_000,),
    equal=burning.agree,
    budget=1,
)

# %%
# Three streaming kernels have no page of their own here: the map with a condition
# (:doc:`/gallery/4_numba/60_choice`), and option prices in both precisions (:doc:`/gallery/4_numba/70_exponentials`).
# They move 16 bytes at a time, and the device brings logarithm, exponential and error function along.
#
# .. kernel:: fives chosen in_pairs priced

from accelguide.kernels import blackscholes, choice, singles

compare(
    choice.choice_stream_parallel,
    choice.choice_cuda,
    workload=choice.workload,
    sizes=(20_000_000,),
    budget=0.5,
)
compare(
    blackscholes.blackscholes_shared_parallel,
    blackscholes.blackscholes_cuda,
    workload=blackscholes.workload,
    sizes=(5_000_000,),
    equal=blackscholes.equal,
    budget=0.5,
)
compare(
    singles.singles_shared_parallel,
    singles.singles_cuda,
    workload=singles.workload,
    sizes=(10_000_000,),
    equal=singles.equal,
    budget=0.5,
)

# %%
# What it buys
# ------------
#
# .. timings:: hauling
#    :share:
#
# .. timings:: burning
#    :share:
#
# .. timings:: choice
#    :share:
#
# .. timings:: blackscholes
#    :share:
#
# .. timings:: singles
#    :share:
#
# The best of these is the limit of the device. In single precision it computed :flops:`burning_cuda_single`, in double
# precision :flops:`burning_cuda`; the roof below is that of the faster of the two.
#
# .. roofline:: saxpy_cuda rootsum_cuda logistic_cuda blackscholes_cuda tiles_cuda tiles_cupy
#    :cores: device
#
# A kernel on the slope of the roof waits for memory: only fewer bytes can make it faster. One below the level part
# waits for arithmetic. One that is far below both waits for something else: for a launch, for threads that queue, for
# memory that is read piece by piece.
#
# For comparison, the same workloads on all cores of the processor, below its own roof:
#
# .. roofline:: 5_cuda/40_atomics#rootsum_block_parallel
#
# When not to
# -----------
#
# The limit is that of large arrays. What fits into the cache of the device travels faster, so that a share above the
# whole is no mistake there. And a kernel near the roof is not yet the right one: it may do work that nobody needs.
#
# Claims
# ------
#
# .. claim:: numba.cuda.roofline.sums
#    :rule: near(rootsum_cuda, 0.85, cores=device)
#
#    A sum of square roots reads its numbers nearly at the bandwidth of a copy.
#
# .. claim:: numba.cuda.roofline.prices
#    :rule: near(singles_cuda, 0.85, cores=device)
#
#    In single precision, option prices are computed nearly at what the device's limits allow.
#
# .. claim:: numba.cuda.roofline.copy
#    :rule: close(hauling_cuda, hauling_cuda_driver, by=1.1)
#
#    A kernel of sixteen-byte loads and stores copies as fast as the driver does.
#
# Where to go next
# ----------------
#
# :doc:`/chapters/cuda` has the chapter as a whole, and :doc:`/gallery/7_together/10_ladder` sets a GPU beside all other
# families.
