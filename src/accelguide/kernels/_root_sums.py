"""What a worker process of the workload ``roots`` runs: standard library only, so that it starts quickly."""

import math


def part(start, stop):
    """Sum of the square roots from `start` to ``stop - 1``."""
    return sum(map(math.sqrt, range(start, stop)))
