"""
Races, deadlocks and dead workers
=================================

After this page you know three ways in which work side by side goes wrong, you have seen each of them happen, and you
can write a program that notices them and goes on.
"""
# %%
# What changes
# ------------
#
# **Races.** To add one to a number that is shared means to read it, to add, and to write it back. If another worker
# writes in between, its step is lost. Two processes count here into one ``multiprocessing.Value``. It has a lock, but
# reading takes and returns the lock, and so does writing; in between the number is free. In the second form the worker
# holds the lock over both.
#
# .. kernel:: count_bare count_locked

from accelguide.kernels import counting
from accelguide.timing import compare, observe

STEPS = 200_000

reached, repeated = counting.until_lost(STEPS)
observe("race_expected", STEPS)
observe("race_counted", reached)
observe("race_rounds", repeated)
observe("race_lost", reached < STEPS)
observe("race_locked_exact", counting.counting_locked(STEPS) == STEPS)

# %%
# A race is a matter of chance, so the experiment is repeated until steps are lost, at most twenty times; rounds taken:
# :observed:`race_rounds`. Steps taken in the last one: :observed:`race_expected`; steps in the number at its end:
# :observed:`race_counted`. With the lock held over reading and writing, was the number exact?
# :observed:`race_locked_exact`. A program with a race may be right by chance, so a test that passes does not show that
# there is none.
#
# Threads race in the same way. The GIL lets one thread run at a time, but it may go to another one between reading and
# writing, for instance where a call waits. Each of two threads counts to a thousand here:
#
# .. kernel:: raced_threads

from accelguide.kernels import hazards

TURNS = 1000

reached = hazards.raced_threads(TURNS)
observe("race_threads_expected", hazards.WORKERS * TURNS)
observe("race_threads_counted", reached)
observe("race_threads_lost", reached < hazards.WORKERS * TURNS)

# %%
# Steps taken: :observed:`race_threads_expected`; steps counted: :observed:`race_threads_counted`.
#
# **Deadlocks.** Two threads need the same two locks. If each holds one of them and waits for the other, both wait for
# ever. Here both take their first lock, meet, and then try the second with a timeout, without which this page would
# never have ended. The GIL does not help: a thread that waits for a lock has given the GIL away.
#
# .. kernel:: take_both opposite_orders same_order

observe("deadlock_caught", not any(hazards.opposite_orders()))
observe("deadlock_order_helps", all(hazards.same_order()))

# %%
# Locks taken in opposite orders, did both wait in vain? :observed:`deadlock_caught`. Both threads take the same lock
# first, did both get both? :observed:`deadlock_order_helps`. One order for all locks of a program cures deadlocks of
# this kind.
#
# **Dead workers.** A worker may end before it has answered: the system kills it when memory runs out, or a library
# written in C crashes. Here a worker kills itself in the middle of its task.

observe("dead_pool_hangs", hazards.pool_waits())
told, seconds = hazards.executor_tells()
observe("dead_executor_fails", told)
observe("dead_executor_seconds", seconds, "seconds")
observe("dead_gather_error", hazards.gather_tells())

# %%
# ``multiprocessing.Pool`` starts another worker, but nobody runs the lost task again: was it still waiting when the
# timeout came? :observed:`dead_pool_hangs`. ``ProcessPoolExecutor`` raised ``BrokenProcessPool`` after
# :observed:`dead_executor_seconds`. In this guide the kernels wait with ``gather`` of ``accelguide.sessions``, which
# puts a timeout on every wait and turns that error into :observed:`dead_gather_error`.
#
# What it buys
# ------------
#
# The best remedy against races is to share nothing while the work goes on: each worker has a variable of its own, and
# the results are put together once, at the end. Nobody has to wait for a lock. Against it stand two forms with a lock
# in every step:
#
# .. kernel:: count_locked count_direct count_local

compare(
    counting.counting_locked,
    counting.counting_direct,
    counting.counting_local,
    workload=counting.workload,
    sizes=(10_000, 100_000),
)

# %%
# .. timings:: counting
#
# In ``count_direct`` a step takes the lock once, not three times: :finding:`counting_direct`. Counted apart and added
# at the end: :finding:`counting_local`.
#
# The remedy against dead workers is to run their tasks again, in a new pool. That is right if a task may run twice
# without harm (if it is *idempotent*): it takes its input from its arguments, and its only effect is its answer.
# In this run the first worker that is given a certain number is killed in mid-task.
#
# .. kernel:: answered squares_with_retry

from tempfile import TemporaryDirectory

values = range(8)
with TemporaryDirectory() as folder:
    squares, pools = hazards.squares_with_retry(folder, values)
observe("dead_retry_right", squares == {value: value * value for value in values})
observe("dead_retry_pools", pools)

# %%
# Pools it took: :observed:`dead_retry_pools`. Were all answers right? :observed:`dead_retry_right`.
#
# When not to
# -----------
#
# - A lock in the innermost loop makes workers take turns. Share at the end, not at each step.
# - A timeout that is too short turns a slow machine into an error. Choose one that only a fault can reach.
# - Do not run a task again that sends a message, charges an account or appends to a file: done twice, it does harm.
#   Write to a temporary file and rename it, so that a task which ran in part leaves no half result.
# - Do not try again without end. A task that kills its worker each time will do so the next time too; after a few
#   attempts, tell.
#
# Claims
# ------
#
# .. claim:: multicore.race
#    :rule: observed(race_lost)
#
#    Two processes that add to a shared number without holding its lock lose updates.
#
# .. claim:: multicore.race.threads
#    :rule: observed(race_threads_lost)
#
#    The GIL does not protect threads from losing updates.
#
# .. claim:: multicore.race.lock
#    :rule: observed(race_locked_exact)
#
#    With the lock held from reading to writing, no update is lost.
#
# .. claim:: multicore.race.local
#    :rule: faster(counting_local, counting_locked, by=2)
#
#    To count in each worker and add at the end is far faster than to lock every step.
#
# .. claim:: multicore.deadlock
#    :rule: observed(deadlock_caught, deadlock_order_helps)
#
#    Two locks taken in opposite orders can block two threads for ever; taken in one order, they cannot.
#
# .. claim:: multicore.dead.pool
#    :rule: observed(dead_pool_hangs)
#
#    If a worker of a ``multiprocessing.Pool`` is killed, the wait for its answer never ends.
#
# .. claim:: multicore.dead.executor
#    :rule: observed(dead_executor_fails)
#
#    If a worker of a ``ProcessPoolExecutor`` is killed, the wait ends with an error.
#
# .. claim:: multicore.dead.retry
#    :rule: observed(dead_retry_right)
#
#    A program that runs the tasks of lost workers again gets the right answer.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/2_multicore/70_start_methods`: how workers start, and what they take over.
