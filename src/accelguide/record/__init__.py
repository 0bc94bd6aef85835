"""What a number is: raw samples as measured, how they are kept, and every figure derived from them.

Measuring and showing share this package and nothing else.
"""

from accelguide.record.figures import (
    MARGIN,
    Fit,
    Ratio,
    break_even_calls,
    break_even_size,
    exponent,
    narrow,
    seconds,
    speedup,
    throughput,
)
from accelguide.record.model import (
    FORMAT,
    Block,
    Comparison,
    Figure,
    NotRun,
    Observation,
    Record,
    Status,
    Variant,
    Work,
)
from accelguide.record.published import Elsewhere, Published
from accelguide.record.store import FREE_THREADED, Missing, Records, collect, collecting, load, save

__all__ = [
    "FORMAT",
    "FREE_THREADED",
    "MARGIN",
    "Block",
    "Comparison",
    "Elsewhere",
    "Figure",
    "Fit",
    "Missing",
    "NotRun",
    "Observation",
    "Published",
    "Ratio",
    "Record",
    "Records",
    "Status",
    "Variant",
    "Work",
    "break_even_calls",
    "break_even_size",
    "collect",
    "collecting",
    "exponent",
    "load",
    "narrow",
    "save",
    "seconds",
    "speedup",
    "throughput",
]
