"""
A rule that cannot be read
==========================

And a kernel that does not exist.
"""
# %%
# Mistakes
# --------

print("fine")

# %%
# .. kernel:: no_such_kernel
#
# .. claim:: small.rule
#    :rule: surely(faster)
#
#    It cannot be judged.
#
# .. claim:: small.kind
#    :rule: faster(first, second, on=pypy)
#
#    It is so elsewhere.
#
# The machine carries :limit:`bandwidth`.
#
# .. timings:: doubling
#    :interpreter: pypy
