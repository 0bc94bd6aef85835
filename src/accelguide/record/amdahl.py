"""Amdahl's law (Amdahl 1967), fitted to speed-ups over numbers of workers: S(w) = 1 / (s + (1 - s) / w)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accelguide.record.figures import speedup
from accelguide.record.model import Comparison


@dataclass(frozen=True)
class Law:
    """The law as fitted: its serial share `serial`, with the interval from the speed-ups' own intervals."""

    serial: float
    low: float
    high: float

    def speedup(self, workers: float) -> float:
        """Speed-up that the law gives for so many workers."""
        return 1 / (self.serial + (1 - self.serial) / workers)


def share(speedups: Sequence[tuple[int, float]]) -> float:
    """Serial share, of one, that fits speed-ups by numbers of workers best: linear least squares for 1/S - 1/w."""
    rows = [(1 - 1 / workers, 1 / found - 1 / workers) for workers, found in speedups if workers > 1]
    fitted = sum(x * y for x, y in rows) / sum(x * x for x, _ in rows)
    return min(1.0, max(0.0, fitted))


def amdahl(sweep: Sequence[Comparison], name: str) -> Law | None:
    """Fit the law to a sweep whose sizes are numbers of workers; None where none above one was measured."""
    found = [(one.size, ratio) for one in sweep if one.size > 1 and (ratio := speedup(one, name))]
    if not found:
        return None
    medians, lows, highs = (
        share([(workers, getattr(ratio, bound)) for workers, ratio in found]) for bound in ("median", "low", "high")
    )
    return Law(medians, highs, lows)
