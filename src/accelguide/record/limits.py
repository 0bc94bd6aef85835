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

ENDINGS = {"one": "_limits", "all": "_limits", "device": "_roofline"}  # of the script that measured them
ALL = ("threads", "processes", "parallel", "all")
DEVICE = ("cuda", "cupy")
CORES = tuple(ENDINGS)


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


def on_device(name: str) -> bool:
    """Whether a variant runs on a device, by its name: one of its words is ``cuda`` or ``cupy``."""
    return not set(DEVICE).isdisjoint(name.split("_"))


def script(records: Records, cores: str = "all") -> Record:
    """Record of the limits of cores, or of a device: that of the one script with the ending in `ENDINGS`.

    Raises `NoLimits` where it was not measured, and `ValueError` where `cores` is not one of `CORES`.
    """
    if cores not in CORES:
        raise ValueError(f"cores are {', '.join(map(repr, CORES))}, not {cores!r}")
    ending = ENDINGS[cores]
    found = [record for name, record in records.scripts.items() if name.endswith(ending)]
    if len(found) != 1:
        owner = "device" if cores == "device" else "machine"
        raise NoLimits(f"the {owner}'s limits are measured by one script named <chapter>/NN{ending}, not {len(found)}")
    return found[0]


def limit(records: Records, cores: str) -> Limit:
    """The best that any variant of the limits' record reached, far beyond the caches, on one core, all or a device.

    Raises as `script` does.
    """
    reached = list(rates(script(records, cores), cores))
    return Limit(max((one[0] for one in reached), default=0.0), max((one[1] for one in reached), default=0.0))


def rates(record: Record, cores: str) -> Iterator[tuple[float, float]]:
    """Bytes and operations a second of each variant on those cores or that device, at the largest size of its workload.

    What one core reaches, all of them can reach too.
    """
    ours = (one for one in record.comparisons if not one.interpreter)
    largest = {one.workload: one for one in sorted(ours, key=lambda one: one.size)}
    for comparison in largest.values():
        for variant in comparison.variants:
            many = variant.name.rpartition("_")[2] in ALL
            counts = on_device(variant.name) == (cores == "device") and (cores != "one" or not many)
            if variant.seconds and comparison.work and counts:
                took = min(variant.seconds[place] for place in calm(variant))  # what was reached once can be reached
                yield comparison.work.bytes / took, comparison.work.flops / took


def share(records: Records, comparison: Comparison, name: str, cores: str) -> tuple[float, float, float] | None:
    """Share of the limit that a variant reaches: of its median time, and the interval of that.

    None where it did not run there, or where its work is not counted. Raises `NoLimits`, see `limit`.
    """
    variant = comparison.variant(name)
    if variant is None or not variant.seconds or on_device(name) != (cores == "device"):
        return None
    least = limit(records, cores).least(comparison)
    if not least:
        return None
    fast, slow = interval(resampled(np.array(variant.seconds)[calm(variant)]))
    return least / seconds(variant), least / slow, least / fast
