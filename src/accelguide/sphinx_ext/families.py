"""``.. families:: workload``: what each family of techniques reaches on one workload, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

from accelguide import words
from accelguide.record import Comparison, Variant, seconds, speedup
from accelguide.sphinx_ext.context import Directive, depend, raw
from accelguide.sphinx_ext.html import Markup, heads, number, row, table, tag
from accelguide.sphinx_ext.status import absence
from accelguide.sphinx_ext.timings import machine_line
from accelguide.words import say

FAMILIES = {
    "native": ("native",),
    "multicore": ("processes", "threads"),
    "numpy": ("numpy",),
    "numba": ("numba", "vectorize", "parallel"),
    "cuda": ("cuda",),
    "clusters": ("dask", "ray", "spark", "hive"),
}


class Families(Directive):
    """Directive ``families``."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        """Table and machine line."""
        name = self.arguments[0]
        record = self.records.holding(name, self.home)
        depend(self.env, record.script)
        last = self.records.sweep(name, self.home)[-1]
        return [raw(families_table(last, self.language) + machine_line(record, self.language, last))]


def families_table(comparison: Comparison, language: str) -> Markup:
    """A row for every variant, below the family it belongs to."""
    columns = heads(("family", "variant", "reach", "time", "startup", "first", "memory", "lines"), language)
    size = words.count(comparison.size)
    caption = say("families.caption", language, workload=comparison.workload, size=size)
    return table(caption, columns, list(rows(comparison, language)), class_="families")


def rows(comparison: Comparison, language: str) -> Iterator[Markup]:
    """Baseline first, then the families in the order of the guide."""
    yield family_row(say("baseline", language), comparison, comparison.variants[0], language)
    for family, endings in FAMILIES.items():
        for variant in comparison.variants[1:]:
            if variant.name.rpartition("_")[2] in endings:
                yield family_row(say(f"family.{family}", language), comparison, variant, language)


def family_row(family: str, comparison: Comparison, variant: Variant, language: str) -> Markup:
    """Speed-up of a variant and its price: first call, memory, lines of code."""
    name = tag("td", tag("code", variant.name))
    if variant.not_run is not None:
        return row(family, name, tag("td", absence(variant.not_run, language), colspan=6), data_variant=variant.name)
    found = speedup(comparison, variant.name)
    cells = [
        words.ratio(found.median) if found and variant is not comparison.variants[0] else words.ratio(1),
        words.time(seconds(variant)),
        words.time(variant.startup) if variant.startup is not None else words.DASH,
        words.time(variant.first) if variant.first is not None else words.DASH,
        words.memory(variant.peak_memory) if variant.peak_memory is not None else words.DASH,
        words.count(variant.lines) if variant.lines is not None else words.DASH,
    ]
    return row(family, name, *map(number, cells), data_variant=variant.name)


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("families", Families)
