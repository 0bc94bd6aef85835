"""
A system that is absent
=======================

This page says so, and the build goes on.
"""
# %%
# What it needs
# -------------

from accelguide.systems import require

require("surely_absent")
