"""
Which parts of NumPy use all cores
==================================

After this page you know which operations of NumPy run on several cores by themselves, and how to run the others so.
"""
# %%
# What changes
# ------------
#
# One often reads that NumPy is fast because it computes in parallel. Whether an operation does can be measured: repeat
# it, and divide the processor time of all threads of the process by that of the thread that called. Where the calling
# thread does everything, the quotient is one.
#
# Each operation below was given the same million numbers, those of linear algebra as a matrix of a thousand rows.
# Linear algebra comes last, since the threads of a BLAS go on spinning for a moment after their work.

import numpy as np

from accelguide.kernels import busy
from accelguide.portable import usable_cores
from accelguide.timing import compare, observe

values = np.random.default_rng(0).random(1_000_000)
matrix = values.reshape(1000, 1000)
used = {
    "np.multiply": busy.cores(np.multiply, values, values),
    "np.tanh": busy.cores(np.tanh, values),
    "np.sum": busy.cores(np.sum, values),
    "np.sort": busy.cores(np.sort, values),
    "np.matmul": busy.cores(np.matmul, matrix, matrix),
    "np.linalg.solve": busy.cores(np.linalg.solve, matrix, values[:1000]),
}
observe("threads_cores_multiply", used["np.multiply"])
observe("threads_cores_tanh", used["np.tanh"])
observe("threads_cores_sum", used["np.sum"])
observe("threads_cores_sort", used["np.sort"])
observe("threads_cores_matmul", used["np.matmul"])
observe("threads_cores_solve", used["np.linalg.solve"])
observe("threads_multiply_many", used["np.multiply"] > 1.2)
observe("threads_tanh_many", used["np.tanh"] > 1.2)
observe("threads_matmul_many", used["np.matmul"] > 1.2)
observe("threads_solve_many", used["np.linalg.solve"] > 1.2)

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
ax.barh(list(used), list(used.values()))
ax.axvline(1, color="tab:gray", linestyle=":", label="the calling thread does everything")
ax.axvline(usable_cores(), color="tab:red", linestyle="--", label="cores that may be used")
ax.set_xlabel("processor time of all threads over that of the calling one")
ax.set_title("Cores that each operation uses")
ax.invert_yaxis()
fig.legend(loc="outside lower center", ncols=2)

# %%
# The two ufuncs used :observed:`threads_cores_multiply` and :observed:`threads_cores_tanh` cores, a sum
# :observed:`threads_cores_sum` and a sort :observed:`threads_cores_sort`. A product of matrices used
# :observed:`threads_cores_matmul`, a linear system :observed:`threads_cores_solve`: NumPy hands these two to a BLAS
# library, which may have threads of its own, and these count while they spin, too. Many of NumPy's own loops use the
# vector instructions of one core, which is another kind of parallel.
#
# What it buys
# ------------
#
# The loops of NumPy release the GIL while they run on numbers (*Thread safety* in its manual). So slices of one array
# can be computed in several Python threads at once. NumExpr is a library that does this for you.
#
# .. kernel:: tanh_numpy tanh_threads tanh_numexpr

from accelguide.kernels import tanh

compare(
    tanh.tanh_numpy,
    tanh.tanh_threads,
    tanh.tanh_numexpr,
    workload=tanh.workload,
    sizes=(1_000, 10_000, 100_000, 1_000_000),
)

# %%
# .. timings:: tanh
#
# .. scaling:: tanh
#
# The pool was started once: its start-up is not part of the calls. Slices in threads: :finding:`tanh_threads`. They
# pay from this size on: :break-even:`tanh_threads`. NumExpr: :finding:`tanh_numexpr`.
#
# When not to
# -----------
#
# A hyperbolic tangent is much arithmetic for little memory. A sum of two arrays is the opposite, and all cores share
# one memory. The same ufunc on one core and in threads:
#
# .. kernel:: addition_numpy addition_threads

from accelguide.kernels import addition

compare(
    addition.addition_numpy,
    addition.addition_threads,
    workload=addition.workload,
    sizes=(10_000, 1_000_000, 10_000_000),
)

# %%
# .. timings:: addition
#    :share:
#
# At the largest size: :finding:`addition_threads`; at ten thousand elements: :finding:`addition_threads@10000`. Where
# one core moves nearly all that the memory gives, threads cannot gain. Around linear algebra start none: a BLAS that
# has threads of its own would fight with yours for the same cores.
#
# Claims
# ------
#
# .. claim:: numpy.threads
#    :rule: observed(threads_multiply_many, threads_tanh_many)
#
#    NumPy's ufuncs compute on several cores at once.
#
# .. claim:: numpy.threads.blas
#    :rule: observed(threads_matmul_many, threads_solve_many)
#
#    Products of matrices and linear systems use several cores by themselves.
#
# .. claim:: numpy.threads.slices
#    :rule: faster(tanh_threads, tanh_numpy, by=1.2)
#
#    Slices of an array, computed in several threads, are faster than one ufunc over all of it.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/40_temporaries`: what to mend first, on one core.
