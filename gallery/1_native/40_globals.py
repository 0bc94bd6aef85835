"""
Global and local variables
==========================

After this page you know what reading a global costs today, why a well-known experiment cannot show it, and which
habit about globals really pays.
"""
# %%
# What changes
# ------------
#
# The claim is that reading a global variable is slower than reading a local one. The notes' experiment runs a loop
# whose bound is a global, and the same loop with a local bound.
#
# .. kernel:: bound_global bound_local

from accelguide.kernels import bound
from accelguide.timing import compare

compare(bound.bound_global, bound.bound_local, workload=bound.workload, sizes=(1_000, 1_000_000), budget=4)

# %%
# .. timings:: bound
#
# It cannot show anything: ``range(COUNT)`` reads the global once, before the loop begins, however long the loop is.
#
# The experiment that can show it reads the variable in every turn, four times, so that the loop itself weighs less:
#
# .. kernel:: scope_global scope_local

from accelguide.kernels import scope

compare(scope.scope_global, scope.scope_local, workload=scope.workload, sizes=(1_000, 1_000_000))

# %%
# What it buys
# ------------
#
# .. timings:: scope
#
# The loop with the local variable: :finding:`scope_local`. Since CPython 3.11 the interpreter specialises an
# instruction to what it meets, and reading a global became two checks and one load (PEP 659). What the gap is on each
# interpreter of this machine, older ones among them, is on :doc:`/gallery/1_native/70_interpreters`.
#
# What really matters is where the loop stands. At the top level of a module every variable is a global, and every
# assignment stores into a dict. Put the loop in a function, and they are slots of its frame. The first kernel runs the
# same loop as the second, as the top level of a module:
#
# .. kernel:: toplevel_module toplevel_function

from accelguide.kernels import toplevel

compare(toplevel.toplevel_module, toplevel.toplevel_function, workload=toplevel.workload, sizes=(1_000, 1_000_000))

# %%
# .. timings:: toplevel
#
# For wrapping the loop in a function, the gain is: :finding:`toplevel_function`.
#
# When not to
# -----------
#
# Copying a global into a local by hand makes code longer for little. Do it in the innermost loop only, and measure.
#
# Claims
# ------
#
# .. claim:: native.globals
#    :rule: faster(scope_local, scope_global)
#
#    Reading a global is slower than reading a local.
#
# .. claim:: native.globals.once
#    :rule: close(bound_local, bound_global)
#
#    A global that is read once, as the bound of a loop, makes no difference.
#
# .. claim:: native.globals.function
#    :rule: faster(toplevel_function, toplevel_module, by=1.3)
#
#    A loop in a function is much faster than the same loop at the top level of a module.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/1_native/50_attributes`: names that are found in two steps.
