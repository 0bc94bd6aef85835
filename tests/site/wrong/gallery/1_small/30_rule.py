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
