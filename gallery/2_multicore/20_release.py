"""
Where the GIL is released
=========================

After this page you can tell which work threads share out in spite of the GIL, which they do not, and whether the GIL
holds AI computation back.
"""
# %%
# What changes
# ------------
#
# The GIL guards Python objects. A function written in C, or compiled, that works on plain memory for a while can
# release it and take it back at the end. Whether it does is up to its authors, so it has to be looked up, or measured:
# the same work on thirty-two independent pieces, one after the other, and a piece at a time by one thread for each
# core. This machine lets a program use :observed:`release_cores` cores.

from accelguide.portable import usable_cores
from accelguide.timing import observe

observe("release_cores", usable_cores())

# %%
# Most of the tasks are written like the first one below: a function of one piece, mapped over the pieces. BLAS has
# threads of its own, which would hide what is to be seen, so ``layers`` holds it to one by ``threadpoolctl``, which
# works for OpenBLAS and MKL, not for Apple's Accelerate.
#
# .. kernel:: digest_serial digest_threads layers_serial layers_threads escape_serial escape_threads escape_holding

from accelguide.kernels import deflate, digest, escape, layers, sines
from accelguide.timing import compare

SIZES = (32,)

found = [
    *compare(digest.digest_serial, digest.digest_threads, workload=digest.workload, sizes=SIZES),
    *compare(deflate.deflate_serial, deflate.deflate_threads, workload=deflate.workload, sizes=SIZES),
    *compare(sines.sines_serial, sines.sines_threads, workload=sines.workload, sizes=SIZES),
    *compare(layers.layers_serial, layers.layers_threads, workload=layers.workload, sizes=SIZES),
    *compare(escape.escape_serial, escape.escape_threads, escape.escape_holding, workload=escape.workload, sizes=SIZES),
]

# %%
# The last two tasks stand for what surrounds the heavy computation of AI: making tokens out of text, and many
# operations on arrays of a few numbers. The first of them also runs in processes.
#
# .. kernel:: tokens_serial tokens_threads tokens_processes small_serial small_threads

from accelguide.kernels import small, tokens

found += [
    *compare(
        tokens.tokens_serial, tokens.tokens_threads, tokens.tokens_processes, workload=tokens.workload, sizes=SIZES
    ),
    *compare(small.small_serial, small.small_threads, workload=small.workload, sizes=SIZES),
]

# %%
# What it buys
# ------------
#
# What threads gain on each:

from statistics import median

import matplotlib.pyplot as plt

TASKS = {
    "digest_threads": "check sums (hashlib)",
    "deflate_threads": "compression (zlib)",
    "sines_threads": "a ufunc (NumPy)",
    "layers_threads": "matrix products (BLAS)",
    "escape_threads": "a compiled loop (Numba)",
    "tokens_threads": "tokens of texts (Python)",
    "small_threads": "tiny arrays (NumPy)",
}
pairs = [one.variants[:2] for one in reversed(found)]
ran = [(alone, shared) for alone, shared in pairs if alone.seconds and shared.seconds]
gains = [median(alone.seconds) / median(shared.seconds) for alone, shared in ran]

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
ax.barh([TASKS[shared.name] for _, shared in ran], gains)
ax.axvline(1, color="black", label="one after the other")
ax.axvline(usable_cores(), color="C1", linestyle="--", label="as many as there are cores")
ax.set_xlabel("speed-up by threads")
ax.set_title("What threads gain on each task")
fig.legend(loc="outside lower center", ncols=2)

# %%
# Work that releases the GIL:
#
# - check sums of large pieces by ``hashlib``, which releases it above 2047 bytes: :finding:`digest_threads`;
# - compression by ``zlib``: :finding:`deflate_threads`;
# - a ufunc of NumPy on large slices: :finding:`sines_threads`;
# - a neural network applied to batches, which is matrix products by BLAS: :finding:`layers_threads`;
# - a loop compiled by Numba with ``nogil=True``: :finding:`escape_threads`. The same loop without that option, in
#   threads: :finding:`escape_holding`.
#
# Work that holds it:
#
# - splitting text into words and counting them, in Python: :finding:`tokens_threads`;
# - many ufuncs and products on arrays of eight numbers: :finding:`small_threads`. NumPy releases the GIL for a ufunc
#   only above 500 elements, and between two operations there is Python.
#
# **Does the GIL hold AI computation back?** Look at where the time goes. The heavy part of a model is matrix products
# and element-wise functions on large arrays, which is the first list. There the libraries also start threads of their
# own, below Python, which need no GIL at all. What surrounds it is the second list: parsing and tokenising data, and
# operations so small that most of their time is Python's. The ways out are processes, a library that does the whole
# step outside Python, or fewer and larger operations. For the tokens, processes: :finding:`tokens_processes`.
#
# .. timings:: tokens
#
# The data loader of PyTorch works with processes when it is given ``num_workers``, and its documentation names the GIL
# as the reason.
#
# When not to
# -----------
#
# Do not put threads of Python on top of a BLAS that already uses all cores: together they are more than there are
# cores, and get in each other's way. Give a thread pieces that take a while, because handing one over has a price of
# its own. And where threads write into the same memory, a released GIL no longer keeps them apart: let each write into
# a slice of its own.
#
# Claims
# ------
#
# .. claim:: multicore.release
#    :rule: gains((digest_threads, digest_serial), (deflate_threads, deflate_serial))
#
#    Hashing and compression release the GIL: threads share them out.
#
# .. claim:: multicore.release.nogil
#    :rule: vain(escape_holding, escape_serial, by=1.2)
#
#    A plain function compiled by ``njit`` holds the GIL unless it is compiled with ``nogil=True``.
#
# .. claim:: question.2
#    :rule: gains((layers_threads, layers_serial), (sines_threads, sines_serial), (escape_threads, escape_serial))
#
#    The GIL does not hold back the heavy computation of AI: matrix products, ufuncs and kernels compiled with
#    ``nogil=True`` release it.
#
# .. claim:: question.2.hurts
#    :rule: vain(tokens_threads, tokens_serial, by=1.2)
#
#    It does hold back what surrounds it, such as tokenising: threads gain nothing.
#
# .. claim:: question.2.hurts.small
#    :rule: vain(small_threads, small_serial, by=1.2)
#
#    It also holds back many small operations: threads gain nothing.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/60_threads`: a ufunc on all cores, and which parts of NumPy use them by themselves.
# :doc:`/gallery/2_multicore/30_io`: waiting, for which the GIL is always released.
