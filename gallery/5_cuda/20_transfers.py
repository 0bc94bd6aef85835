"""
Transfers, pinned memory and streams
====================================

After this page you know what the way to a GPU and back costs, how to make it shorter, how to hide it behind the work,
and from how much work on it pays.
"""
# %%
# What changes
# ------------
#
# The device has a memory of its own. What a kernel reads has to be copied there, and its result back, over a bus that
# is much slower than either memory. So the question is how much work there is for each byte that travels. Here it can
# be chosen: for each of sixteen million numbers a recurrence takes so many steps, a product and a sum each.
#
# .. kernel:: stepping shuttle_parallel
#
# The same kernel is timed in four ways. The first has its data on the device already. The other three are whole trips,
# by the clock of the host: from ordinary memory, which the operating system may move or swap out, so that the driver
# copies it through a buffer of its own; from *pinned* memory, which the device fetches by itself; and from pinned
# memory in pieces, each in a *stream*. What is in one stream happens in order. What is in different streams may happen
# at the same time: one piece is copied while another is computed and a third goes back (CUDA C++ Best Practices Guide,
# on asynchronous and overlapping transfers).
#
# .. kernel:: there_and_back in_streams

import matplotlib.pyplot as plt

from accelguide.kernels import shuttle
from accelguide.timing import compare

compare(
    shuttle.shuttle_parallel,
    shuttle.shuttle_cuda,
    shuttle.shuttle_cuda_pageable,
    shuttle.shuttle_cuda_pinned,
    shuttle.shuttle_cuda_streams,
    workload=shuttle.workload,
    sizes=(1, 16, 256),
    equal=shuttle.agree,
    budget=0.7,
)

# %%
# What it buys
# ------------
#
# .. timings:: shuttle
#
# With a single step for each number the whole trip is nothing but transfers:
#
# .. timings:: shuttle
#    :size: 1
#
# .. scaling:: shuttle
#
# The size is the number of steps. From ordinary memory a trip pays from this many on:
# :break-even:`shuttle_cuda_pageable`; from pinned memory: :break-even:`shuttle_cuda_pinned`; in streams:
# :break-even:`shuttle_cuda_streams`.
#
# Where there is a device, the next drawing shows one trip in streams, as the device's own events tell it: a row for
# each piece, and in it the copy there, the kernel and the copy back. Where bars of different rows stand above each
# other, the device did both at once.

stages = shuttle.timeline(16)
if stages:
    figure, axes = plt.subplots(figsize=(8, 3.5), layout="constrained")
    for stage, label in enumerate(("copy to the device", "kernel", "copy back")):
        bars = [(piece, begin, end - begin) for kind, piece, begin, end in stages if kind == stage]
        pieces, begins, lengths = zip(*bars, strict=True)
        axes.barh(pieces, [1e3 * length for length in lengths], left=[1e3 * begin for begin in begins], label=label)
    axes.invert_yaxis()
    axes.set(title="One trip in pieces, by the device's events", xlabel="milliseconds", ylabel="piece")
    axes.legend()

# %%
# When not to
# -----------
#
# Pinned memory is taken from all other programs, and to ask for it takes longer than for ordinary memory: use a few
# buffers again and again. Streams gain nothing where one of the three stages takes nearly all of the time. And the
# cheapest transfer is none: leave the data on the device, and send what is small, the parameters and the result.
#
# Claims
# ------
#
# .. claim:: numba.cuda.pinned
#    :rule: faster(shuttle_cuda_pinned, shuttle_cuda_pageable)
#
#    A trip from pinned memory is faster than the same trip from ordinary memory.
#
# .. claim:: numba.cuda.streams
#    :rule: faster(shuttle_cuda_streams, shuttle_cuda_pinned)
#
#    Streams that overlap transfers and work make it faster still.
#
# .. claim:: numba.cuda.trip
#    :rule: faster(shuttle_cuda_pageable, shuttle_parallel)
#
#    The way to the GPU and back is worth it, whatever is to be computed.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/5_cuda/30_tiling`: once the data is there, how to read it less often.
