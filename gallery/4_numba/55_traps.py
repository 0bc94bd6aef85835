"""
Benchmarks that deceive
=======================

After this page you recognise five traps of compiled code, most of which make a benchmark measure something else than
you meant, and you know how to look at what the compiler really made.
"""
# %%
# What changes
# ------------
#
# **A loop that is no loop any more.** A favourite first benchmark adds up whole numbers. The second compiled form adds
# the same numbers, but in each pair the second one comes first.
#
# .. kernel:: series_python series_numba series_swapped

from accelguide.systems import require

require("numba")

from accelguide.kernels import series
from accelguide.timing import compare, observe

compare(
    series.series_python,
    series.series_numba,
    series.series_swapped,
    workload=series.workload,
    sizes=(1_000, 1_000_000),
    budget=0.5,
)
compare(series.series_numba, series.series_swapped, workload=series.workload, sizes=(1_000_000_000,), budget=1)

# %%
# .. timings:: series
#    :size: 1000000
#
# .. scaling:: series
#
# A speed-up that grows with the size should make you suspicious: it is :speedup:`series_numba@1000` at a thousand
# numbers and :speedup:`series_numba@1000000` at a million. The compiled sum took :time:`series_numba@1000` for a
# thousand and :time:`series_numba@1000000000` for a billion: its cost grows with the count to the power
# :exponent:`series_numba`. LLVM, the compiler below Numba, knows formulas for such sums, and may put one in place of
# the loop. For numbers swapped in pairs it knows none, and the power is :exponent:`series_swapped`.
#
# So measure at several sizes, and ask whether the time grows as the work does. And you can look at what the compiler
# made: ``inspect_llvm`` gives its text. This is all of ``series_numba``:

from accelguide.kernels._emitted import assembly_has, body, loops

print(*body(series.series_numba).splitlines()[1:-1], sep="\n")
observe("traps_formula_loops", loops(series.series_numba))
observe("traps_swapped_loops", loops(series.series_swapped))

# %%
# Is a loop left in it? :observed:`traps_formula_loops`. And in the other one? :observed:`traps_swapped_loops`.
#
# **Results that go nowhere.** To time a function without the price of a call, one may put a loop around it, and compile
# the loop too. The three loops call a function equally often: with an argument that changes, with one that does not,
# and without using what comes back.
#
# .. kernel:: subject discarded_kept discarded_same discarded_dropped

from accelguide.kernels import discarded

compare(
    discarded.discarded_kept,
    discarded.discarded_same,
    discarded.discarded_dropped,
    workload=discarded.workload,
    sizes=(1_000, 30_000, 1_000_000),
    budget=0.5,
)
observe("traps_dropped_loops", loops(discarded.discarded_dropped))

# %%
# .. timings:: discarded
#
# With the same argument each time, LLVM may compute the function once, before the loop: :finding:`discarded_same`.
# Where nothing uses the results, is a loop left at all? :observed:`traps_dropped_loops`. A million calls then took
# :time:`discarded_dropped`, and a thousand :time:`discarded_dropped@1000`.
#
# What it buys
# ------------
#
# A benchmark that measures what you mean: arguments that change, results that are used, more than one size, and calls
# from outside the compiled code. Its clock starts after the first call. The seconds below were read off a clock around
# one call each, of ``series_swapped`` for a hundred thousand numbers: interpreted, compiled, and compiled again.

from accelguide.kernels import frozen

interpreted, first, later = frozen.hasty(series.series_swapped.py_func, 100_000)
observe("traps_interpreted", interpreted, "seconds")
observe("traps_first", first, "seconds")
observe("traps_later", later, "seconds")
observe("traps_first_deceives", first > interpreted > later)

# %%
# Interpreted :observed:`traps_interpreted`; compiled, in the first call, :observed:`traps_first`; in the second
# :observed:`traps_later`. What the first one contains is on :doc:`/gallery/4_numba/10_first_call`.
#
# When not to
# -----------
#
# **Do not change a global that compiled code reads.** Its value at compile time became part of the code (Numba manual,
# *Frequently asked questions*). Here a global got another value after the first call:
#
# .. kernel:: scaled small_entry large_entry

seen = frozen.new_factor_seen()
entries = frozen.new_entries_seen()
observe("traps_global_interpreted", seen["interpreted"])
observe("traps_global_compiled", seen["compiled"])
observe("traps_global_recompiled", seen["recompiled"])
observe("traps_small_array", entries["small"])
observe("traps_large_array", entries["large"])
observe("traps_global_frozen", not seen["compiled"] and seen["interpreted"] and seen["recompiled"])
observe("traps_arrays_differ", entries["small"] != entries["large"])

# %%
# ==================================================================  =====================================
# Reads the global                                                    Sees the new value?
# ==================================================================  =====================================
# the function in Python                                              :observed:`traps_global_interpreted`
# compiled                                                            :observed:`traps_global_compiled`
# compiled anew, by ``recompile()``                                   :observed:`traps_global_recompiled`
# compiled, and the global is a small array with a new entry          :observed:`traps_small_array`
# compiled, and the global is a large array with a new entry          :observed:`traps_large_array`
# ==================================================================  =====================================
#
# Small arrays are copied into the code; of one above a million bytes, Numba keeps the address (``numba/core/base.py``).
# Do not rely on either: what may change is an argument.
#
# **Do not follow advice that is out of date.** Many guides tell you to install Intel's library SVML, so that Numba
# computes exponentials and the like on whole vectors. Numba does not support it since 0.62 (release notes of 0.62.0;
# those of 0.65 and 0.66 repeat it). Does the machine code of these loops call SVML? :observed:`traps_svml_used`.
#
# .. kernel:: growth_numba growth_fastmath

from accelguide.kernels import growth

compare(
    growth.growth_numpy,
    growth.growth_numba,
    growth.growth_fastmath,
    workload=growth.workload,
    sizes=(10_000, 300_000),
    budget=0.7,
)
observe("traps_exp_vectors", "llvm.exp.v" in body(growth.growth_fastmath))
observe("traps_exp_called", assembly_has(growth.growth_fastmath, r"\bexp\b"))
observe("traps_svml_used", assembly_has(growth.growth_fastmath, "svml"))

# %%
# .. timings:: growth
#
# Against NumPy's own exponential, the compiled loop: :finding:`growth_numba`; with ``fastmath``:
# :finding:`growth_fastmath`. LLVM's text can deceive here too. Does it ask for exponentials of whole vectors?
# :observed:`traps_exp_vectors`. Does the machine code, from ``inspect_asm``, call the C library's ``exp``, which takes
# one number at a time? :observed:`traps_exp_called`. What helps instead is on
# :doc:`/gallery/4_numba/70_exponentials`.
#
# Claims
# ------
#
# .. claim:: numba.traps.formula
#    :rule: order(series_numba, "1")
#
#    A compiled sum of whole numbers takes as long for a billion as for a thousand of them.
#
# .. claim:: numba.traps.formula.kept
#    :rule: order(series_swapped, "n")
#
#    If the compiler has no formula for the sum, its time grows with the count.
#
# .. claim:: numba.traps.dropped
#    :rule: order(discarded_dropped, "1")
#
#    A compiled loop whose results are not used takes no time, however long it is.
#
# .. claim:: numba.traps.same
#    :rule: faster(discarded_same, discarded_kept, by=1.5)
#
#    A function looks faster in a compiled loop that calls it with the same argument every time.
#
# .. claim:: numba.traps.compile
#    :rule: observed(traps_first_deceives)
#
#    A clock around the first call shows compiled code as slower than Python.
#
# .. claim:: numba.traps.global
#    :rule: observed(traps_global_frozen)
#
#    Compiled code does not see that a global was changed, until it is compiled anew.
#
# .. claim:: numba.traps.global.arrays
#    :rule: observed(traps_arrays_differ)
#
#    Whether it sees a new entry of a global array depends on the size of the array.
#
# .. claim:: numba.traps.svml
#    :rule: observed(traps_svml_used)
#
#    Numba computes exponentials with Intel's SVML.
#
# .. claim:: numba.traps.svml.exp
#    :rule: faster(growth_fastmath, growth_numpy)
#
#    A compiled loop over ``math.exp`` is faster than NumPy's exponential.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/60_choice`: a first workload taken to the limit of the machine.
