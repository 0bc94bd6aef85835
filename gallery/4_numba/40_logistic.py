"""
Logistic regression: what Numba fuses, and what you can
=======================================================

After this page you can read which operations of a function Numba made into which parallel kernel, and you can write the
single pass over the data that Numba does not make for you.
"""
# %%
# What changes
# ------------
#
# Numba's manual shows what ``parallel=True`` does by a logistic regression ("Automatic parallelization with @jit",
# section *Examples*). *N* observations have *D* features each. An iteration multiplies the table of features by the
# weights, turns each product into a number between zero and one, and corrects the weights by what that is off.
#
# .. kernel:: logistic_regression
#
# The manual says six things about this function, and so do the notes. Here it is compiled, and its diagnostics are
# read: not the text that ``parallel_diagnostics`` prints, but the object behind it, which ``get_metadata`` returns.

from accelguide.systems import require

require("numba")
require("scipy")

from accelguide.kernels import fusion, logistic
from accelguide.kernels._manual import regression_parallel
from accelguide.timing import compare, observe

x, y, w, iterations = logistic.workload(1_000)
given = w.copy()
regression_parallel(y, x, given, iterations)
for statement, holds in fusion.manual_says(regression_parallel).items():
    observe(f"logistic_{statement}", holds)
observe("logistic_in_place", not (given == w).all())

steps = fusion.steps(regression_parallel)
observe("logistic_operations", len(steps))
observe("logistic_over_rows", sum(step.length == "Y 0" for step in steps))
observe("logistic_calls", ", ".join(step.name for step in steps if step.kernel is None) or "–")

# %%
# The drawing is made from them. It has a box for each operation on arrays in one iteration, from left to right, in the
# row of what became of it.

import matplotlib.pyplot as plt

rows = {
    "Y 0": "kernel over the rows",
    "": "call of a function",
    "X 1": "kernel over the features",
}
signs = {"add": "+", "sub": "−", "mul": "×", "truediv": "÷", "inplace_binop": "in place"}
fig, ax = plt.subplots(figsize=(7.5, 2.2), layout="constrained")
for place, step in enumerate(steps):
    row = rows.get(step.length, step.length)
    ax.barh(row, 0.9, left=place, height=0.6, color="C2" if step.kernel is None else f"C{step.kernel}")
    ax.text(place + 0.45, row, signs.get(step.name, step.name), ha="center", va="center", color="white", fontsize=8)
ax.set_xticks([])
ax.set_xlabel("operations of one iteration, in order")
ax.invert_yaxis()
ax.set_title("What became of each operation")

# %%
# :observed:`logistic_over_rows` of :observed:`logistic_operations` operations are in the kernel over the rows. What
# stayed a call: :observed:`logistic_calls`. The manual says that the outer ``dot`` is not fused, as its result has
# another size. There is a reason before that: it is no parallel loop, which alone could be fused. Numba makes one of a
# ``dot`` of two vectors, and of a matrix and a vector, but not of a vector and a matrix (``dot_parallel_impl`` in
# ``numba/parfors/parfor.py``, version 0.68). BLAS does that, which Numba finds through SciPy.
#
# So ``X`` is read twice in an iteration, once for each product, although a row could serve both while it is at hand. A
# loop over the rows can do that: multiply a row, find its weight, and add the row to the gradient. The threads must not
# add to one vector (:doc:`/gallery/4_numba/50_races`). So each part of the rows has a gradient of its own, and these
# are added up in the end. Where a part begins depends on the data alone, and so the result does not depend on how many
# cores there are.
#
# .. kernel:: row_by_row in_parts descended
#
# ``in_parts`` takes a compiled function as an argument, and is compiled anew for each.

compare(
    logistic.logistic_numpy,
    logistic.logistic_numexpr,
    logistic.logistic_numba,
    logistic.logistic_parallel,
    logistic.logistic_loops,
    logistic.logistic_fused,
    workload=logistic.workload,
    sizes=(1_000_000,),
    budget=1.2,
)

# %%
# ``logistic_loops`` is this loop as it stands, and ``logistic_fused`` has four tricks more. To see what each of them
# gains, take rows that fit in a cache, on one core, and one trick more in each variant:
#
# - **Reordering.** The product of a row and the weights is a sum of floats, which a compiler has to add in order.
#   ``fastmath={"reassoc", "nsz"}`` lets it add in several lanes of a vector (:doc:`/gallery/4_numba/45_fastmath`).
# - **Blocks.** A loop that does everything for one row after the other has one exponential in a turn. Three loops over
#   a block of rows, one for each step, have a loop of exponentials among them; and the block is still in the cache when
#   the third loop reads it again.
# - **Arithmetic.** ``math.exp`` is a call, and a loop with a call in it is not vectorised. A polynomial can be
#   (:doc:`/gallery/4_numba/70_exponentials`).
# - **Four rows.** In a short row there is little to multiply for each sum across the lanes. Four rows can share the
#   sums; and each element of the gradient is read and written once for four rows.
#
# ``REORDERED`` holds these two flags and ``error_model="numpy"``. ``STEP`` has ``inline="always"`` too, as a step of a
# block is too short for a call.
#
# .. kernel:: block_by_block weigh_inline multiply_four add_four

from accelguide.kernels import slope

compare(
    slope.slope_rows,
    slope.slope_reordered,
    slope.slope_blocks,
    slope.slope_arithmetic,
    slope.slope_four,
    workload=slope.workload,
    sizes=(512,),
    budget=1,
    once=False,
)

# %%
# What it buys
# ------------
#
# .. timings:: slope
#
# All four tricks together against the plain loop: :finding:`slope_four`. Now the whole algorithm on all cores, with a
# million rows of ten features:
#
# .. timings:: logistic
#    :share:
#
# The function of the manual: :finding:`logistic_parallel`. The single pass as a plain loop: :finding:`logistic_loops`;
# with all four tricks: :finding:`logistic_fused`. It read :throughput:`logistic_fused`, which is
# :share:`logistic_fused` of what all cores could do at the limit of this machine. With a hundred features, and a
# hundred thousand rows:

from accelguide.kernels import hundred

compare(
    hundred.hundred_numpy,
    hundred.hundred_parallel,
    hundred.hundred_fused,
    workload=hundred.workload,
    sizes=(100_000,),
    budget=1,
    once=False,
)

# %%
# .. timings:: hundred
#    :share:
#
# Here the function of the manual against NumPy: :finding:`hundred_parallel`; the single pass: :finding:`hundred_fused`.
#
# **Columns.** A row of ten numbers does not fill vectors evenly. If you may choose the layout of the data, store the
# table by columns. Then every loop runs along the rows, of which there are many, and lanes are added up once for a
# block. Here too, four columns at a time save reading and writing:
#
# .. kernel:: by_column add_products add_sums

from accelguide.kernels import columns

compare(
    columns.columns_rows,
    columns.columns_fused,
    workload=columns.workload,
    sizes=(1_000_000,),
    budget=1,
    once=False,
)

# %%
# .. timings:: columns
#    :share:
#
# The same algorithm by columns, against the best form by rows: :finding:`columns_fused`. It reaches
# :share:`columns_fused` of the limit.
#
# When not to
# -----------
#
# The manual's function is a formula that you can check by eye. Loops have to be tested against it, as they are here
# before anything is timed. And they are for the compiler only. This is the loop over the rows in plain Python, at ten
# thousand rows:

compare(
    logistic.logistic_numpy,
    logistic.logistic_python,
    workload=logistic.workload,
    sizes=(10_000,),
    budget=0.5,
)

# %%
# .. timings:: logistic
#    :size: 10000
#
# The first call took :first-call:`logistic_parallel` for the manual's function, :first-call:`logistic_loops` for the
# plain loop, and :first-call:`logistic_fused` for the one with all tricks, compiling included.
#
# And the single pass is for products of a matrix and a vector, in which each number of the matrix is used once. Where a
# matrix meets a matrix, leave it to BLAS (:doc:`/gallery/3_numpy/30_blas`).
#
# Claims
# ------
#
# .. claim:: numba.parallel.logistic
#    :rule: observed(logistic_kernel, logistic_apart, logistic_in_place)
#
#    The inner ``dot`` and the chain of operations on vectors of size *N* become one parallel kernel, the outer ``dot``
#    is not fused with it, and ``w`` is updated in place.
#
# .. claim:: numba.parallel.logistic.shapes
#    :rule: observed(logistic_shapes)
#
#    ``Y`` is a vector of size *N*, ``X`` is a matrix of *N* rows and *D* columns, ``w`` is a vector of size *D*.
#
# .. claim:: numba.parallel.logistic.loop
#    :rule: observed(logistic_loop)
#
#    The body is a loop that updates ``w``. It stays serial, around the parallel kernels.
#
# .. claim:: numba.parallel.logistic.inner
#    :rule: observed(logistic_inner)
#
#    The inner ``dot`` yields a vector of size *N*. Operations on such vectors and on numbers follow.
#
# .. claim:: numba.parallel.logistic.outer
#    :rule: observed(logistic_outer, logistic_in_place)
#
#    The outer ``dot`` yields a vector of size *D*, which is subtracted from ``w`` in place.
#
# .. claim:: numba.parallel.logistic.kernel
#    :rule: observed(logistic_kernel)
#
#    All operations that yield vectors of size *N*, the inner ``dot`` among them, become a single parallel kernel. Of
#    these vectors it stores the last one only, so there are no temporaries.
#
# .. claim:: numba.parallel.logistic.apart
#    :rule: observed(logistic_apart)
#
#    The outer ``dot`` yields a vector of another size and is not fused with this kernel.
#
# .. claim:: numba.parallel.logistic.gain
#    :rule: gains((logistic_parallel, logistic_numpy), (logistic_parallel, logistic_numba))
#
#    The function of the manual is faster than NumPy, and than the same function compiled for one core.
#
# .. claim:: numba.parallel.logistic.fused
#    :rule: faster(logistic_fused, logistic_parallel, by=1.5)
#
#    A single pass written by hand is much faster than what Numba makes of the formula.
#
# .. claim:: numba.parallel.logistic.long
#    :rule: faster(hundred_fused, hundred_parallel, by=1.5)
#
#    That is so with a hundred features too.
#
# .. claim:: numba.parallel.logistic.tricks
#    :rule: gains((slope_reordered, slope_rows), (slope_blocks, slope_reordered),
#           (slope_arithmetic, slope_blocks), (slope_four, slope_arithmetic))
#
#    In a cache each of the four tricks is a gain over the form before it.
#
# .. claim:: numba.parallel.logistic.columns
#    :rule: faster(columns_fused, columns_rows)
#
#    With few features, a table by columns is processed faster than one by rows.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/45_fastmath`: what reordering may cost. :doc:`/gallery/4_numba/50_races`: what happens if all
# threads add to one gradient after all.
