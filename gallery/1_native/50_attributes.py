"""
Attribute look-up: ``math.sqrt`` or ``sqrt``
============================================

After this page you know what the dot in ``math.sqrt`` costs in a loop, and what is left of it today.
"""
# %%
# What changes
# ------------
#
# ``math.sqrt`` finds a global and then an attribute of it; ``from math import sqrt`` leaves only the global; a local
# alias leaves neither.
#
# .. kernel:: root_attribute root_imported root_local

from accelguide.kernels import root
from accelguide.timing import compare

compare(root.root_attribute, root.root_imported, root.root_local, workload=root.workload, sizes=(1_000, 1_000_000))

# %%
# What it buys
# ------------
#
# .. timings:: root
#
# .. scaling:: root
#
# Without the dot: :finding:`root_imported`. With a local alias: :finding:`root_local`. The specialising interpreter
# (CPython 3.11 and newer) remembers where in the module's dict the attribute was, so that the second look-up is a
# check and a load.
#
# When not to
# -----------
#
# ``math.sqrt`` tells the reader where the function comes from. In code that is not the innermost loop, that is worth
# more than the gain; and in the innermost loop an array library gains far more.
#
# Claims
# ------
#
# .. claim:: native.from_import
#    :rule: faster(root_imported, root_attribute)
#
#    ``from math import sqrt`` beats ``math.sqrt`` in a loop.
#
# .. claim:: native.from_import.local
#    :rule: faster(root_local, root_imported)
#
#    A local alias beats ``from math import sqrt``.
#
# Where to go next
# ----------------
#
# :doc:`/gallery/1_native/70_interpreters`: the same experiments on every CPython of this machine.
