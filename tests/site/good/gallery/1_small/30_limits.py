"""
What the machine can do
=======================

A script that measures limits, and shows shares of them.
"""
# %%
# Limits
# ------

from accelguide.interpreters import compare_everywhere
from accelguide.kernels import digest, solving
from accelguide.timing import compare

DIGEST = digest.digest_serial, digest.digest_threads

compare(*DIGEST, workload=digest.workload, sizes=(1,), budget=0.01)
compare(solving.solving_inverse, solving.solving_numpy, workload=solving.workload, sizes=(1, 2), budget=0.01)
compare_everywhere(*DIGEST, workload=digest.workload, size=1, budget=0.01, free_threaded=True)

# %%
# .. timings:: digest
#    :share:
#
# .. timings:: digest
#    :interpreter: free-threaded
#
# .. amdahl:: solving_numpy
#
# .. amdahl:: digest_threads
#
# The threads were up after :startup:`digest_threads`. One core read :share-one:`digest_serial` of what it can, and one
# thread :share:`digest_serial` of what all cores can: :limit:`bandwidth@one` and :limit:`bandwidth`. A solution did
# :flops:`solving_numpy`, the most was :limit:`flops`. Its serial share: :serial-share:`solving_numpy`.
#
# Claims
# ------
#
# .. claim:: small.near
#    :rule: near(digest_serial, 0.001)
#
#    One core reads as fast as it can.
#
# .. claim:: small.gains
#    :rule: gains((digest_threads, digest_serial), (solving_numpy, solving_inverse))
#
#    Each is faster than what it replaces.
#
# .. claim:: small.threaded
#    :rule: faster(digest_threads, digest_serial, on=free_threaded)
#
#    Without a GIL the threads gain.
