"""
A wrong variant
===============

Its time counts for nothing.
"""
# %%
# One is not the other
# --------------------

from accelguide.kernels import doubling, total
from accelguide.timing import compare

compare(doubling.doubling_loop, total.total_loop, workload=doubling.workload, sizes=(10,))

# %%
# .. timings:: doubling
#
# .. claim:: small.wrong
#    :rule: faster(total_loop, doubling_loop)
#
#    Nobody knows.
