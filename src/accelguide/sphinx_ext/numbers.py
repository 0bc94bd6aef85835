"""Roles that put measured numbers into sentences, in prose and in translations alike.

The text of a role is a name, ``variant``, or ``chapter/script#variant`` where several scripts measured it, with
``@size`` where it is not the largest one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from accelguide import words
from accelguide.claims import judge, parse
from accelguide.record import Comparison, Missing, Records, limits
from accelguide.record.figures import MARGIN, ORDER_MARGIN
from accelguide.record.usl import cores_of
from accelguide.sphinx_ext import figure_text as text_of
from accelguide.sphinx_ext.context import depend, home_of, language_of, published_of, records_of, report

Show = Callable[[list[Comparison], Comparison, str, str], str | None]
SETTINGS = {"margin": MARGIN, "order_margin": ORDER_MARGIN}


class measured(nodes.inline):  # noqa: N801 (docutils finds visitors by the class name)
    """A measured number inside a sentence."""


class Number(SphinxRole):
    """One role: finds what its text names, shows it, and marks it as measured."""

    def __init__(self, show: Show) -> None:
        super().__init__()
        self.show = show

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Show the number, or report what its name lacks."""
        try:
            text = self.figure()
        except (Missing, ValueError) as error:
            report(self.env, f":{self.name}", error, self.get_location())
            text = words.DASH
        node = measured(self.rawtext, text, classes=["measured"], key=f"{self.name}:{self.text}")
        return [node], []

    def figure(self) -> str:
        """Text of the figure."""
        name, _, size = self.text.partition("@")
        home = home_of(self.env.docname)
        records = records_of(self.env)
        depend(self.env, records.holding(name, home).script)
        sweep = records.sweep(name, home)
        chosen = [one for one in sweep if not size or one.size == int(size)]
        if not chosen:
            raise Missing(f"{name!r} was not measured at size {size}; sizes: {[one.size for one in sweep]}")
        shown = self.shown(records, sweep, chosen[-1], name.rpartition("#")[2])
        return self.elsewhere(name, chosen[-1]) if shown is None else shown

    def shown(self, records: Records, sweep: list[Comparison], at: Comparison, name: str) -> str | None:
        """Text of the figure, as records have it; None where there is nothing to show."""
        return self.show(sweep, at, name, language_of(self.config))

    def elsewhere(self, name: str, at: Comparison) -> str:
        """Text of the figure on the first machine published that has it, with that machine's name; else a dash."""
        language = language_of(self.config)
        script, plain = records_of(self.env).holding(name, home_of(self.env.docname)).script, name.rpartition("#")[2]
        for other in published_of(self.env).elsewhere(script, at):
            self.env.note_dependency(str(other.records.path(script)))
            shown = self.shown(other.records, other.records.sweep(name, script), other.comparison, plain)
            if shown is not None:
                return words.say("elsewhere.figure", language, text=shown, name=other.name)
        return words.DASH


class Share(Number):
    """Share of the machine's limit, of one core, of all, or of a device, that a variant reaches."""

    def __init__(self, cores: str) -> None:
        super().__init__(text_of.show_time)
        self.cores = cores

    def shown(self, records: Records, sweep: list[Comparison], at: Comparison, name: str) -> str | None:
        """Share at one size."""
        found = limits.share(records, at, name, self.cores)
        if found is None:
            return None
        self.env.note_dependency(str(records.path(limits.script(records, self.cores).script)))
        return words.share(found[0])


class Scaled(Number):
    """A figure over numbers of workers: those above the cores of the machine do not count, unless one is asked for."""

    def shown(self, records: Records, sweep: list[Comparison], at: Comparison, name: str) -> str | None:
        """Figure of the largest number of workers that does not exceed the cores, or of the one asked for."""
        asked, _, size = self.text.partition("@")
        cores = cores_of(records.holding(asked, home_of(self.env.docname)))
        within = [one for one in sweep if one.size <= cores]
        return super().shown(records, within, at if size or not within else within[-1], name)


class Limit(Number):
    """A limit: ``:limit:`bandwidth``` or ``:limit:`flops```, of all cores, ``…@one`` of one, ``…@device`` of a GPU."""

    def __init__(self) -> None:
        super().__init__(text_of.show_time)

    def figure(self) -> str:
        """Text of the limit."""
        kind, _, cores = self.text.partition("@")
        records = records_of(self.env)
        depend(self.env, limits.script(records, cores or "all").script)
        found = limits.limit(records, cores or "all")
        if kind not in ("bandwidth", "flops"):
            raise Missing(f"no limit is called {kind!r}; known: bandwidth, flops")
        value = getattr(found, kind)
        if not value:
            return words.DASH
        return f"{words.memory(value)}/s" if kind == "bandwidth" else words.flops(value)


class Observed(Number):
    """An observed value that is no time of a variant."""

    def __init__(self) -> None:
        super().__init__(text_of.show_time)

    def figure(self) -> str:
        """Text of the value, with its unit."""
        home = home_of(self.env.docname)
        records = records_of(self.env)
        depend(self.env, records.holding(self.text, home).script)
        found = records.observation(self.text, home)
        return observed_text(found.value, found.unit, language_of(self.config))


def observed_text(value: float | bool | str, unit: str, language: str) -> str:
    """An observed value as text."""
    if isinstance(value, bool):
        return words.say(str(value).lower(), language)
    if isinstance(value, str):
        return value or words.DASH
    return {"bytes": words.memory, "seconds": words.time, "share": words.share}.get(unit, words.plain)(value)


class Setting(Number):
    """A setting of the method, as the records of this build state it: ``:setting:`batch_seconds```."""

    def __init__(self) -> None:
        super().__init__(text_of.show_time)

    def figure(self) -> str:
        """Text of the setting."""
        records = list(records_of(self.env).scripts.values())
        known: dict[str, Any] = {**SETTINGS, **(records[0].method if records else {})}
        if records:
            depend(self.env, records[0].script)
        if self.text not in known:
            raise Missing(f"no setting of the method is called {self.text!r}; known: {', '.join(known)}")
        value = known[self.text]
        return words.time(value) if self.text.endswith("_seconds") else words.plain(value)


class Rule(Number):
    """The verdict of a rule, inside a sentence: ``:verdict:`faster(a, b)```."""

    def __init__(self) -> None:
        super().__init__(text_of.show_time)

    def figure(self) -> str:
        """Words of the verdict."""
        home = home_of(self.env.docname)
        rule = parse(self.text)
        records = records_of(self.env)
        depend(self.env, records.holding(rule.subject, home).script)
        return words.say(judge(rule, records, home).code, language_of(self.config))


ROLES: dict[str, Number] = {
    "time": Number(text_of.show_time),
    "startup": Number(text_of.show_startup),
    "first-call": Number(text_of.show_first),
    "wall": Number(text_of.show_wall),
    "transfers": Number(text_of.show_transfers),
    "memory": Number(text_of.show_memory),
    "moved": Number(text_of.show_moved),
    "changed": Number(text_of.show_changed),
    "speedup": Number(text_of.show_speedup),
    "slowdown": Number(text_of.show_slowdown),
    "finding": Number(text_of.show_finding),
    "throughput": Number(text_of.show_throughput),
    "flops": Number(text_of.show_flops),
    "share": Share("all"),
    "share-one": Share("one"),
    "share-device": Share("device"),
    "limit": Limit(),
    "serial-share": Number(text_of.show_serial_share),
    "contention": Scaled(text_of.show_contention),
    "coherency": Scaled(text_of.show_coherency),
    "efficiency": Scaled(text_of.show_efficiency),
    "break-even": Number(text_of.show_break_even),
    "break-even-calls": Number(text_of.show_break_even_calls),
    "exponent": Number(text_of.show_exponent),
    "observed": Observed(),
    "setting": Setting(),
    "verdict": Rule(),
}


def visit_measured(translator: Any, node: measured) -> None:
    """Write a measured number with the key it was found by."""
    translator.body.append(translator.starttag(node, "span", "", **{"data-key": node["key"]}))


def depart_measured(translator: Any, node: measured) -> None:
    """Close the element."""
    translator.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Add the roles."""
    app.add_node(measured, html=(visit_measured, depart_measured))
    for name, role in ROLES.items():
        app.add_role(name, role)
