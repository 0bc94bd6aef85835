"""
What ``del`` does, and when memory is free
==========================================

After this page you can say what ``del x`` removes, when the object behind a name goes away, and why the memory of a
process may stay high after that.
"""
# %%
# What changes
# ------------
#
# ``del`` unbinds a name. The object lives on while anything else refers to it. A weak reference shows whether it is
# still there, without keeping it alive.

import weakref
from collections import deque

from accelguide.timing import observe

first = deque(range(1000))
second = first
alive = weakref.ref(first)

del first
observe("alive_after_first_del", alive() is not None)
del second
observe("gone_after_last_del", alive() is None)

# %%
# CPython counts references, so an object is freed the moment its last reference goes. ``sys.getrefcount`` shows the
# count. On some versions the call itself adds one to it, so look at the difference that a second name makes: here
# :observed:`references_added`.

import sys

page = deque()
before = sys.getrefcount(page)
other = page
observe("references_added", sys.getrefcount(page) - before)

# %%
# What it buys
# ------------
#
# The memory comes back at once, if it was the last reference. ``tracemalloc`` counts the bytes that Python objects
# hold. A list of a hundred thousand floats held :observed:`bytes_held`; of these, ``del`` gave back
# :observed:`bytes_freed`.

import tracemalloc

tracemalloc.start()
values = [float(i) for i in range(100_000)]
held = tracemalloc.get_traced_memory()[0]
observe("bytes_held", held, "bytes")
del values
freed = held - tracemalloc.get_traced_memory()[0]
observe("bytes_freed", freed, "bytes")
observe("freed_at_once", freed > 0.9 * held)
tracemalloc.stop()

# %%
# When not to
# -----------
#
# Two cases are left out of the simple story. The first is a **cycle**: objects that refer to each other keep their
# counts above zero, and wait for the cyclic garbage collector.

import gc

gc.collect()
gc.disable()
page = deque()
page.append(page)
alive = weakref.ref(page)
del page
observe("cycle_waits", alive() is not None)
gc.collect()
observe("cycle_collected", alive() is None)
gc.enable()

# %%
# The second is the operating system's view. CPython takes memory for small objects in large arenas, and can give one
# back only when nothing in it is alive, so that a process can stay large after ``del``. Here a process made many small
# objects and then dropped either all of them, or all but every thousandth. Its resident memory is drawn after each
# step.

from accelguide.kernels.resident import STEPS, steps

all_gone = steps(keep_every=0)
few_kept = steps(keep_every=1000)
observe("kept_share_all", all_gone[-1] / all_gone[1], "share")
observe("kept_share_few", few_kept[-1] / few_kept[1], "share")
observe("memory_stays", few_kept[-1] > 0.5 * few_kept[1])

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
megabytes = [[size / 1e6 for size in sizes] for sizes in (all_gone, few_kept)]
ax.plot(STEPS, megabytes[0], marker="o", label="all objects dropped")
ax.plot(STEPS, megabytes[1], marker="s", label="every thousandth kept")
ax.set_ylabel("resident memory above the start (MB)")
ax.set_title("Memory of the process after each step")
ax.set_ylim(bottom=0)
ax.legend()

# %%
# With every object gone, the process still held :observed:`kept_share_all` of the memory it had grown by; with one
# object in a thousand kept, :observed:`kept_share_few`. A few long-lived objects, spread over many arenas, can pin
# them all. Work that needs much memory once is best done in a process of its own, which gives everything back when it
# ends.
#
# Claims
# ------
#
# .. claim:: native.del
#    :rule: observed(alive_after_first_del, gone_after_last_del, freed_at_once)
#
#    ``del`` unbinds a name; the object lives while another reference does, and is freed with the last one.
#
# .. claim:: native.del.cycles
#    :rule: observed(cycle_waits, cycle_collected)
#
#    Objects in a reference cycle outlive the last ``del`` and wait for the cyclic collector.
#
# .. claim:: native.del.memory
#    :rule: observed(memory_stays)
#
#    A few objects that stay alive can keep most of a process's freed memory from going back to the operating system.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/1_native/20_comprehension` builds lists, and shows when not to build one at all.
