"""Roles that put measured numbers into sentences, in prose and in translations alike.

The text of a role is a name, ``variant``, or ``chapter/script#variant`` where several scripts measured it, with
``@size`` where it is not the largest one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from accelguide import words
from accelguide.claims import judge, parse
from accelguide.record import (
    Comparison,
    Missing,
    Variant,
    break_even_calls,
    break_even_size,
    exponent,
    seconds,
    speedup,
    throughput,
)
from accelguide.record.figures import MARGIN, ORDER_MARGIN
from accelguide.sphinx_ext.context import depend, home_of, language_of, records_of, report

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
        shown = self.show(sweep, chosen[-1], name.rpartition("#")[2], language_of(self.config))
        return words.DASH if shown is None else shown


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


def show_memory(sweep: list[Comparison], at: Comparison, name: str, language: str) -> str | None:
    """Peak memory of a call."""
    found = variant_of(at, name)
    return words.memory(found.peak_memory) if found and found.peak_memory is not None else None


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


class Observed(Number):
    """An observed value that is no time of a variant."""

    def __init__(self) -> None:
        super().__init__(show_time)

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
        return value
    return {"bytes": words.memory, "seconds": words.time, "share": words.share}.get(unit, words.plain)(value)


class Setting(Number):
    """A setting of the method, as the records of this build state it: ``:setting:`batch_seconds```."""

    def __init__(self) -> None:
        super().__init__(show_time)

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
        super().__init__(show_time)

    def figure(self) -> str:
        """Words of the verdict."""
        home = home_of(self.env.docname)
        rule = parse(self.text)
        records = records_of(self.env)
        depend(self.env, records.holding(str(rule.arguments[0]), home).script)
        return words.say(judge(rule, records, home).code, language_of(self.config))


ROLES: dict[str, Number] = {
    "time": Number(show_time),
    "first-call": Number(show_first),
    "memory": Number(show_memory),
    "speedup": Number(show_speedup),
    "slowdown": Number(show_slowdown),
    "finding": Number(show_finding),
    "throughput": Number(show_throughput),
    "break-even": Number(show_break_even),
    "break-even-calls": Number(show_break_even_calls),
    "exponent": Number(show_exponent),
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
