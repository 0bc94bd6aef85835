"""Input that engines read: a folder with a few files, written once for each size, and gone when this process is."""

import atexit
import functools
import os

from accelguide.sessions.keeper import Keeper

SHARDS = 4


@functools.cache
def shards_folder(write, size, seed):
    """Path of a folder with `SHARDS` files of `size` rows in all. ``write(path, rows, size, seed)`` writes one."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    keeper = Keeper("rows")
    atexit.register(keeper.close)
    try:
        for shard in range(SHARDS):
            rows = range(size * shard // SHARDS, size * (shard + 1) // SHARDS)
            write(keeper.path(f"rows-{shard}"), rows, size, seed)
    except OSError:  # of a full disk
        keeper.close()
        raise
    return keeper.folder


def shards_of(folder):
    """Paths of the files of a folder, in order; those that only tell something about it begin with a dot."""
    return sorted(entry.path for entry in os.scandir(folder) if not entry.name.startswith("."))
