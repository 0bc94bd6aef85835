"""
Sums and square roots
=====================

After this page you can make a compiled sum do its additions side by side, you know what single precision does to its
speed and its digits, and you can decide between ``np.hypot`` and the root of a sum of squares.
"""
# %%
# What changes
# ------------
#
# The first work reads a great deal and writes one number: the sum of the square roots of ten million numbers. In plain
# Python, in NumPy, with a ufunc made by Numba, and as a loop:
#
# .. kernel:: rootsum_python rootsum_native rootsum_numpy rootsum_vectorize loop_roots

from accelguide.kernels import rootsum
from accelguide.timing import compare

PYTHON = rootsum.rootsum_python, rootsum.rootsum_native

compare(*PYTHON, workload=rootsum.workload, sizes=(100_000,), budget=0.5)

# %%
# .. timings:: rootsum
#    :size: 100000
#
# The loop has a fault that you cannot see in it. The sum of floats depends on the order of the additions, so the
# compiler keeps it, and then each addition has to wait for the one before. The flags ``reassoc`` and ``nsz`` of
# *fastmath* allow any order, and so additions side by side. What else fastmath allows is not needed here
# (:doc:`/gallery/4_numba/45_fastmath`).
#
# .. kernel:: reordered_roots parallel_roots block_all_roots

ONE = rootsum.rootsum_numpy, rootsum.rootsum_vectorize, rootsum.rootsum_numba, rootsum.rootsum_reordered
ALL = rootsum.rootsum_parallel, rootsum.rootsum_block_parallel

compare(*ONE, *ALL, workload=rootsum.workload, sizes=(10_000_000,), budget=1)

# %%
# Single precision halves the bytes, and a vector holds twice as many numbers. But a running sum in single precision
# loses what is small beside it. So each block has a sum of its own, and these are added in double precision.
#
# .. kernel:: block_roots narrowsum_numpy narrowsum_numba

from accelguide.kernels import narrowsum

NARROW = narrowsum.narrowsum_numpy, narrowsum.narrowsum_numba, narrowsum.narrowsum_parallel

compare(*NARROW, workload=narrowsum.workload, sizes=(10_000_000,), budget=0.5, equal=narrowsum.near, once=False)

# %%
# The second work reads two arrays and writes one: the hypotenuses of ten million right triangles. NumPy has
# ``np.hypot`` for it. Beside it, the formula in NumPy, as a ufunc made by Numba, and as a loop, with ordinary stores
# and with streaming ones (:doc:`/gallery/4_numba/60_choice`).
#
# .. kernel:: hypotenuse_hypot hypotenuse_numpy length hypotenuse_vectorize hypotenuse_out lengths stream_lengths

from accelguide.kernels import hypotenuse

ARRAYS = hypotenuse.hypotenuse_numpy, hypotenuse.hypotenuse_hypot, hypotenuse.hypotenuse_numexpr
UFUNCS = hypotenuse.hypotenuse_vectorize, hypotenuse.hypotenuse_out
LOOPS = hypotenuse.hypotenuse_numba, hypotenuse.hypotenuse_stream, hypotenuse.hypotenuse_parallel

compare(
    *ARRAYS,
    *UFUNCS,
    *LOOPS,
    hypotenuse.hypotenuse_stream_parallel,
    workload=hypotenuse.workload,
    sizes=(10_000_000,),
    budget=1.5,
    once=False,
)

# %%
# What it buys
# ------------
#
# .. timings:: rootsum
#    :share:
#
# The plain loop, against NumPy: :finding:`rootsum_numba`. With additions in any order: :finding:`rootsum_reordered`.
# All cores, each in order: :finding:`rootsum_parallel`. All cores, in any order within a block:
# :finding:`rootsum_block_parallel`. The share counts a root as one operation, but a processor takes longer for it than
# for a product (Fog, *Instruction tables*), so that the roots can set a limit of their own, below that of the memory.
#
# .. timings:: narrowsum
#    :share:
#
# One core took :time:`rootsum_reordered` in double precision and :time:`narrowsum_numba` in single precision. The price
# is in the digits. Below are relative errors of one sum in single precision, added in four ways:

from accelguide.timing import observe

(values,) = narrowsum.workload(10_000_000)
errors = narrowsum.errors(values)
observe("sums_error_loop", f"{errors[0]:.1g}")
observe("sums_error_reordered", f"{errors[1]:.1g}")
observe("sums_error_blocks", f"{errors[2]:.1g}")
observe("sums_error_numpy", f"{errors[3]:.1g}")
observe("sums_error_smaller", errors[2] < errors[1] < errors[0])

# %%
# One after the other the error is :observed:`sums_error_loop`, in any order :observed:`sums_error_reordered`, in blocks
# :observed:`sums_error_blocks`, and in NumPy, which adds in pairs, :observed:`sums_error_numpy`. To reorder a sum is
# not to spoil it: side by side there are several sums, each of them is smaller, and so are its rounding errors.
#
# .. timings:: hypotenuse
#    :share:
#
# What ``np.hypot`` does beyond the formula is to guard against squares that leave the range of floats:

import numpy as np

sides = np.array([3e200, 3e-200]), np.array([4e200, 4e-200])
with np.errstate(over="ignore", under="ignore"):
    formula = hypotenuse.hypotenuse_numpy(*sides, np.empty(2))
guarded = hypotenuse.hypotenuse_hypot(*sides, np.empty(2))
observe("sums_formula", f"{formula[0]:g}, {formula[1]:g}")
observe("sums_hypot", f"{guarded[0]:g}, {guarded[1]:g}")
observe("sums_hypot_guards", bool(np.allclose(guarded, [5e200, 5e-200], rtol=1e-15, atol=0)))
observe("sums_formula_fails", bool(np.isinf(formula[0]) and formula[1] == 0))

# %%
# For sides of ``3e200`` and ``4e200``, and of ``3e-200`` and ``4e-200``, the formula gives :observed:`sums_formula`,
# and ``np.hypot`` gives :observed:`sums_hypot`. Its time against the formula in NumPy, which makes new arrays in its
# four passes: :finding:`hypotenuse_hypot`.
#
# The ufunc is one pass: :finding:`hypotenuse_vectorize`; with an array for the result that is there already,
# :finding:`hypotenuse_out`. The loop gets such an array too: :finding:`hypotenuse_numba`. With streaming stores:
# :finding:`hypotenuse_stream`. On all cores: :finding:`hypotenuse_parallel` with ordinary stores and
# :finding:`hypotenuse_stream_parallel` with streaming ones, which is :share:`hypotenuse_stream_parallel` of what the
# memory allows to all cores.
#
# When not to
# -----------
#
# Where every digit of a sum must be the same on every machine, keep the order, or use ``math.fsum``: how many sums
# there are side by side depends on the vectors of the processor, and with ``prange`` on the number of cores. Where
# lengths may be extreme, use ``np.hypot``, or divide by the largest length first.
#
# Claims
# ------
#
# .. claim:: numba.sums.reordered
#    :rule: faster(rootsum_reordered, rootsum_numba, by=1.5)
#
#    A sum of floats is clearly faster where its additions may be reordered.
#
# .. claim:: numba.sums.order
#    :rule: gains((rootsum_block_parallel, rootsum_parallel))
#
#    That is so on all cores too.
#
# .. claim:: numba.sums.digits
#    :rule: observed(sums_error_smaller)
#
#    In single precision, a sum in blocks has a smaller error than a reordered one, and that a smaller one than a loop.
#
# .. claim:: numba.sums.limit
#    :rule: near(narrowsum_parallel, 0.5, cores=all)
#
#    In single precision, the sum reaches more than half of what the memory allows.
#
# .. claim:: numba.sums.guard
#    :rule: observed(sums_hypot_guards, sums_formula_fails)
#
#    ``np.hypot`` is right where the squares of the formula overflow or vanish.
#
# .. claim:: numba.sums.hypot
#    :rule: faster(hypotenuse_numpy, hypotenuse_hypot)
#
#    The formula is faster than ``np.hypot``.
#
# .. claim:: numba.sums.out
#    :rule: gains((hypotenuse_out, hypotenuse_vectorize))
#
#    A ufunc is faster with an array for its result.
#
# .. claim:: numba.sums.stream
#    :rule: gains((hypotenuse_stream, hypotenuse_numba), (hypotenuse_stream_parallel, hypotenuse_parallel))
#
#    Streaming stores make the hypotenuses of large arrays faster, on one core and on all.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/70_exponentials`: where the arithmetic is the limit, not the memory.
