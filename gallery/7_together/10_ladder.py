"""
One workload, every family
==========================

After this page you know how far each family of techniques takes one and the same loop on this machine, and what each
asks for in return.
"""
# %%
# What changes
# ------------
#
# The workload: add up the square roots of the first *n* whole numbers. It needs no input, its result is one number,
# and it stands for work without a short cut.
#
# .. kernel:: roots_python roots_native roots_processes roots_numpy roots_numba roots_parallel roots_cuda roots_dask
#    roots_ray

# sphinx_gallery_time_limit = 600
from accelguide.kernels import roots
from accelguide.timing import compare

compare(
    roots.roots_python,
    roots.roots_native,
    roots.roots_processes,
    roots.roots_numpy,
    roots.roots_numba,
    roots.roots_parallel,
    roots.roots_cuda,
    roots.roots_dask,
    roots.roots_ray,
    workload=roots.workload,
    sizes=(100, 10_000, 1_000_000, 10_000_000),
    budget=5,
)

# %%
# What it buys
# ------------
#
# .. timings:: roots
#
# .. scaling:: roots
#
# One call in plain Python took :time:`roots_python`. Starting the pool of processes took :startup:`roots_processes`;
# the smallest size from which a pool that is up pays: :break-even:`roots_processes`. Numba's first call, which
# compiles, took :first-call:`roots_numba`; the calls at the largest size that earn it back:
# :break-even-calls:`roots_numba`. A cluster of this one machine has no more cores than the pool has, and has to
# start too: Dask :startup:`roots_dask`, Ray :startup:`roots_ray`. It is good for other things: more machines, data that
# one of them cannot hold, work that goes on when one of them is lost. See :doc:`/chapters/clusters`.
#
# When not to
# -----------
#
# At a size where a line lies above the baseline's, plain Python wins. A program that runs for a moment in all has
# nothing to gain from a compiler that takes longer.
#
# Claims
# ------
#
# .. claim:: overview.why
#    :rule: slow(roots_python, 0.5)
#
#    Plain Python takes more than half a second for a simple sum over ten million numbers: work on data needs
#    acceleration.
#
# .. claim:: overview.families
#    :rule: reached(roots_python, roots_native, roots_processes, roots_numpy, roots_numba, roots_parallel, roots_cuda,
#           roots_dask, roots_ray)
#
#    Native idioms, multi-core, NumPy, Numba, a GPU and clusters each make the same work faster, each at a price of its
#    own.
#
# Where to go next
# ----------------
#
# :doc:`/chapters/overview` sets the families side by side.
