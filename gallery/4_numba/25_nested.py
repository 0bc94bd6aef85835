"""
Functions that call each other
==============================

After this page you know what a call costs among Python functions, from Python into compiled code, and among compiled
functions; and how to hand a function to a compiled loop without losing speed.
"""
# %%
# What changes
# ------------
#
# The diagonal of a rectangle is the root of the sum of two squares. Written as functions, one call for the diagonal
# makes two more for the squares. In Python each of them costs time. Decorated, they are jitted functions that call each
# other.
#
# .. kernel:: square diagonal square_jitted diagonal_jitted
#
# Four ways to go over many rectangles. In the third, a Python loop calls the jitted function. In the fourth the loop is
# jitted, too:
#
# .. kernel:: diagonals_python diagonals_flat diagonals_element cross_each

from accelguide.systems import require

require("numba")

from numba import njit
from numba.core.errors import TypingError

from accelguide.kernels import diagonals, inlining
from accelguide.timing import compare, observe

compare(
    diagonals.diagonals_python,
    diagonals.diagonals_flat,
    diagonals.diagonals_element,
    diagonals.diagonals_numba,
    workload=diagonals.workload,
    sizes=(10_000,),
    budget=1.5,
)

# %%
# What it buys
# ------------
#
# .. timings:: diagonals
#
# What the calls cost in Python shows where they are left out: :finding:`diagonals_flat`. The jitted function, called
# for each rectangle from Python: :finding:`diagonals_element`. Such a call looks at the types of its arguments, finds
# the specialisation, unpacks two floats and makes an object of the result. With the loop compiled that happens once for
# all rectangles: :finding:`diagonals_numba`.
#
# Inside, no types have to be looked at: they were known when the loop was compiled. And LLVM, which makes the machine
# code, puts short functions into their callers (*inlining*). So the question is what is left of a call. The baseline is
# a loop with everything written out; against it stand the loop with calls, and one whose functions were decorated
# ``@njit(inline="always")``.
#
# .. kernel:: inlining_written inlining_always
#
# A function can also be handed over: as an argument, by jitted code or by Python; as a variable of the scope around the
# loop; or as one of two functions, of which an argument of the call chooses one.
#
# .. kernel:: apply_each inlining_passed inlining_argument loop_with loop_with_choice

compare(
    inlining.inlining_written,
    inlining.inlining_nested,
    inlining.inlining_always,
    inlining.inlining_passed,
    inlining.inlining_argument,
    inlining.inlining_closure,
    inlining.inlining_chosen,
    workload=inlining.workload,
    sizes=(10_000,),
    budget=1.5,
    once=False,
)

# %%
# .. timings:: inlining
#    :share:
#
# With calls: :finding:`inlining_nested`. With ``inline="always"``: :finding:`inlining_always`. That option works
# before LLVM, for the sake of types that must be found across a call; *Notes on Inlining* in Numba's manual expects no
# speed of it.
#
# Passed by jitted code: :finding:`inlining_passed`. As a closure: :finding:`inlining_closure`. In both cases the
# function is known when the loop is compiled: each function is a type of its own, and the loop is compiled for it. If
# Python passes it, the loop is the same, but the call has to find out that type first: :finding:`inlining_argument`.
#
# A function that is chosen at run time is a value, an address in memory, and must have one signature for all choices.
# LLVM does not know what it calls: nothing is inlined, and the loop takes one rectangle at a time:
# :finding:`inlining_chosen`. Numba warns that functions as values are experimental. Put the choice around the loop
# instead: one call of ``apply_each`` for each function.
#
# When not to
# -----------
#
# A jitted function cannot call a function of yours that is not jitted. Here ``diagonal`` is compiled, but the
# ``square`` that it calls is plain Python:

try:
    njit()(diagonals.diagonal)(3.0, 4.0)
except TypingError as error:
    told = [line for line in str(error).splitlines() if line.startswith("Untyped")]
    observe("nested_plain_error", told[0] if told else str(error).splitlines()[0])
    observe("nested_plain_refused", True)

# %%
# The error: :observed:`nested_plain_error`. Decorate every function on the way down.
#
# A loop that is made anew is compiled anew, even around the same function. So make such loops once, at the top of a
# module, and not where they are called:

import time

arguments = inlining.workload(1000)
seconds = []
for _ in range(2):
    loop = inlining.loop_with(inlining.outline)
    start = time.perf_counter()
    loop(*arguments)
    seconds.append(time.perf_counter() - start)
start = time.perf_counter()
loop(*arguments)
again = time.perf_counter() - start
observe("nested_closure_made", seconds[-1], "seconds")
observe("nested_closure_again", again, "seconds")
observe("nested_closure_compiles", min(seconds) > 10 * again)

# %%
# The first call of a loop made for the second time took :observed:`nested_closure_made`, its second call
# :observed:`nested_closure_again`.
#
# Do not compile small helpers to call them from Python: compile the loop around them.
#
# Claims
# ------
#
# .. claim:: numba.nested
#    :rule: faster(diagonals_numba, diagonals_python, by=2)
#
#    Jitted functions that call each other are much faster than Python functions that do.
#
# .. claim:: numba.nested.python
#    :rule: faster(diagonals_flat, diagonals_python, by=1.2)
#
#    In Python, calls of small functions cost a good part of the time.
#
# .. claim:: numba.nested.free
#    :rule: close(inlining_nested, inlining_written, by=1.1)
#
#    Among jitted functions calls cost nothing: the loop is as fast as one with everything written out.
#
# .. claim:: numba.nested.inline
#    :rule: vain(inlining_always, inlining_nested, by=1.1)
#
#    ``inline="always"`` gains nothing over what LLVM inlines by itself.
#
# .. claim:: numba.nested.element
#    :rule: vain(diagonals_element, diagonals_python, by=1.1)
#
#    A small jitted function gains nothing if Python calls it for each element.
#
# .. claim:: numba.nested.plain
#    :rule: observed(nested_plain_refused)
#
#    A jitted function cannot call a plain Python function.
#
# .. claim:: numba.nested.argument
#    :rule: faster(inlining_passed, inlining_argument)
#
#    To pass a jitted function from Python costs time at every call.
#
# .. claim:: numba.nested.chosen
#    :rule: faster(inlining_passed, inlining_chosen, by=1.5)
#
#    A function that is chosen at run time makes a loop much slower.
#
# .. claim:: numba.nested.closure
#    :rule: observed(nested_closure_compiles)
#
#    A jitted function that is made anew is compiled anew.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/30_vectorize`: a function for one element, made into a ufunc of NumPy.
# :doc:`/gallery/4_numba/55_traps`: what compiled code does not see.
