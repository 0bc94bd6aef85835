"""The universal scalability law (Gunther 2007), fitted to speed-ups: S(N) = N / (1 + alpha (N - 1) + beta N (N - 1)).

`alpha` is contention, what workers wait for one another in a queue; `beta` is coherency, what each pays for every
other one to agree with it. With `beta` zero it is Amdahl's law, `alpha` being the serial share.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accelguide.record.figures import Ratio, direction, seconds, speedup
from accelguide.record.model import Comparison, Record

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """The law with one pair of parameters."""

    contention: float
    coherency: float = 0.0

    def speedup(self, workers: float) -> float:
        """Speed-up over one worker that the law gives for so many."""
        return workers / (1 + self.contention * (workers - 1) + self.coherency * workers * (workers - 1))

    @property
    def peak(self) -> float | None:
        """Workers above which more of them are slower; None where there is no such number."""
        if not self.coherency:
            return None
        return max(1.0, math.sqrt(max(0.0, 1 - self.contention) / self.coherency))


@dataclass(frozen=True)
class Law:
    """The law as fitted.

    Attributes
    ----------
    middle, best, worst : Curve
        Fitted to the medians of the speed-ups, to the upper bounds of their intervals, and to the lower ones.
    both : bool
        Whether two numbers of workers above one were measured, so that the coherency was fitted too; else it is zero.
    """

    middle: Curve
    best: Curve
    worst: Curve
    both: bool

    def speedup(self, workers: float) -> float:
        """Speed-up over one worker that the law gives for so many."""
        return self.middle.speedup(workers)

    def bounds(self, workers: float) -> tuple[float, float]:
        """Interval of that speed-up: what the three fits give for it."""
        found = [one.speedup(workers) for one in (self.middle, self.best, self.worst)]
        return min(found), max(found)


def fit(speedups: Sequence[tuple[int, float]]) -> Curve:
    """Curve that fits speed-ups by numbers of workers best.

    It is found by linear least squares for N/S - 1, both parameters at least zero. With one number of workers above
    one there is one equation for two unknowns: then the coherency is taken for zero, and only the contention fitted.
    """
    found = np.array([(workers, ratio) for workers, ratio in speedups if workers > 1], dtype=float)
    workers, lost = found[:, 0], found[:, 0] / found[:, 1] - 1
    one, other = workers - 1, workers * (workers - 1)
    only = Curve(alone(one, lost))
    if len(found) < 2:
        return only
    contention, coherency = np.linalg.lstsq(np.stack([one, other], axis=1), lost, rcond=None)[0]
    if contention >= 0 and coherency >= 0:
        return Curve(float(contention), float(coherency))
    return min((only, Curve(0.0, alone(other, lost))), key=lambda curve: error(curve, workers, lost))


def alone(column: Floats, lost: Floats) -> float:
    """Least-squares factor of one column, at least zero."""
    return max(0.0, float(column @ lost / (column @ column)))


def error(curve: Curve, workers: Floats, lost: Floats) -> float:
    """Sum of squares that a curve leaves."""
    told = curve.contention * (workers - 1) + curve.coherency * workers * (workers - 1)
    return float(np.sum((told - lost) ** 2))


def relative(sweep: Sequence[Comparison], name: str) -> dict[int, Ratio]:
    """Speed-ups over one worker by number of workers, the sizes of the sweep; nothing where one was not measured.

    Each is the quotient of two speed-ups over the baseline, which does the same work at every size; its interval
    joins the far ends of theirs.
    """
    found = {one.size: ratio for one in sweep if (ratio := speedup(one, name))}
    first = found.get(1)
    if first is None:
        return {}
    return {size: over(ratio, first) for size, ratio in found.items()}


def over(ratio: Ratio, first: Ratio) -> Ratio:
    """Quotient of two ratios; of one and itself it is one, exactly."""
    if ratio is first:
        return Ratio(1.0, 1.0, 1.0, 1.0, "same")
    low, high = ratio.low / first.high, ratio.high / first.low
    return Ratio(ratio.median / first.median, low, high, ratio.minima / first.minima, direction(low, high))


def usl(sweep: Sequence[Comparison], name: str, cores: float = math.inf) -> Law | None:
    """Fit the law to a sweep whose sizes are numbers of workers, of which those above `cores` do not count.

    None where none above one was measured, or one worker was not.
    """
    found = {size: ratio for size, ratio in relative(sweep, name).items() if 1 < size <= cores}
    if not found:
        return None
    middle, best, worst = (
        fit([(size, getattr(one, bound)) for size, one in found.items()]) for bound in ("median", "high", "low")
    )
    return Law(middle, best, worst, len(found) > 1)


def cores_of(record: Record) -> float:
    """Cores of the machine that made a record: more workers than these share them, and say nothing of more machines."""
    return float(record.machine.get("cores", math.inf))


@dataclass(frozen=True)
class Rates:
    """What one worker did: bytes of input in a second, and bytes that were moved for each of them."""

    throughput: float
    moved: float | None


def rates(sweep: Sequence[Comparison], name: str) -> Rates | None:
    """Throughput of one worker, and bytes moved for each byte of input, at the size at which they were counted.

    None where one worker, or the bytes of the input, are not known.
    """
    single = next((one for one in sweep if one.size == 1), None)
    variant = single.variant(name) if single else None
    if single is None or variant is None or not variant.seconds or not single.work or not single.work.bytes:
        return None
    counted = [(found.moved, one.work.bytes) for one in sweep if one.work and (found := one.variant(name))]
    moved = [moved / given for moved, given in counted if moved is not None]
    return Rates(single.work.bytes / seconds(variant), moved[-1] if moved else None)
