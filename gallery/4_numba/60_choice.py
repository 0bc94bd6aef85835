"""
A condition for every element
=============================

After this page you can bring a loop that is compiled, but far from the limit of the memory, closer to it, and you know
what each step on the way is worth by itself.
"""
# %%
# What changes
# ------------
#
# The work is the conditional map of :doc:`/gallery/1_native/20_comprehension`, now over an array: ``i / 2`` where
# ``i % 5 == 0``, and ``i * 2`` elsewhere. The integers have 64 bits and are in no order. The results are float64, since
# half of an odd number is no integer. In Python, NumPy and NumExpr, and as a loop for Numba:
#
# .. kernel:: choice_python choice_numpy choice_numexpr plain_fives

from accelguide.kernels import choice
from accelguide.timing import compare

FORMS = choice.choice_python, choice.choice_numpy, choice.choice_numexpr, choice.choice_numba

compare(*FORMS, workload=choice.workload, sizes=(1_000_000,), budget=0.5)

# %%
# .. timings:: choice
#    :size: 1000000
#    :share:
#
# There is more to gain. The steps below are measured with ten million integers, and with as few as fit in a cache.
#
# **The new array.** ``choice_numba`` makes its result by ``np.empty`` inside the compiled code, which asks the C
# library for memory. The operating system finds and clears each page of a large new array when it is first touched.
# Outside compiled code, NumPy asks Linux for huge pages at least (:doc:`/gallery/3_numpy/40_temporaries`). An array
# that is there already needs no new pages at all.
#
# .. kernel:: new_fives choice_numba choice_wrapped choice_out
#
# **The division and the branch.** In unsigned arithmetic of 64 bits, five has an inverse: multiplied by five, it gives
# one. Multiplied by the inverse, a multiple of five gives its fifth, and any other number gives something larger than
# every fifth. So one product and one comparison decide (Granlund and Montgomery 1994, *Division by Invariant Integers
# using Multiplication*). ``FIFTH`` is added so that negative fifths are in range too. And the conditional expression
# needs no branch, whose outcome the processor would have to guess (:doc:`/gallery/3_numpy/70_replace`).
#
# .. kernel:: exact_fives
#
# **From integer to float.** For vectors of 64-bit integers, x86 has an instruction (``VCVTQQ2PD``) since AVX-512 only;
# without it, the compiler converts one number at a time. But the last bits of a large float count whole numbers. Put
# the lower half of the integer there, its upper half into a float that is larger still, and add the two.
#
# .. kernel:: five bits_fives
#
# **The store.** A streaming store does not read the line that it overwrites (:doc:`/gallery/3_numpy/10_limits`), but it
# takes whole vectors. ``five`` serves for a vector as it does for a number, because ``operate`` teaches Numba the
# operators of vectors.
#
# .. kernel:: stream_fives operate
#
# **All cores.** The same loops, block by block, in ``prange``. Beside them stands what is written more often: the plain
# loop with ``prange``, and the array expression.
#
# .. kernel:: stream_all_fives parallel_fives where_fives

STEPS = choice.choice_numba, choice.choice_wrapped, choice.choice_out, choice.choice_exact, choice.choice_bits
LAST = choice.choice_stream, choice.choice_stream_parallel
PLAIN = choice.choice_parallel, choice.choice_where_parallel

compare(*STEPS, *LAST, *PLAIN, workload=choice.workload, sizes=(20_000, 10_000_000), budget=1.5)

# %%
# What it buys
# ------------
#
# .. timings:: choice
#    :share:
#
# Speed-ups in this table are over ``choice_numba``. What its new array costs is told by the *page faults*, which the
# operating system counts: each stops the program until a page is there. In one call:

from accelguide.timing import observe

values, out = choice.workload(10_000_000)
observe("choice_faults_inside", choice.faults(choice.choice_numba, values, out))
observe("choice_faults_wrapped", choice.faults(choice.choice_wrapped, values, out))
observe("choice_faults_out", choice.faults(choice.choice_out, values, out))

# %%
# With ``np.empty`` in compiled code there were :observed:`choice_faults_inside`, with NumPy's
# :observed:`choice_faults_wrapped`, and with an array that is there :observed:`choice_faults_out`. The speed-up with
# NumPy's array is :speedup:`choice_wrapped`, and with none :speedup:`choice_out`. The exact test of divisibility brings
# it to :speedup:`choice_exact`, floats by their bits to :speedup:`choice_bits`, and streaming stores to
# :speedup:`choice_stream`. On all cores it is :speedup:`choice_stream_parallel`, which is
# :share:`choice_stream_parallel` of what the memory allows to all cores.
#
# The plain loop with ``prange``, new array included: :finding:`choice_parallel`. The array expression:
# :finding:`choice_where_parallel`. Numba makes one parallel loop of its condition and both results, which fills three
# arrays. ``np.where`` itself is not in the manual's list of operations that become parallel (*Automatic parallelization
# with @jit*), and takes a fourth. The first call took :first-call:`choice_where_parallel`; that of the loop,
# :first-call:`choice_parallel`.
#
# In a cache, memory costs next to nothing, and the arithmetic shows:
#
# .. timings:: choice
#    :size: 20000
#
# When not to
# -----------
#
# Each step adds lines that have to be explained. The first two do not: give the function an array to fill. The others
# come after them, since arithmetic that waits for pages gains nothing from being fast. And do not stream a result that
# is read again at once: it is not in the cache then.
#
# Claims
# ------
#
# .. claim:: numba.choice.loop
#    :rule: faster(choice_numba, choice_numpy)
#
#    The plain loop in Numba, on one core, is faster than the expression in NumPy.
#
# .. claim:: numba.choice.pages
#    :rule: gains((choice_wrapped, choice_numba), (choice_out, choice_wrapped))
#
#    A large result is better made by NumPy than by compiled code, and best written into an array that is there.
#
# .. claim:: numba.choice.exact
#    :rule: gains((choice_exact, choice_out))
#
#    A product and a comparison are faster than ``%`` and a branch.
#
# .. claim:: numba.choice.bits
#    :rule: faster(choice_bits, choice_exact)
#
#    Integers become floats faster by their bits than by the compiler's conversion.
#
# .. claim:: numba.choice.stream
#    :rule: gains((choice_stream, choice_bits))
#
#    Streaming stores make the map of a large array faster.
#
# .. claim:: numba.choice.where
#    :rule: gains((choice_parallel, choice_where_parallel))
#
#    Compiled for all cores, the loop is faster than the array expression.
#
# .. claim:: numba.choice.limit
#    :rule: near(choice_stream_parallel, 0.5, cores=all)
#
#    All steps together reach more than half of what the memory allows.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/65_sums`: a loop that writes nothing, and one that reads two arrays.
# :doc:`/gallery/3_numpy/70_replace`: what a branch costs where the processor guesses wrong.
