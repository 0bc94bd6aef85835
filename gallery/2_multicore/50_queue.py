"""
Messages between processes
==========================

After this page you can pass messages from one process to another, end the reader so that nothing is lost, and tell what
a message costs.
"""
# %%
# What changes
# ------------
#
# Threads see the same objects. Processes do not: each one has its memory to itself. Here a second process appends an
# item to a list of a module. It sees the item, and the list of the first process stays as it was.
#
# .. kernel:: append_there list_there_and_here

from accelguide.kernels import messages
from accelguide.timing import observe

there, here = messages.list_there_and_here("an item")
observe("queue_items_there", len(there))
observe("queue_items_here", len(here))
observe("queue_memory_separate", there == ["an item"] and here == [])

# %%
# Items in the list there: :observed:`queue_items_there`; here: :observed:`queue_items_here`. What one process should
# know of another must be sent. A ``multiprocessing.Queue`` does it: ``put`` hands an object to a thread, which pickles
# it and writes it into a pipe; ``get`` reads it and makes a new object of it.
#
# In the notes, a writer puts items into a queue, a reader gets them in a loop without an end, and as soon as the writer
# is done the reader is terminated. The reader here knows a **sentinel**, an item that says that no more will come:
#
# .. kernel:: write_all handle_all count_handled

count = 1_000
terminated = messages.count_handled(count, sentinel=False)
ended = messages.count_handled(count, sentinel=True)

observe("queue_sent", count)
observe("queue_lost_by_terminate", count - terminated)
observe("queue_lost_by_sentinel", count - ended)
observe("queue_terminate_loses", terminated < count)
observe("queue_sentinel_keeps", ended == count)

# %%
# Items sent: :observed:`queue_sent`. Lost where the reader was terminated: :observed:`queue_lost_by_terminate`; lost
# where it ended at the sentinel: :observed:`queue_lost_by_sentinel`. That the writer is done means only that its items
# are on their way. Terminating a reader can also leave the queue itself unusable for all others, as the documentation
# of ``multiprocessing`` warns. With several readers, send one sentinel for each.
#
# What it buys
# ------------
#
# Now the price. A reader is up and waits. A little arithmetic is to be done with each item of a list: right here, or
# there, with every item a message of its own, or there, with a message for each thousand items.
#
# .. kernel:: passing_serial passing_items passing_chunks

from accelguide.kernels import passing
from accelguide.timing import compare

compare(
    passing.passing_serial,
    passing.passing_items,
    passing.passing_chunks,
    workload=passing.workload,
    sizes=(100, 1_000, 10_000),
)

# %%
# .. timings:: passing
#
# .. scaling:: passing
#
# For ten thousand items, messages of one item each took :slowdown:`passing_items` times as long as the work right here,
# and chunks took :slowdown:`passing_chunks` times as long. The rates: :throughput:`passing_items` one by one,
# :throughput:`passing_chunks` in chunks. Each message is pickled, written, read and unpickled, and takes locks on the
# way. In a chunk, all its items share what a message costs by itself.
#
# When not to
# -----------
#
# One reader that does all the work cannot be done sooner than the work itself. A queue pays where the work for a
# message is long, so that the message does not weigh, and where besides several readers share the work or the writer
# does something else meanwhile. For work that is cut into equal parts, a pool is shorter, and its ``chunksize`` makes
# the chunks.
#
# Three things go wrong without an exception. ``put`` returns before the item is pickled: an item that cannot be pickled
# is left out, and only its thread prints why. So the last two kernels compare what was sent with what arrived. A queue
# without a ``maxsize`` grows in memory where the reader is slower than the writer. And ``get`` without a timeout waits
# for ever for a writer that has died. These kernels wait for the answer and for the end of the reader at the same time,
# so that a dead reader is an error at once.
#
# Claims
# ------
#
# .. claim:: multicore.queue
#    :rule: observed(queue_memory_separate, queue_sentinel_keeps)
#
#    Processes share no memory; a ``Queue`` passes messages from one to the other.
#
# .. claim:: multicore.queue.terminate
#    :rule: observed(queue_terminate_loses)
#
#    A reader that loops for ever and is terminated when the writer is done loses what it has not handled yet.
#
# .. claim:: multicore.queue.items
#    :rule: faster(passing_items, passing_serial)
#
#    Passing items one by one to another process makes the work faster.
#
# .. claim:: multicore.queue.chunks
#    :rule: faster(passing_chunks, passing_items, by=2)
#
#    Many items in a message are passed much faster than one by one.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/60_imap`: data in parts for a pool. :doc:`/gallery/2_multicore/90_hazards`: what goes wrong
# between workers.
