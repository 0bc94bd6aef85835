"""
Bodies, and the product of matrices
===================================

After this page you can write a loop over all pairs that fills the processor's vectors, you know the three conditions
that it must meet for that, and you can tell how near a matrix product of your own comes to BLAS.
"""
# %%
# What changes
# ------------
#
# Each body pulls each other one: work that grows with the square of the number of bodies, and that needs next to no
# memory. One step of time, in Python, in NumPy, and as a loop in Numba:
#
# .. kernel:: nbody_python nbody_numpy in_rows

from accelguide.kernels import nbody
from accelguide.timing import compare

compare(nbody.nbody_python, nbody.nbody_numpy, workload=nbody.workload, sizes=(128,), budget=0.5)

# %%
# .. timings:: nbody
#    :size: 128
#
# A processor of today can do the same operation on several numbers at once, in vectors. The compiler uses them where
# three conditions hold:
#
# - **The numbers lie side by side.** An array of its own for each coordinate, instead of a row for each body.
# - **Sums may be reordered**, so that a vector holds several partial sums: ``fastmath={"reassoc", "nsz", "contract"}``
#   (:doc:`/gallery/4_numba/45_fastmath`). NaN and infinity keep their meaning.
# - **A division by zero raises no exception.** Python's division does, so Numba's tests every divisor and may leave the
#   loop at any turn. With ``error_model="numpy"`` the result is infinite or NaN instead (``@jit`` in its manual).
#
# To see what each of them is worth, the same function is compiled with none of the options, with one, and with both,
# and then with both on rows.
#
# .. kernel:: pull_in_columns
#
# All cores are the simple part here: each body's pull is a result of its own, so ``prange`` over bodies has no race.
#
# Another trick saves half of the work. Two bodies pull each other along the same line, so one root and one division are
# enough for both. ``both_ways`` begins its inner loop at ``i + 1``, and then the compiler does not see that the index
# is not negative. An index that may be negative counts from the end (:doc:`/gallery/4_numba/90_counting`), so that
# neighbours need not lie side by side. In ``exchange`` the index is unsigned.
#
# .. kernel:: both_ways exchange
#
# On all cores, each part of the work needs an array of pulls of its own; these are added up in the end. Each part gets
# bodies in pairs, one from the front and one from the back, since a body at the front has the most others behind it.
#
# .. kernel:: share

compare(
    nbody.nbody_numpy,
    nbody.nbody_numba,
    nbody.nbody_columns,
    nbody.nbody_reordered,
    nbody.nbody_unchecked,
    nbody.nbody_vectors,
    nbody.nbody_strided,
    nbody.nbody_parallel,
    nbody.nbody_pairs,
    nbody.nbody_unsigned,
    nbody.nbody_unsigned_parallel,
    workload=nbody.workload,
    sizes=(2_048,),
    budget=1.5,
    once=False,
)

# %%
# The second work is the product of two matrices, for which there is BLAS (:doc:`/gallery/3_numpy/30_blas`). How near
# can loops come? First, each element by itself. Then the two inner loops exchanged, so that whole lines are added to a
# line of the result:
#
# .. kernel:: by_dots add_lines

from accelguide.kernels import matmul

compare(matmul.matmul_python, matmul.matmul_numpy, workload=matmul.workload, sizes=(64,), budget=0.5)

# %%
# .. timings:: matmul
#    :size: 64
#
# The line is then read and written once for each multiply-add, and that is what takes the time. With four lines of the
# result and four of ``b``, each number that was read is used four times:
#
# .. kernel:: four_by_four
#
# The last form is what BLAS does (Goto, van de Geijn 2008). Both matrices are copied into *panels*, in the order in
# which they will be read. Twelve vectors of the result stay in registers until a panel is through. The vectors are
# intrinsics, the same that measure the peak in :doc:`/gallery/3_numpy/10_limits`.
#
# .. kernel:: tile

compare(
    matmul.matmul_numpy,
    matmul.matmul_numba,
    matmul.matmul_lines,
    matmul.matmul_fours,
    matmul.matmul_panels,
    workload=matmul.workload,
    sizes=(384,),
    budget=1,
    once=False,
)

# %%
# On all cores, with larger matrices, and against ``np.dot`` within a compiled function. There, Numba calls a BLAS too:
# the one that SciPy came with, so SciPy has to be installed ("Linear algebra" in Numba's manual).

compare(
    matmul.matmul_numpy,
    matmul.matmul_dot,
    matmul.matmul_panels_threads,
    workload=matmul.workload,
    sizes=(1_024,),
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: nbody
#    :share:
#
# The speed-ups are those over NumPy, which works here on some bodies at a time, so that its arrays stay in the cache.
# The plain loop: :finding:`nbody_numba`. Columns alone: :finding:`nbody_columns`. Columns and reordered sums:
# :finding:`nbody_reordered`. Columns and divisions that raise nothing: :finding:`nbody_unchecked`. All three:
# :finding:`nbody_vectors`. The two options without the columns: :finding:`nbody_strided`. On all cores:
# :finding:`nbody_parallel`.
#
# Each pair once, in one loop: :finding:`nbody_pairs`. With an unsigned index: :finding:`nbody_unsigned`, and on all
# cores :finding:`nbody_unsigned_parallel`, that is :throughput:`nbody_unsigned_parallel`, an item being a pair.
#
# The share of the limit counts a root and a division as one operation each, like a sum, and each pair once. The peak is
# that of multiply-adds, of which many are done in the time of a root. So a loop that waits for roots and divisions all
# the time can be at its own limit with a low share: here :share:`nbody_unsigned_parallel`.
#
# .. timings:: matmul
#    :size: 384
#    :share:
#
# .. timings:: matmul
#    :share:
#
# NumPy takes all cores by itself; the loops of the first of these tables take one. Their shares of what one core could
# do: each element by itself :share-one:`matmul_numba@384`, by lines :share-one:`matmul_lines@384`, in fours
# :share-one:`matmul_fours@384`, with panels :share-one:`matmul_panels@384`. On all cores, against NumPy's product, the
# loop over panels: :finding:`matmul_panels_threads`; ``np.dot`` in compiled code: :finding:`matmul_dot`.
#
# When not to
# -----------
#
# For the product of matrices, call BLAS. It is one line, somebody else has tuned it for your processor, and it is there
# in compiled code too. The panels took :first-call:`matmul_panels_threads` for their first call. What they are good
# for is work that no library has: the same form with another operation inside.
#
# With very many bodies, all pairs are too many, whatever the loop: methods that put distant bodies together need far
# fewer operations (Barnes, Hut 1986). And the options are not for every loop: where a divisor may be zero and you rely
# on the exception, keep the test.
#
# Claims
# ------
#
# .. claim:: numba.bodies.columns
#    :rule: gains((nbody_vectors, nbody_strided))
#
#    With both options, a loop over pairs is faster on columns than on rows.
#
# .. claim:: numba.bodies.reordered
#    :rule: gains((nbody_vectors, nbody_unchecked))
#
#    On columns, and with divisions that raise nothing, it is faster where sums may be reordered.
#
# .. claim:: numba.bodies.unchecked
#    :rule: gains((nbody_vectors, nbody_reordered))
#
#    On columns, and with sums that may be reordered, it is faster where divisions raise nothing.
#
# .. claim:: numba.bodies.single
#    :rule: vain(nbody_reordered, nbody_columns, by=1.2)
#
#    Reordered sums alone gain nothing.
#
# .. claim:: numba.bodies.pairs
#    :rule: gains((nbody_unsigned, nbody_vectors), (nbody_unsigned_parallel, nbody_parallel))
#
#    To do each pair once is faster, on one core and on all.
#
# .. claim:: numba.bodies.unsigned
#    :rule: gains((nbody_unsigned, nbody_pairs))
#
#    A loop that does so is faster with an unsigned index.
#
# .. claim:: numba.bodies.numpy
#    :rule: faster(nbody_unsigned_parallel, nbody_numpy, by=5)
#
#    The best loop is several times faster than NumPy.
#
# .. claim:: numba.matmul.order
#    :rule: gains((matmul_lines, matmul_numba), (matmul_fours, matmul_lines), (matmul_panels, matmul_fours))
#
#    A product of matrices is faster line by line, faster still in fours, and faster again with panels.
#
# .. claim:: numba.matmul.near
#    :rule: near(matmul_panels_threads, 0.5, cores=all)
#
#    Loops in Numba reach half of what all cores can do.
#
# .. claim:: numba.matmul.blas
#    :rule: faster(matmul_numpy, matmul_panels_threads)
#
#    BLAS is faster than these loops all the same.
#
# .. claim:: numba.matmul.dot
#    :rule: close(matmul_dot, matmul_numpy, by=1.25)
#
#    ``np.dot`` in compiled code is as fast as NumPy's product.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/5_cuda/10_first_kernel`: the same kind of loops on a GPU.
# :doc:`/gallery/3_numpy/30_blas`: the libraries for linear algebra.
