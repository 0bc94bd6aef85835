"""
Counting keys and words
=======================

After this page you can count keys and words in compiled code, and you know what slows such a loop down: an index that
may be negative, a counter that waits for itself, bytes taken one by one, and references that are counted beside them.
"""
# %%
# What changes
# ------------
#
# To count keys is to add one to an element of an array for each of them. NumPy has ``np.bincount`` for that. All
# variants refuse a key that has no counter, with the same error.
#
# .. kernel:: histogram_python bincount

from accelguide.kernels import histogram
from accelguide.timing import compare

compare(
    histogram.histogram_python,
    histogram.histogram_numpy,
    workload=histogram.workload,
    sizes=(100_000,),
    budget=0.5,
)

# %%
# .. timings:: histogram
#    :size: 100000
#
# In Numba, three loops that look alike. A negative index counts from the end in Python, and Numba keeps to that: where
# the compiler cannot know that an index is not negative, it tests that at every access. ``checked_first`` looks at all
# keys before it counts, but what it found is not known where it counts. ``unsigned`` makes a number of the key that
# cannot be negative. ``one_pass`` tests each key just before it counts it, which the compiler can use, and it reads the
# keys only once.
#
# .. kernel:: checked_first unsigned one_pass
#
# The next trick is for keys that are equal. A counter is read, raised and written. If the next key is the same, its
# read has to wait for that write (*store forwarding*; Fog, *The microarchitecture of Intel, AMD, and VIA CPUs*). With
# four tables, each for a quarter of the keys, four counters can be raised at the same time. A counter more, at the end
# of each table, takes all keys that are out of range, so that nothing branches in the loop.
#
# .. kernel:: quarters
#
# The last one is to use all cores. Threads that write to one table lose counts (:doc:`/gallery/4_numba/50_races`), so
# each gets four of its own, which are added up in the end.
#
# .. kernel:: quarters_parallel

compare(
    histogram.histogram_numpy,
    histogram.histogram_first,
    histogram.histogram_unsigned,
    histogram.histogram_numba,
    histogram.histogram_tables,
    histogram.histogram_parallel,
    workload=histogram.workload,
    sizes=(1_000_000, 10_000_000),
    budget=0.8,
)

# %%
# Now keys of which half are the same one, a quarter another, and so on:

from accelguide.kernels import skewed

compare(
    skewed.skewed_numpy,
    skewed.skewed_numba,
    skewed.skewed_tables,
    workload=skewed.workload,
    sizes=(10_000_000,),
    budget=1,
    once=False,
)

# %%
# The words of a text are keys too, but they are no numbers. ``Counter`` makes an object of each word and looks it up in
# a dict. For compiled code a text is an array of bytes, by ``np.frombuffer``, without a copy. The dict is a *hash table
# with open addressing* (Knuth, *The Art of Computer Programming*, volume 3, section 6.4): an array of entries, in which
# the bytes of a word say where to look for it. Where another word is in that place, the next one is tried. An entry
# knows where its word begins in the text, its length, and its count. Only in the end are words made objects.
#
# .. kernel:: by_byte
#
# Then, one after the other:
#
# - **Words as numbers.** Eight bytes are read, mixed and compared as one number. Plain indexing cannot ask for that; a
#   small intrinsic can.
# - **Blanks as bits.** Another intrinsic compares 64 bytes at once, and gives a bit for each.
# - **All cores.** The text is cut at blanks. Each thread counts in a table of its own, without the GIL.
#
# .. kernel:: blanks key_of slot_of by_bits

from accelguide.kernels import wordcount

compare(wordcount.wordcount_python, wordcount.wordcount_numpy, workload=wordcount.workload, sizes=(50_000,), budget=0.5)

# %%
compare(
    wordcount.wordcount_python,
    wordcount.wordcount_numba,
    wordcount.wordcount_number,
    wordcount.wordcount_break,
    wordcount.wordcount_bits,
    workload=wordcount.workload,
    sizes=(1_000_000,),
    budget=1,
)

LONG = wordcount.wordcount_bits, wordcount.wordcount_threads

compare(*LONG, workload=wordcount.workload, sizes=(4_000_000,), budget=1)

# %%
# What it buys
# ------------
#
# .. timings:: histogram
#    :share:
#
# Over ``np.bincount``, with all keys checked first and an index that may be negative: :finding:`histogram_first`. With
# an unsigned index: :finding:`histogram_unsigned`. In one pass: :finding:`histogram_numba`. With four tables:
# :finding:`histogram_tables`. On all cores: :finding:`histogram_parallel`, which is :share:`histogram_parallel` of what
# the memory allows. A key has eight bytes here; with fewer, less has to be read.
#
# .. timings:: skewed
#    :share:
#
# Where half of the keys are the same one, one table took :time:`skewed_numba`, and four took :time:`skewed_tables`. On
# keys that are all as likely, the same two took :time:`histogram_numba` and :time:`histogram_tables`. So the time of a
# histogram may depend on the data: do not measure it with random keys alone.
#
# .. timings:: wordcount
#    :size: 1000000
#
# A million words, over ``Counter(text.split())``. Byte by byte: :finding:`wordcount_numba`. With words as numbers:
# :finding:`wordcount_number`. With blanks as bits too: :finding:`wordcount_bits@1000000`. NumPy can sort all words and
# count equal neighbours; for fifty thousand words that took :time:`wordcount_numpy@50000`, and ``Counter``
# :time:`wordcount_python@50000`. In the end the tables become one, and that a dict, on one core. So all cores are for
# longer texts. Four million words:
#
# .. timings:: wordcount
#
# All cores against one: :finding:`wordcount_threads`, which is :throughput:`wordcount_threads`.
#
# When not to
# -----------
#
# One variant is left. ``slot_of_break`` searches as ``slot_of`` does, but leaves its loop by a ``break``:
#
# .. kernel:: slot_of_break
#
# With it: :finding:`wordcount_break`. Without it: :finding:`wordcount_bits@1000000`. What differs is not seen in the
# source. Where a function takes an array, Numba raises its reference count and lowers it in the end, both as atomic
# operations, and relies on a pass of the compiler to remove the pairs that are not needed ("Notes on Numba Runtime"
# in its manual). That pass knows certain patterns only. The calls that are left can be counted in what was compiled:

from accelguide.kernels._scans import by_bits, references
from accelguide.kernels._words import slot_of, slot_of_break
from accelguide.timing import observe

straight, broken = references(by_bits, slot_of), references(by_bits, slot_of_break)
observe("counting_references_straight", straight)
observe("counting_references_break", broken)
observe("counting_references_more", broken > straight)

# %%
# There are :observed:`counting_references_straight` of them without the ``break`` and
# :observed:`counting_references_break` with it. If a loop over small functions is slow, look for ``NRT_incref`` in
# ``inspect_llvm()``, and write the functions with one way out.
#
# Private tables have a price: they have to be cleared, kept in a cache, and added up. With a million bins they do not
# fit a cache any more.

from accelguide.kernels._shortest import shortest

many = histogram.workload(1_000_000, bins=1_000_000)
one_table = shortest(histogram.histogram_numba, *many)
four_tables = shortest(histogram.histogram_tables, *many)
observe("counting_many_one", one_table, "seconds")
observe("counting_many_four", four_tables, "seconds")
observe("counting_many_slower", four_tables > 1.1 * one_table)

# %%
# A million keys then took :observed:`counting_many_one` with one table and :observed:`counting_many_four` with four.
# And if you count once, compiling has to be paid: the first call took :first-call:`histogram_parallel` for keys and
# :first-call:`wordcount_threads` for words.
#
# Claims
# ------
#
# .. claim:: numba.counting.unsigned
#    :rule: faster(histogram_unsigned, histogram_first)
#
#    An unsigned index is faster than one that may be negative.
#
# .. claim:: numba.counting.pass
#    :rule: gains((histogram_numba, histogram_unsigned))
#
#    A check in the loop is cheaper than a pass before it.
#
# .. claim:: numba.counting.tables
#    :rule: gains((skewed_tables, skewed_numba))
#
#    Where few keys dominate, several tables are faster than one, on a single core.
#
# .. claim:: numba.counting.uniform
#    :rule: gains((histogram_tables, histogram_numba))
#
#    They are faster where all keys are as likely, too.
#
# .. claim:: numba.counting.parallel
#    :rule: gains((histogram_parallel, histogram_tables))
#
#    With tables of their own, all cores count faster than one.
#
# .. claim:: numba.counting.bincount
#    :rule: faster(histogram_tables, histogram_numpy, by=1.5)
#
#    On one core, compiled code counts clearly faster than ``np.bincount``.
#
# .. claim:: numba.counting.many
#    :rule: observed(counting_many_slower)
#
#    With a million bins, four tables are slower than one.
#
# .. claim:: numba.counting.words
#    :rule: gains((wordcount_number, wordcount_numba), (wordcount_bits, wordcount_number))
#
#    Words as numbers make counting words faster, and so do blanks as bits.
#
# .. claim:: numba.counting.threads
#    :rule: gains((wordcount_threads, wordcount_bits))
#
#    On a long text, threads with tables of their own count faster than one.
#
# .. claim:: numba.counting.counter
#    :rule: faster(wordcount_bits, wordcount_python, by=5)
#
#    Compiled code counts words several times faster than ``Counter``, though they end in a dict all the same.
#
# .. claim:: numba.counting.break
#    :rule: gains((wordcount_bits, wordcount_break))
#
#    A ``break`` in a small function can make the loop that calls it slower.
#
# .. claim:: numba.counting.references
#    :rule: observed(counting_references_more)
#
#    With the ``break``, more calls that count references are left.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/95_bodies`: bodies that attract each other, and the product of matrices.
# :doc:`/gallery/5_cuda/40_atomics`: the histogram where thousands of threads share the counters.
