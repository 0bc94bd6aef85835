"""Laws of scaling, drawn: measured speed-ups over workers, the law fitted to them, and what it predicts beyond."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accelguide import words
from accelguide.record import Ratio
from accelguide.sphinx_ext.html import Figures, Markup, number, row, table, tag
from accelguide.sphinx_ext.scaling import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Axis, frame
from accelguide.sphinx_ext.timings import bounded
from accelguide.words import say

BEYOND = 16  # times the workers measured that the prediction reaches
KEYS = (("measured", "●", "s1"), ("fit", "──", "s1"), ("prediction", "╌╌", "s2"), ("ideal", "──", "s0"))
ABOVE = ("above", "○", "s3")


@dataclass(frozen=True)
class Drawing:
    """What is drawn of a variant.

    Attributes
    ----------
    kind : str
        Which law: ``amdahl`` or ``usl``, with words of its own.
    name : str
        Of the variant.
    points : mapping of int to Ratio
        Measured speed-ups by number of workers.
    law : callable
        Speed-up that the law gives for so many workers.
    cores : float
        What is measured with more workers than these is drawn apart, and the law is not fitted to it.
    """

    kind: str
    name: str
    points: Mapping[int, Ratio]
    law: Callable[[float], float]
    cores: float = math.inf

    @property
    def most(self) -> int:
        """Largest number of workers that the law is fitted to."""
        return max(workers for workers in self.points if workers <= self.cores)

    @property
    def above(self) -> list[int]:
        """Numbers of workers above the cores."""
        return [workers for workers in self.points if workers > self.cores]


def figure(drawn: Drawing, language: str) -> Markup:
    """Chart, legend, and the same figures as a table."""
    end = drawn.most * BEYOND
    across = Axis(1, end, LEFT, WIDTH - RIGHT)
    lowest = min(1.0, drawn.law(end), *(ratio.low for ratio in drawn.points.values()))
    up = Axis(lowest / 1.1, end, HEIGHT - BOTTOM, TOP)
    ticks = doublings(end)
    parts = frame(across, up, ticks, ticks, (say("law.x", language), say("law.y", language)))
    parts += [curve(lambda workers: workers, 1, end, across, up, "series s0")]
    parts += [curve(drawn.law, 1, drawn.most, across, up, "series s1")]
    parts += [curve(drawn.law, drawn.most, end, across, up, "series s2 predicted")]
    for workers, ratio in drawn.points.items():
        _, sign, series = KEYS[0] if workers <= drawn.cores else ABOVE
        parts += mark(workers, ratio, across, up, sign, series)
    caption = say(f"{drawn.kind}.caption", language, name=drawn.name)
    svg = tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=caption, class_="scaling law")
    shown = tag("details", tag("summary", say("scaling.table", language)), figures(drawn, caption, language))
    told = tag("figcaption", caption)
    return tag("figure", svg, legend(drawn, language), told, shown, class_="scaling", data_variant=drawn.name)


def doublings(most: int) -> list[tuple[float, str]]:
    """Powers of two up to `most`, and their labels."""
    return [(float(2**power), words.count(2**power)) for power in range(most.bit_length())]


def curve(law: Callable[[float], float], start: float, stop: float, across: Axis, up: Axis, kind: str) -> Markup:
    """Line of a law over numbers of workers."""
    spots = [start * (stop / start) ** (step / 40) for step in range(41)]
    points = " ".join(f"{across.place(one):.1f},{up.place(law(one)):.1f}" for one in spots)
    return tag("polyline", points=points, class_=kind)


def mark(workers: int, ratio: Ratio, across: Axis, up: Axis, sign: str, series: str) -> list[Markup]:
    """One measured speed-up, and its interval."""
    x = f"{across.place(workers):.1f}"
    low, high = (f"{up.place(value):.1f}" for value in (ratio.low, ratio.high))
    spot = tag("text", sign, x=x, y=f"{up.place(ratio.median) + 4:.1f}", text_anchor="middle", class_=f"dot {series}")
    return [tag("line", x1=x, x2=x, y1=low, y2=high, class_=f"series {series}"), spot]


def legend(drawn: Drawing, language: str) -> Markup:
    """What the marks and lines are."""
    keys = [*KEYS, ABOVE] if drawn.above else KEYS
    entries = []
    for word, sign, series in keys:
        told = say(f"{drawn.kind}.ideal" if word == "ideal" else f"law.{word}", language)
        entries.append(tag("li", tag("span", sign, class_=f"dot {series}", aria_hidden="true"), " ", told))
    return tag("ul", *entries, class_="legend")


def figures(drawn: Drawing, caption: str, language: str) -> Markup:
    """Measured speed-ups and the law's, for those who cannot see the chart or want them exactly."""
    beyond = [drawn.most * 2**power for power in range(1, BEYOND.bit_length())]
    columns = [Figures(say(f"law.{word}", language)) for word in ("x", "measured", "fit", "prediction")]
    rows = []
    for workers in sorted({*drawn.points, *beyond}):
        found = drawn.points.get(workers)
        taken = bounded(words.ratio, found.median, found.low, found.high) if found else number(words.DASH)
        lawful = number(words.ratio(drawn.law(workers)))
        told = (lawful, number(words.DASH)) if workers <= drawn.most else (number(words.DASH), lawful)
        rows.append(row(words.count(workers), taken, *told))
    return table(caption, columns, rows)
