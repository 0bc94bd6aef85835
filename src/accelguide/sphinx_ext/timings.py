"""``.. timings:: workload``: the variants of a workload at one size, as a table with bars, and the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from accelguide import words
from accelguide.record import (
    FREE_THREADED,
    Comparison,
    Elsewhere,
    Missing,
    Ratio,
    Record,
    Records,
    Variant,
    limits,
    seconds,
    speedup,
)
from accelguide.record.figures import calm
from accelguide.record.limits import share
from accelguide.sphinx_ext.context import Directive, absent, depend, free_threaded, published_of, raw, records_of
from accelguide.sphinx_ext.html import Markup, heads, number, row, table, tag
from accelguide.sphinx_ext.status import absence
from accelguide.words import say

Shares = dict[str, list[tuple[float, float, float] | None]]
ONCE = {  # columns measured once, and their fields
    "startup": "startup",
    "first": "first",
    "wall": "wall",
    "transfers": "transfers",
    "memory": "peak_memory",
    "moved": "moved",
    "changed": "changed",
}
BYTES = ("memory", "moved")


class Timings(Directive):
    """Directive ``timings``.

    Option ``size`` picks one that is not the largest, ``share`` adds the shares of the machine's limits, and
    ``interpreter: free-threaded`` shows what such a CPython measured.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "size": directives.positive_int,
        "share": directives.flag,
        "interpreter": free_threaded,
    }

    def show(self) -> list[nodes.Node]:
        """Table and machine line."""
        name = self.arguments[0]
        record = self.records.holding(name, self.home)
        depend(self.env, record.script)
        label = self.records.free_threaded(name) if "interpreter" in self.options else ""
        sweep = self.records.sweep(name, self.home, label)
        wanted = self.options.get("size", sweep[-1].size)
        found = [one for one in sweep if one.size == wanted]
        if not found:
            raise Missing(f"{name!r} was not measured at size {wanted}; sizes: {[one.size for one in sweep]}")
        shares = shares_of(self.env, found[0]) if "share" in self.options else {}
        shown = timings_table(found[0], self.language, shares) + machine_line(record, self.language, found[0])
        return [raw(shown + self.elsewhere(record, found[0]))]

    def elsewhere(self, record: Record, comparison: Comparison) -> Markup:
        """Tables of other machines, folded, for what did not run here: never in one column with figures of this one."""
        shown = []
        for other in published_of(self.env).elsewhere(record.script, comparison):
            self.env.note_dependency(str(other.records.path(other.record.script)))
            shares = published_shares(other) if "share" in self.options else {}
            figures = timings_table(other.comparison, self.language, shares)
            line = machine_line(other.record, self.language, other.comparison)
            head = tag("summary", say("elsewhere", self.language, name=other.name))
            shown.append(tag("details", head, figures, line, class_="elsewhere", data_machine=other.name))
        return Markup("".join(shown))


def shares_of(env: BuildEnvironment, comparison: Comparison) -> Shares:
    """Shares of the limits that each variant reaches; nothing where no limit was measured."""
    records = records_of(env)
    try:
        for cores in kinds(comparison):
            depend(env, limits.script(records, cores).script)
        return shares_in(records, comparison)
    except Missing as error:
        if not absent(env, None, error):
            raise
        return {}


def published_shares(other: Elsewhere) -> Shares:
    """Shares of the limits of another machine; nothing where those were not published."""
    try:
        return shares_in(other.records, other.comparison)
    except limits.NoLimits:
        return {}


def shares_in(records: Records, comparison: Comparison) -> Shares:
    """Share of each kind of limit that each variant reaches."""
    asked = kinds(comparison)
    return {one.name: [share(records, comparison, one.name, cores) for cores in asked] for one in comparison.variants}


def kinds(comparison: Comparison) -> list[str]:
    """Limits that say something of what ran: one core's and all cores', and the device's where one was used."""
    ran = [one.name for one in comparison.variants if one.seconds]
    return [cores for cores in limits.CORES if cores != "device" or any(map(limits.on_device, ran))]


def timings_table(comparison: Comparison, language: str, shares: Shares) -> Markup:
    """Table of a comparison; columns that hold nothing for any variant are left out."""
    fields = [key for key, field in ONCE.items() if any(getattr(one, field) is not None for one in comparison.variants)]
    bounds = [f"share.{cores}" for cores in kinds(comparison)] if shares else []
    keys = ["variant", "time", "speedup", "result", "minima", *bounds, *fields]
    slowest = max((seconds(one) for one in comparison.variants if one.seconds), default=0.0)
    rows = [variant_row(comparison, one, slowest, fields, shares, language) for one in comparison.variants]
    caption = say("timings.caption", language, workload=comparison.workload, size=words.count(comparison.size))
    if comparison.interpreter:
        label = comparison.interpreter
        label = say(label, language) if label == FREE_THREADED else label
        caption = say("timings.interpreter", language, caption=caption, label=label)
    facts = {"class_": "timings", "data_workload": comparison.workload, "data_size": comparison.size}
    return table(caption, heads(keys, language), rows, **facts)


def variant_row(
    comparison: Comparison, variant: Variant, slowest: float, fields: list[str], shares: Shares, language: str
) -> Markup:
    """Row of one variant."""
    name = tag("code", variant.name)
    if variant.not_run is not None:
        key = f"{variant.not_run.system}/{variant.not_run.reason}"
        span = 4 + len(fields) + len(shares.get(variant.name, []))
        cell = tag("td", absence(variant.not_run, language), colspan=span, class_="absent")
        return row(name, cell, data_variant=variant.name, data_not_run=key)
    middle = seconds(variant)
    ratio = speedup(comparison, variant.name)
    first = variant is comparison.variants[0]
    cells = [bar_cell(middle, slowest), *gain_cells(None if first else ratio, language)]
    cells += [number(words.share(one[0]) if one else words.DASH) for one in shares.get(variant.name, [])]
    cells += [once_cell(variant, key) for key in fields]
    gain = 1.0 if first or ratio is None else ratio.median
    return row(name, *cells, data_variant=variant.name, data_seconds=f"{middle:.6g}", data_speedup=f"{gain:.6g}")


def gain_cells(ratio: Ratio | None, language: str) -> list[Markup]:
    """Cells of a speed-up, its verdict and the ratio of the minima; those of the baseline where it is None."""
    verdict = ratio.verdict if ratio else "baseline"
    told = tag("td", say(verdict, language), class_=f"result {verdict}")
    if ratio is None:
        return [number(words.ratio(1)), told, number(words.DASH)]
    return [bounded(words.ratio, ratio.median, ratio.low, ratio.high), told, number(words.ratio(ratio.minima))]


def once_cell(variant: Variant, key: str) -> Markup:
    """Cell with what was measured once, in a fresh process."""
    value = getattr(variant, ONCE[key])
    text = words.memory if key in BYTES else words.count if key == "changed" else words.time
    return number(text(value) if value is not None else words.DASH)


def bounded(text: Callable[[float], str], value: float, low: float, high: float) -> Markup:
    """Cell with a figure and, below it, the interval of it."""
    return number(text(value), Markup(" "), tag("small", f"[{text(low)}, {text(high)}]"))


def bar_cell(value: float, most: float) -> Markup:
    """Time with a bar of its length beside the slowest."""
    bar = tag("span", class_="bar", style=f"--share: {value / most:.4f}", aria_hidden="true")
    return tag("td", tag("span", words.time(value)), bar, class_="number timed")


def machine_line(record: Record, language: str, comparison: Comparison | None = None) -> Markup:
    """Where and when a record was measured, and in how many rounds."""
    facts = dict(record.machine)
    facts["memory"] = words.memory(facts["memory"]) if facts.get("memory") else words.DASH
    for device in facts.get("devices") or ():
        facts["memory"] = say("machine.device", language, memory=facts["memory"], device=device)
    facts["cores"] = words.plain(facts["cores"])
    facts["versions"] = ", ".join(f"{name} {version}" for name, version in record.versions.items()) or words.DASH
    line = say("machine", language, **facts)
    if comparison is not None:
        ran = [one for one in comparison.variants if one.seconds]
        if not ran:
            return Markup("")
        counts = {"count": len(ran[0].seconds), "calm": min(len(calm(ran[0], one)) for one in ran)}
        line = say("machine.rounds", language, machine=line, rounds=say("rounds", language, **counts))
    return tag("p", line, class_="machine")


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("timings", Timings)
