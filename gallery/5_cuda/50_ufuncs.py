"""
Universal functions on the device
=================================

After this page you can turn a function of one number into a ufunc that runs on the GPU, and you know what you give up
against a kernel of your own.
"""
# %%
# What changes
# ------------
#
# ``vectorize`` makes a ufunc of a function of scalars (:doc:`/gallery/4_numba/30_vectorize`). With ``target="cuda"``
# the ufunc runs on the device: given arrays of the host it copies them there and back in each call, given arrays of the
# device it leaves the result there. It chooses its grid by itself, and needs a signature, since it is compiled when it
# is made.
#
# .. kernel:: bell ufunc density_cuda_vectorize
#
# The function is the density of the normal distribution, in single precision. Beside the ufuncs of the three targets
# stand a kernel with a grid of its own, and the same kernel with ``fastmath``: it computes the exponential by the
# device's own instruction, and does not correct what that gets wrong in the last places (CUDA C++ Programming Guide,
# section on intrinsic functions).
#
# .. kernel:: written_out approximate

from accelguide.kernels import density
from accelguide.timing import compare

compare(
    density.density_numpy,
    density.density_vectorize,
    density.density_vectorize_parallel,
    density.density_cuda_vectorize,
    density.density_cuda,
    density.density_cuda_fastmath,
    workload=density.workload,
    sizes=(1_000_000, 30_000_000),
    equal=density.agree,
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: density
#    :share:
#
# .. scaling:: density
#
# The one function gave three programs. On one core the ufunc took :time:`density_vectorize`, on all cores
# :time:`density_vectorize_parallel`, on the device :time:`density_cuda_vectorize`, where a kernel took
# :time:`density_cuda`.
#
# When not to
# -----------
#
# A ufunc sees one element at a time: no neighbours, no sums over threads, no shared memory, no loads of sixteen bytes.
# And whoever gives it arrays of the host pays for the way there and back at each call: a chain of such calls is a chain
# of trips. Copy once, by ``cuda.to_device``, and give each call its result array by ``out=``.
#
# Claims
# ------
#
# .. claim:: numba.cuda.vectorize
#    :rule: faster(density_cuda_vectorize, density_vectorize_parallel)
#
#    A ufunc for the device is faster than the same ufunc on all cores, once the data is there.
#
# .. claim:: numba.cuda.vectorize.kernel
#    :rule: close(density_cuda_vectorize, density_cuda, by=1.25)
#
#    A ufunc on the device is as fast as a kernel written for the same task.
#
# .. claim:: numba.cuda.fastmath
#    :rule: vain(density_cuda_fastmath, density_cuda, by=1.1)
#
#    Where memory is the limit, an approximate exponential gains nothing.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/5_cuda/60_logistic`: several steps in one kernel, which no ufunc can do.
