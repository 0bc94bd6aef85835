"""Every figure that is shown, derived from raw samples.

The ratio of two variants is taken round by round, over rounds in which neither was preempted, and its interval by
a moving-block bootstrap (Künsch 1989), because neighbouring rounds share the machine's drift.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from accelguide.record.model import Comparison, Variant

MARGIN = 0.03
NARROW = 0.02
RESAMPLES = 1000
CONFIDENCE = 95
ORDER_MARGIN = 0.4
FLOOR = 5  # fewer calm rounds than these say less than all rounds do

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """Speed-up of a variant: baseline over variant.

    Attributes
    ----------
    median, low, high : float
        Median of the paired ratios, and the interval of that median.
    minima : float
        Ratio of the two shortest samples.
    verdict : str
        ``faster``, ``slower``, ``same`` (no difference shown) or ``noisy`` (the two ratios disagree).
    """

    median: float
    low: float
    high: float
    minima: float
    verdict: str


@dataclass(frozen=True)
class Fit:
    """Exponent of a cost over size, with its interval.

    `value`, `low` and `high` describe the cost itself; `excess` is what is left of `value` once the cost is divided
    by the order `order` it was compared with, and `verdict` is ``agrees``, ``differs`` or ``noisy``.
    """

    value: float
    low: float
    high: float
    excess: float
    order: str
    verdict: str


def calm(*variants: Variant) -> NDArray[np.intp]:
    """Rounds in which none of the variants was preempted; all rounds where those are too few to tell."""
    disturbed = np.any([one.preempted for one in variants], axis=0)
    quiet = np.flatnonzero(~disturbed)
    return quiet if len(quiet) >= FLOOR else np.arange(len(disturbed))


@lru_cache(maxsize=4096)
def seconds(variant: Variant) -> float:
    """Median time of a call, in seconds, over samples that were not preempted."""
    return float(np.median(np.array(variant.seconds)[calm(variant)]))


def resampled(values: Floats, seed: int = 0) -> Floats:
    """Medians of moving-block resamples of `values`, shape ``(RESAMPLES,)``."""
    count = len(values)
    length = max(1, round(count ** (1 / 3)))
    starts = np.random.default_rng(seed).integers(0, count - length + 1, (RESAMPLES, math.ceil(count / length)))
    index = (starts[..., None] + np.arange(length)).reshape(RESAMPLES, -1)[:, :count]
    return np.asarray(np.median(values[index], axis=1))


def interval(values: Floats) -> tuple[float, float]:
    """Bounds that hold `CONFIDENCE` per cent of `values`."""
    tail = (100 - CONFIDENCE) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)


def direction(low: float, high: float) -> str:
    """Say ``faster`` or ``slower`` only where the whole interval lies beyond the margin."""
    if low > 1 + MARGIN:
        return "faster"
    return "slower" if high < 1 / (1 + MARGIN) else "same"


@lru_cache(maxsize=4096)
def paired(base: Variant, other: Variant) -> Ratio:
    """Ratio of two variants of one comparison."""
    rounds = calm(base, other)
    ratios = np.array(base.seconds)[rounds] / np.array(other.seconds)[rounds]
    low, high = interval(resampled(ratios))
    minima = min(base.seconds) / min(other.seconds)
    verdict = direction(low, high)
    medians = seconds(base) / seconds(other)
    opposite = {"faster": "slower", "slower": "faster"}.get(verdict)
    if verdict != "same" and (direction(minima, minima) != verdict or direction(medians, medians) == opposite):
        verdict = "noisy"
    return Ratio(float(np.median(ratios)), low, high, minima, verdict)


def speedup(comparison: Comparison, name: str, base: str | None = None) -> Ratio | None:
    """Speed-up of a variant over the baseline, or over `base`; None where either did not run."""
    other = comparison.variant(name)
    first = comparison.variant(base) if base else comparison.variants[0]
    if other is None or first is None or not other.seconds or not first.seconds:
        return None
    return paired(first, other)


def narrow(samples: Mapping[str, Sequence[tuple[float, bool]]]) -> bool:
    """Whether the interval of every ratio to the first variant is within `NARROW` of its median."""
    variants = [Variant(name, *zip(*taken, strict=True)) for name, taken in samples.items()]  # type: ignore[arg-type]
    found = [paired(variants[0], other) for other in variants[1:]] or [paired(variants[0], variants[0])]
    return all(one.high - one.low <= 2 * NARROW * one.median for one in found)


def throughput(comparison: Comparison, name: str) -> float | None:
    """Bytes per second of a variant, or items per second where the workload counts no bytes."""
    variant, work = comparison.variant(name), comparison.work
    if variant is None or not variant.seconds or work is None:
        return None
    return (work.bytes or work.items) / seconds(variant)


def break_even_calls(comparison: Comparison, name: str) -> float | None:
    """Calls after which a variant has earned back its start-up and slow first call; None where it never does."""
    variant, base = comparison.variant(name), comparison.variants[0]
    if variant is None or variant.first is None or not variant.seconds:
        return None
    gain = seconds(base) - seconds(variant)
    price = (variant.startup or 0.0) + variant.first - seconds(variant)
    return max(0.0, price / gain) if gain > 0 else None


def break_even_size(sweep: Sequence[Comparison], name: str) -> int | None:
    """Smallest measured size from which on a variant is faster at every size; None where there is none."""
    found = None
    for comparison in reversed(sweep):
        ratio = speedup(comparison, name)
        if ratio is None or ratio.verdict != "faster":
            break
        found = comparison.size
    return found


def orders(order: str, sizes: Floats) -> Floats:
    """Growth that an order predicts over `sizes`."""
    growth = {"1": np.ones_like(sizes), "n": sizes, "n log n": sizes * np.log(sizes), "n²": sizes**2}
    if order not in growth:
        raise ValueError(f"unknown order {order!r}; known: {', '.join(growth)}")
    return growth[order]


def slopes(sizes: Floats, times: Floats) -> Floats:
    """Least-squares slopes of log `times`, shape ``(..., len(sizes))``, over log `sizes`."""
    x = np.log(sizes) - np.log(sizes).mean()
    return np.asarray(np.log(times) @ x / (x @ x))


def exponent(sweep: Sequence[Comparison], name: str, order: str | None = None) -> Fit | None:
    """Fit the exponent of a cost over the sizes of a sweep, and set it beside an order.

    Parameters
    ----------
    sweep : sequence of Comparison
        At least three sizes.
    name : str
        Operation or variant.
    order : str, optional
        ``"1"``, ``"n"``, ``"n log n"`` or ``"n²"``; the operation's textbook order where not given.
    """
    pairs = [(one.size, variant) for one in sweep if (variant := one.variant(name)) and variant.seconds]
    order = order or (pairs[0][1].order if pairs else None)
    if len(pairs) < 3 or order is None:
        return None
    sizes = np.array([size for size, _ in pairs], dtype=float)
    times = np.array([seconds(variant) for _, variant in pairs])
    calmed = [np.array(one.seconds)[calm(one)] for _, one in pairs]  # of other rounds at each size: drawn independently
    clouds = np.stack([resampled(values, seed) for seed, values in enumerate(calmed)], axis=-1)
    low, high = interval(slopes(sizes, clouds))
    value = float(slopes(sizes, times))
    shift = float(slopes(sizes, orders(order, sizes)))
    return Fit(value, low, high, value - shift, order, agreement(low - shift, high - shift))


def agreement(low: float, high: float) -> str:
    """Compare the interval of an excess exponent with the band in which an order counts as met."""
    if low >= -ORDER_MARGIN and high <= ORDER_MARGIN:
        return "agrees"
    return "differs" if low > ORDER_MARGIN or high < -ORDER_MARGIN else "noisy"
