"""
Everything on one page
======================

A script that uses whatever the guide uses.
"""
# sphinx_gallery_time_limit = 100

# %%
# Sources and timings
# -------------------
#
# .. kernel:: doubling_loop doubling_comprehension

import matplotlib.pyplot as plt

from accelguide.kernels import dict_costs, doubling
from accelguide.timing import compare, costs, observe

compare(
    doubling.doubling_loop,
    doubling.doubling_comprehension,
    workload=doubling.workload,
    sizes=(10, 100),
    budget=0.01,
)
observe("answer", 42)
print("printed by the script")

# %%
# .. timings:: doubling
#
# .. scaling:: doubling
#
# The comprehension ran :speedup:`doubling_comprehension` times as fast, and the answer is :observed:`answer`.

costs(*dict_costs.OPERATIONS[1:3], setup=dict_costs.setup, sizes=(10, 100, 1000), budget=0.01)

# %%
# .. costs:: dict_costs
#    :claims: small.dict

fig, ax = plt.subplots()
ax.plot([1, 2], [3, 4])
ax.set_title("A drawing of two points")

# %%
# Claims
# ------
#
# .. claim:: small.answer
#    :rule: observed(answer)
#
#    The answer is true.
