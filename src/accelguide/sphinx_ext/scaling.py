"""``.. scaling:: workload``: time per call over size, every variant a line, drawn in SVG with the page's colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx

from accelguide import words
from accelguide.record import Comparison, break_even_size, seconds
from accelguide.sphinx_ext.context import Directive, depend, raw
from accelguide.sphinx_ext.html import Figures, Markup, number, row, table, tag
from accelguide.words import say

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 70, 40, 15, 45
MARKS = ("●", "■", "▲", "◆", "▼", "✚")


class Scaling(Directive):
    """Directive ``scaling``."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        """Chart, legend, and the same figures as a table."""
        name = self.arguments[0]
        depend(self.env, self.records.holding(name, self.home).script)
        sweep = self.records.sweep(name, self.home)
        return [raw(chart(sweep, self.language))] if lines(sweep) else []


@dataclass(frozen=True)
class Axis:
    """A logarithmic scale from values to pixels."""

    low: float
    high: float
    start: float
    stop: float

    def place(self, value: float) -> float:
        """Pixel of a value."""
        span = math.log(self.high / self.low) or 1.0
        return self.start + (self.stop - self.start) * math.log(value / self.low) / span

    def decades(self) -> list[float]:
        """Powers of ten inside the scale."""
        low, high = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return [10.0**power for power in range(low, high + 1)]


Points = list[tuple[int, float]]


def lines(sweep: Sequence[Comparison]) -> dict[str, Points]:
    """Size and median seconds of every variant that ran."""
    names = [one.name for one in sweep[-1].variants]
    found = {
        name: [(one.size, seconds(v)) for one in sweep if (v := one.variant(name)) and v.seconds] for name in names
    }
    return {name: points for name, points in found.items() if points}


def chart(sweep: Sequence[Comparison], language: str) -> Markup:
    """Figure of a sweep."""
    drawn = lines(sweep)
    times = [value for points in drawn.values() for _, value in points]
    across = Axis(sweep[0].size, sweep[-1].size, LEFT, WIDTH - RIGHT)
    up = Axis(min(times) / 1.5, max(times) * 1.5, HEIGHT - BOTTOM, TOP)
    caption = say("scaling.caption", language, workload=sweep[0].workload)
    columns = [(value, words.count(value)) for value in across.decades()]
    rows = [(value, words.time(value)) for value in up.decades()]
    parts = frame(across, up, columns, rows, (say("scaling.x", language), say("scaling.y", language)))
    for place, (name, points) in enumerate(drawn.items()):
        pays = break_even_size(sweep, name) if place else None
        parts += polyline(points, pays if pays != sweep[0].size else None, across, up, place)
    alt = say("scaling.alt", language, caption=caption, names=say("separator", language).join(drawn))
    svg = tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=alt, class_="scaling")
    legend = tag("ul", *(legend_item(place, name) for place, name in enumerate(drawn)), class_="legend")
    shown = tag("details", tag("summary", say("scaling.table", language)), data_table(drawn, sweep, caption, language))
    told = tag("figcaption", caption, Markup("<br>"), tag("small", say("scaling.ring", language)))
    return tag("figure", svg, legend, told, shown, class_="scaling")


Ticks = Sequence[tuple[float, str]]


def frame(across: Axis, up: Axis, columns: Ticks, rows: Ticks, axes: tuple[str, str]) -> list[Markup]:
    """Lines at the ticks, their labels, and what the axes are."""
    parts = []
    for value, label in columns:
        x = f"{across.place(value):.1f}"
        parts.append(tag("line", x1=x, x2=x, y1=TOP, y2=HEIGHT - BOTTOM, class_="grid"))
        parts.append(tag("text", label, x=x, y=HEIGHT - BOTTOM + 16, text_anchor="middle"))
    for value, label in rows:
        y = up.place(value)
        parts.append(tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid"))
        parts.append(tag("text", label, x=LEFT - 6, y=f"{y + 4:.1f}", text_anchor="end"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(tag("text", axes[0], x=middle, y=HEIGHT - 8, text_anchor="middle", class_="axis"))
    turn = f"translate(13 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"
    parts.append(tag("text", axes[1], transform=turn, text_anchor="middle", class_="axis"))
    return parts


def polyline(points: Points, pays_from: int | None, across: Axis, up: Axis, place: int) -> list[Markup]:
    """One variant: its line, a mark at each size, a ring where it begins to pay."""
    kind = f"series s{place % len(MARKS)}"
    spots = [(size, across.place(size), up.place(value)) for size, value in points]
    parts = [tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for _, x, y in spots), class_=kind)]
    for size, x, y in spots:
        mark = MARKS[place % len(MARKS)]
        parts.append(tag("text", mark, x=f"{x:.1f}", y=f"{y + 4:.1f}", text_anchor="middle", class_=f"dot {kind}"))
        if size == pays_from:
            parts.append(tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=10, class_=f"pays {kind}"))
    return parts


def legend_item(place: int, name: str) -> Markup:
    """Mark and name of a variant."""
    mark = MARKS[place % len(MARKS)]
    return tag("li", tag("span", mark, class_=f"dot s{place % len(MARKS)}", aria_hidden="true"), " ", tag("code", name))


def data_table(drawn: dict[str, Points], sweep: Sequence[Comparison], caption: str, language: str) -> Markup:
    """Figures of the chart, for those who cannot see it or want them exactly."""
    columns = [say("variant", language), *(Figures(words.count(one.size)) for one in sweep)]
    rows = []
    for name, points in drawn.items():
        known = dict(points)
        cells = (number(words.time(known[one.size]) if one.size in known else words.DASH) for one in sweep)
        rows.append(row(tag("code", name), *cells))
    return table(caption, columns, rows)


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("scaling", Scaling)
