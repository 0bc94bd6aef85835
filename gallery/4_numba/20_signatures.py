"""
Signatures: types found or declared
===================================

After this page you know when Numba compiles a function and for which types, and what a declared signature changes: the
moment of compiling, the types that are let in, and, if it says too little, the speed.
"""
# %%
# What changes
# ------------
#
# Numba compiles a function for given types of arguments. Without a signature it waits for the first call and takes the
# types that it finds there (*lazy compilation* in its manual). Each further set of types is compiled when it first
# comes, as a *specialisation* of its own. Here one function meets six arrays, one after the other:
#
# .. kernel:: root_each

from accelguide.systems import require

require("numba")

import time

import numpy as np
from numba import njit

from accelguide.kernels import declared
from accelguide.timing import compare, observe

values, out = declared.workload(1_000)
single = values.astype(np.float32)
arrays = {
    "float64": values,
    "float64 again": values,
    "float32": single,
    "float32 again": single,
    "int64": np.ones(1_000, np.int64),
    "every other float64": values[::2],
}
lazy = njit()(declared.root_each)
observe("signatures_at_decoration", len(lazy.signatures))
observe("signatures_none_before", not lazy.signatures)
seconds, known = [], []
for array in arrays.values():
    start = time.perf_counter()
    lazy(array, out[: array.size])
    seconds.append(time.perf_counter() - start)
    known.append(len(lazy.signatures))
observe("signatures_after_calls", known[-1])
observe("signatures_reused", known[0] == known[1] and known[2] == known[3])
observe("signatures_each_type_new", known[1] < known[2] < known[4] < known[5])
observe("signatures_types", "; ".join(str(types[0]) for types in lazy.signatures))

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
ax.barh(list(arrays), seconds)
ax.set_xscale("log")
ax.set_xlabel("seconds of the call")
ax.set_title("Calls of one function, in order from top to bottom")
ax.invert_yaxis()

# %%
# Specialisations after the decoration: :observed:`signatures_at_decoration`; after the six calls:
# :observed:`signatures_after_calls`. Their first types, as ``.signatures`` has them: :observed:`signatures_types`. The
# letter is the layout: ``C`` for numbers that lie side by side, ``A`` for any stride. So a slice with a step is another
# type than its array, although the dtype is the same.
#
# With a signature the function is compiled at its decoration (*eager compilation*). Three ways to compile the same
# function; ``::1`` says that the array is contiguous, ``:`` leaves it open:
#
# .. kernel:: compiled_lazily compiled_contiguous compiled_strided
#
# Each is timed with the decoration as its start-up. NumPy's ufunc stands beside them.

compare(
    declared.declared_numpy,
    declared.declared_lazy,
    declared.declared_eager,
    declared.declared_any,
    workload=declared.workload,
    sizes=(100_000,),
    budget=1.5,
)

# %%
# What it buys
# ------------
#
# .. timings:: declared
#    :share:
#
# In a fresh process the lazy function took :startup:`declared_lazy` to decorate and :first-call:`declared_lazy` for its
# first call; the eager one :startup:`declared_eager` and :first-call:`declared_eager`. The compiling has moved. That is
# good where the first call must not be late, and bad where an import compiles what is never called.
#
# The two run the same code, made from the same types. Against NumPy, the lazy function: :finding:`declared_lazy`; the
# eager one: :finding:`declared_eager`. With a signature that says less than could be known, the code is another one.
# Declared as ``float64[:]``, the same call on the same arrays: :finding:`declared_any`. Numbers that lie side by side
# can be loaded several at a time, with one instruction; code for any stride usually fetches each by itself. Lazy
# compilation looks at the layout of each array that comes, so nothing has to be said.
#
# A signature also closes the function: no other specialisation is compiled. What is not declared is refused with a
# ``TypeError``.

eager = njit("float64[::1](float64[::1], float64[::1])")(declared.root_each)
observe("signatures_eager_at_once", len(eager.signatures) == 1)
for name, array in {"dtype": single, "layout": values[::2]}.items():
    try:
        eager(array, out[: array.size])
    except TypeError as error:
        observe(f"signatures_wrong_{name}", str(error))
observe("signatures_eager_closed", len(eager.signatures) == 1)

# %%
# An array of float32 gave the error: :observed:`signatures_wrong_dtype`. Every other number of an array of float64
# gave: :observed:`signatures_wrong_layout`.
#
# When not to
# -----------
#
# Scalars are not refused but converted, also where that loses something. One function, compiled with four signatures:
#
# .. kernel:: doubled

found = {
    "lazy": njit()(declared.doubled)(3),
    "int_to_float": njit("float64(float64)")(declared.doubled)(3),
    "float_to_int": njit("int64(int64)")(declared.doubled)(2.7),
    "single": njit("float32(float32)")(declared.doubled)(0.1),
    "result": njit("int64(float64)")(declared.doubled)(2.7),
}
for name, value in found.items():
    observe(f"signatures_{name}", repr(value))
observe("signatures_truncates", found["float_to_int"] == 4 and found["result"] == 5)

# %%
# - Without a signature, twice 3 is :observed:`signatures_lazy`; as ``float64(float64)``:
#   :observed:`signatures_int_to_float`.
# - As ``int64(int64)``, twice 2.7 is :observed:`signatures_float_to_int`: the argument is made an integer.
# - As ``int64(float64)``, it is :observed:`signatures_result`: the result is made an integer.
# - As ``float32(float32)``, twice 0.1 is :observed:`signatures_single`.
#
# So leave signatures out as a rule. Write one where the moment of compiling matters, where a caller's wrong dtype is to
# be an error, or where you want few specialisations; with ``::1``, and with the types that the callers really have.
#
# Claims
# ------
#
# .. claim:: numba.lazy
#    :rule: observed(signatures_none_before, signatures_reused, signatures_each_type_new)
#
#    Without a signature a function is compiled at its first call, for the types found there, and again for each new set
#    of types.
#
# .. claim:: numba.eager
#    :rule: observed(signatures_eager_at_once, signatures_eager_closed)
#
#    With a signature a function is compiled at its decoration, and for nothing else later.
#
# .. claim:: numba.eager.speed
#    :rule: close(declared_eager, declared_lazy, by=1.1)
#
#    A signature adds no speed: the function compiled lazily is as fast.
#
# .. claim:: numba.eager.layout
#    :rule: faster(declared_eager, declared_any, by=2)
#
#    A loop that can use vector instructions is much faster with its arrays declared contiguous than with any layout.
#
# .. claim:: numba.eager.scalars
#    :rule: observed(signatures_truncates)
#
#    A signature converts scalars without a word, even if digits are lost.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/25_nested`: compiled functions that call each other.
# :doc:`/gallery/4_numba/30_vectorize`: where several signatures, and their order, matter.
