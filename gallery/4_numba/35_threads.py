"""
All cores: parallel=True, prange and threading layers
=====================================================

After this page you can have Numba share out array expressions and loops over all cores, you know from which size that
pays, and you can choose the threads that do the work.
"""
# %%
# What changes
# ------------
#
# With ``parallel=True`` Numba looks for work that can be shared out. It finds array expressions and reductions such as
# ``sum`` by itself, turns each into a parallel loop, and joins neighbouring loops into one (*fusion*). And a loop that
# you write with ``prange`` instead of ``range`` is one whose turns may run in any order, at the same time.
#
# .. kernel:: kinetic_numpy kinetic_fused kinetic_loop kinetic_parallel

from accelguide.systems import require

require("numba")

from accelguide.kernels import kinetic
from accelguide.timing import compare, observe

loops, left = kinetic.parallel_loops(kinetic.kinetic_fused, *kinetic.workload(1_000))
observe("layers_loops_found", loops)
observe("layers_loops_left", left)
observe("layers_fused", left < loops)

# %%
# In the body of ``kinetic_fused`` Numba found :observed:`layers_loops_found` parallel loops; after fusion there were
# :observed:`layers_loops_left`. ``parallel_diagnostics`` of a compiled function shows both;
# :doc:`/gallery/4_numba/40_logistic` reads such a report in full.

compare(
    kinetic.kinetic_numpy,
    kinetic.kinetic_compiled,
    kinetic.kinetic_fused,
    kinetic.kinetic_loop,
    kinetic.kinetic_parallel,
    workload=kinetic.workload,
    sizes=(1_000, 100_000, 2_000_000),
    budget=1,
)

# %%
# What it buys
# ------------
#
# .. timings:: kinetic
#    :share:
#
# .. scaling:: kinetic
#
# The lines of NumPy, compiled as they are: :finding:`kinetic_compiled`; with ``parallel=True``:
# :finding:`kinetic_fused`; as a loop on one core: :finding:`kinetic_loop`; as a loop with ``prange``:
# :finding:`kinetic_parallel`. Fusion does away with the arrays in between. The loop never had them, so that it shows
# what their absence is worth on one core. What all cores add to that is bounded by the memory that they share: see the
# last column.
#
# Where nothing comes from memory, nothing but the cores sets the bound. The sweep below integrates a function, with
# ``numba.set_num_threads`` from one thread up to one for each core. The size in the table is the number of threads; the
# baseline uses one.
#
# .. kernel:: midpoint_numba shared_out midpoint_parallel

from accelguide.kernels import midpoint

compare(
    midpoint.midpoint_numba,
    midpoint.midpoint_parallel,
    workload=midpoint.workload,
    sizes=midpoint.counts(),
    budget=1.5,
)

# %%
# .. timings:: midpoint
#
# .. amdahl:: midpoint_parallel
#
# The law and what it leaves out: :doc:`/gallery/2_multicore/80_scaling`. The fitted serial share is
# :serial-share:`midpoint_parallel`.
#
# **Threading layers.** Numba has three ways to start threads ("The Threading Layers" in its manual): ``tbb``, a library
# of Intel's; ``omp``, OpenMP; and ``workqueue``, a simple one of its own. A process has one of them for good, from its
# first parallel function on. You choose it by ``NUMBA_THREADING_LAYER`` in the environment or by
# ``numba.config.THREADING_LAYER``; else Numba takes the first of the three that it can load, and
# ``numba.threading_layer()`` tells which. That may not be ``tbb`` although it is installed: ``pip install tbb`` puts
# the library into the ``lib`` folder of the environment, where the system's loader does not look. Load it yourself, or
# name that folder in ``LD_LIBRARY_PATH`` before Python starts.
#
# .. kernel:: load_tbb take_layer layered
#
# Each layer is tried here in a process of its own. To enter a parallel loop costs time, whatever is in it: threads are
# woken, given their share, and waited for; so a loop of ten thousand square roots is timed on one core and on all. Then
# the process forks after a parallel call, and the child makes one too. A ufunc is timed on one core and on all. And
# last, two Python threads call a parallel function at once.
#
# .. kernel:: entered forked called_twice

from accelguide.kernels import traits
from accelguide.kernels._layered import LAYERS

found = {layer: traits.of(layer) for layer in LAYERS}
for layer, result in found.items():
    observe(f"layers_{layer}_there", result is not None)
    observe(f"layers_{layer}_loop", result["entered"][1] / result["entered"][0] if result else "–")
    observe(f"layers_{layer}_threads", result["called_twice"] if result else "–")
    observe(f"layers_{layer}_fork", result["forked"] if result else "–")
    observe(f"layers_{layer}_ufunc", result["ufuncs"][1] / result["ufuncs"][0] if result else "–")

# %%
# .. list-table:: What works under each layer
#    :header-rows: 1
#
#    * -
#      - tbb
#      - omp
#      - workqueue
#    * - It could be loaded here
#      - :observed:`layers_tbb_there`
#      - :observed:`layers_omp_there`
#      - :observed:`layers_workqueue_there`
#    * - Time of a loop of ten thousand elements over that on one core
#      - :observed:`layers_tbb_loop`
#      - :observed:`layers_omp_loop`
#      - :observed:`layers_workqueue_loop`
#    * - Time of ``vectorize(target="parallel")`` over that of ``target="cpu"``
#      - :observed:`layers_tbb_ufunc`
#      - :observed:`layers_omp_ufunc`
#      - :observed:`layers_workqueue_ufunc`
#    * - Two Python threads may call in at once
#      - :observed:`layers_tbb_threads`
#      - :observed:`layers_omp_threads`
#      - :observed:`layers_workqueue_threads`
#    * - A forked child may use it too
#      - :observed:`layers_tbb_fork`
#      - :observed:`layers_omp_fork`
#      - :observed:`layers_workqueue_fork`
#
# Where two threads may not call in, the process ends (``SIGABRT``). Where a child may not, it ends (``SIGTERM``), since
# the OpenMP of GNU cannot be used after a fork; a program that starts its workers by ``forkserver`` or ``spawn`` never
# meets that (:doc:`/gallery/2_multicore/70_start_methods`).
#
# When not to
# -----------
#
# **Small work.** The smallest size here from which all cores beat NumPy: :break-even:`kinetic_parallel`. But one core
# may be the better choice. At a thousand elements the loop has a speed-up over NumPy of
# :speedup:`kinetic_parallel@1000` on all cores and of :speedup:`kinetic_loop@1000` on one.
#
# **Compile time.** The first call took :first-call:`kinetic_loop` for the loop, :first-call:`kinetic_parallel` with
# ``prange``, and :first-call:`kinetic_fused` for the array expression.
#
# **A chunk size that stays.** ``set_parallel_chunksize`` is meant for loops of uneven turns. It stays set, for each
# parallel loop of this thread that comes later. ``with numba.parallel_chunksize(4):`` ends with its block.

before, scoped, leaked = found["workqueue"]["chunks"]
observe("layers_chunks_before", before, "seconds")
observe("layers_chunks_scoped", scoped, "seconds")
observe("layers_chunks_leaked", leaked, "seconds")
observe("layers_chunks_leak", leaked > 3 * before)

# %%
# One loop in a process of its own took :observed:`layers_chunks_before` at first, :observed:`layers_chunks_scoped`
# after such a block around another call, and :observed:`layers_chunks_leaked` after ``set_parallel_chunksize(4)``.
#
# **Busy cores.** A loop ends when its last thread does. Where other programs hold a core, all threads wait for the one
# that does not get it, and those of ``omp`` may spend the time spinning (``OMP_WAIT_POLICY`` in the manual of GNU's
# libgomp).
#
# **More threads than cores.** A process that runs beside others of its kind should not take all cores: set
# ``NUMBA_NUM_THREADS`` before it starts, or call ``set_num_threads``.

observe("layers_threads_abort", "–" if found["workqueue"]["called_twice"] else True)  # surviving may be chance
others = [one["entered"][1] for one in (found["tbb"], found["omp"]) if one]
observe("layers_simple_slowest", found["workqueue"]["entered"][1] > 2 * max(others) if others else "–")
observe("layers_fork_dies", not found["omp"]["forked"] if found["omp"] and found["omp"]["forked"] != "–" else "–")
observe("layers_ufunc_loses", found["omp"]["ufuncs"][1] > found["omp"]["ufuncs"][0] if found["omp"] else "–")

# %%
# Claims
# ------
#
# .. claim:: numba.parallel
#    :rule: observed(layers_fused)
#
#    ``parallel=True`` fuses array operations into parallel kernels: fewer loops are left than there were operations.
#
# .. claim:: numba.parallel.fused
#    :rule: gains((kinetic_fused, kinetic_numpy), (kinetic_fused, kinetic_compiled))
#
#    An array expression compiled with ``parallel=True`` is faster than NumPy, and than the same lines compiled without.
#
# .. claim:: numba.parallel.prange
#    :rule: gains((kinetic_parallel, kinetic_loop), (midpoint_parallel, midpoint_numba))
#
#    A large loop with ``prange`` is faster than on one core.
#
# .. claim:: numba.parallel.small
#    :rule: faster(kinetic_loop, kinetic_parallel)
#
#    On small arrays one core is faster than all.
#
# .. claim:: numba.parallel.layers
#    :rule: observed(layers_simple_slowest)
#
#    The layers ``omp`` and ``tbb`` run a short parallel loop more than twice as fast as ``workqueue`` does.
#
# .. claim:: numba.parallel.threads
#    :rule: observed(layers_threads_abort)
#
#    Under ``workqueue`` two Python threads that call parallel functions at once end the process.
#
# .. claim:: numba.parallel.fork
#    :rule: observed(layers_fork_dies)
#
#    Under ``omp`` a forked child cannot use parallel functions if its parent has used one.
#
# .. claim:: numba.parallel.safe
#    :rule: observed(layers_tbb_threads, layers_tbb_fork)
#
#    The layer ``tbb`` allows both: calls from two threads at once, and parallel functions in a forked child.
#
# .. claim:: numba.parallel.ufunc
#    :rule: observed(layers_ufunc_loses)
#
#    Under ``omp`` a cheap ufunc with ``target="parallel"`` is slower than on one core.
#
# .. claim:: numba.parallel.chunks
#    :rule: observed(layers_chunks_leak)
#
#    ``set_parallel_chunksize`` slows down later loops that have nothing to do with it.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/4_numba/40_logistic`: what is fused in a whole algorithm. :doc:`/gallery/4_numba/50_races`: loops that
# ``prange`` makes wrong.
