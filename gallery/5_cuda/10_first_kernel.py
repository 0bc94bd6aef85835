"""
A first kernel on the GPU
=========================

After this page you can write a kernel for an NVIDIA GPU in Python, choose its grid, and you know why a grid that is too
small is the mistake to look for first.
"""
# %%
# What changes
# ------------
#
# A GPU runs one function, the *kernel*, in very many threads at once. They come in *blocks*, whose threads can work
# together, and the blocks make up the *grid*. Whoever launches the kernel says how many blocks there are and how many
# threads each of them has, ``kernel[blocks, threads](…)``, and each thread finds out by ``cuda.grid(1)`` which one it
# is (CUDA C++ Programming Guide, section on the programming model). The package is numba-cuda: the target that came
# with Numba itself is deprecated.
#
# The task is ``a * x + y`` for thirty million numbers in single precision: two arrays are read, one is written, and
# there is next to no arithmetic. A kernel sees arrays in the device's memory only; here the figures begin when the
# arrays are there, and the way there has a column of its own. The first kernel has a thread for each element. Blocks
# are of one size, so some threads of the last one lie beyond the end: the bound is checked by the kernel.
#
# .. kernel:: one_each saxpy_cuda_each
#
# The second has a grid of a fixed size, and each thread goes on in strides of the whole grid until the end. That is
# right for every size, and neighbouring threads still touch neighbouring elements, which the memory serves together.
#
# .. kernel:: striding saxpy_cuda_stride
#
# The third moves 16 bytes at a time, four numbers, by a load and a store that plain indexing never asks for.
#
# .. kernel:: striding_wide saxpy_cuda

from accelguide.kernels import saxpy
from accelguide.timing import compare, observe

compare(
    saxpy.saxpy_numpy,
    saxpy.saxpy_parallel,
    saxpy.saxpy_cuda_each,
    saxpy.saxpy_cuda_stride,
    saxpy.saxpy_cuda,
    workload=saxpy.workload,
    sizes=(1_000_000, 30_000_000),
    equal=saxpy.agree,
    budget=1,
)

# %%
# A launch returns at once, before the kernel has run. So the time is taken by two events that the device itself records
# before and after; beside it stands the time by the clock of the host, from the launch until the device is done.
#
# A grid may also be too small. The same kernel with two blocks, and no strides, leaves all but the first elements as
# they were. It is quicker than any that does the work, and nothing is raised. So every variant of this guide has its
# result compared with that of its baseline before its time counts. This one was refused: :observed:`saxpy_refused`.
#
# .. kernel:: saxpy_cuda_short

observe("saxpy_refused", saxpy.refused(1_000_000))

# %%
# What it buys
# ------------
#
# .. timings:: saxpy
#    :share:
#
# The kernel with strides took :time:`saxpy_cuda_stride`, the one with wide loads and stores :time:`saxpy_cuda`, which
# is :share-device:`saxpy_cuda` of what the device's memory can move (:doc:`/gallery/5_cuda/70_roofline`). Copying the
# arguments there and the result back took :transfers:`saxpy_cuda`.
#
# .. scaling:: saxpy
#
# When not to
# -----------
#
# One such operation is not worth the trip: compare the column of the transfers with the time that all cores of the
# processor take, :time:`saxpy_parallel`. A GPU pays where data stays on it for many operations, or where each byte that
# travels meets much arithmetic. And the first call compiles the kernel and sets up the device: see the column of the
# first call.
#
# Claims
# ------
#
# .. claim:: numba.cuda
#    :rule: faster(saxpy_cuda, saxpy_parallel, by=2)
#
#    The notes stop before the GPU. Once the data is on the device, a kernel there is far faster than all cores of the
#    processor.
#
# .. claim:: numba.cuda.gate
#    :rule: observed(saxpy_refused)
#
#    A kernel whose grid covers too little of its data raises nothing, and only a comparison of the results catches it.
#
# .. claim:: numba.cuda.wide
#    :rule: near(saxpy_cuda, 0.85, cores=device)
#
#    With loads and stores of 16 bytes, a streaming kernel comes near the bandwidth of a copy on the device.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/5_cuda/20_transfers`: what the way to the device costs, and how to hide it.
