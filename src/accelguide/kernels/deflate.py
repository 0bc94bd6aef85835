"""Compressing pieces of text: ``zlib`` lets go of the GIL while it works on one."""

import random
import zlib

from accelguide.sessions import gather, threads, within

BYTES = 1 << 15
WORDS = b"the cat sat on a mat and saw nothing but more cats on other mats".split()


def workload(size, seed=0):
    """Return the argument of the kernels: as many pieces of words in random order."""
    draw = random.Random(seed)
    return ([b" ".join(draw.choices(WORDS, k=BYTES // 4))[:BYTES] for _ in range(size)],)


def work(size):
    """Items, pieces, and bytes read by one call."""
    return {"items": size, "bytes": size * BYTES}


def deflate_serial(pieces):
    """Return each piece compressed, a list of bytes that ``zlib.decompress`` takes.

    Parameters
    ----------
    pieces : list of bytes
        Any number, of any length.
    """
    return [zlib.compress(piece) for piece in pieces]


@within(threads)
def deflate_threads(pieces, pool):
    """The same, a piece at a time by one thread for each core."""
    return gather(pool, zlib.compress, pieces)
