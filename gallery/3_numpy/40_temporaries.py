"""
Temporaries and memory traffic
==============================

After this page you know how close one NumPy operation comes to what the memory of this machine can do, why an
expression of several operations stays further away, and three ways to bring it closer.
"""
# %%
# What changes
# ------------
#
# A ufunc is one compiled loop over its arrays. One with little arithmetic, such as ``np.multiply``, does not wait for
# the arithmetic on large arrays but for the memory: two arrays are read, one is written. Three forms of the same
# product: the operator, which makes a new array; the ufunc with ``out=``, which writes into an array that is there
# already; and the loop, compiled to machine code by Numba.
#
# .. kernel:: multiply_fresh multiply_out multiply_numba

from accelguide.kernels import multiply
from accelguide.timing import compare

SIZES = (10_000, 1_000_000, 10_000_000)

compare(
    multiply.multiply_fresh,
    multiply.multiply_out,
    multiply.multiply_numba,
    workload=multiply.workload,
    sizes=SIZES,
    budget=3,
)

# %%
# .. timings:: multiply
#    :share:
#
# With ``out=``, NumPy moved :throughput:`multiply_out`, which is :share-one:`multiply_out` of the most that one core
# moves here. Against the operator: :finding:`multiply_out`; the compiled loop: :finding:`multiply_numba`. A plain store
# usually first reads the line that it is about to overwrite into the cache, which the count of bytes leaves out; a copy
# with streaming stores goes around that (:doc:`/gallery/3_numpy/10_limits`).
#
# What the operator does beyond the loop is to find memory. The C library hands small blocks that were freed out again,
# but gives large ones back to the operating system (for Linux see ``mallopt(3)``, ``M_MMAP_THRESHOLD``, a bound that
# moves). A large new array is then made of pages that the kernel has to find, fill with zeros and map when each is
# first touched. To make this cheaper, NumPy asks Linux for huge pages (``NUMPY_MADVISE_HUGEPAGE`` in its manual).
#
# Now an expression of three operations, which blends two arrays. Each operator is a pass of its own: what the next one
# needs has left the cache by then.
#
# .. kernel:: blend_plain blend_named blend_inplace blend_out blend_blocks blend_numexpr blend_numba

from accelguide.kernels import blend

compare(
    blend.blend_plain,
    blend.blend_named,
    blend.blend_inplace,
    blend.blend_out,
    blend.blend_blocks,
    blend.blend_numexpr,
    blend.blend_numba,
    workload=blend.workload,
    sizes=SIZES,
    budget=4,
)

# %%
# What it buys
# ------------
#
# .. timings:: blend
#    :share:
#
# .. scaling:: blend
#
# The plain expression took :memory:`blend_plain` of new memory, and with names for its parts :memory:`blend_named`.
# NumPy sees that a temporary of ``256 KiB`` or more has no other owner and writes the next result into it (*temporary
# elision*, since NumPy 1.13, on systems whose C library has ``backtrace``). A name is an owner, so it prevents that:
# the speed-up with names is :speedup:`blend_named`. What in-place operators add to what NumPy does by itself:
# :finding:`blend_inplace`.
#
# There are three ways on:
#
# - **Reuse memory.** With ``out=`` nothing is allocated: :finding:`blend_out`.
# - **Stay in the cache.** Done in blocks, all three steps find their data in the cache, and each array crosses the
#   memory once: :finding:`blend_blocks`. A block must be large enough that the cost of a NumPy call vanishes, and small
#   enough that the blocks of all arrays stay in a cache. Here it is ``1 << 15`` elements of each, found by trying sizes
#   on one machine.
# - **Let a library do it.** NumExpr compiles the expression for a small machine of its own, which works in blocks and
#   on several threads: :finding:`blend_numexpr`.
#
# One pass of compiled code needs no temporary at all: :finding:`blend_numba`. It moved :throughput:`blend_numba`, the
# plain expression :throughput:`blend_plain`, counting only what has to be moved. How Numba makes such code will have a
# chapter of its own.
#
# When not to
# -----------
#
# Arrays that fit the cache have no memory traffic to save. At ten thousand elements the speed-ups were
# :speedup:`blend_blocks@10000` with blocks and :speedup:`blend_numexpr@10000` with NumExpr, which has to look its
# expression up and wake its threads. The plain expression says best what it computes, so keep it until a measurement
# names it. Before all this, count the passes: ``a * w + b * (1 - w)`` is the same blend with one more.
#
# Claims
# ------
#
# .. claim:: numpy.algorithms
#    :rule: near(multiply_out, 0.5)
#
#    NumPy's algorithms are close to the limit: one ufunc moves at least half of the most that one core can move.
#
# .. claim:: numpy.algorithms.loop
#    :rule: close(multiply_out, multiply_numba, by=1.25)
#
#    The loop inside a ufunc is as fast as the same loop compiled for this very machine.
#
# .. claim:: numpy.algorithms.temporaries
#    :rule: faster(blend_blocks, blend_plain, by=1.2)
#
#    An expression is faster without temporaries: written into an array that is there, block by block.
#
# .. claim:: numpy.algorithms.numexpr
#    :rule: faster(blend_numexpr, blend_plain, by=1.2)
#
#    NumExpr is faster than NumPy on an expression of several operations.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/50_layout`: what order, views and dtype do to the same traffic.
