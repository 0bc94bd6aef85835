"""
How a worker starts: fork, forkserver, spawn
============================================

After this page you can choose how worker processes start, you know what they take over from their parent, and you
recognise three programs that fail because of it.
"""
# %%
# What changes
# ------------
#
# A worker process can come into being in three ways:
#
# - **fork** copies the process that asks. The child has what the parent has at that moment: modules, globals, open
#   files. Windows has no fork.
# - **spawn** starts a new interpreter, which imports what the worker needs. Every system has it.
# - **forkserver** spawns one small server first, and then has the server fork each worker. The server begins as a fresh
#   interpreter, and has nothing of what your program has made while it ran. Windows does not have it.
#
# Which one you get without asking depends on system and version (documentation of ``multiprocessing``, "Contexts and
# start methods"): on Linux fork up to 3.13 and forkserver since 3.14, on macOS spawn since 3.8, on Windows spawn. The
# interpreter that built this page takes :observed:`start_default`. Here is what every CPython on this machine takes.

import sys

from accelguide.interpreters import find
from accelguide.kernels.mainless import default_method
from accelguide.timing import observe

observe("start_default", default_method(sys.executable))
for label, executable in find().items():
    print(f"CPython {label}: {default_method(executable)}")

# %%
# A program that must behave alike everywhere asks for the one that every system has: ``ProcessPoolExecutor`` takes a
# context as ``mp_context``, here ``multiprocessing.get_context("spawn")``.
#
# What does a worker have of its parent? Three experiments, run with each method. In the first one the parent changes a
# global after import, and a worker tells what it sees:
#
# .. kernel:: tell_setting sees_global
#
# In the second one a worker shall run a lambda, in the third one it is given an open file.

from multiprocessing import get_all_start_methods

from accelguide.kernels.inherited import lock_stuck, sees_global, takes_closure, takes_file

methods = get_all_start_methods()
had = {method: (sees_global(method), takes_closure(method), takes_file(method)) for method in methods}
for method in ("fork", "forkserver", "spawn"):
    setting, closure, file = had.get(method, "–––")  # a system may lack it
    observe(f"start_{method}_global", setting)
    observe(f"start_{method}_closure", closure)
    observe(f"start_{method}_file", file)
observe("start_fork_has_all", all(had["fork"]) if "fork" in had else "–")
observe("start_others_have_nothing", not any(any(had[method]) for method in methods if method != "fork"))

# %%
# .. list-table:: What a worker has of its parent
#    :header-rows: 1
#
#    * - The worker
#      - fork
#      - forkserver
#      - spawn
#    * - sees a global that was changed after import
#      - :observed:`start_fork_global`
#      - :observed:`start_forkserver_global`
#      - :observed:`start_spawn_global`
#    * - runs a lambda
#      - :observed:`start_fork_closure`
#      - :observed:`start_forkserver_closure`
#      - :observed:`start_spawn_closure`
#    * - reads from an open file
#      - :observed:`start_fork_file`
#      - :observed:`start_forkserver_file`
#      - :observed:`start_spawn_file`
#
# With forkserver and spawn, everything a worker gets is pickled. A program that suits all three methods sends settings
# as arguments, runs functions that stand at the top level of a module, and sends the path of a file, not the file.
#
# What it buys
# ------------
#
# Time to start. One call starts a pool of as many workers as the size says, has it answer, and ends it:
#
# .. kernel:: answers starting_spawn starting_forkserver starting_fork

from accelguide.kernels import starting
from accelguide.timing import compare

WORKERS = (1, 2, 4)

compare(
    starting.starting_spawn,
    starting.starting_forkserver,
    starting.starting_fork,
    workload=starting.workload,
    sizes=WORKERS,
    budget=2,
)

# %%
# .. timings:: starting
#
# .. scaling:: starting
#
# The largest pool took :time:`starting_spawn` with spawn, :time:`starting_forkserver` with forkserver and
# :time:`starting_fork` with fork. A spawned interpreter imports everything anew, so the more your module imports, the
# longer each worker takes. The server of forkserver starts once in a program: the first call of a fresh process, with
# that start in it, took :first-call:`starting_forkserver`. The server can import modules ahead, for all workers to
# come: ``set_forkserver_preload``. A fork copies the page tables of its parent (Linux manual, ``fork(2)``), so its
# price grows with the memory that the parent holds. And a pool that lives as long as your program pays any of these
# once.
#
# When not to
# -----------
#
# **Do not fork a process that runs threads.** The child gets a copy of every lock, but of the threads only the one
# that forked. A lock that another thread held at that moment stays taken in the child, because nobody there will let
# it go. Here a thread holds a lock while the worker starts, and lets it go before the worker tries to take it.
#
# .. kernel:: hold tell_taken

found = {method: lock_stuck(method) for method in methods}
for method in ("fork", "forkserver", "spawn"):
    stuck, warned = found.get(method, "––")
    observe(f"start_{method}_lock_stuck", stuck)
    observe(f"start_{method}_warns", warned)
observe("start_others_lock_free", not any(found[method][0] for method in methods if method != "fork"))

# %%
# Stuck after fork, where the system has it: :observed:`start_fork_lock_stuck`; after forkserver:
# :observed:`start_forkserver_lock_stuck`; after spawn: :observed:`start_spawn_lock_stuck`. In your program the lock may
# belong to somebody else, such as a library that runs threads of its own. Since CPython 3.12 a fork with threads gives
# a ``DeprecationWarning``; did it here? :observed:`start_fork_warns`.
#
# **Do not start workers from a main module that has no file.** A spawned worker imports a function by its name. A
# function that was typed at a prompt, into a notebook, or after ``python -c`` is in ``__main__``, and the worker's own
# ``__main__`` does not have it. This program is run by ``python -c``, and ended after a few seconds:

from accelguide.kernels import mainless

print(mainless.POOL)

ended, error = mainless.from_text(mainless.POOL, 3.0)
observe("start_mainless_pool_hangs", not ended)
observe("start_mainless_pool_error", error)
ended = "forkserver" not in methods or mainless.from_text(mainless.POOL.replace("spawn", "forkserver"), 3.0)[0]
observe("start_mainless_server_hangs", not ended)

# %%
# Was it still waiting? :observed:`start_mainless_pool_hangs`. And with forkserver instead of spawn?
# :observed:`start_mainless_server_hangs`. Each task ends the worker that takes it, with
# :observed:`start_mainless_pool_error`. The pool starts another worker, but the task is gone, so that ``map`` waits for
# ever. A ``ProcessPoolExecutor`` stops instead, with :observed:`start_mainless_executor_error`. Does the first program,
# run from a file, end as it should? :observed:`start_file_works`.

ended, error = mainless.from_text(mainless.EXECUTOR)
observe("start_mainless_executor_fails", ended and error != "")
observe("start_mainless_executor_error", error)
observe("start_file_works", mainless.from_file(mainless.POOL) == (True, ""))

# %%
# So put what workers run into a module of its own, for a notebook too.
#
# **Do not leave out the guard.** To find its functions, a spawned worker imports the script that started it, and so
# does one from the forkserver. If importing the script starts a worker, this one would start the next.

print(mainless.UNGUARDED)

ended, error = mainless.from_file(mainless.UNGUARDED)
observe("start_unguarded_fails", ended and error == "RuntimeError")
observe("start_unguarded_error", error)

# %%
# CPython refuses, with :observed:`start_unguarded_error`. Whatever starts workers belongs under
# ``if __name__ == "__main__":``.
#
# Claims
# ------
#
# .. claim:: multicore.start.fork
#    :rule: faster(starting_fork, starting_spawn)
#
#    Workers start faster with fork than with spawn.
#
# .. claim:: multicore.start.forkserver
#    :rule: faster(starting_forkserver, starting_spawn)
#
#    Once its server runs, workers start faster with forkserver than with spawn.
#
# .. claim:: multicore.start.inherited
#    :rule: observed(start_fork_has_all, start_others_have_nothing)
#
#    A forked worker has changed globals, lambdas and open files of its parent; with forkserver and spawn it has none.
#
# .. claim:: multicore.start.lock
#    :rule: observed(start_fork_lock_stuck, start_others_lock_free)
#
#    A lock that another thread holds during a fork stays locked in the child; with forkserver and spawn it does not.
#
# .. claim:: multicore.start.main
#    :rule: observed(start_mainless_pool_hangs, start_mainless_executor_fails, start_file_works)
#
#    Where the main module has no file, a ``Pool`` of spawned workers waits for ever for a function of it, and a
#    ``ProcessPoolExecutor`` fails; from a file the program works.
#
# .. claim:: multicore.start.guard
#    :rule: observed(start_unguarded_fails)
#
#    A script without the guard ``if __name__ == "__main__":`` cannot start spawned workers.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/90_hazards`: what else goes wrong with several workers, and how a program survives it.
