"""``.. amdahl:: variant``: speed-up over workers, Amdahl's law fitted to it, and what the law predicts beyond."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docutils import nodes
from sphinx.application import Sphinx

from accelguide import words
from accelguide.record import Comparison, Ratio, speedup
from accelguide.record.amdahl import Law, amdahl
from accelguide.sphinx_ext.context import Directive, depend, raw
from accelguide.sphinx_ext.html import Figures, Markup, number, row, table, tag
from accelguide.sphinx_ext.scaling import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Axis, frame
from accelguide.sphinx_ext.timings import bounded
from accelguide.words import say

BEYOND = 16  # times the workers measured that the prediction reaches
KEYS = (("measured", "s1"), ("fit", "s1"), ("prediction", "s2"), ("ideal", "s0"))
Points = dict[int, Ratio]


class Amdahl(Directive):
    """Directive ``amdahl``."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        """Chart, legend, and the same figures as a table; a sentence where there is only one core."""
        name = self.arguments[0]
        depend(self.env, self.records.holding(name, self.home).script)
        sweep = self.records.sweep(name, self.home)
        law = amdahl(sweep, name.rpartition("#")[2])
        if law is None:
            return [raw(tag("p", say("amdahl.none", self.language)))]
        return [raw(chart(sweep, name.rpartition("#")[2], law, self.language))]


def chart(sweep: Sequence[Comparison], name: str, law: Law, language: str) -> Markup:
    """Figure of the law."""
    points = {one.size: ratio for one in sweep if (ratio := speedup(one, name))}
    most = max(points)
    across = Axis(1, most * BEYOND, LEFT, WIDTH - RIGHT)
    lowest = min(1.0, *(ratio.low for ratio in points.values()))
    up = Axis(lowest / 1.1, most * BEYOND, HEIGHT - BOTTOM, TOP)
    ticks = doublings(most * BEYOND)
    parts = frame(across, up, ticks, ticks, (say("amdahl.x", language), say("amdahl.y", language)))
    parts += [curve(lambda workers: workers, 1, most * BEYOND, across, up, "series s0")]
    parts += [curve(law.speedup, 1, most, across, up, "series s1")]
    parts += [curve(law.speedup, most, most * BEYOND, across, up, "series s2 predicted")]
    for workers, ratio in points.items():
        parts += mark(workers, ratio, across, up)
    caption = say("amdahl.caption", language, name=name)
    svg = tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=caption, class_="scaling amdahl")
    shown = tag("details", tag("summary", say("scaling.table", language)), figures(points, law, caption, language))
    legend = tag("ul", *(key(word, series, language) for word, series in KEYS), class_="legend")
    return tag("figure", svg, legend, tag("figcaption", caption), shown, class_="scaling", data_variant=name)


def doublings(most: int) -> list[tuple[float, str]]:
    """Powers of two up to `most`, and their labels."""
    return [(float(2**power), words.count(2**power)) for power in range(most.bit_length())]


def curve(law: Callable[[float], float], start: float, stop: float, across: Axis, up: Axis, kind: str) -> Markup:
    """Line of a law over numbers of workers."""
    spots = [start * (stop / start) ** (step / 40) for step in range(41)]
    points = " ".join(f"{across.place(one):.1f},{up.place(law(one)):.1f}" for one in spots)
    return tag("polyline", points=points, class_=kind)


def mark(workers: int, ratio: Ratio, across: Axis, up: Axis) -> list[Markup]:
    """One measured speed-up, and its interval."""
    x = f"{across.place(workers):.1f}"
    low, high = (f"{up.place(value):.1f}" for value in (ratio.low, ratio.high))
    spot = tag("text", "●", x=x, y=f"{up.place(ratio.median) + 4:.1f}", text_anchor="middle", class_="dot s1")
    return [tag("line", x1=x, x2=x, y1=low, y2=high, class_="series s1"), spot]


def key(word: str, series: str, language: str) -> Markup:
    """Entry of the legend."""
    sign = {"measured": "●", "prediction": "╌╌"}.get(word, "──")
    return tag(
        "li", tag("span", sign, class_=f"dot {series}", aria_hidden="true"), " ", say(f"amdahl.{word}", language)
    )


def figures(points: Points, law: Law, caption: str, language: str) -> Markup:
    """Measured speed-ups and the law's, for those who cannot see the chart or want them exactly."""
    most = max(points)
    workers = [*points, *(most * 2**power for power in range(1, BEYOND.bit_length()))]
    columns = [
        Figures(say(word, language)) for word in ("amdahl.x", "amdahl.measured", "amdahl.fit", "amdahl.prediction")
    ]
    rows = []
    for count in workers:
        lawful = number(words.ratio(law.speedup(count)))
        if found := points.get(count):
            taken = bounded(words.ratio, found.median, found.low, found.high)
            rows.append(row(words.count(count), taken, lawful, number(words.DASH)))
        else:
            rows.append(row(words.count(count), number(words.DASH), number(words.DASH), lawful))
    return table(caption, columns, rows)


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("amdahl", Amdahl)
