"""Check sums of large pieces of bytes: ``hashlib`` lets go of the GIL while it reads one."""

import hashlib
import random

from accelguide.sessions import gather, threads, within

BYTES = 1 << 21


def workload(size, seed=0):
    """Return the argument of the kernels: as many pieces of bytes."""
    draw = random.Random(seed)
    return ([draw.randbytes(BYTES // 512) * 512 for _ in range(size)],)


def work(size):
    """Items, pieces, and bytes read by one call."""
    return {"items": size, "bytes": size * BYTES}


def sha256(piece):
    """Check sum of one piece."""
    return hashlib.sha256(piece).digest()


def digest_serial(pieces):
    """Return the SHA-256 check sum of each piece, a list of bytes.

    Parameters
    ----------
    pieces : list of bytes
        Any number, of any length.
    """
    return [sha256(piece) for piece in pieces]


@within(threads)
def digest_threads(pieces, pool):
    """The same, a piece at a time by one thread for each core."""
    return gather(pool, sha256, pieces)
