"""
List comprehensions against loops
=================================

After this page you know what a list comprehension gains over ``for`` and ``append``, on lists of a thousand to ten
million elements, and where it loses.
"""
# %%
# What changes
# ------------
#
# The loop looks up ``append`` and calls it for every element; the comprehension has an instruction of its own for
# adding to the list.
#
# .. kernel:: doubling_loop doubling_comprehension

# sphinx_gallery_time_limit = 1200
from accelguide.kernels import doubling
from accelguide.timing import compare

compare(
    doubling.doubling_loop,
    doubling.doubling_comprehension,
    doubling.doubling_generator,
    doubling.doubling_map,
    workload=doubling.workload,
    sizes=(1_000, 100_000, 10_000_000),
)

# %%
# What it buys
# ------------
#
# .. timings:: doubling
#
# .. scaling:: doubling
#
# Set against the loop, at the largest size: the comprehension, :finding:`doubling_comprehension`; ``map`` with a
# ``lambda``, :finding:`doubling_map`, since the ``lambda`` is a Python function that is called for every element;
# ``list`` around a generator, :finding:`doubling_generator`, since the generator is resumed for every element.
#
# The same with a conditional expression in it. There is more work per element, so the overhead that is saved is a
# smaller share.
#
# .. kernel:: conditional_loop conditional_comprehension

from accelguide.kernels import conditional

compare(
    conditional.conditional_loop,
    conditional.conditional_comprehension,
    conditional.conditional_generator,
    conditional.conditional_map,
    workload=conditional.workload,
    sizes=(1_000, 100_000, 1_000_000),
)

# %%
# .. timings:: conditional
#
# .. scaling:: conditional
#
# When not to
# -----------
#
# A comprehension always makes the whole list. A search that may stop early should not: here the hit comes after a
# tenth of the elements.
#
# .. kernel:: first_comprehension first_loop first_generator

from accelguide.kernels import first

compare(
    first.first_comprehension,
    first.first_loop,
    first.first_generator,
    workload=first.workload,
    sizes=(1_000, 1_000_000),
)

# %%
# .. timings:: first
#
# Nor is a list needed where its elements are only added up. A generator keeps one element alive at a time: look at
# the column for memory, where the comprehension took :memory:`total_comprehension`.
#
# .. kernel:: total_comprehension total_generator total_loop

from accelguide.kernels import total

compare(
    total.total_comprehension,
    total.total_generator,
    total.total_loop,
    workload=total.workload,
    sizes=(1_000, 1_000_000),
)

# %%
# .. timings:: total
#
# Claims
# ------
#
# .. claim:: native.comprehension
#    :rule: faster(doubling_comprehension, doubling_loop, by=1.1)
#
#    A list comprehension is clearly faster than ``for`` and ``append``.
#
# .. claim:: native.comprehension.conditional
#    :rule: faster(conditional_comprehension, conditional_loop, by=1.1)
#
#    A list comprehension with a conditional expression is clearly faster than the loop with ``if`` and ``else``.
#
# .. claim:: native.comprehension.map
#    :rule: faster(doubling_map, doubling_comprehension)
#
#    ``map`` with a ``lambda`` is faster than a comprehension.
#
# .. claim:: native.comprehension.early
#    :rule: faster(first_loop, first_comprehension, by=2)
#
#    Where a search may stop early, a loop beats the comprehension.
#
# Where to go next
# ----------------
#
# How much of this is the interpreter's doing, and how it changed from version to version:
# :doc:`/gallery/1_native/70_interpreters`.
