"""
What else can be compiled
=========================

After this page you know what compilers of expressions, queries, graphs and whole functions can join into one loop,
what they cannot, and what their first call costs.
"""
# %%
# What changes
# ------------
#
# Numba compiles functions. Other tools compile other things, and each sees a different part of your program:
#
# - **An expression.** NumExpr takes a text and sees nothing around it.
# - **A query.** Polars collects what you ask of columns into a plan, and runs it only when you call ``collect()``.
# - **A graph.** ``torch.compile``, ``jax.jit`` and ``tf.function`` trace your function: they note the operations on
#   arrays, and what flows from one to the next, as data-flow programming does. TensorFlow runs these operations one by
#   one, or hands the graph to the compiler XLA (``jit_compile=True``); JAX always uses XLA.
# - **A whole function.** Pythran (NumPy code, to C++) and mypyc (Python with types, to C) compile ahead of time what
#   you wrote, loops and branches included.
#
# .. kernel:: formula chain_numexpr chain_polars chain_torch chain_jax chain_xla whole chain_pythran

# sphinx_gallery_time_limit = 600
from accelguide.kernels import chain
from accelguide.timing import compare, observe

OTHERS = chain.chain_numexpr, chain.chain_series, chain.chain_polars, chain.chain_pythran, chain.chain_parallel
GRAPHS = chain.chain_eager, chain.chain_torch, chain.chain_jax, chain.chain_tensorflow, chain.chain_xla
compare(chain.chain_numpy, *OTHERS, *GRAPHS, workload=chain.workload, sizes=(1_000_000,), budget=1.5)
for name, value in chain.planned().items():
    observe(f"compilers_plan_{name}", value)

# %%
# All compute in float64, with as many threads as each takes by default. NumPy arrays go in and come out, so that the
# time includes the hand-over. They begin at a cache line: TensorFlow and JAX need not copy them.
#
# What it buys
# ------------
#
# .. timings:: chain
#    :share:
#
# Three prices stand apart: "Start-up" is the import, "First call" holds the tracing and the compiling, and the time is
# that of later calls. For ``torch.compile`` they are :startup:`chain_torch`, :first-call:`chain_torch` and
# :time:`chain_torch`; calls that earn the first one back: :break-even-calls:`chain_torch`. TorchInductor and Pythran
# run a C++ compiler; XLA makes machine code in the process itself, in JAX :first-call:`chain_jax`.
#
# - NumExpr runs the whole expression block by block, in the cache and on several threads: :finding:`chain_numexpr`.
# - Operation by operation, PyTorch makes a pass over the memory for each: :finding:`chain_eager`. Joined to one loop:
#   :finding:`chain_torch`. A graph alone joins nothing: TensorFlow :finding:`chain_tensorflow` without XLA,
#   :finding:`chain_xla` with it.
# - Pythran makes one loop of NumPy's operations: :finding:`chain_pythran`. In Numba you write the loop yourself:
#   :finding:`chain_parallel`.
# - Polars arranges operations whose loops were compiled when Polars was built. Each at once: :finding:`chain_series`;
#   as a plan: :finding:`chain_polars`. The sum of squares stands in the query twice; the plan computes it once:
#   :observed:`compilers_plan_reuses`. A filter written after the chain is moved before it:
#   :observed:`compilers_plan_filters_first`.
#
# Now the logistic regression of :doc:`/gallery/4_numba/40_logistic`: a chain between two products with a table.
#
# .. kernel:: step gradient_numexpr gradient_torch gradient_jax

from accelguide.kernels import gradient

STEPS = gradient.gradient_numexpr, gradient.gradient_torch, gradient.gradient_jax, gradient.gradient_fused
compare(gradient.gradient_numpy, *STEPS, workload=gradient.workload, sizes=(300_000,), budget=1.5)

# %%
# .. timings:: gradient
#    :share:
#
# A product of a matrix mostly goes to a library and ends a joined loop, so that a step of a graph reads the table
# twice: PyTorch :finding:`gradient_torch`, JAX :finding:`gradient_jax`. NumExpr has no such product and compiles the
# chain alone: :finding:`gradient_numexpr`. One pass, written by hand in Numba: :finding:`gradient_fused`.
#
# Where nothing is an array, mypyc compiles the loop by its types. Numbers in lists stay Python objects.
#
# .. kernel:: listed_python listed_mypyc

from accelguide.kernels import listed

LISTED = listed.listed_python, listed.listed_mypyc, listed.listed_numpy
compare(*LISTED, workload=listed.workload, sizes=(100_000,), budget=0.5)

# %%
# .. timings:: listed
#
# Compiled, against interpreted: :finding:`listed_mypyc`; NumPy, with lists at both ends: :finding:`listed_numpy`.
#
# When not to
# -----------
#
# - A graph holds array operations. A branch on a value or another library's function ends it or is an error, a
#   ``print`` may run at the tracing only, and a new shape may be compiled anew.
# - A query is worth its plan where it filters, joins and groups. In a chain of arithmetic little can be rearranged.
# - A script that computes once pays for the compiler and ends before it is earned back.
#
# Claims
# ------
#
# .. claim:: question.3
#    :rule: reached(chain_numpy, chain_numexpr, chain_polars, chain_torch, chain_jax, chain_xla, chain_pythran)
#
#    Expressions, queries, graphs and whole functions can be compiled and optimised, and are then faster than NumPy.
#
# .. claim:: question.3.expressions
#    :rule: faster(chain_numexpr, chain_numpy)
#
#    An expression compiled by NumExpr is faster than NumPy's operations one by one.
#
# .. claim:: question.3.queries
#    :rule: faster(chain_polars, chain_series)
#
#    A lazy query of Polars is faster than the same operations, each at once.
#
# .. claim:: question.3.graphs
#    :rule: gains((chain_torch, chain_eager), (chain_xla, chain_tensorflow), (gradient_jax, gradient_numpy))
#
#    A traced graph is faster once a compiler joins its operations.
#
# .. claim:: question.3.functions
#    :rule: gains((chain_pythran, chain_numpy), (listed_mypyc, listed_python))
#
#    A whole function compiled ahead of time is faster than the interpreted one.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/3_numpy/40_temporaries`: what joining saves. :doc:`/chapters/overview`: all families.
