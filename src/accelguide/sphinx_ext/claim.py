"""``.. claim:: id``: a statement, and the verdict that its rule computes; ``.. claims::``: all of them in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from accelguide import words
from accelguide.claims import Rule, Verdict, explain, judge, parse
from accelguide.record import Missing, Records
from accelguide.sphinx_ext.context import Directive, absent, depend, home_of, language_of, raw, records_of
from accelguide.sphinx_ext.html import tag
from accelguide.words import say


class claim(nodes.General, nodes.Element):  # noqa: N801 (docutils finds visitors by the class name)
    """A claim on its page; its children are the statement and a line on the rule."""


class claims_table(nodes.General, nodes.Element):  # noqa: N801
    """Where the table of all claims goes, once every page is read."""


def listed(value: Any, language: str) -> str:
    """Values of a rule as text."""
    if isinstance(value, tuple):
        return say("pair", language, first=value[0], second=value[1])
    if isinstance(value, list):
        return say("separator", language).join(listed(one, language) for one in value)
    return words.count(value) if isinstance(value, int) else str(value)


def rule_words(rule: Rule, language: str) -> str:
    """A rule in words."""
    key, values = explain(rule)
    shown = {name: listed(value, language) for name, value in values.items()}
    if rule.name == "slow":
        shown["limit"] = words.time(values["limit"])
    if rule.name == "near":
        shown |= {"limit": words.share(values["limit"]), "cores": say(f"cores.{values['cores']}", language)}
    if rule.name == "efficient":
        shown["limit"] = words.share(values["limit"])
    told = say(key, language, **shown)
    return say("rule.on", language, rule=told) if rule.free_threaded else told


def verdict_words(verdict: Verdict, language: str) -> str:
    """A verdict in words, with its condition or reason."""
    text = say(verdict.code, language)
    if not verdict.why:
        return text
    why = say(verdict.why, language, **{name: listed(value, language) for name, value in verdict.values.items()})
    return say("verdict.why", language, verdict=text, why=why)


def decide(env: BuildEnvironment, docname: str, rule: Rule, interpreter: str = "") -> Verdict:
    """Verdict in this build; not tested where the experiment's script did not run."""
    home = home_of(docname)
    records: Records = records_of(env)
    try:
        return judge(rule, records, home, interpreter)
    except Missing as error:
        if interpreter or absent(env, home, error):
            return Verdict("not-tested", "not-tested.absent")
        raise


class Claim(Directive):
    """Directive ``claim``: its argument is the id, its option ``rule`` the rule, its content the statement."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"rule": directives.unchanged_required}

    def show(self) -> list[nodes.Node]:
        """Statement, verdict and rule."""
        key = self.arguments[0]
        rule = parse(self.options.get("rule", ""))
        if self.home:
            depend(self.env, self.home)
        verdict = decide(self.env, self.env.docname, rule)
        self.note(key, rule)
        node = claim(ids=[f"claim-{key}"], verdict=verdict.code, key=key)
        statement = nodes.container(classes=["statement"])
        self.state.nested_parse(self.content, self.content_offset, statement)
        ruling = tag("span", verdict_words(verdict, self.language), class_=f"verdict {verdict.code}")
        told = tag("small", say("rule.line", self.language, rule=rule_words(rule, self.language)))
        node += [statement, raw(tag("p", tag("code", key), " ", ruling, class_="ruling") + tag("p", told))]
        return [node]

    def note(self, key: str, rule: Rule) -> None:
        """Remember where a claim stands; an id may be used once."""
        known = claims_of(self.env)
        if key in known and known[key][0] != self.env.docname:
            raise ValueError(f"claim {key} stands on {known[key][0]} already")
        known[key] = (self.env.docname, rule)


def claims_of(env: BuildEnvironment) -> dict[str, tuple[str, Rule]]:
    """Claims by id: the page they stand on, and their rule."""
    known: dict[str, tuple[str, Rule]] = vars(env).setdefault("accelguide_claims", {})
    return known


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the claims of a page that is read again."""
    for key in [key for key, (page, _) in claims_of(env).items() if page == docname]:
        del claims_of(env)[key]


def visit_claim(translator: Any, node: claim) -> None:
    """Open a claim's element."""
    attributes = {"data-verdict": node["verdict"]}
    translator.body.append(translator.starttag(node, "div", "", CLASS="claim", **attributes))


def depart_claim(translator: Any, node: claim) -> None:
    """Close it."""
    translator.body.append("</div>")


class ClaimsTable(Directive):
    """Directive ``claims``."""

    def show(self) -> list[nodes.Node]:
        """Place of the table."""
        gathers(self.env).add(self.env.docname)
        return [claims_table()]


def gathers(env: BuildEnvironment) -> set[str]:
    """Pages that show what other pages hold, and so are written anew whenever any is."""
    found: set[str] = vars(env).setdefault("accelguide_gathers", set())
    return found


class FillTables(SphinxPostTransform):
    """Fill in the table of all claims, statements in the language of the build."""

    default_priority = 8

    def run(self, **_: Any) -> None:
        """Fill every table of a page."""
        for place in list(self.document.findall(claims_table)):
            place.replace_self(self.table())

    def table(self) -> nodes.table:
        """Make the table: claim, statement, verdict, page."""
        language = language_of(self.config)
        made = nodes.table(classes=["claims"], ids=["claims-table"])
        group = nodes.tgroup(cols=3)
        made += [nodes.title("", say("claims.caption", language)), group]
        group += [nodes.colspec(colwidth=width) for width in (20, 60, 20)]
        heads = [nodes.paragraph("", say(key, language)) for key in ("experiment", "claim", "verdict")]
        group += nodes.thead("", self.row(heads))
        body = nodes.tbody()
        for key, (docname, rule) in sorted(claims_of(self.env).items()):
            body += self.row([self.link(key, docname), self.statement(key, docname), self.verdict(docname, rule)])
        group += body
        return made

    def row(self, cells: Sequence[nodes.Node]) -> nodes.row:
        """Make a table row."""
        return nodes.row("", *(nodes.entry("", cell) for cell in cells))

    def link(self, key: str, docname: str) -> nodes.Node:
        """Link to a claim on its page."""
        builder = self.app.builder
        here = self.env.current_document.docname
        return nodes.paragraph("", "", make_refnode(builder, here, docname, f"claim-{key}", nodes.literal(key, key)))

    def statement(self, key: str, docname: str) -> nodes.Node:
        """Statement of a claim as its page has it, translated there already."""
        tree = self.env.get_doctree(docname)
        found = next((one for one in tree.findall(claim) if one["key"] == key), None)
        return found.children[0].deepcopy() if found else nodes.container()

    def verdict(self, docname: str, rule: Rule) -> nodes.Node:
        """Verdict of a claim in this build."""
        verdict = decide(self.env, docname, rule)
        shown = tag("span", verdict_words(verdict, language_of(self.config)), class_=f"verdict {verdict.code}")
        return raw(shown)


def rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that gather from others are written again whenever anything was read."""
    read = app.builder.__dict__.pop("accelguide_read", [])
    return sorted(gathers(env) & set(env.found_docs)) if read else []


def note_read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remember which pages this build reads."""
    app.builder.__dict__["accelguide_read"] = list(docnames)


def setup(app: Sphinx) -> None:
    """Add directives, nodes and transform."""
    app.add_node(claim, html=(visit_claim, depart_claim))
    app.add_node(claims_table)
    app.add_directive("claim", Claim)
    app.add_directive("claims", ClaimsTable)
    app.add_post_transform(FillTables)
    app.connect("env-purge-doc", purge)
    app.connect("env-before-read-docs", note_read)
    app.connect("env-updated", rewrite)
