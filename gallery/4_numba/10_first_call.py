"""
The first call, later calls, and code on disk
=============================================

After this page you can tell what a compiled function costs before its first result, after how many calls or collisions
that is earned back, and what the cache on disk spares you and what it does not.
"""
# %%
# What changes
# ------------
#
# An interpreter takes up one instruction of your function after another, looks at what kinds of objects it meets, and
# decides what to do. Numba looks at the kinds once, at the first call, and makes machine code for them: *just-in-time*
# compilation. All later calls with the same kinds of arguments go straight to that code.
#
# The workload is a loop at which Python is slow: every turn needs the turn before, so no operation on whole arrays can
# replace it. A heavy block pushes a light one against a wall, and every collision is counted. Where the heavy block
# weighs a power of a hundred, the count spells the digits of pi (Galperin 2003).
#
# .. kernel:: collisions_python collisions_numba collisions_cached stored
#
# ``register_jitable`` leaves the function as it is for Python, and lets compiled code call it, so that all three
# variants are the same source. ``cache=True`` keeps the machine code on disk.

from accelguide.systems import require

require("numba")

from accelguide.kernels import collisions
from accelguide.timing import compare, observe

compare(
    collisions.collisions_python,
    collisions.collisions_numba,
    collisions.collisions_cached,
    workload=collisions.workload,
    sizes=(1, 1_000, 100_000),
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: collisions
#
# .. scaling:: collisions
#
# Compiled, against interpreted: :finding:`collisions_numba`. At the smallest size there are three collisions, and a
# good part of the time is the price of the call itself: :finding:`collisions_numba@1`. Once compiled, the function pays
# from this size on: :break-even:`collisions_numba`.
#
# The column "First call" is measured in a fresh process, after each variant has run in the process of this page. The
# plain variant has to compile again: :first-call:`collisions_numba`. The other one finds machine code that the page's
# process has left on disk: :first-call:`collisions_cached`. Calls at the largest size that earn the
# first one back: :break-even-calls:`collisions_numba` where it compiles, :break-even-calls:`collisions_cached` where
# the code is on disk. All later calls run the same code, whether it was compiled or loaded.
#
# But a program has to import Numba too. Here are whole programs, from their start to their end: each starts a new
# interpreter, does the job once, and ends. The compiled ones have a second compiled function beside it.

import numpy as np

from accelguide.kernels import launches

SIZES = (10_000, 2_000_000)

walls, stages = launches.whole(collisions.collisions_python, SIZES)
for form in ("compiled", "cached"):
    for stage, seconds in stages[form].items():
        observe(f"first_{form}_{stage}", seconds, "seconds")
lines = {form: np.polyfit(SIZES, walls[form], 1) for form in launches.FORMS}
(rise, base), (compiled_rise, compiled_base), (cached_rise, cached_base) = lines.values()
observe("first_pays_compiled", np.pi * (compiled_base - base) / (rise - compiled_rise))
observe("first_pays_cached", np.pi * (cached_base - base) / (rise - cached_rise))
observe("first_short_loses", min(walls["compiled"][0], walls["cached"][0]) > walls["interpreted"][0])
observe("first_cache_starts_sooner", sum(stages["cached"].values()) < sum(stages["compiled"].values()))

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
names = {"interpreted": "plain Python", "compiled": "Numba, compiled anew", "cached": "Numba, code on disk"}
for form, marker in zip(names, "osd", strict=True):
    ax.plot([np.pi * size / 1e6 for size in SIZES], walls[form], marker=marker, label=names[form])
ax.set_xlabel("collisions (millions)")
ax.set_ylabel("whole program (s)")
ax.set_ylim(bottom=0)
ax.set_title("A program that does the job once, from start to end")
ax.legend()

# %%
# ==============================================  =================================  ===============================
# Step of a fresh process                         compiled anew                      code on disk
# ==============================================  =================================  ===============================
# ``import numpy``                                :observed:`first_compiled_numpy`   :observed:`first_cached_numpy`
# ``import numba``, NumPy being there             :observed:`first_compiled_numba`   :observed:`first_cached_numba`
# first call of the first function                :observed:`first_compiled_first`   :observed:`first_cached_first`
# first call of the second function               :observed:`first_compiled_second`  :observed:`first_cached_second`
# ==============================================  =================================  ===============================
#
# The first function of a process pays for more than itself: Numba loads much of its compiler only then, and needs a
# part of it even to load code from the disk. The second function shows what compiling or loading alone costs.
#
# The lines cross at :observed:`first_pays_compiled` collisions where the program compiles, and at
# :observed:`first_pays_cached` where it finds its code on disk. A program that counts fewer is done sooner without
# Numba.
#
# When not to
# -----------
#
# Leave a script that is over in a moment as it is, and compile what runs long or often.
#
# The cache lies in ``__pycache__`` beside the source file, in a folder of the user's where that cannot be written, or
# in ``NUMBA_CACHE_DIR`` (Numba manual, *Environment variables*, "Caching options"). An index, ``.nbi``, names the
# signatures, and each has its machine code in an ``.nbc`` file. Stored code is used if the source file, the types of
# the arguments, the version of Numba and the processor are the same. Here a program was started again and again, and
# something was changed before each start:

used, stale, kept = launches.cache_uses(collisions.collisions_python)
for change, hit in used.items():
    observe(f"first_hit_{change.replace(' ', '_')}", hit)
observe("first_touch_misses", not used["time stamp"])
observe("first_cache_stale", stale)
observe("first_cache_bytes", kept, "bytes")

# %%
# ==========================================================================  ====================================
# What had changed                                                            Was the code on disk used?
# ==========================================================================  ====================================
# nothing                                                                     :observed:`first_hit_nothing`
# an argument's type: a float for an int                                      :observed:`first_hit_argument`
# the time stamp of the source file, its text being the same                  :observed:`first_hit_time_stamp`
# the processor (``NUMBA_CPU_NAME=generic``)                                  :observed:`first_hit_processor`
# a function in another module, which the stored one calls                    :observed:`first_hit_library`
# the source file: a comment at its end                                       :observed:`first_hit_program`
# ==========================================================================  ====================================
#
# The files took :observed:`first_cache_bytes`. Up to Numba 0.67 the time stamp and size of the source file decided;
# since 0.68 it is a hash of its text (numba/numba#10659).
#
# The change in another module is the dangerous one: what that module's function does is part of the stored code, and
# Numba looks only at the file of the function that it stores (Numba manual, "Caching Limitations"). Did the program
# return what the old function would have, until its own file was edited? :observed:`first_cache_stale`. Globals are
# stored with the code too: see :doc:`/gallery/4_numba/55_traps`. If in doubt, delete the cache. Some functions cannot
# be stored, and Numba warns of that: see :doc:`/gallery/4_numba/15_modes`.
#
# Claims
# ------
#
# .. claim:: numba.compile
#    :rule: faster(collisions_numba, collisions_python)
#
#    Compiled code is faster than interpreted code: less interpreter, more speed.
#
# .. claim:: numba.compile.once
#    :rule: observed(first_short_loses)
#
#    A short program that calls a compiled function once is slower than the interpreted one.
#
# .. claim:: numba.compile.cache
#    :rule: observed(first_cache_starts_sooner)
#
#    A program that finds its machine code on disk has its first results sooner than one that compiles.
#
# .. claim:: numba.compile.cache.same
#    :rule: close(collisions_cached, collisions_numba, by=1.2)
#
#    Code from the disk is as fast as code just compiled.
#
# .. claim:: numba.compile.cache.touched
#    :rule: observed(first_touch_misses)
#
#    A new time stamp of the source file alone makes Numba compile again.
#
# .. claim:: numba.compile.cache.stale
#    :rule: observed(first_cache_stale)
#
#    The cache does not see a change in another module, and returns old results.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/15_modes`: which parts of a function become machine code.
