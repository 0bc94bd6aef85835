"""
A script that hangs
===================

It is stopped.
"""
# sphinx_gallery_time_limit = 1

# %%
# Endless
# -------

import time

print("before")
time.sleep(1000)
