"""
How these claims age
====================

After this page you can judge a claim by the interpreter it was made for: the experiments of this chapter that need
nothing but the standard library, on every CPython found on this machine.
"""
# %%
# What changes
# ------------
#
# Nothing but the interpreter. Each one found (on the ``PATH``, kept by uv or by pyenv; CPython 3.8 and newer,
# free-threaded builds too, marked with a *t*) runs the same files in a process of its own, with the same method of
# measuring.

from accelguide.interpreters import compare_everywhere, find
from accelguide.timing import observe

found = find()
observe("interpreters", len(found))
print("\n".join(f"CPython {label}" for label in found))

# %%
# Interpreters that took part on this machine: :observed:`interpreters`. Where that is only one, it is the one that
# built this page: ``uv python install 3.8 3.14`` adds others, and the next build measures them.

from accelguide.kernels import bound, conditional, doubling, root, scope, toplevel

SIZE = 20_000

compare_everywhere(
    doubling.doubling_loop,
    doubling.doubling_comprehension,
    doubling.doubling_map,
    workload=doubling.workload,
    size=SIZE,
)
compare_everywhere(
    conditional.conditional_loop,
    conditional.conditional_comprehension,
    workload=conditional.workload,
    size=SIZE,
)
compare_everywhere(scope.scope_global, scope.scope_local, workload=scope.workload, size=SIZE)
compare_everywhere(bound.bound_global, bound.bound_local, workload=bound.workload, size=SIZE)
compare_everywhere(toplevel.toplevel_module, toplevel.toplevel_function, workload=toplevel.workload, size=SIZE)
compare_everywhere(root.root_attribute, root.root_imported, root.root_local, workload=root.workload, size=SIZE)

# %%
# What it buys
# ------------
#
# A row is a claim, a column an interpreter. A cell holds the speed-up of the form that the claim prefers, its
# interval, and the verdict by the claim's own rule; at one size only, so that it may differ from the verdict on the
# claim's own page.
#
# .. versions::
#
#    native.comprehension
#    native.comprehension.conditional
#    native.comprehension.map
#    native.globals
#    native.globals.once
#    native.globals.function
#    native.from_import
#    native.from_import.local
#
# Two changes stand behind much of this. CPython 3.11 brought the specialising interpreter (PEP 659), which rewrites
# bytecode in place to suit what it meets, so that global reads, attribute look-ups and calls such as that of
# ``append`` cost less, and plain loops caught up. CPython 3.12 inlined list, dict and set comprehensions (PEP 709):
# that saves one call per comprehension, which counts on short lists and hardly at this size. Generator expressions are
# still functions.
#
# When not to
# -----------
#
# Do not read the table as a race between interpreters, which were built by different people with different options. A
# ratio within a column is sound, since both its times come from the same interpreter and the same rounds.
#
# Claims
# ------
#
# .. claim:: native.versions
#    :rule: ages(doubling_comprehension, doubling_loop)
#
#    How much a list comprehension gains over the loop differs between the interpreters found.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/7_together/10_ladder`: what lies beyond native idioms.
