"""``.. amdahl:: variant``: speed-up over workers, Amdahl's law fitted to it, and what the law predicts beyond."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx

from accelguide.record import Comparison, speedup
from accelguide.record.amdahl import Law, amdahl
from accelguide.sphinx_ext.context import Directive, depend, raw
from accelguide.sphinx_ext.html import Markup, tag
from accelguide.sphinx_ext.laws import Drawing, figure
from accelguide.words import say


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
            return [raw(tag("p", say("law.none", self.language)))]
        return [raw(chart(sweep, name.rpartition("#")[2], law, self.language))]


def chart(sweep: Sequence[Comparison], name: str, law: Law, language: str) -> Markup:
    """Figure of the law."""
    points = {one.size: ratio for one in sweep if (ratio := speedup(one, name))}
    return figure(Drawing("amdahl", name, points, law.speedup), language)


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("amdahl", Amdahl)
