"""HTML from values: escaped, with nothing but what tables and charts need."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from accelguide.words import say


class Markup(str):
    """Text that is HTML already."""


NUMERIC = (
    "time",
    "speedup",
    "minima",
    "share.one",
    "share.all",
    "share.device",
    "startup",
    "first",
    "wall",
    "transfers",
    "memory",
    "exponent",
    "reach",
    "lines",
)


class Figures(str):
    """Head of a column of numbers."""


def heads(keys: Iterable[str], language: str) -> list[str]:
    """Heads of columns, by the keys of their words."""
    return [Figures(say(key, language)) if key in NUMERIC else say(key, language) for key in keys]


def tag(name: str, *content: object, **attributes: object) -> Markup:
    """Make an element; text is escaped, attribute ``data_size`` becomes ``data-size``, None leaves one out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(one if isinstance(one, Markup) else escape(str(one)) for one in content)
    return Markup(f"<{name}{given}>{inner}</{name}>")


def table(caption: object, heads: Iterable[object], rows: Iterable[Markup], **attributes: object) -> Markup:
    """Make a table with a caption and column heads, in a frame that scrolls on a narrow screen."""
    columns = (tag("th", one, scope="col", class_="number" if isinstance(one, Figures) else None) for one in heads)
    head = tag("tr", *columns)
    body = tag("tbody", *rows)
    made = tag("table", tag("caption", caption), tag("thead", head), body, **attributes)
    return tag("div", made, class_="figures", tabindex="0", role="region", aria_label=caption)


def row(first: object, *cells: object, **attributes: object) -> Markup:
    """Make a table row whose first cell heads it."""
    made = (one if isinstance(one, Markup) and one.startswith("<td") else tag("td", one) for one in cells)
    return tag("tr", tag("th", first, scope="row"), *made, **attributes)


def number(*content: object, **attributes: object) -> Markup:
    """Make a table cell that holds a number."""
    return tag("td", *content, class_="number", **attributes)
