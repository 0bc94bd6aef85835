"""
Waiting for many things at once
===============================

After this page you know what work that waits looks like, you can tell it from work that computes, and you can wait for
many answers together, with threads or with asyncio.
"""
# %%
# What changes
# ------------
#
# A real HTTP server runs on this machine, in a process of its own. It lets a few milliseconds pass before it answers,
# as if it stood in a data centre nearby, and it does so for many requests at once. Each request has a connection of
# its own (``Connection: close``), as requests to many different servers would have.
#
# The first kernel sends one request after the other, the second has thirty-two threads (``AT_ONCE``), each of which
# waits for one answer at a time:
#
# .. kernel:: fetch_serial fetch_threads ask
#
# The third has one thread. Wherever a coroutine would wait, it says ``await``, and the event loop goes on with another
# one; it, too, has no more than thirty-two requests on their way. The standard library has no HTTP client for asyncio,
# so this one speaks just enough HTTP itself. ``finish`` is ``asyncio.run``, made to work in a notebook too.
#
# .. kernel:: fetch_asyncio ask_all ask_one

from accelguide.kernels import fetch
from accelguide.timing import compare

ways = (fetch.fetch_serial, fetch.fetch_threads, fetch.fetch_asyncio)
compare(*ways, workload=fetch.workload, sizes=(10, 100), budget=6)

# %%
# What it buys
# ------------
#
# .. timings:: fetch
#
# For a hundred requests, one after the other took :time:`fetch_serial`. By threads: :finding:`fetch_threads`; by
# asyncio: :finding:`fetch_asyncio`. That is :throughput:`fetch_threads` and :throughput:`fetch_asyncio`, requests being
# the items. A thread gives up the GIL while it waits for the network, so that the others can run.
#
# Where does the time go? ``time.thread_time`` counts the seconds in which the processor really worked for this thread.
# Here are three calls: requests one after the other, a sum, and the reading of a file that was just written, so that
# the system still holds it in memory. Time in which other programs had the processor is drawn apart, where the system
# tells it.

import tempfile
from pathlib import Path

from accelguide.kernels import waiting
from accelguide.timing import observe

with fetch.fetch_serial.session() as server:
    requests = waiting.time_parts(fetch.fetch_serial.inside, 10, server)
squares = waiting.time_parts(waiting.add_squares, 100_000)
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "page"
    path.write_bytes(bytes(32_000_000))
    file = waiting.time_parts(waiting.read_whole, path)

observe("io_requests_waited", requests[2], "share")
observe("io_sum_waited", squares[2], "share")
observe("io_file_waited", file[2], "share")
observe("io_requests_wait", requests[2] > 0.5)
observe("io_file_works", file[2] < 0.5)

# %%

import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
names = ["file in memory", "sum", "requests"]
worked, kept, waited = zip(file, squares, requests, strict=True)
ax.barh(names, worked, label="working")
ax.barh(names, kept, left=worked, label="kept from the processor", color="0.75")
ax.barh(names, waited, left=[a + b for a, b in zip(worked, kept, strict=True)], label="waiting")
ax.set_xlabel("share of the time")
ax.set_title("What the time of three calls is spent on")
fig.legend(loc="outside lower center", ncols=3)

# %%
# The requests waited for :observed:`io_requests_waited` of their time, the sum for :observed:`io_sum_waited`, and the
# file for :observed:`io_file_waited`. The notes ask what the typical I/O-bound scene is, and this is an answer: **many
# requests to servers** (web pages, services, databases), each of which is waited for. A file that the system holds in
# memory is only copied, and copying is work. Before you choose threads, measure the share that your own program waits.
#
# When not to
# -----------
#
# Waiting can be shared, work cannot. Each request here also costs this process some work.

import time

with fetch.fetch_serial.session() as server:
    before = time.thread_time()
    fetch.fetch_serial.inside(100, server)
    observe("io_request_work", (time.thread_time() - before) / 100, "seconds")

# %%
# That is :observed:`io_request_work` for a request. Python's part of it needs the GIL, where there is one, so the
# threads take turns at it. Where requests are so many that this is the limit, more processes help, and more threads do
# not.
#
# Threads are the simpler choice: the code of one request stays as it was. With asyncio every function on the way to the
# wait must be a coroutine, and one that computes for long stops all others; in return, what waits needs no thread.
# Either way, bound how many requests are on their way together, and give every wait a timeout: a server that has died
# must be an error, not a program that hangs.
#
# Claims
# ------
#
# .. claim:: multicore.io
#    :rule: faster(fetch_threads, fetch_serial, by=2)
#
#    For I/O-bound work the GIL hardly matters: threads make it faster.
#
# .. claim:: multicore.io.asyncio
#    :rule: faster(fetch_asyncio, fetch_serial, by=2)
#
#    One thread that waits for all answers at once makes it faster too.
#
# .. claim:: question.1
#    :rule: observed(io_requests_wait)
#
#    The typical I/O-bound scene is many requests to servers: the processor is idle while they are answered.
#
# .. claim:: question.1.file
#    :rule: observed(io_file_works)
#
#    Reading a file that the system holds in memory is work for the processor, not waiting.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/40_apply_async`: work that computes goes to processes.
