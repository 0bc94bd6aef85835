"""
Fast floats and their price
===========================

After this page you know which leave a compiler needs to speed up a sum, a division and a maximum of floats, what can go
wrong when it has too much, and how to have both the speed and the digits.
"""
# %%
# What changes
# ------------
#
# Addition of floats is not associative: ``(a + b) + c`` may be rounded to another number than ``a + (b + c)``. So a
# compiler that keeps to the rules adds one number after the other, and waits for each addition. With ``fastmath=True``
# Numba sets seven flags of LLVM on the arithmetic of a function (*fast-math flags* in the *LLVM Language Reference*);
# a set chooses among them. Here the same sum is compiled with each flag alone, and with none:
#
# .. kernel:: plain_sum

from accelguide.systems import require

require("numba")

from functools import partial

import numpy as np
from numba import njit

from accelguide.kernels import adding, largest, quotients
from accelguide.portable import function_timer
from accelguide.timing import compare, observe

values = adding.workload(10_000)[0]
flags = {"none": False, **{flag: {flag} for flag in ("nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc")}}
spent = {}
for name, flag in flags.items():
    timer = function_timer(partial(njit(fastmath=flag)(adding.plain_sum), values))
    timer(1)
    spent[name] = min(timer(100) for _ in range(15)) / 100
gaining = [name for name in flags if spent[name] < 0.6 * spent["none"]]
observe("fastmath_gaining", ", ".join(gaining) or "–")
observe("fastmath_reassoc_gains", "reassoc" in gaining)
observe("fastmath_others_idle", not set(gaining) - {"reassoc"})

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
ax.barh(list(spent), [1e6 * seconds for seconds in spent.values()])
ax.set_xlabel("microseconds for ten thousand numbers")
ax.set_title("The same sum, compiled with one flag")
ax.invert_yaxis()

# %%
# Flags with a clear gain: :observed:`fastmath_gaining`. ``reassoc`` lets additions change places, so that several of
# them run side by side. In this guide ``nsz`` goes with it, which makes the sign of a zero free; neither of the two
# says anything about NaN or infinity. The variants to compare have no flag, these two, or all; then there are NumPy,
# Kahan's method, which keeps what each addition rounds away, and a mixture of reordering and Kahan. In it,
# ``reordered_sum`` is the plain sum with the two flags, and a block has ``1024`` numbers:
#
# .. kernel:: compensated_sum adding_blocks

compare(
    adding.adding_strict,
    adding.adding_flags,
    adding.adding_fast,
    adding.adding_numpy,
    adding.adding_kahan,
    adding.adding_blocks,
    workload=adding.workload,
    sizes=(10_000, 10_000_000),
    budget=1.2,
    once=False,
)

# %%
# What it buys
# ------------
#
# .. timings:: adding
#    :size: 10000
#
# .. timings:: adding
#    :share:
#
# Of ten thousand numbers, which fit in a cache, the sum with two flags: :finding:`adding_flags@10000`; with all seven:
# :finding:`adding_fast@10000`. Ten million do not fit in most caches, so that the memory sets the pace of a fast sum:
# :finding:`adding_flags`.
#
# What do the digits say? A million times 0.1 is added here. The error of each sum is counted in units in the last place
# of the exact sum of these floats, which ``math.fsum`` gives.

summed = np.full(1_000_000, 0.1)
sums = {
    "strict": adding.adding_strict(summed),
    "flags": adding.adding_flags(summed),
    "numpy": adding.adding_numpy(summed),
    "kahan": adding.adding_kahan(summed),
    "kahan_flags": adding.reordered_kahan(summed),
    "blocks": adding.adding_blocks(summed),
}
off = {name: adding.units_off(found, summed) for name, found in sums.items()}
for name, units in off.items():
    observe(f"fastmath_off_{name}", units)
observe("fastmath_reordered_worse", off["flags"] > off["strict"])
observe("fastmath_kahan_exact", off["kahan"] <= 1)
observe("fastmath_kahan_lost", off["kahan_flags"] > off["kahan"] + 1)

# %%

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
ax.barh(list(off), list(off.values()))
ax.set_xscale("symlog", linthresh=1)
ax.set_xlabel("error in units in the last place")
ax.set_title("Error of a sum of a million tenths")
ax.invert_yaxis()

# %%
# Added in order: :observed:`fastmath_off_strict` units. Reordered: :observed:`fastmath_off_flags`. A reordered sum is
# made of several partial sums, each of which is smaller, so that each addition is rounded by less. NumPy's pairs of
# pairs: :observed:`fastmath_off_numpy`. Kahan's method without flags: :observed:`fastmath_off_kahan`, and with them
# :observed:`fastmath_off_kahan_flags`. By algebra its correction is zero, and a compiler that may reorder removes it.
#
# Flags belong to the function in which the arithmetic stands. So the mixture has them where they gain, within blocks,
# and does without where order matters, between blocks: :finding:`adding_blocks@10000`, and
# :observed:`fastmath_off_blocks` units of error.
#
# **Division** has a brake of another kind. Numba raises ``ZeroDivisionError`` as Python does, and a loop that may stop
# at every element is not vectorised. ``error_model="numpy"`` gives infinity or NaN instead. If you want to keep the
# error, look for zeros first:
#
# .. kernel:: divide_each quotients_guarded

compare(
    quotients.quotients_checked,
    quotients.quotients_fast,
    quotients.quotients_unchecked,
    quotients.quotients_guarded,
    quotients.quotients_numpy,
    workload=quotients.workload,
    sizes=(10_000,),
    budget=1,
    once=False,
)

# %%
# .. timings:: quotients
#
# All flags of ``fastmath`` leave the check where it is: :finding:`quotients_fast`. The other error model:
# :finding:`quotients_unchecked`; with a pass that looks for zeros before: :finding:`quotients_guarded`.
#
# A **maximum** needs a choice in every turn. With NaN left out of account and the sign of a zero free, the order does
# not matter. Numba puts its flags on arithmetic, comparisons and calls (``numba/core/fastmathpass.py``); the
# instruction that chooses, ``select``, is none of these. An intrinsic can set them there:
#
# .. kernel:: largest_builtin largest_flags greater largest_select

compare(
    largest.largest_builtin,
    largest.largest_flags,
    largest.largest_select,
    largest.largest_numpy,
    workload=largest.workload,
    sizes=(10_000,),
    budget=1,
    once=False,
)

# %%
# .. timings:: largest
#
# Comparing and choosing in a function with flags: :finding:`largest_flags`. With flags on the choice:
# :finding:`largest_select`.
#
# When not to
# -----------
#
# ``fastmath=True`` promises that no NaN and no infinity will come (``nnan``, ``ninf``). A check for them is then always
# false to the compiler, and it leaves the check out. Here are a sum of those numbers that are not NaN, and a count of
# those that are not infinite:
#
# .. kernel:: present_sum below_infinity

holed = np.ones(1000)
holed[::10] = np.nan
endless = np.where(np.isnan(holed), np.inf, holed)
for name, flag in {"strict": False, "flags": {"reassoc", "nsz"}, "all": True}.items():
    found = njit(fastmath=flag)(adding.present_sum)(holed), njit(fastmath=flag)(adding.below_infinity)(endless)
    observe(f"fastmath_isnan_{name}", str(found[0]))
    observe(f"fastmath_isinf_{name}", str(found[1]))
    observe(f"fastmath_checks_right_{name}", found == (900.0, 900))
observe("fastmath_checks_broken", found != (900.0, 900))

# %%
# Both answers should be 900. Without flags: :observed:`fastmath_isnan_strict` and :observed:`fastmath_isinf_strict`;
# with ``reassoc`` and ``nsz``: :observed:`fastmath_isnan_flags` and :observed:`fastmath_isinf_flags`; with all:
# :observed:`fastmath_isnan_all` and :observed:`fastmath_isinf_all`.
#
# And an order that was chosen with care is lost. Here large numbers are each followed by their opposite, and then come
# a thousand ones:

opposites = adding.cancelling(500, 1000)
observe("fastmath_order_strict", adding.adding_strict(opposites))
observe("fastmath_order_flags", adding.adding_flags(opposites))
observe("fastmath_order_matters", adding.adding_strict(opposites) == 1000.0 != adding.adding_flags(opposites))

# %%
# Added in order: :observed:`fastmath_order_strict`. Reordered: :observed:`fastmath_order_flags`. A reordered sum may
# also change in its last digits from one processor to the next. So give ``{"reassoc", "nsz"}`` to functions that only
# add up, and ``True`` only where you have made sure that neither NaN nor infinity can occur.
#
# Claims
# ------
#
# .. claim:: numba.fastmath
#    :rule: faster(adding_fast, adding_strict, by=1.5)
#
#    ``fastmath=True`` makes a sum of floats much faster.
#
# .. claim:: numba.fastmath.flags
#    :rule: close(adding_flags, adding_fast, by=1.15)
#
#    Two of the seven flags, ``reassoc`` and ``nsz``, give all of this gain.
#
# .. claim:: numba.fastmath.reassoc
#    :rule: observed(fastmath_reassoc_gains, fastmath_others_idle)
#
#    ``reassoc`` alone makes a sum faster, and no other flag does.
#
# .. claim:: numba.fastmath.error
#    :rule: observed(fastmath_reordered_worse)
#
#    A sum of many numbers that is reordered is further from the exact one.
#
# .. claim:: numba.fastmath.kahan
#    :rule: observed(fastmath_kahan_exact, fastmath_kahan_lost)
#
#    Kahan's method gives a sum that is right to the last place; with ``reassoc`` it does not.
#
# .. claim:: numba.fastmath.order
#    :rule: observed(fastmath_order_matters)
#
#    ``reassoc`` can lose a result that the order of the numbers had saved.
#
# .. claim:: numba.fastmath.blocks
#    :rule: faster(adding_blocks, adding_strict, by=1.5)
#
#    A sum that is reordered within blocks, and compensated between them, is still much faster than one in order.
#
# .. claim:: numba.fastmath.nan
#    :rule: observed(fastmath_checks_broken, fastmath_checks_right_flags)
#
#    ``fastmath=True`` breaks checks for NaN and infinity; ``reassoc`` and ``nsz`` keep them right.
#
# .. claim:: numba.fastmath.division
#    :rule: gains((quotients_unchecked, quotients_checked), (quotients_guarded, quotients_checked))
#
#    A division is faster without a check of every divisor in its loop.
#
# .. claim:: numba.fastmath.division.flags
#    :rule: vain(quotients_fast, quotients_checked, by=1.2)
#
#    ``fastmath`` alone does not speed up a division: the check stays.
#
# .. claim:: numba.fastmath.maximum
#    :rule: faster(largest_flags, largest_builtin, by=1.2)
#
#    A maximum of floats is faster by comparing and choosing in a function with flags.
#
# .. claim:: numba.fastmath.maximum.select
#    :rule: faster(largest_select, largest_builtin, by=1.2)
#
#    A maximum of floats is faster if the instruction that chooses has the flags.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/50_races`: sums that several threads share.
# :doc:`/gallery/4_numba/65_sums`: reordered sums on all cores.
