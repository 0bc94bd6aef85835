"""
Shipping data to workers
========================

After this page you know what it costs to send data to worker processes, three ways to send less, and from which size
on each of them pays.
"""
# %%
# What changes
# ------------
#
# Split the data, do the same work on each part, merge the results: that is what ``Pool.imap`` is for. The notes do it
# with four lists of whole numbers, and only add them up. Here, too, there are four parts, and the work on each number
# is to square it and add it up.
#
# .. kernel:: shipping_python shipping_lists
#
# ``merged`` is ``imap`` of a ``multiprocessing.Pool``, and ``sum``. It waits for each part with a time limit, because
# the task of a worker that died is lost, and a ``Pool`` would wait for its result for ever.
#
# A process cannot see the memory of another. So a list goes through a pipe: it is pickled number by number, and the
# worker makes a new list with new ``int`` objects. There are three ways to ship less. ``numbers`` holds the same
# numbers in one ``array.array`` of 32-bit ints: its slices are pickled as plain bytes. A ``range`` only describes the
# numbers. And ``block_of`` copies them once into shared memory, where ``block_squares`` reads them by name:
#
# .. kernel:: shipping_arrays shipping_descriptions shipping_shared
#
# All five do the same arithmetic on Python ints. The notes ship four times ten million numbers. Here it is four million
# in all, so that small machines have the memory for it.

from accelguide.kernels import shipping
from accelguide.timing import compare, observe

compare(
    shipping.shipping_python,
    shipping.shipping_lists,
    shipping.shipping_arrays,
    shipping.shipping_descriptions,
    shipping.shipping_shared,
    workload=shipping.workload,
    sizes=(1_000, 10_000, 100_000, 1_000_000, 4_000_000),
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: shipping
#
# Set against one process that does it all, at the largest size: four lists, :finding:`shipping_lists`; slices of an
# array, :finding:`shipping_arrays`; descriptions, :finding:`shipping_descriptions`; shared memory,
# :finding:`shipping_shared`. To see why, count what goes through the pipe, pickled as ``multiprocessing`` does it:

lists, numbers = shipping.workload(4_000_000)
bounds = shipping.bounds(len(numbers))
observe("imap_bytes_lists", shipping.pickled(lists), "bytes")
observe("imap_bytes_arrays", shipping.pickled(numbers[start:stop] for start, stop in bounds), "bytes")
observe("imap_bytes_descriptions", shipping.pickled(range(start, stop) for start, stop in bounds), "bytes")
with shipping.block_of(numbers) as name:
    observe("imap_bytes_shared", shipping.pickled((name, start, stop) for start, stop in bounds), "bytes")

# %%
# The lists: :observed:`imap_bytes_lists`. Slices of the array: :observed:`imap_bytes_arrays`. Descriptions:
# :observed:`imap_bytes_descriptions`. The name of the shared block, and bounds: :observed:`imap_bytes_shared`.
#
# The bytes are not the whole story. An array is one piece of memory that is copied; a list is millions of objects that
# are written, and then made, one by one. This is the time of each step for one of the four parts:

plain = shipping.stages(lists[0], sum)
observe("imap_pickling", plain[0] + plain[1], "seconds")
observe("imap_sum", plain[2], "seconds")
observe("imap_pickling_over_sum", plain[0] + plain[1] > plain[2])
forms = {"list": lists[0], "array": numbers[: len(lists[0])], "range": range(len(lists[0]))}
steps = [shipping.stages(form) for form in forms.values()]

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
left = [0.0, 0.0, 0.0]
for label, seconds in zip(("pickled", "unpickled", "squared and added up"), zip(*steps, strict=True), strict=True):
    milliseconds = [1000 * one for one in seconds]
    ax.barh(list(forms), milliseconds, left=left, label=label)
    left = [start + more for start, more in zip(left, milliseconds, strict=True)]
ax.invert_yaxis()
ax.set_xlabel("time for one part (ms)")
ax.set_title("What happens to one part of a million numbers")
ax.legend()

# %%
# Workers unpickle and add up side by side. But all parts are pickled in the parent, one after the other. The notes'
# own work is lighter still: they only add the numbers up. For one list that takes :observed:`imap_sum`; to pickle it
# and to read it back, :observed:`imap_pickling`.
#
# The **break-even** of a variant is the smallest size measured from which on it is faster than the baseline, at every
# size; the start-up of the pool is not counted. Below it the messages cost more than the workers save. Where shipping
# a number costs more than sharing the work on it can save, no size is large enough, and there is none. For lists:
# :break-even:`shipping_lists`; for slices of an array: :break-even:`shipping_arrays`; for descriptions:
# :break-even:`shipping_descriptions`; for shared memory: :break-even:`shipping_shared`.
#
# .. scaling:: shipping
#
# The least to ship is a description: a range, a seed, the name of a file and a place in it. The worker makes or reads
# its own data. Where the data is there already, shared memory saves the pipe. The copy into the block is part of the
# time above; data that is made in the block needs none, and a block can serve many calls.
#
# When not to
# -----------
#
# Do not send data to a worker that does little with it. See first how far one core takes the work where the data is:
# :doc:`/gallery/7_together/10_ladder`.
#
# If two processes write to the same place of a shared block, they need a lock. On POSIX systems the block belongs to no
# process, so somebody must remove it: call ``unlink`` in a ``finally``. And only plain bytes and numbers can be shared
# like this: a list or a dict is many objects, each with a place in the memory of its own process.
#
# Claims
# ------
#
# .. claim:: multicore.pool.imap
#    :rule: faster(shipping_lists, shipping_python)
#
#    Splitting the data and working on the parts with ``Pool.imap`` is faster than working alone.
#
# .. claim:: multicore.pool.imap.pickling
#    :rule: observed(imap_pickling_over_sum)
#
#    To pickle a list of ints and to read it back costs more than to add it up.
#
# .. claim:: multicore.pool.imap.descriptions
#    :rule: faster(shipping_descriptions, shipping_python)
#
#    Workers that get a description, and make the data themselves, are faster than working alone.
#
# .. claim:: multicore.pool.imap.shared
#    :rule: faster(shipping_shared, shipping_lists, by=1.5)
#
#    Shared memory is much faster than sending lists.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/80_scaling`: how to cut work into messages, and what more cores can give.
