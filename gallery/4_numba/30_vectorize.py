"""
Ufuncs of your own: vectorize and guvectorize
=============================================

After this page you can make a NumPy ufunc from a function of single numbers or of whole rows, you know which loop it
picks for which dtype, and you know what makes it fast: vector instructions, and threads only where you ask for them.
"""
# %%
# What changes
# ------------
#
# You write what happens to one element. ``vectorize`` compiles it and puts the loop around it, as a **ufunc** of NumPy,
# with all that belongs to one: broadcasting, ``out=``, and methods such as ``reduce`` and ``accumulate``.
#
# .. kernel:: either

from accelguide.systems import require

require("numba")

import numpy as np

from accelguide.kernels.ufuncs import KINDS, compiled_lazily, either, with_signatures
from accelguide.timing import compare, observe

chances = np.array([0.1, 0.2, 0.3, 0.4])
table = either(chances[:, None], chances)
observe("vectorize_broadcasts", table.shape == (4, 4) and bool(np.allclose(table, table.T)))
observe("vectorize_reduces", bool(np.isclose(either.reduce(chances), 1 - np.prod(1 - chances))))
observe("vectorize_accumulates", bool(np.allclose(either.accumulate(chances), 1 - np.cumprod(1 - chances))))
print(either.accumulate(chances))

# %%
# Without signatures, a loop is compiled when a call needs it: Numba calls this a *dynamic* ufunc, ``DUFunc``. With
# signatures, the loops are compiled at once, and then no more. For a call, NumPy tries the loops one after the other,
# and takes the first one to which it can convert the arguments *safely*. A float64 can hold every int32 and float32,
# and to NumPy an int64 counts as safe as well. So the order decides, and Numba's manual ("Creating NumPy universal
# functions") asks for the most specific signature first. What ``x + y`` returned for arrays of three dtypes:

found = {
    "specific": with_signatures("int64", "float32", "float64"),
    "general": with_signatures("float64", "int64", "float32"),
    "fresh": compiled_lazily()[0],
    "later": compiled_lazily("float64")[0],
}
for order, dtypes in found.items():
    for kind, dtype in zip(KINDS, dtypes, strict=True):
        observe(f"vectorize_{order}_{kind}", dtype)
observe("vectorize_several", found["specific"] == list(KINDS))
observe("vectorize_order_matters", found["general"] != found["specific"])
observe("vectorize_history_matters", found["later"] != found["fresh"])

# %%
# .. list-table:: Dtype that ``x + y`` returns
#    :header-rows: 1
#
#    * - The ufunc
#      - int64
#      - float32
#      - float64
#    * - has signatures, float64 last
#      - :observed:`vectorize_specific_int64`
#      - :observed:`vectorize_specific_float32`
#      - :observed:`vectorize_specific_float64`
#    * - has signatures, float64 first
#      - :observed:`vectorize_general_int64`
#      - :observed:`vectorize_general_float32`
#      - :observed:`vectorize_general_float64`
#    * - has none, and was called in this order
#      - :observed:`vectorize_fresh_int64`
#      - :observed:`vectorize_fresh_float32`
#      - :observed:`vectorize_fresh_float64`
#    * - has none, and was first called with float64
#      - :observed:`vectorize_later_int64`
#      - :observed:`vectorize_later_float32`
#      - :observed:`vectorize_later_float64`
#
# Look at the last row: what a dynamic ufunc returns depends on the calls before. And one that was never called has no
# loop that ``reduce`` could take. Where a dtype matters, give signatures.
#
# **Whole rows.** ``guvectorize`` takes a function of arrays that fills its last argument, and a *layout* that names the
# axes: ``(n)->(n)`` is a row in and a row out. All other axes are broadcast.
#
# .. kernel:: centre made_gufunc
#
# In a signature ``float64[:]`` is an array of any stride, and ``float64[::1]`` one whose elements lie next to each
# other. Numba does not check that promise: here both get every second column of a table.

from accelguide.kernels import centring

values, result = centring.workload(4)
right = centring.centring_numpy(values[:, ::2].copy(), result[:, ::2].copy())
observe("vectorize_strided_right", bool(np.allclose(centring.made_gufunc("float64[:]")(values[:, ::2]), right)))
observe("vectorize_contiguous_right", bool(np.allclose(centring.made_gufunc("float64[::1]")(values[:, ::2]), right)))
observe("vectorize_promise_broken", not np.allclose(centring.made_gufunc("float64[::1]")(values[:, ::2]), right))

# %%
# Right with ``float64[:]``? :observed:`vectorize_strided_right`. With ``float64[::1]``?
# :observed:`vectorize_contiguous_right`. Before you declare that rows are contiguous, make them so:
# ``np.ascontiguousarray``.
#
# What it buys
# ------------
#
# Soft clipping bends a signal instead of cutting it. It takes a handful of operations for each sample, which NumPy does
# one after the other:
#
# .. kernel:: clipping_numpy clip made_ufunc clipping_numba clipping_parallel

from accelguide.kernels import clipping

compare(
    clipping.clipping_numpy,
    clipping.clipping_numexpr,
    clipping.clipping_ufunc,
    clipping.clipping_scalar,
    clipping.clipping_numba,
    clipping.clipping_spread,
    clipping.clipping_parallel,
    workload=clipping.workload,
    sizes=(1_000, 1_000_000),
    budget=1.5,
)

# %%
# .. timings:: clipping
#    :share:
#
# The ufunc against NumPy's expression: :finding:`clipping_ufunc`; a compiled loop: :finding:`clipping_numba`.
#
# One often reads that ufuncs are fast because they compute in parallel. That can be counted: the processor time of all
# threads, over that of the thread that calls. Where it does everything, the quotient is one. The ufunc here has a
# million elements to work on, for its target ``"cpu"``, which is the default, and for ``"parallel"``.

from numba import threading_layer

from accelguide.kernels import busy
from accelguide.systems import Unavailable

arguments = clipping.workload(1_000_000)
try:
    one, every = (busy.cores(clipping.made_ufunc(target), *arguments) for target in ("cpu", "parallel"))
    observe("vectorize_cores_many", one > 1.2)
    observe("vectorize_cores_asked", every > 1.2)
except Unavailable:  # with one core there is nothing to tell apart
    one, every = 1.0, 1.0
    observe("vectorize_cores_many", "–")
    observe("vectorize_cores_asked", "–")
observe("vectorize_cores_cpu", one)
observe("vectorize_cores_parallel", every)
observe("vectorize_layer", threading_layer())

# %%
# Cores used with the target ``"cpu"``: :observed:`vectorize_cores_cpu`; with ``"parallel"``:
# :observed:`vectorize_cores_parallel`. The first is parallel in another sense. The loop is compiled to vector
# instructions, which do the same to several elements at once within one core (SIMD). In ``clipping_scalar`` the
# compiler was told not to use them (``NUMBA_LOOP_VECTORIZE`` in the manual). The speed-up over NumPy is
# :speedup:`clipping_scalar` without them and :speedup:`clipping_ufunc` with them.
#
# Asking for threads is not the same as gaining by them: the target ``"parallel"`` against NumPy:
# :finding:`clipping_spread`; the loop with ``prange``: :finding:`clipping_parallel`. Here Numba took the threading
# layer :observed:`vectorize_layer`, and the layer decides: ``omp`` calls the compiled loop anew for each element
# (``parallel_for`` in ``numba/np/ufunc/omppool.cpp``), so that no vector instruction is left.
# :doc:`/gallery/4_numba/35_threads` compares the layers.
#
# For a gufunc, one such call is a whole row:

compare(
    centring.centring_numpy,
    centring.centring_gufunc,
    centring.centring_contiguous,
    centring.centring_spread,
    centring.centring_numba,
    workload=centring.workload,
    sizes=(1_000,),
    budget=1.5,
    once=False,
)

# %%
# .. timings:: centring
#    :share:
#
# With rows of any stride, against NumPy: :finding:`centring_gufunc`; with contiguous rows:
# :finding:`centring_contiguous`; these shared out over the cores: :finding:`centring_spread`.
#
# When not to
# -----------
#
# - A call of a ufunc has a price of its own: at a thousand elements the compiled loop has a speed-up of
#   :speedup:`clipping_numba@1000`, the ufunc one of :speedup:`clipping_ufunc@1000`.
# - One loop can do what takes several ufuncs, without arrays in between. If you need neither broadcasting nor
#   ``reduce``, write the loop.
# - Where threads are to share the work, ``prange`` behaves alike under every layer.
#
# Claims
# ------
#
# .. claim:: numba.vectorize
#    :rule: observed(vectorize_broadcasts, vectorize_reduces, vectorize_accumulates, vectorize_several)
#
#    ``@vectorize`` makes a NumPy ufunc, with one or several signatures: it broadcasts, reduces and accumulates.
#
# .. claim:: numba.ufunc_parallel
#    :rule: observed(vectorize_cores_many)
#
#    Ufuncs are fast because they are computed in parallel: one call keeps several cores busy.
#
# .. claim:: numba.vectorize.simd
#    :rule: gains((clipping_ufunc, clipping_scalar))
#
#    Vector instructions of one core make a ufunc of Numba faster.
#
# .. claim:: numba.vectorize.spread
#    :rule: gains((clipping_spread, clipping_ufunc), (centring_spread, centring_contiguous))
#
#    With ``target="parallel"`` a ufunc on a large array is faster.
#
# .. claim:: numba.vectorize.loop
#    :rule: close(clipping_ufunc, clipping_numba, by=1.25)
#
#    A ufunc of Numba is as fast as the same loop written out.
#
# .. claim:: numba.vectorize.order
#    :rule: observed(vectorize_order_matters)
#
#    The order of the signatures decides which dtype a ufunc returns.
#
# .. claim:: numba.vectorize.history
#    :rule: observed(vectorize_history_matters)
#
#    Which dtype a ufunc without signatures returns depends on the calls before.
#
# .. claim:: numba.vectorize.contiguous
#    :rule: gains((centring_contiguous, centring_gufunc))
#
#    A gufunc whose signature declares contiguous rows is faster.
#
# .. claim:: numba.vectorize.promise
#    :rule: observed(vectorize_promise_broken)
#
#    A gufunc whose signature declares contiguous rows gives wrong results for others, and no error.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/35_threads`: ``parallel=True``, ``prange``, and the threads below them.
# :doc:`/gallery/3_numpy/60_threads`: which of NumPy's own operations use several cores.
