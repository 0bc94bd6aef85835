"""``.. versions::``: claims, one a line, against every interpreter that measured their experiments."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from accelguide import words
from accelguide.claims import Rule
from accelguide.record import Missing, speedup
from accelguide.sphinx_ext.claim import claims_of, decide, gathers
from accelguide.sphinx_ext.context import Directive, absent, depend, home_of, language_of, log, raw, records_of
from accelguide.sphinx_ext.html import Figures, Markup, number, row, table, tag
from accelguide.words import say

BREAK = Markup("<br>")


class versions_table(nodes.General, nodes.Element):  # noqa: N801 (docutils finds visitors by the class name)
    """Where the table goes, once the claims of every page are known."""


class Versions(Directive):
    """Directive ``versions``; its content is claim ids, one a line."""

    has_content = True

    def show(self) -> list[nodes.Node]:
        """Place of the table."""
        if self.home:
            depend(self.env, self.home)
        gathers(self.env).add(self.env.docname)
        return [versions_table(claims=[line.strip() for line in self.content if line.strip()], line=self.lineno)]


class FillVersions(SphinxPostTransform):
    """Fill in the tables of a page."""

    default_priority = 8

    def run(self, **_: Any) -> None:
        """Fill every table of a page."""
        for place in list(self.document.findall(versions_table)):
            try:
                place.replace_self(raw(self.table(place["claims"])))
            except (Missing, KeyError) as error:
                docname = self.env.current_document.docname
                if not absent(self.env, home_of(docname), Missing(str(error))):
                    log.warning("versions: %s", error, location=(docname, place["line"]), type="accelguide")
                place.parent.remove(place)

    def table(self, keys: list[str]) -> Markup:
        """A row for each claim, a column for each interpreter."""
        language = language_of(self.config)
        labels = records_of(self.env).interpreters()
        if not labels:
            raise Missing("no interpreter measured anything")
        rows = [self.row(key, labels, language) for key in keys]
        columns = [say("claim", language), *map(Figures, labels)]
        return table(say("versions.caption", language), columns, rows, class_="versions")

    def row(self, key: str, labels: list[str], language: str) -> Markup:
        """Row of one claim."""
        known = claims_of(self.env)
        if key not in known:
            raise Missing(f"no claim is called {key}")
        docname, rule = known[key]
        here = self.env.current_document.docname
        address = self.app.builder.get_relative_uri(here, docname) + f"#claim-{key}"
        cells = (self.cell(docname, rule, label, language) for label in labels)
        return row(tag("a", tag("code", key), href=address), *cells, data_claim=key)

    def cell(self, docname: str, rule: Rule, label: str, language: str) -> Markup:
        """Speed-up with its interval, and the verdict."""
        verdict = decide(self.env, docname, rule, label)
        name, base = map(str, rule.arguments[:2])
        try:
            ratio = speedup(records_of(self.env).sweep(name, None, label)[-1], name, base)
        except Missing:
            ratio = None
        told = tag("span", say(verdict.code, language), class_=f"verdict {verdict.code}")
        if ratio is None:
            return number(told)
        bounds = tag("small", f"[{words.ratio(ratio.low)}, {words.ratio(ratio.high)}]")
        shown = (words.ratio(ratio.median), Markup(" "), bounds, BREAK, told)
        return number(*shown, data_interpreter=label, data_verdict=verdict.code)


def setup(app: Sphinx) -> None:
    """Add directive, node and transform."""
    app.add_node(versions_table)
    app.add_directive("versions", Versions)
    app.add_post_transform(FillVersions)
