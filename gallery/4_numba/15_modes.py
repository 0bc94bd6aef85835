"""
All of it or part of it: nopython and object mode
=================================================

After this page you know what Numba does with a function that it cannot compile as a whole, when that still gains
something, and how to split such a function yourself.
"""
# %%
# What changes
# ------------
#
# Numba has two modes. In **nopython mode** every value of a function gets a machine type, and all of the function
# becomes machine code that no longer calls the interpreter. In **object mode** the values stay Python objects, and the
# machine code asks the interpreter to add them, to compare them and to call their methods.
#
# The job: by how much did a price fall below its highest so far, told in a sentence. Numba can compile the loop. It
# cannot compile ``str.format``.
#
# .. kernel:: drawdown_python deepest
#
# Up to Numba 0.58, ``@jit`` fell back to object mode by itself if it could not compile the whole function; the notes
# describe that. Since 0.59 nopython mode is the default, ``@jit`` is the same as ``@njit``, and only ``forceobj=True``
# and ``objmode`` ask for objects (Numba manual, glossary, "nopython mode"). Here is what this Numba does with the loop
# alone, with the whole function, and with the whole function and ``nopython=False``:

from accelguide.systems import require

require("numba")

from accelguide.kernels import drawdown
from accelguide.kernels.compiling import attempt
from accelguide.timing import compare, observe

(prices,) = drawdown.workload(1_000)
loop = attempt(drawdown.deepest.py_func, prices)
plain = attempt(drawdown.drawdown_python, prices)
flagged = attempt(drawdown.drawdown_python, prices, nopython=False)

observe("modes_loop", loop.mode)
observe("modes_error", plain.error)
observe("modes_falls_back", plain.mode == "object")
observe("modes_flag_falls_back", flagged.mode == "object")
print(f"the loop: {loop.mode} mode")
print(f"jit(): {plain.error}", *plain.told, sep="\n    ")
print(f"jit(nopython=False): {flagged.error}", *flagged.told, sep="\n    ")

# %%
# The loop compiled in :observed:`modes_loop` mode. For the whole function Numba raised :observed:`modes_error`, and
# told what it has no type for. Did ``@jit`` fall back to object mode? :observed:`modes_falls_back`. And with
# ``nopython=False``? :observed:`modes_flag_falls_back`.
#
# In object mode, asked for with ``forceobj=True``, Numba still looks for loops that it can compile in nopython mode,
# and takes them out of the function: **loop lifting**. This function has two loops. The first makes texts, the second
# adds floats up.
#
# .. kernel:: file_and_add

from accelguide.kernels.compiling import file_and_add

forced = attempt(file_and_add, prices, forceobj=True)
observe("modes_loop_compiled", any(forced.lifted))
observe("modes_loop_left", not all(forced.lifted))
print(f"jit(forceobj=True): {forced.mode} mode", *forced.told, sep="\n    ")

# %%
# Was one loop compiled in nopython mode? :observed:`modes_loop_compiled`. Was one left to the interpreter's objects?
# :observed:`modes_loop_left`. Which is which, Numba decided, and only the warning tells.
#
# What it buys
# ------------
#
# The same job in object mode without and with loop lifting; in nopython mode with an ``objmode`` block, which says what
# type the text has that comes out of it; and split by hand.
#
# .. kernel:: drawdown_object drawdown_lifted drawdown_block drawdown_split

from accelguide.kernels._emitted import python_calls

compare(
    drawdown.drawdown_python,
    drawdown.drawdown_object,
    drawdown.drawdown_lifted,
    drawdown.drawdown_block,
    drawdown.drawdown_split,
    workload=drawdown.workload,
    sizes=(1_000, 30_000),
    budget=1,
)
calls = python_calls(drawdown.drawdown_object)
observe("modes_object_calls", len(calls))
observe("modes_object_call", "PyNumber_Subtract" if "PyNumber_Subtract" in calls else calls[0])
observe("modes_loop_calls", len(python_calls(drawdown.deepest)))
observe("modes_nopython_whole", loop.mode == "nopython" and not python_calls(drawdown.deepest))

# %%
# .. timings:: drawdown
#
# Object mode alone: :finding:`drawdown_object`. Every subtraction is still one of objects. The code that Numba emitted
# for it calls :observed:`modes_object_calls` different functions of CPython, among them
# :observed:`modes_object_call`; the loop in nopython mode calls :observed:`modes_loop_calls`.
#
# With the loop lifted: :finding:`drawdown_lifted`. With an ``objmode`` block after the loop: :finding:`drawdown_block`.
# Split by hand: :finding:`drawdown_split`. In these three the same loop runs as machine code; at a thousand prices you
# see what they add to it: :time:`drawdown_lifted@1000`, :time:`drawdown_block@1000` and :time:`drawdown_split@1000`.
# They differ more in what they ask of Numba before that. First calls: :first-call:`drawdown_lifted`,
# :first-call:`drawdown_block` and :first-call:`drawdown_split`.
#
# The split form needs nothing special, it says which part is compiled, and if Numba cannot compile that part any more,
# you get an error and not slow code.
#
# When not to
# -----------
#
# **Not inside a loop.** A step into an ``objmode`` block takes the GIL and makes objects of what goes in. Here is one
# for every price:
#
# .. kernel:: drawdown_inside

compare(drawdown.drawdown_python, drawdown.drawdown_inside, workload=drawdown.workload, sizes=(3_000,), budget=0.5)

# %%
# .. timings:: drawdown
#    :size: 3000
#
# With a block in every turn: :finding:`drawdown_inside@3000`.
#
# **Not where you want threads or the cache.** Code in object mode holds the GIL, and code with lifted loops cannot be
# stored on disk. Numba says both in a warning only:

unlocked = attempt(drawdown.drawdown_python, prices, forceobj=True, nogil=True)
stored = attempt(drawdown.drawdown_python, prices, forceobj=True, cache=True)
observe("modes_nogil_warns", "nogil" in " ".join(unlocked.told))
observe("modes_cache_warns", "Cannot cache" in " ".join(stored.told))
print(*unlocked.told, *stored.told, sep="\n")

# %%
# Claims
# ------
#
# .. claim:: numba.nopython
#    :rule: observed(modes_nopython_whole)
#
#    In nopython mode all of the function becomes machine code, which does not call the interpreter.
#
# .. claim:: numba.object_mode
#    :rule: observed(modes_loop_compiled, modes_loop_left)
#
#    In object mode part of the function becomes machine code, and Numba chooses which.
#
# .. claim:: numba.object_mode.fallback
#    :rule: observed(modes_falls_back)
#
#    ``@jit`` falls back to object mode if it cannot compile a function as a whole.
#
# .. claim:: numba.object_mode.flag
#    :rule: observed(modes_flag_falls_back)
#
#    ``nopython=False`` lets it fall back.
#
# .. claim:: numba.object_mode.alone
#    :rule: vain(drawdown_object, drawdown_python, by=1.1)
#
#    Object mode without a lifted loop gains nothing.
#
# .. claim:: numba.object_mode.lifted
#    :rule: faster(drawdown_lifted, drawdown_python)
#
#    Object mode with a lifted loop is faster than the interpreter.
#
# .. claim:: numba.object_mode.inside
#    :rule: vain(drawdown_inside, drawdown_python)
#
#    An ``objmode`` block inside a loop takes away what the compiled loop gains.
#
# .. claim:: numba.object_mode.warns
#    :rule: observed(modes_nogil_warns, modes_cache_warns)
#
#    Object mode cannot release the GIL, and code with lifted loops cannot be cached; Numba warns of both.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/20_signatures`: what types Numba finds, and what it is worth to tell them.
