"""
The logistic regression in one pass
===================================

After this page you can fuse several steps into one kernel on a GPU, so that the data is read once and nothing is
written in between.
"""
# %%
# What changes
# ------------
#
# On the processor, Numba fuses a part of a logistic regression by itself, and a hand-written single pass over the table
# goes further (:doc:`/gallery/4_numba/40_logistic`). On the device nothing is fused by itself: each array operation
# would be a kernel, and write what the next one reads. The single pass is one kernel. A block takes a tile of rows into
# shared memory, where a thread can read its row without reaching far apart in the memory of the device; the thread
# multiplies its row with the weights, makes the weight of the row, and adds to its gradient, which stays in registers
# until the last tile. Then each block adds up what its threads have, and a second kernel what the blocks have.
#
# .. kernel:: passing updated logistic_cuda
#
# The kernel is made for a number of features. So its loops over them have a fixed length, the compiler writes them out,
# and no index is left. A sum that is indexed by a variable could not stay in a register.

from accelguide.kernels import logistic
from accelguide.timing import compare

compare(
    logistic.logistic_numpy,
    logistic.logistic_fused,
    logistic.logistic_cuda,
    workload=logistic.workload,
    sizes=(100_000, 4_000_000),
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: logistic
#    :share:
#
# .. scaling:: logistic
#
# NumPy took :time:`logistic_numpy`, the single pass on all cores :time:`logistic_fused`, the single pass on the device
# :time:`logistic_cuda`: :share-device:`logistic_cuda` of what the device's memory can move. Bringing the table there
# took :transfers:`logistic_cuda`; it is needed once, however many iterations follow.
#
# When not to
# -----------
#
# At a hundred thousand rows a launch costs more than the work: see the line of the smaller size. And one iteration does
# not pay for the table's way to the device. What pays is the regression as a whole, with the table resident and only
# the weights coming back.
#
# Claims
# ------
#
# .. claim:: numba.cuda.logistic
#    :rule: faster(logistic_cuda, logistic_fused)
#
#    Once the table is on the device, the single pass there is faster than the single pass on all cores of the
#    processor.
#
# .. claim:: numba.cuda.logistic.limit
#    :rule: near(logistic_cuda, 0.85, cores=device)
#
#    It reads the table nearly at the bandwidth of a copy.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/5_cuda/70_roofline`: this kernel and the others beside the limits of the device.
