"""
Exponentials by arithmetic: option prices and softmax
=====================================================

After this page you can have a loop vectorise although there are exponentials in it, you know why one call into the C
library is enough to prevent that, and you have seen what further steps add, one at a time.
"""
# %%
# What changes
# ------------
#
# The formula of Black and Scholes (1973) gives the prices of two options, a call and a put, from a logarithm, an
# exponential and two values of the error function. As a plain loop it is quickly written:
#
# .. kernel:: price_plain blackscholes_numba
#
# A processor can compute several numbers with one instruction, and LLVM makes such instructions of a loop where it can:
# it *vectorises*. Here it cannot, since ``math.exp``, ``math.log`` and ``math.erf`` are calls into the C library, which
# take one number at a time. Intel's library for vectors, which Numba once called instead, has not been supported since
# 0.62 (:doc:`/gallery/4_numba/55_traps`). But an exponential is only arithmetic:
#
# .. kernel:: exp64 polynomial
#
# With *n* the integer nearest to *x* / ln 2, exp(*x*) is 2\ :sup:`n` exp(*x* − *n* ln 2). The second factor is a
# polynomial's work, as its argument is small. Three details make this fast and right:
#
# - To add a large constant leaves no room for a fraction. So *n* is found by an addition, and stands in the last bits
#   of the sum, where ``view`` gets at it: no branch, no conversion.
# - ln 2 is taken away in two parts, the first so short that its product with *n* is exact (Cody and Waite 1980,
#   *Software Manual for the Elementary Functions*).
# - The exponent of 2\ :sup:`n` is put together from bits, in two halves, since a result may be subnormal. That,
#   infinity and NaN come out as in the C library. No result is wrong by more than 1.2 units in the last place, which
#   the tests check over the whole range, against exact decimals.
#
# ``INLINE`` holds ``forceinline=True``, as a function that LLVM finds too long to be put into the loop would be a call
# again, and ``fastmath={"contract"}``, leave to fuse a product with a sum. Leave to reorder would remove the constant.
# The logarithm is made in the same way, and for the error function there is a quotient of two polynomials.

from accelguide.systems import require

require("numba")

from accelguide.kernels import blackscholes
from accelguide.timing import compare, observe

compare(
    blackscholes.blackscholes_python,
    blackscholes.blackscholes_numpy,
    workload=blackscholes.workload,
    sizes=(1_000,),
    budget=0.5,
    equal=blackscholes.equal,
)
compare(
    blackscholes.blackscholes_numpy,
    blackscholes.blackscholes_numexpr,
    blackscholes.blackscholes_numba,
    blackscholes.blackscholes_parallel,
    blackscholes.blackscholes_arithmetic,
    blackscholes.blackscholes_shared,
    blackscholes.blackscholes_shared_parallel,
    workload=blackscholes.workload,
    sizes=(200_000,),
    budget=1.5,
    equal=blackscholes.equal,
)

# %%
# What it buys
# ------------
#
# .. timings:: blackscholes
#    :share:
#
# Speed-ups are over NumPy, which has no error function and computes the same quotient. Plain Python is not in the
# table: with a thousand options, NumPy's speed-up over it is :speedup:`blackscholes_numpy@1000`.
#
# The plain loop has a speed-up of :speedup:`blackscholes_numba`, that with no call left in it one of
# :speedup:`blackscholes_arithmetic`.
#
# **One call is one too many.** Here is a variant which has an exponential and a logarithm by arithmetic, and still
# calls ``erf``:
#
# .. kernel:: price_replaced normal_called normal_computed blackscholes_partly
#
# What LLVM made of each form can be read in its own language:

from accelguide.kernels._emitted import body

blackscholes.blackscholes_partly(*blackscholes.workload(100))
plain = "vector.body" in body(blackscholes.blackscholes_numba)
partly = "vector.body" in body(blackscholes.blackscholes_partly)
arithmetic = "vector.body" in body(blackscholes.blackscholes_arithmetic)
observe("exponentials_vectors_plain", plain)
observe("exponentials_vectors_partly", partly)
observe("exponentials_vectors_arithmetic", arithmetic)
observe("exponentials_one_call", arithmetic and not plain and not partly)

# %%
# There is a loop over vectors in the plain form: :observed:`exponentials_vectors_plain`; in the one that calls ``erf``:
# :observed:`exponentials_vectors_partly`; in the one without calls: :observed:`exponentials_vectors_arithmetic`.
#
# **What the formula has twice.** Each of its two terms needs an exponential for the normal distribution. Write them
# down, and you see that the first, times the price of the share, is equal to the second, times the discounted strike.
# The compiler does not know that, but you do:
#
# .. kernel:: price_shared
#
# With one exponential for both the speed-up is :speedup:`blackscholes_shared`, and on all cores
# :speedup:`blackscholes_shared_parallel`. There the plain loop has :speedup:`blackscholes_parallel`.
#
# **float32.** A vector holds twice as many of them, and their polynomials are shorter. No literal may be left in the
# loop, as ``0.5`` is a float64 and makes one of all that it meets. The prices keep to 1e-4 of a unit of money.

from accelguide.kernels import singles

compare(
    singles.singles_numpy,
    singles.singles_shared,
    singles.singles_shared_parallel,
    workload=singles.workload,
    sizes=(200_000,),
    budget=1,
    equal=singles.equal,
    once=False,
)

# %%
# .. timings:: singles
#
# For as many options, one core took :time:`blackscholes_shared` in float64 and :time:`singles_shared` in float32.
#
# **Softmax.** Every number of a row becomes its exponential over the sum of all of the row's. The largest number is
# taken away first, so that nothing overflows. The table here is of float32, with a thousand columns.
#
# .. kernel:: softmax_numba

from accelguide.kernels import softmax

compare(
    softmax.softmax_python,
    softmax.softmax_numpy,
    workload=softmax.workload,
    sizes=(10,),
    budget=0.5,
    equal=softmax.equal,
    once=False,
)
compare(
    softmax.softmax_numpy,
    softmax.softmax_numba,
    softmax.softmax_parallel,
    softmax.softmax_arithmetic,
    softmax.softmax_keys,
    softmax.softmax_keys_parallel,
    workload=softmax.workload,
    sizes=(2_000,),
    budget=1.5,
    equal=softmax.equal,
    once=False,
)

# %%
# .. timings:: softmax
#    :share:
#
# The plain loops on one core have a speed-up over NumPy of :speedup:`softmax_numba`. From there it takes two steps:
#
# .. kernel:: row_powers row_scale row_highest softmax_keys
#
# First the exponentials: they are arithmetic, their sum may be added up in any order, without which the loop does not
# vectorise (:doc:`/gallery/4_numba/45_fastmath`), and a row has one division. The speed-up is then
# :speedup:`softmax_arithmetic`.
#
# Then the largest number. For floats LLVM does not take a maximum in any order, as a NaN or the sign of a zero could
# come out differently. But the bits of a float, read as an integer, are in the same order, once those of negative
# numbers are turned over, and a maximum of integers vectorises: :speedup:`softmax_keys`.
#
# On all cores the speed-up is :speedup:`softmax_keys_parallel`, where the plain loops have :speedup:`softmax_parallel`.
#
# When not to
# -----------
#
# Write the plain loop first. Arithmetic is code to keep and to test, over ranges that you may never need, and it pays
# where exponentials are most of the work. If another thing keeps the loop from being vectorised, such as a sum in
# order, it gains little: look whether it was.
#
# Two formulas for one price agree to some fourteen digits of the money that goes in. A price near zero is a difference
# of larger numbers, and has fewer digits of its own.
#
# The first call took :first-call:`blackscholes_numba` for the plain loop, :first-call:`blackscholes_shared` for the
# arithmetic, and :first-call:`blackscholes_shared_parallel` on all cores.
#
# Claims
# ------
#
# .. claim:: numba.exponentials.arithmetic
#    :rule: gains((blackscholes_arithmetic, blackscholes_numba), (softmax_arithmetic, softmax_numba))
#
#    A loop is faster if its exponentials are arithmetic that is written out, instead of calls of ``math.exp``.
#
# .. claim:: numba.exponentials.call
#    :rule: observed(exponentials_one_call)
#
#    As long as one call into the C library is left in a loop, it is not vectorised.
#
# .. claim:: numba.exponentials.shared
#    :rule: faster(blackscholes_shared, blackscholes_arithmetic)
#
#    An exponential that two terms share is worth finding: the compiler does not.
#
# .. claim:: numba.exponentials.single
#    :rule: gains((singles_shared, singles_numpy))
#
#    In float32, too, one core with arithmetic exponentials is faster than NumPy.
#
# .. claim:: numba.exponentials.largest
#    :rule: faster(softmax_keys, softmax_arithmetic)
#
#    The largest of many floats is found faster by comparing their bits as integers.
#
# .. claim:: numba.exponentials.numpy
#    :rule: gains((blackscholes_shared, blackscholes_numpy), (softmax_keys, softmax_numpy))
#
#    With arithmetic exponentials, one core is faster than NumPy.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/75_stencil`: a loop that waits for the memory.
# :doc:`/gallery/4_numba/80_lanes`: vectors for a loop that ends at another time for each number.
