"""What the machine can do at the most, as its own record says, and which share of that a variant reaches.

The bound is the roofline (Williams, Waterman, Patterson 2009): a call takes at least the time that its bytes need at
the machine's bandwidth, and at least the time that its floating-point operations need at its peak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from accelguide.record.figures import calm, interval, resampled, seconds
from accelguide.record.model import Comparison, Record
from accelguide.record.store import Missing, Records

ENDING = "_limits"
ALL = ("threads", "processes", "parallel", "all")
CORES = ("one", "all")


class NoLimits(Missing):
    """The machine's limits were not measured in this build."""


@dataclass(frozen=True)
class Limit:
    """Bytes and floating-point operations a second; 0 where they were not measured."""

    bandwidth: float
    flops: float

    def least(self, comparison: Comparison) -> float:
        """Seconds that one call of a comparison's work takes at the least; 0 where nothing is known of it."""
        work = comparison.work
        if work is None:
            return 0.0
        moving = work.bytes / self.bandwidth if self.bandwidth else 0.0
        return max(moving, work.flops / self.flops if self.flops else 0.0)


def script(records: Records) -> Record:
    """Record of the machine's limits: that of the one script whose name ends in ``_limits``. Raises `NoLimits`."""
    found = [record for name, record in records.scripts.items() if name.endswith(ENDING)]
    if len(found) != 1:
        raise NoLimits(f"the machine's limits are measured by one script named <chapter>/NN{ENDING}, not {len(found)}")
    return found[0]


def limit(records: Records, cores: str) -> Limit:
    """The best that any variant of the limits' record reached, far beyond the caches, on one core or on all.

    Raises `NoLimits` where the limits were not measured, and `ValueError` where `cores` is not one of `CORES`.
    """
    if cores not in CORES:
        raise ValueError(f"cores are 'one' or 'all', not {cores!r}")
    reached = list(rates(script(records), cores))
    return Limit(max((one[0] for one in reached), default=0.0), max((one[1] for one in reached), default=0.0))


def rates(record: Record, cores: str) -> Iterator[tuple[float, float]]:
    """Bytes and operations a second of each variant on those cores, at the largest size of its workload.

    What one core reaches, all of them can reach too.
    """
    ours = (one for one in record.comparisons if not one.interpreter)
    largest = {one.workload: one for one in sorted(ours, key=lambda one: one.size)}
    for comparison in largest.values():
        for variant in comparison.variants:
            many = variant.name.rpartition("_")[2] in ALL
            if variant.seconds and comparison.work and (cores == "all" or not many):
                took = min(variant.seconds[place] for place in calm(variant))  # what was reached once can be reached
                yield comparison.work.bytes / took, comparison.work.flops / took


def share(records: Records, comparison: Comparison, name: str, cores: str) -> tuple[float, float, float] | None:
    """Share of the limit that a variant reaches: of its median time, and the interval of that.

    None where it did not run, or where its work is not counted. Raises `NoLimits`, see `limit`.
    """
    variant = comparison.variant(name)
    least = limit(records, cores).least(comparison)
    if variant is None or not variant.seconds or not least:
        return None
    fast, slow = interval(resampled(np.array(variant.seconds)[calm(variant)]))
    return least / seconds(variant), least / slow, least / fast
