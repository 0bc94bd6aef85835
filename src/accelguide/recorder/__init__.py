"""Run gallery scripts, each in a process of its own with limits, and keep what they printed, drew and measured."""
