"""
Threads, processes and the GIL
==============================

After this page you know why threads do not share out a computation in pure Python, what processes cost that do, and
what a free-threaded CPython changes.
"""
# %%
# What changes
# ------------
#
# CPython has a lock, the **global interpreter lock** (GIL). A thread must hold it to run bytecode, so one thread at a
# time does. A thread that wants the lock waits for the switch interval, then asks for it, and the other thread hands
# it over at the next safe point. ``sys.setswitchinterval`` sets the interval; here it is
# :observed:`gil_switch_interval`.

import sys

from accelguide.timing import observe

observe("gil_switch_interval", sys.getswitchinterval(), "seconds")

# %%
# The lock can be seen. Two threads do nothing but look at the clock. Where a thread finds that the clock has jumped by
# more than a millisecond, it had to wait.

from accelguide.kernels.turns import shared, turns

spans = turns()
observe("gil_shared_time", shared(spans), "share")
observe("gil_one_at_a_time", shared(spans) < 0.05)

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2), layout="constrained")
for row, found in enumerate(spans):
    milliseconds = [(1000 * begin, 1000 * (end - begin)) for begin, end in found]
    ax.broken_barh(milliseconds, (row - 0.35, 0.7), facecolors=f"C{row}")
ax.set_yticks([0, 1], ["first thread", "second thread"])
ax.invert_yaxis()
ax.set_xlabel("time since the start (ms)")
ax.set_title("When each of two threads ran")

# %%
# Of the time in which either thread ran, both ran at once in :observed:`gil_shared_time`. Under the GIL, threads take
# turns, however many cores there are.
#
# The computation of this page is arithmetic on Python ints and nothing else: how many steps each number takes to reach
# one, where an even number is halved and an odd one is tripled and increased by one. The numbers are cut into parts,
# a few for each worker. ``within`` starts the pool before, so that its start-up is timed apart.
#
# .. kernel:: collatz_python collatz_threads collatz_processes

from accelguide.kernels import collatz
from accelguide.timing import compare

compare(
    collatz.collatz_python,
    collatz.collatz_threads,
    collatz.collatz_processes,
    workload=collatz.workload,
    sizes=(1_000, 5_000, 30_000),
)

# %%
# What it buys
# ------------
#
# .. timings:: collatz
#
# .. scaling:: collatz
#
# In threads: :finding:`collatz_threads`. In processes: :finding:`collatz_processes`. Each process has an interpreter
# and a lock of its own.
#
# Processes have a price. Starting the pool took :startup:`collatz_processes`, against :startup:`collatz_threads` for
# threads. Each part travels to its worker and its result back, as bytes through a pipe, which weighs most where there
# is little to compute: at a size of a thousand, :finding:`collatz_processes@1000`. With the pool already up, the
# smallest size from which it pays: :break-even:`collatz_processes`. The calls at the largest size that earn back the
# start of the pool and the first call: :break-even-calls:`collatz_processes`.
#
# Since CPython 3.13 there is a build without the lock (PEP 703). It was an experiment there; from 3.14 on it is
# supported, but optional (PEP 779): the ordinary build still has the lock. A free-threaded build is marked with a *t*,
# such as ``python3.14t``, and its ``sys._is_gil_enabled()`` tells whether the lock is off: a module written in C that
# does not declare that it can do without turns the lock back on for the whole process.

from accelguide.interpreters import compare_everywhere

compare_everywhere(
    collatz.collatz_python,
    collatz.collatz_threads,
    workload=collatz.workload,
    size=30_000,
    free_threaded=True,
)

# %%
# .. timings:: collatz
#    :interpreter: free-threaded
#
# When not to
# -----------
#
# Do not give up threads. They share memory, so that nothing has to be sent, and they serve wherever the lock is
# released: while a program waits (:doc:`/gallery/2_multicore/30_io`), and in libraries that compute without it
# (:doc:`/gallery/2_multicore/20_release`). A pool of processes has to earn back its start and its messages. Leave it
# where the whole computation is short, and where much data must travel for little work
# (:doc:`/gallery/2_multicore/60_imap`).
#
# The GIL does not make a program thread-safe. It protects the interpreter, not your data: a thread can lose it between
# reading a value and writing back what it made of it (:doc:`/gallery/2_multicore/90_hazards`).
#
# Claims
# ------
#
# .. claim:: multicore.gil.turns
#    :rule: observed(gil_one_at_a_time)
#
#    Under the GIL, one thread at a time runs Python code.
#
# .. claim:: multicore.gil
#    :rule: vain(collatz_threads, collatz_python, by=1.2)
#
#    Because of the GIL, threads do not make CPU-bound Python faster.
#
# .. claim:: multicore.gil.processes
#    :rule: faster(collatz_processes, collatz_python, by=1.2)
#
#    Processes make CPU-bound Python faster.
#
# .. claim:: multicore.gil.free
#    :rule: faster(collatz_threads, collatz_python, by=1.2, on=free_threaded)
#
#    On free-threaded CPython, threads do make CPU-bound Python faster.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/20_release`: which libraries release the lock.
# :doc:`/gallery/2_multicore/70_start_methods`: what the start of a worker process is made of.
