"""
Where NumPy overtakes Python
============================

After this page you know what one NumPy call costs before it has computed anything, from which length on an array
beats a list, and what is left of the gain when the data must be converted.
"""
# %%
# What changes
# ------------
#
# The work is small on purpose: twice each number and one more. Python does it in a list comprehension. NumPy does it
# in two calls, one for the product and one for the sum. Where the data are in a list, they must become an array first,
# and the result a list again. The third kernel does that by ``np.fromiter``, which is told the type and the length;
# the usual ``np.array(values)`` has to look for both before it begins.
#
# .. kernel:: affine_python affine_numpy affine_converted

# sphinx_gallery_time_limit = 300
from accelguide.kernels import affine
from accelguide.timing import compare, observe

compare(
    affine.affine_python,
    affine.affine_numpy,
    affine.affine_converted,
    workload=affine.workload,
    sizes=(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000),
    budget=1,
)

# %%
# What it buys
# ------------
#
# One element:
#
# .. timings:: affine
#    :size: 1
#
# Ten million:
#
# .. timings:: affine
#    :share:
#
# .. scaling:: affine
#
# The array, at the largest size: :finding:`affine_numpy`. The smallest measured size from which on it wins:
# :break-even:`affine_numpy`.
#
# Look at the left end of the chart. For one element the two calls of NumPy took :time:`affine_numpy@1`, nearly all of
# it their fixed price, for ten :time:`affine_numpy@10`, for a hundred :time:`affine_numpy@100`; the comprehension took
# :time:`affine_python@1`, :time:`affine_python@10` and :time:`affine_python@100`. Each of the two calls of NumPy has a
# fixed price: it looks at its arguments, makes an array of the plain number beside the array, looks up the compiled
# loop for these types, and allocates the result. Then the loop runs, and no element is an object any more. The longer
# the array, the less the fixed price weighs.
#
# The notes say that NumPy runs compiled C and Fortran. NumPy's own loops are C and C++ today. The Fortran is in most
# builds of LAPACK, the library behind ``numpy.linalg``.
#
# A list also holds one object for each number, and a reference to it. Per element of a hundred thousand, a list of
# floats takes :observed:`crossover_list_bytes`, an array :observed:`crossover_array_bytes`.

import sys

values, array = affine.workload(100_000)
held = sys.getsizeof(values) + sum(map(sys.getsizeof, values))
observe("crossover_list_bytes", held / len(values), "bytes")
observe("crossover_array_bytes", sys.getsizeof(array) / len(array), "bytes")

# %%
# When not to
# -----------
#
# With the data in lists, the conversion is part of the price. There and back, ten million numbers took
# :time:`affine_converted`, where the comprehension took :time:`affine_python`: :finding:`affine_converted`. For the way
# back every number has to become an object again, and that is much of what the comprehension does too. So convert once,
# stay with arrays for many steps, and convert back once, or never.
#
# And do not use arrays for a few numbers. Three coordinates or a handful of weights, computed again and again, pay the
# fixed price every time. If you have many short arrays, make one long one of them, with one more axis.
#
# Claims
# ------
#
# .. claim:: numpy.compiled
#    :rule: faster(affine_numpy, affine_python, by=2)
#
#    NumPy runs compiled C and Fortran, so it is much faster than the same loop in Python.
#
# .. claim:: numpy.compiled.converted
#    :rule: faster(affine_converted, affine_python)
#
#    It pays even when lists must be converted there and back.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/40_temporaries`: what a long expression on arrays costs. :doc:`/gallery/3_numpy/70_replace`:
# loops that are better left as they are.
