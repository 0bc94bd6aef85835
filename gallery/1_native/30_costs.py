"""
What lists and dicts cost
=========================

After this page you can tell which operations get slower as a list or a dict grows, from exponents fitted to timings
instead of from a table in a book.
"""
# %%
# What changes
# ------------
#
# Each operation is timed on containers of a thousand to a million elements. On a log-log scale a cost that grows as
# a power of the size is a straight line, and its slope is the exponent: 0 where the size does not matter, 1 where
# the cost doubles with the size. The interval of the slope comes from resampling the rounds.

# sphinx_gallery_time_limit = 900
from accelguide.kernels import list_costs
from accelguide.timing import costs

SIZES = (1_000, 5_623, 31_623, 177_828, 1_000_000)

costs(*list_costs.OPERATIONS, setup=list_costs.setup, sizes=SIZES, budget=0.8)

# %%
# .. costs:: list_costs
#    :claims: native.complexity.list
#
# Appending and popping at the end are timed as a pair. Inserting at the front, or popping there, is timed together
# with the cheap operation that undoes it. An operation alone would change the length it is timed at. A pair of
# constant cost has two members of constant cost; in the other pairs the undoing is the cheap half.
#
# The notes that this guide grew out of call the first row ``index(value)`` and give it a constant cost. That is the
# cost of ``x[i]``; ``x.index(value)`` has to look for the value, and its fitted exponent is :exponent:`list_index`.
# Sorting is set beside *n* log *n*, and its slope is :exponent:`list_sort`. A claim of merely *n* gets this verdict by
# the same rule: :verdict:`order(list_sort, 'n')`; over these sizes the logarithm adds about a tenth to the exponent,
# less than the margin. Slopes above that of an order come from caches that large containers outgrow.
#
# The same for dicts. Deleting leaves a gap, and a dict that has gathered many gaps is rebuilt now and then: the pair
# is constant on average, not every time.

from accelguide.kernels import dict_costs

costs(*dict_costs.OPERATIONS, setup=dict_costs.setup, sizes=SIZES, budget=0.5)

# %%
# .. costs:: dict_costs
#    :claims: native.complexity.dict
#
# An order counts operations, and says nothing about what one of them costs. The same objects, met in the order in
# which they lie in memory or in none, take very different times: in random order the walk took
# :slowdown:`scattered_shuffled` times as long.

from accelguide.kernels import scattered
from accelguide.timing import compare

compare(
    scattered.scattered_ordered,
    scattered.scattered_shuffled,
    workload=scattered.workload,
    sizes=(1_000, 31_623, 1_000_000),
)

# %%
# .. timings:: scattered
#
# What it buys
# ------------
#
# Knowing the cost, take the container that makes the operation cheap. A queue is drained from its front: that is a
# ``deque``.
#
# .. kernel:: fifo_list fifo_deque

from accelguide.kernels import fifo, membership, smallest

compare(fifo.fifo_list, fifo.fifo_deque, workload=fifo.workload, sizes=(100, 3_162, 31_623))

# %%
# .. timings:: fifo
#
# Many questions whether a value is present: a set, or binary search in a sorted list. Both are built inside the timed
# call, so their price is in it.
#
# .. kernel:: membership_list membership_set membership_bisect

compare(
    membership.membership_list,
    membership.membership_set,
    membership.membership_bisect,
    workload=membership.workload,
    sizes=(10, 1_000, 100_000),
)

# %%
# .. timings:: membership
#
# .. scaling:: membership
#
# Number of elements from which building the set pays, for these few hundred questions: :break-even:`membership_set`.
#
# Only the ten smallest of many numbers: a heap of ten, not a sort of all.
#
# .. kernel:: smallest_sort smallest_heapq

compare(smallest.smallest_sort, smallest.smallest_heapq, workload=smallest.workload, sizes=(100, 10_000, 1_000_000))

# %%
# .. timings:: smallest
#
# When not to
# -----------
#
# On few elements the constant matters, not the order: where a claim below holds only from some size on, the plain list
# does as well beneath it. A ``deque`` is slow in its middle, a set has no order and takes more memory, and a heap does
# not pay when most of the elements are wanted in order.
#
# Claims
# ------
#
# Every row of the two tables above is a claim of its own. Together:
#
# .. claim:: native.complexity.list
#    :rule: orders(list_costs)
#
#    The notes' table of list costs: ``index(value)``, ``x[i]``, ``x[i] = v``, ``append`` and ``pop()`` are constant;
#    ``pop(i)``, ``insert``, iteration, ``in``, deleting a slice and ``reverse`` are linear; a slice of *k* elements
#    costs *k*; ``sort`` costs *n* log *n*.
#
# .. claim:: native.complexity.dict
#    :rule: orders(dict_costs)
#
#    The notes' table of dict costs: ``copy`` and iteration are linear; get, set, delete and ``in`` are constant.
#
# .. claim:: native.complexity.deque
#    :rule: faster(fifo_deque, fifo_list, by=2)
#
#    A ``deque`` drains a queue faster than a list does.
#
# .. claim:: native.complexity.set
#    :rule: faster(membership_set, membership_list, by=2)
#
#    A set answers many questions of membership faster than a list.
#
# .. claim:: native.complexity.bisect
#    :rule: faster(membership_bisect, membership_list, by=2)
#
#    Sorting once and then searching by bisection answers many questions of membership faster than looking through the
#    list.
#
# .. claim:: native.complexity.heapq
#    :rule: faster(smallest_heapq, smallest_sort)
#
#    ``heapq.nsmallest`` finds the ten smallest faster than sorting does.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/1_native/40_globals`: what it costs to find a name.
