"""One module per workload, every variant of it side by side.

A module has ``workload(size, seed=0)``, which returns a kernel's arguments, kernels named ``<workload>_<variant>``,
and, where it counts them, ``work(size)``: items, bytes and floating-point operations of one call. The docstring of
the baseline, the first kernel, owns the contract. No kernel changes its arguments, but for an array ``out`` that it
fills. Modules without ``workload`` are experiments whose outcomes a script observes; ``_<name>`` is what modules share.

Modules of the native chapter import nothing but the standard library and run on CPython 3.8, so that every
interpreter found on the machine can run them.
"""
