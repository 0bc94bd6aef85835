"""``.. roofline:: variant variant …``: what a machine can do at the most, and where variants stand below that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from accelguide import words
from accelguide.record import Missing, Records, seconds
from accelguide.record.limits import CORES, Limit, NoLimits, limit
from accelguide.sphinx_ext.context import Directive, depend, published_of, raw
from accelguide.sphinx_ext.html import Figures, Markup, number, row, table, tag
from accelguide.sphinx_ext.scaling import BOTTOM, HEIGHT, LEFT, MARKS, RIGHT, TOP, WIDTH, Axis, frame, legend_item
from accelguide.words import say


class Spot(NamedTuple):
    """A variant: operations for each byte, operations a second, and the least that the limits allow over its time."""

    name: str
    intensity: float
    rate: float
    share: float


class Roofline(Directive):
    """Directive ``roofline``; option ``cores`` is ``one``, ``all`` (as without it) or ``device``."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"cores": lambda text: directives.choice(text, CORES)}

    def show(self) -> list[nodes.Node]:
        """Chart of this machine, or of the first one published that ran the variants; a sentence where none did."""
        names, cores = self.arguments[0].split(), self.options.get("cores", "all")
        for name in names:
            depend(self.env, self.records.holding(name, self.home).script)
        machines = {"": self.records, **published_of(self.env).machines}
        for machine, records in machines.items():
            try:
                bound = limit(records, cores)
            except NoLimits:
                continue
            if found := list(spots(records, names, bound, self.home)):
                caption = say("roofline.caption", self.language, cores=say(f"cores.{cores}", self.language))
                if machine:
                    caption = say("elsewhere.figure", self.language, text=caption, name=machine)
                return [raw(chart(found, bound, caption, self.language))]
        return [raw(tag("p", say("roofline.none", self.language)))]


def spots(records: Records, names: Sequence[str], bound: Limit, home: str | None) -> Iterator[Spot]:
    """Variants that ran, at the largest size at which each did."""
    if not (bound.bandwidth and bound.flops):
        return
    for name in names:
        try:
            sweep = records.sweep(name, home)
        except Missing:
            continue
        plain = name.rpartition("#")[2]
        ran = [one for one in sweep if (variant := one.variant(plain)) and variant.seconds]
        work, variant = (ran[-1].work, ran[-1].variant(plain)) if ran else (None, None)
        if work and variant and work.bytes and work.flops:
            took = seconds(variant)
            yield Spot(plain, work.flops / work.bytes, work.flops / took, bound.least(ran[-1]) / took)


def chart(found: Sequence[Spot], bound: Limit, caption: str, language: str) -> Markup:
    """Figure: the roof, a mark for each variant, and the same figures as a table."""
    ridge = bound.flops / bound.bandwidth
    low, high = min(ridge, *(one.intensity for one in found)) / 4, max(ridge, *(one.intensity for one in found)) * 4
    across = Axis(low, high, LEFT, WIDTH - RIGHT)
    up = Axis(min(low * bound.bandwidth, *(one.rate for one in found)) / 2, bound.flops * 2, HEIGHT - BOTTOM, TOP)
    columns = [(value, words.plain(value)) for value in across.decades()]
    rows = [(value, words.flops(value)) for value in up.decades()]
    parts = frame(across, up, columns, rows, (say("roofline.x", language), say("roofline.y", language)))
    corners = [(low, low * bound.bandwidth), (ridge, bound.flops), (high, bound.flops)]
    roof = " ".join(f"{across.place(x):.1f},{up.place(y):.1f}" for x, y in corners)
    parts.append(tag("polyline", points=roof, class_="series s0"))
    for place, one in enumerate(found):
        x, y = across.place(one.intensity), up.place(one.rate)
        mark = MARKS[place % len(MARKS)]
        kind = f"dot series s{place % len(MARKS)}"
        parts.append(tag("text", mark, x=f"{x:.1f}", y=f"{y + 4:.1f}", text_anchor="middle", class_=kind))
    alt = say(
        "scaling.alt", language, caption=caption, names=say("separator", language).join(one.name for one in found)
    )
    svg = tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=alt, class_="scaling roofline")
    legend = tag("ul", *(legend_item(place, one.name) for place, one in enumerate(found)), class_="legend")
    shown = tag("details", tag("summary", say("scaling.table", language)), figures(found, caption, language))
    return tag("figure", svg, legend, tag("figcaption", caption), shown, class_="scaling")


def figures(found: Sequence[Spot], caption: str, language: str) -> Markup:
    """Figures of the chart, for those who cannot see it or want them exactly."""
    heads = [say("variant", language), *(Figures(say(f"roofline.{key}", language)) for key in ("x", "y", "share"))]
    rows = [
        row(
            tag("code", one.name),
            *map(number, (words.plain(one.intensity), words.flops(one.rate), words.share(one.share))),
        )
        for one in found
    ]
    return table(caption, heads, rows)


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("roofline", Roofline)
