"""``.. costs:: workload``: fitted exponents of operations beside their textbook orders, each row a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from accelguide import words
from accelguide.claims import judge_cost
from accelguide.record import Comparison, Variant, exponent, seconds
from accelguide.sphinx_ext.context import Directive, depend, raw
from accelguide.sphinx_ext.html import Figures, Markup, heads, number, row, table, tag
from accelguide.sphinx_ext.timings import bounded, machine_line
from accelguide.words import say


class Costs(Directive):
    """Directive ``costs``; option ``claims`` is the id that the claims of its rows begin with."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"claims": directives.unchanged_required}

    def show(self) -> list[nodes.Node]:
        """Table and machine line."""
        name = self.arguments[0]
        record = self.records.holding(name, self.home)
        depend(self.env, record.script)
        shown = costs_table(self.records.sweep(name, self.home), self.options["claims"], self.language)
        return [raw(shown + machine_line(record, self.language))]


def costs_table(sweep: Sequence[Comparison], claims: str, language: str) -> Markup:
    """One row for each operation of a sweep."""
    low, high = sweep[0], sweep[-1]
    columns = heads(("operation", "statement", "claimed", "order", "exponent"), language)
    columns += [Figures(words.count(low.size)), Figures(words.count(high.size)), say("verdict", language)]
    rows = [cost_row(sweep, one, claims, language) for one in low.variants]
    ends = {"low": words.count(low.size), "high": words.count(high.size)}
    caption = say("costs.caption", language, workload=low.workload, **ends)
    return table(caption, columns, rows, class_="costs", data_workload=low.workload)


def cost_row(sweep: Sequence[Comparison], operation: Variant, claims: str, language: str) -> Markup:
    """Statement, orders, fitted exponent, the times it was fitted to at both ends, verdict."""
    fit = exponent(sweep, operation.name)
    verdict = judge_cost(sweep, operation.name).code
    shown = bounded("{:.2f}".format, fit.value, fit.low, fit.high) if fit else number(words.DASH)
    ends = [found for one in (sweep[0], sweep[-1]) if (found := one.variant(operation.name))]
    cells = [
        tag("td", tag("code", operation.statement)),
        tag("td", f"O({operation.claimed or operation.order})"),
        tag("td", f"O({operation.order})"),
        shown,
        *(number(words.time(seconds(one))) for one in ends),
        tag("td", say(verdict, language), class_=f"verdict {verdict}"),
    ]
    short = operation.name.partition("_")[2]
    facts = {"id": f"claim-{claims}.{short}", "class_": "claim", "data_verdict": verdict}
    return row(tag("code", operation.name), *cells, **facts)


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("costs", Costs)
