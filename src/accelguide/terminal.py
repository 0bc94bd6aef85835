"""What a script says in a terminal when it is run by hand: its progress, and the table of its figures."""

from __future__ import annotations

import locale
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from accelguide import words
from accelguide.record import Comparison, Variant, collecting, seconds, speedup
from accelguide.words import say

LANGUAGE = "ACCELGUIDE_LANGUAGE"
BAR = 24


def language() -> str:
    """Language of the terminal: ``ACCELGUIDE_LANGUAGE``, else the locale's."""
    wanted = os.environ.get(LANGUAGE) or locale.getlocale()[0] or "en"
    return "zh" if wanted.lower().startswith(("zh", "chinese")) else "en"


@contextmanager
def progress(label: str) -> Iterator[None]:
    """Show that measuring goes on: a line that counts seconds, erased at the end. Silent where no one looks."""
    if collecting() or not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=tick, args=(label, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        sys.stderr.write("\r\033[K")


def tick(label: str, done: threading.Event) -> None:
    """Draw the line twice a second: rarely enough not to disturb what is measured."""
    start = time.monotonic()
    while not done.wait(0.5):
        elapsed = time.monotonic() - start
        filled = int(elapsed) % (BAR + 1)
        sys.stderr.write(f"\r{label} [{'#' * filled}{' ' * (BAR - filled)}] {elapsed:.0f} s ")
        sys.stderr.flush()


def show(comparison: Comparison) -> None:
    """Print one comparison as a table."""
    spoken = language()
    print(say("timings.caption", spoken, workload=comparison.workload, size=words.count(comparison.size)))
    for variant in comparison.variants:
        print(f"  {variant.name:<28} {cells(comparison, variant, spoken)}")


def cells(comparison: Comparison, variant: Variant, spoken: str) -> str:
    """A variant's figures in one line."""
    if variant.not_run:
        reason = say(variant.not_run.reason, spoken, system=variant.not_run.system)
        return say("not-run", spoken, reason=reason)
    text = f"{words.time(seconds(variant)):>10}"
    if variant.statement is not None:
        return f"{text}  {variant.statement}"
    ratio = None if variant is comparison.variants[0] else speedup(comparison, variant.name)
    if ratio is None:
        return f"{text}  {say('baseline', spoken)}"
    bounds = f"[{words.ratio(ratio.low)}, {words.ratio(ratio.high)}]"
    return f"{text}  × {words.ratio(ratio.median)} {bounds}  {say(ratio.verdict, spoken)}"
