"""
Which BLAS, and how fast
========================

After this page you know which library does linear algebra for your NumPy, how near it comes to what your processor can
do, and what another library or fewer threads would change.
"""
# %%
# What changes
# ------------
#
# NumPy does not multiply matrices itself. It calls BLAS, an interface that many libraries implement (Lawson and others
# 1979, for matrices Dongarra and others 1990), and for equations and eigenvalues LAPACK, which stands on BLAS. Which
# library that is depends on how NumPy was built: its wheels on PyPI carry OpenBLAS, on new versions of macOS they use
# Apple's Accelerate, and conda offers MKL as well. The package ``threadpoolctl`` tells which OpenBLAS, MKL or BLIS a
# process has loaded. It does not see Accelerate: there, the facts below are those of NumPy's build.

from accelguide.kernels import product
from accelguide.timing import compare, observe

facts = product.library()
for fact in ("name", "version", "threads", "architecture", "lapack", "found"):
    observe(f"blas_{fact}", facts[fact])

# %%
# Here it is :observed:`blas_name` :observed:`blas_version`, with this many threads: :observed:`blas_threads`; with the
# routines for this kind of processor: :observed:`blas_architecture`; and with the LAPACK of :observed:`blas_lapack`.
#
# The libraries that are at hand get the same two matrices. All but the first variant go through one function, which
# calls them by ``ctypes``. MKL gets a thread for each usable core; these are told to sleep once a call is over, since
# threads that stay awake and wait would slow down what is measured next.
#
# .. kernel:: product_numpy product_mkl multiply

compare(
    product.product_numpy,
    product.product_openblas,
    product.product_mkl,
    product.product_atlas,
    product.product_reference,
    workload=product.workload,
    sizes=(64, 256, 1_024),
)

# %%
# What it buys
# ------------
#
# .. timings:: product
#    :share:
#
# .. scaling:: product
#
# NumPy's product did :flops:`product_numpy`, which is :share:`product_numpy` of the limit of all cores. The product of
# two large matrices needs many operations for each byte, so that it can come near the peak: a good library cuts the
# matrices into blocks that fit the caches, and keeps the innermost block in registers (Goto, van de Geijn 2008).
#
# The reference BLAS is the definition of the interface, plain loops in Fortran: :flops:`product_reference`. ATLAS was
# made to be tuned on the machine where it is installed (Whaley, Petitet, Dongarra 2001); Debian builds it once for all
# processors of an architecture, and without threads: :flops:`product_atlas`. MKL is made by Intel, and decides at run
# time which of its routines your processor gets: :flops:`product_mkl`.
#
# OpenBLAS and MKL take all cores without being asked. For these two, ``threadpoolctl`` sets how many:
#
# .. kernel:: teams_numpy teams_one teams_blas

from accelguide.kernels import teams

compare(teams.teams_numpy, teams.teams_one, teams.teams_blas, workload=teams.workload, sizes=teams.counts())

# %%
# .. timings:: teams
#    :share:
#
# The size in this table is the number of threads that ``teams_blas`` may use. Against a product that nothing holds
# back, one thread: :finding:`teams_one`; as many as there are usable cores: :finding:`teams_blas`.
#
# LAPACK gives the solution of a system of equations. You could also ask it for the inverse, and multiply.
#
# .. kernel:: solving_inverse solving_numpy

from accelguide.kernels import solving

compare(solving.solving_inverse, solving.solving_numpy, workload=solving.workload, sizes=(32, 256, 1_024))

# %%
# .. timings:: solving
#    :share:
#
# For asking for the solution itself, the gain is: :finding:`solving_numpy`. An inverse takes three times the operations
# of a factorisation, and the result is less exact (Higham 2002).
#
# When not to
# -----------
#
# The smaller the matrices, the more the call weighs beside the arithmetic, and the way through ``ctypes`` adds to it:
# at the smallest size, compare a library with ``product_openblas``, which goes the same way.
#
# .. timings:: product
#    :size: 64
#    :share:
#
# Another library is worth the trouble only where linear algebra takes most of the time. And where a program already
# runs a process on each core, hold BLAS to one thread in each: threads that outnumber the cores take turns.
#
# Claims
# ------
#
# .. claim:: numpy.blas
#    :rule: observed(blas_found)
#
#    NumPy stands on BLAS and LAPACK.
#
# .. claim:: numpy.blas.limit
#    :rule: near(product_numpy, 0.7, cores="all")
#
#    The product of large matrices comes near the limit of the processor.
#
# .. claim:: numpy.blas.libraries
#    :rule: faster(product_mkl, product_openblas)
#
#    MKL is faster than OpenBLAS.
#
# .. claim:: numpy.blas.reference
#    :rule: faster(product_numpy, product_reference, by=3)
#
#    An optimised BLAS is several times faster than plain loops in a compiled language.
#
# .. claim:: numpy.blas.threads
#    :rule: faster(teams_blas, teams_one)
#
#    Threads make a product of large matrices faster.
#
# .. claim:: numpy.blas.solve
#    :rule: faster(solving_numpy, solving_inverse)
#
#    To solve is faster than to invert.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/60_threads`: which other parts of NumPy use all cores.
# :doc:`/gallery/3_numpy/40_temporaries`: work that memory limits, not arithmetic.
