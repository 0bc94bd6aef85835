"""
Layout: order, views and dtype
==============================

After this page you know in which order to go through an array, when indexing copies, and what it buys and costs to
halve the bytes of a number.
"""
# %%
# What changes
# ------------
#
# Memory comes to the processor in *lines* of neighbouring bytes, 64 of them on most. NumPy keeps a two-dimensional
# array row by row, unless told otherwise (*C order*). Whoever walks along a row uses every number of a line; whoever
# walks down a column uses one, and asks for the same line again when it has left the cache.
#
# .. kernel:: traverse_columns traverse_rows traverse_axis traverse_whole

from accelguide.kernels import traverse
from accelguide.timing import compare, observe

TRAVERSE = traverse.traverse_columns, traverse.traverse_rows, traverse.traverse_axis, traverse.traverse_whole
compare(*TRAVERSE, workload=traverse.workload, sizes=(100, 1000, 4000))

# %%
# .. timings:: traverse
#    :share:
#
# Row by row against column by column, with as many calls: :finding:`traverse_rows`. Either loop calls NumPy once for
# each row or column. One call for the sums of all columns goes through the memory row by row as well,
# :finding:`traverse_axis`, and one call for everything: :finding:`traverse_whole`.
#
# An index can do two things. A *slice* gives a view: a new array object that looks at the same memory. An array of
# indices (*fancy indexing*) or a mask gives a copy.
#
# .. kernel:: slicing_fancy slicing_mask slicing_copy slicing_view

from accelguide.kernels import slicing

SLICING = slicing.slicing_fancy, slicing.slicing_mask, slicing.slicing_copy, slicing.slicing_view
compare(*SLICING, workload=slicing.workload, sizes=(1000, 10_000, 100_000, 1_000_000, 10_000_000), budget=1.5)

# %%

import numpy as np

values, index, mask = slicing.workload(1000)
view = slicing.slicing_view(values, index, mask)
observe("layout_view_shares", np.shares_memory(view, values))
observe("layout_copy_shares", np.shares_memory(values[index], values))
observe("layout_view_keeps_all", view.base is values)

# %%
# What it buys
# ------------
#
# .. scaling:: slicing
#
# A view of every other one of ten million elements took :time:`slicing_view`, and the copy by indices
# :time:`slicing_fancy`. The cost of the one grows with an exponent of :exponent:`slicing_view` over the size, that of
# the other with :exponent:`slicing_fancy`. Does the view share memory with its array? :observed:`layout_view_shares`.
# The copy? :observed:`layout_copy_shares`.
#
# Where memory is the limit, smaller numbers are faster ones. The same products in double and in single precision:
#
# .. kernel:: precision_double precision_single

from accelguide.kernels import precision

PRECISION = precision.precision_double, precision.precision_single
compare(*PRECISION, workload=precision.workload, sizes=(10_000, 1_000_000, 10_000_000), equal=precision.near)

# %%
# .. timings:: precision
#
# Single precision: :finding:`precision_single`. The price is in the digits. Below are the largest relative error of
# these products, and that of a running sum of a million numbers, to which every step adds.

double, single = precision.workload(1_000_000)
results = precision.precision_single(double, single), precision.precision_double(double, single)
observe("layout_single_error", precision.error(*results))
sums = np.cumsum(single[0]), np.cumsum(double[0])
observe("layout_single_error_running", precision.error(*sums))

# %%
# The products: :observed:`layout_single_error`. The running sum: :observed:`layout_single_error_running`.
#
# Order matters, too, where single elements are picked. Here elements are added that are picked from all over an array:
# in random order, in rising order, and in rising order with the sorting counted.
#
# .. kernel:: picking_random picking_ordered picking_sorting

from accelguide.kernels import picking

PICKING = picking.picking_random, picking.picking_ordered, picking.picking_sorting
compare(*PICKING, workload=picking.workload, sizes=(10_000, 1_000_000, 10_000_000))

# %%
# .. timings:: picking
#
# In the order of the memory: :finding:`picking_ordered`. With the sorting in the call: :finding:`picking_sorting`.
#
# When not to
# -----------
#
# A view is made without copying, but it keeps the whole array alive: its base is the array,
# :observed:`layout_view_keeps_all`. And a pass over a view with a step moves whole lines, of which it uses a part. If
# you use a small part of a large array for long, copy it.
#
# Do not take single precision for sums, differences of near numbers or linear systems without checking the result. An
# array of float32 meets an array of float64 in float64, so one forgotten ``dtype`` undoes it; a Python number does not
# (NEP 50).
#
# Sort indices for a single use of them only where a measurement says so. Where they come sorted, keep them sorted.
#
# Claims
# ------
#
# .. claim:: numpy.algorithms.order
#    :rule: faster(traverse_rows, traverse_columns, by=1.2)
#
#    Walking along the rows of an array in C order is faster than walking down its columns.
#
# .. claim:: numpy.algorithms.views
#    :rule: order(slicing_view, "1")
#
#    A slice is a view, and costs the same however long it is.
#
# .. claim:: numpy.algorithms.copies
#    :rule: order(slicing_fancy, "n")
#
#    Fancy indexing copies, and costs in proportion to what it takes.
#
# .. claim:: numpy.algorithms.dtype
#    :rule: faster(precision_single, precision_double, by=1.2)
#
#    Half the bytes make a ufunc faster.
#
# .. claim:: numpy.algorithms.picking
#    :rule: faster(picking_ordered, picking_random, by=1.2)
#
#    Elements are picked faster in the order of the memory than in random order.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/60_threads`: which parts of NumPy use more than one core.
