"""
Tiles in shared memory and in registers
=======================================

After this page you know why a matrix product that reads its operands from the memory of the device is slow, and the two
steps that mend it: tiles that a block shares, and tiles that each thread holds.
"""
# %%
# What changes
# ------------
#
# Each element of a product of two matrices needs a row of one and a column of the other. With a thread for each
# element, every number is read as often as the matrix has rows, and for two operations on the way two numbers are read.
#
# .. kernel:: from_global
#
# *Shared memory* is a piece of fast memory that the threads of a block have in common. If a block first reads a square
# tile of each matrix into it, every thread takes its operands from there, and each number is read from the device's
# memory once for a whole row of the tile. Between writing and reading, all threads of the block wait for each other:
# without ``syncthreads`` some would read what is not there yet.
#
# .. kernel:: from_shared
#
# Still each product takes two numbers from shared memory, and that is now what limits it. So the third kernel gives
# each thread a tile of its own: from eight numbers of a column and eight of a row, held in registers, it makes
# sixty-four products. The functions that it calls are compiled into it. Its sums are tuples written out, since an array
# that is indexed by a variable cannot stay in registers.
#
# .. kernel:: in_registers added written

from accelguide.kernels import tiles
from accelguide.timing import compare

compare(
    tiles.tiles_numpy,
    tiles.tiles_cuda_global,
    tiles.tiles_cuda_shared,
    tiles.tiles_cuda,
    tiles.tiles_cupy,
    workload=tiles.workload,
    sizes=(2048,),
    equal=tiles.agree,
    budget=1,
)
compare(
    tiles.tiles_cuda_global,
    tiles.tiles_cuda_shared,
    tiles.tiles_cuda,
    tiles.tiles_cupy,
    workload=tiles.workload,
    sizes=(4096,),
    equal=tiles.agree,
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: tiles
#    :size: 2048
#
# Larger matrices, which occupy the whole device, on the device alone:
#
# .. timings:: tiles
#    :share:
#
# In single precision, NumPy's BLAS computed :flops:`tiles_numpy@2048` on all cores of the processor. On the device:
# from global memory :flops:`tiles_cuda_global`, from shared memory :flops:`tiles_cuda_shared`, from registers
# :flops:`tiles_cuda`. cuBLAS, the library that NVIDIA tunes for each of its devices, called through CuPy, computed
# :flops:`tiles_cupy`.
#
# The roofline (:doc:`/gallery/5_cuda/70_roofline`) says why: the product needs very few bytes for its operations, so
# whoever reads each number once is limited by arithmetic alone, and each kernel comes closer to that.
#
# When not to
# -----------
#
# Do not write your own matrix product, on no machine: call the library. The kernel is here because the same two steps
# speed up what no library has. And look at what the compiler made of it: a thread that needs more registers than there
# are keeps the rest in *local memory*, which is the device's memory under another name. The tests of this guide compile
# each kernel and refuse one that does.
#
# Claims
# ------
#
# .. claim:: numba.cuda.shared
#    :rule: faster(tiles_cuda_shared, tiles_cuda_global)
#
#    Operands from shared memory make the product faster than operands from global memory.
#
# .. claim:: numba.cuda.registers
#    :rule: faster(tiles_cuda, tiles_cuda_shared, by=2)
#
#    Operands and sums in registers make it much faster again.
#
# .. claim:: numba.cuda.cublas
#    :rule: faster(tiles_cupy, tiles_cuda)
#
#    The vendor's library is faster than the kernel of this page.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/5_cuda/40_atomics`: sums and counts that many threads write to.
