"""The text of each figure that a role can put into a sentence; None where there is nothing to show."""

from __future__ import annotations

import math

from accelguide import words
from accelguide.record import (
    Comparison,
    Variant,
    break_even_calls,
    break_even_size,
    exponent,
    seconds,
    speedup,
    throughput,
)
from accelguide.record.amdahl import amdahl
from accelguide.record.usl import relative, usl


def variant_of(comparison: Comparison, name: str) -> Variant | None:
    """A variant that ran."""
    found = comparison.variant(name)
    return found if found and found.seconds else None


def show_time(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Median seconds of a call."""
    found = variant_of(at, name)
    return words.time(seconds(found)) if found else None


def show_first(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Seconds of the first call in a fresh process."""
    found = variant_of(at, name)
    return words.time(found.first) if found and found.first is not None else None


def show_startup(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Seconds until what the variant runs in was up."""
    found = variant_of(at, name)
    return words.time(found.startup) if found and found.startup is not None else None


def show_wall(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Seconds by the host's clock of a launch on a device until its end."""
    found = variant_of(at, name)
    return words.time(found.wall) if found and found.wall is not None else None


def show_transfers(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Seconds of copying a device's arguments there and its result back."""
    found = variant_of(at, name)
    return words.time(found.transfers) if found and found.transfers is not None else None


def show_memory(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Peak memory of a call."""
    found = variant_of(at, name)
    return words.memory(found.peak_memory) if found and found.peak_memory is not None else None


def show_moved(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Bytes that the processes of an engine sent one another in the first call."""
    found = variant_of(at, name)
    return words.memory(found.moved) if found and found.moved is not None else None


def show_changed(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Lines of a kernel on an engine that the baseline does not have."""
    found = variant_of(at, name)
    return words.count(found.changed) if found and found.changed is not None else None


def show_speedup(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Speed-up over the baseline."""
    found = speedup(at, name)
    return words.ratio(found.median) if found else None


def show_slowdown(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """How many times as long as the baseline: the inverse of the speed-up."""
    found = speedup(at, name)
    return words.ratio(1 / found.median) if found else None


def show_finding(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Speed-up over the baseline, and what may be said of it."""
    found = speedup(at, name)
    if found is None:
        return None
    return words.say("finding", language, ratio=words.ratio(found.median), result=words.say(found.verdict, language))


def show_throughput(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Bytes or items per second."""
    found = throughput(at, name)
    if found is None:
        return None
    return f"{words.memory(found)}/s" if at.work and at.work.bytes else f"{words.plain(found)}/s"


def show_flops(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Floating-point operations a second."""
    found = variant_of(at, name)
    return words.flops(at.work.flops / seconds(found)) if found and at.work and at.work.flops else None


def show_serial_share(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Serial share of the work, by Amdahl's law fitted over numbers of workers."""
    found = amdahl(sweep, name)
    return words.share(found.serial) if found else None


def show_break_even(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Smallest measured size from which on the variant is faster."""
    if variant_of(at, name) is None:
        return None
    found = break_even_size(sweep, name)
    if found is None:
        return words.say("never", language)
    key = "always" if found == sweep[0].size else "pays"
    return words.say(key, language, size=words.count(found))


def show_break_even_calls(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Calls that earn back the first one."""
    if variant_of(at, name) is None:
        return None
    found = break_even_calls(at, name)
    return words.count(math.ceil(found)) if found is not None else words.say("never.calls", language)


def show_exponent(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Fitted exponent of a cost over size."""
    found = exponent(sweep, name) or exponent(sweep, name, "1")
    return f"{found.value:.2f}" if found else None


def show_contention(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Contention, by the universal scalability law fitted over numbers of workers."""
    found = usl(sweep, name)
    return words.plain(found.middle.contention) if found else None


def show_coherency(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Coherency, by the same law, which one number of workers above one does not tell."""
    found = usl(sweep, name)
    if found is None:
        return None
    return words.plain(found.middle.coherency) if found.both else words.say("usl.unfitted", language)


def show_efficiency(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Speed-up over one worker, for each of the workers."""
    found = relative([*sweep, at], name)
    return words.share(found[at.size].median / at.size) if at.size in found else None
