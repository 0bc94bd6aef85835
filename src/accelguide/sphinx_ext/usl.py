"""``.. usl:: variant``: speed-up over workers and the universal scalability law fitted to it.

``.. outlook:: variant``: what the law says of more input and more workers than were there.
"""

from __future__ import annotations

import math

from docutils import nodes
from sphinx.application import Sphinx

from accelguide import words
from accelguide.record.usl import Law, Rates, cores_of, rates, relative, usl
from accelguide.sphinx_ext.context import Directive, depend, raw
from accelguide.sphinx_ext.html import Figures, Markup, number, row, table, tag
from accelguide.sphinx_ext.laws import Drawing, figure
from accelguide.sphinx_ext.timings import bounded
from accelguide.words import say

INPUTS = (1e12, 1e15)  # bytes
WORKERS = (16, 128, 1024)
HEADS = ("outlook.input", "law.x", "outlook.machines", "outlook.time", "outlook.moved")


class Usl(Directive):
    """Directive ``usl``."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        """Chart, legend, and the same figures as a table; a sentence where there is nothing to fit."""
        record = self.records.holding(self.arguments[0], self.home)
        depend(self.env, record.script)
        sweep, name = self.records.sweep(self.arguments[0], self.home), self.arguments[0].rpartition("#")[2]
        law = usl(sweep, name, cores_of(record))
        if law is None:
            return [raw(tag("p", say("law.none", self.language)))]
        drawn = Drawing("usl", name, relative(sweep, name), law.speedup, cores_of(record))
        return [raw(figure(drawn, self.language))]


class Outlook(Directive):
    """Directive ``outlook``."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        """Table of predictions, and where the law has its peak; a sentence where there is nothing to predict from."""
        record = self.records.holding(self.arguments[0], self.home)
        depend(self.env, record.script)
        sweep, name = self.records.sweep(self.arguments[0], self.home), self.arguments[0].rpartition("#")[2]
        law, found = usl(sweep, name, cores_of(record)), rates(sweep, name)
        if law is None or found is None:
            return [raw(tag("p", say("law.none", self.language)))]
        return [raw(outlook(name, law, found, cores_of(record), self.language))]


def outlook(name: str, law: Law, found: Rates, cores: float, language: str) -> Markup:
    """Table of the time, the machines and the bytes moved, for each input and each number of workers."""
    rows = [
        row(words.memory(given), *cells(law, found, cores, given, workers)) for given in INPUTS for workers in WORKERS
    ]
    heads = [say(HEADS[0], language), *(Figures(say(head, language)) for head in HEADS[1:])]
    made = table(say("outlook.caption", language, name=name), heads, rows, class_="outlook")
    return Markup(made + tag("p", peak_words(law, language), class_="outlook"))


def cells(law: Law, found: Rates, cores: float, given: float, workers: int) -> list[Markup]:
    """Cells of one prediction."""
    alone = given / found.throughput
    low, high = law.bounds(workers)
    moved = words.DASH if found.moved is None else words.memory(given * found.moved)
    return [
        number(words.count(workers)),
        number(words.count(math.ceil(workers / cores))),
        bounded(words.duration, alone / law.speedup(workers), alone / high, alone / low),
        number(moved),
    ]


def peak_words(law: Law, language: str) -> str:
    """Where more workers begin to be slower, by the law."""
    peak = law.middle.peak
    if peak is None:
        return say("outlook.endless" if law.both else "outlook.unfitted", language)
    return say("outlook.peak", language, workers=words.count(peak))


def setup(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("usl", Usl)
    app.add_directive("outlook", Outlook)
