"""accelguide: making Python fast, with nothing asserted that is not measured.

A map of the package:

- ``portable``: the method of measuring; standard library only, runs on CPython 3.8 and newer.
- ``timing``: ``compare``, ``costs`` and ``observe``, what gallery scripts call.
- ``record``: what a number is, how it is kept, and every figure derived from it.
- ``sessions``: starts what a kernel runs in (threads, processes, a server) and surely ends it.
- ``claims``: a claim's verdict, computed from a record.
- ``systems``, ``machine``, ``interpreters``: what is here, and what may be absent.
- ``kernels``: one module per workload, its variants side by side.
- ``recorder``: runs a script in a process of its own and keeps its record.
- ``sphinx_ext``, ``site``: shows the records, in two languages.
"""
