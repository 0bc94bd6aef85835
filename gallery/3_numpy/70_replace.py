"""
Where NumPy loses
=================

After this page you know four kinds of loops, which of them NumPy makes faster and which not, and what to write
instead where it does not.
"""
# %%
# What changes
# ------------
#
# The usual advice is to replace numeric loops in plain Python by NumPy wherever possible. That a short array gains
# nothing is on :doc:`/gallery/3_numpy/20_crossover`. Here the arrays are long, and the loops differ.
#
# **Single elements.** A sum, with one element read at a time by its index: from a list, from an array, and from a list
# that was made of the array once. The last kernel hands the whole array over.
#
# .. kernel:: element_list element_array element_tolist element_numpy

from accelguide.kernels import branch, early, element, recurrence
from accelguide.timing import compare

compare(
    element.element_list,
    element.element_array,
    element.element_tolist,
    element.element_numpy,
    workload=element.workload,
    sizes=(10, 1_000, 1_000_000),
    budget=1,
)

# %%
# **Branches.** Negative numbers become 0; below 1 the root is taken, from there on a logarithm, which is the costly
# piece. About one element in twenty needs it. The usual ``np.where`` computes all pieces for all elements and then
# picks. A mask computes the costly piece only where it is needed. The last two functions are what ``branch_numba`` and
# ``branch_sorted`` have Numba compile: the branches as they stand, and a form that goes block by block, lists the
# costly elements and computes them together, since the processor cannot guess where they are.
#
# .. kernel:: branch_python branch_where branch_masked choose choose_sorted

compare(
    branch.branch_python,
    branch.branch_where,
    branch.branch_masked,
    branch.branch_numba,
    branch.branch_sorted,
    workload=branch.workload,
    sizes=(10, 1_000, 1_000_000),
    budget=1,
)

# %%
# **Steps that build on each other.** A level follows its input, quickly upwards and slowly downwards. Each step needs
# the level that the one before has left. ``np.frompyfunc`` makes a ufunc of one step, so that NumPy can accumulate it.
# The last function is what ``recurrence_numba`` runs: of two candidates it takes the greater, which needs no branch.
#
# .. kernel:: recurrence_python recurrence_numpy recurrence_accumulate follow

compare(
    recurrence.recurrence_python,
    recurrence.recurrence_numpy,
    recurrence.recurrence_accumulate,
    recurrence.recurrence_numba,
    workload=recurrence.workload,
    sizes=(10, 1_000, 100_000),
    budget=1,
)

# %%
# **An early end.** The first element above a bound stands at a thousandth of the way. A loop stops there. A comparison
# of arrays does not; in chunks that grow, it stops soon after. The last function is what ``early_numba`` runs.
#
# .. kernel:: early_python early_numpy early_chunks find_above

compare(
    early.early_python,
    early.early_numpy,
    early.early_chunks,
    early.early_numba,
    workload=early.workload,
    sizes=(10, 1_000, 1_000_000),
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: element
#
# Over the loop on the list, the loop on the array: :finding:`element_array`. An array holds plain numbers, so every
# index has to wrap one of them in an object of NumPy's before Python can add it. The whole array in one call:
# :finding:`element_numpy`. Where single elements must be read, make a list of the array once. With that counted, the
# loop took :time:`element_tolist`, where the loop on the array itself took :time:`element_array`.
#
# .. timings:: branch
#
# ``np.where``: :finding:`branch_where`. With a mask: :finding:`branch_masked`. Neither has a loop in Python, but the
# first computes pieces that are then thrown away. Compiled, as the branches stand: :finding:`branch_numba`. With the
# costly elements listed and computed together: :finding:`branch_sorted`.
#
# When not to
# -----------
#
# .. timings:: recurrence
#
# The same loop on arrays: :finding:`recurrence_numpy`. Accumulated: :finding:`recurrence_accumulate`. Only the names
# are NumPy's; every step is still Python's, and each number must become an object. A running sum or a running maximum
# has a ufunc of its own, so there ``np.add.accumulate`` or ``np.maximum.accumulate`` is the answer. This level has
# none.
#
# Compiled by Numba, the loop itself: :finding:`recurrence_numba`. Its first call took :first-call:`recurrence_numba`,
# since it compiles.
#
# .. timings:: early
#
# The comparison of everything: :finding:`early_numpy`. In chunks: :finding:`early_chunks`. Compiled:
# :finding:`early_numba`. It all depends on where the hit is. The loop reads up to it, the comparison reads everything,
# and chunks that double read, after the first chunk, at most as much again as lies before the hit. If you cannot know
# where it is, and stay within NumPy, use chunks.
#
# Claims
# ------
#
# .. claim:: numpy.replace
#    :rule: gains((element_numpy, element_list), (branch_masked, branch_python),
#           (recurrence_numpy, recurrence_python), (early_numpy, early_python))
#
#    Replacing numeric code in plain Python by NumPy makes it faster wherever it can be done.
#
# .. claim:: numpy.replace.scalar
#    :rule: faster(element_list, element_array)
#
#    Reading single elements of an array in a Python loop is slower than reading those of a list.
#
# .. claim:: numpy.replace.where
#    :rule: faster(branch_masked, branch_where)
#
#    Computing a costly piece only where it is needed is faster than ``np.where`` over all pieces.
#
# .. claim:: numpy.replace.recurrence
#    :rule: faster(recurrence_numba, recurrence_numpy, by=10)
#
#    A loop in which each step needs the one before is much faster in Numba than over an array in Python.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/20_crossover`: how long an array must be. :doc:`/gallery/3_numpy/40_temporaries`: what the
# arrays in between cost where whole-array work is right.
