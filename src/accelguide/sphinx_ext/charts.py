"""Drawings of scripts: one SVG in every language, its words translated by the page's catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from accelguide.record import Figure
from accelguide.sphinx_ext.html import tag

SVG = "http://www.w3.org/2000/svg"
TEXT = f"{{{SVG}}}text"
INK = re.compile(r"(fill|stroke): *(#000000|#000|black)\b")
PAPER = re.compile(r"(fill|stroke): *(#ffffff|#fff|white)\b")
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


class drawing(nodes.General, nodes.Element, addnodes.translatable):  # noqa: N801 (docutils finds visitors by name)
    """A drawing whose words go to the page's catalogue and come back translated, with no second run."""

    def preserve_original_messages(self) -> None:
        """Keep the words as they were drawn."""
        self.setdefault("messages", list(self["strings"]))

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Remember the translation of one of them."""
        self["spoken"] = {**self.get("spoken", {}), original_message: translated_message}

    def extract_original_messages(self) -> Sequence[str]:
        """Words to translate."""
        found: list[str] = self["messages"]
        return found


def worded(root: ElementTree.Element) -> list[ElementTree.Element]:
    """Text elements that hold words: not only numbers, and no names of code, which stand in a monospaced font."""
    found = [one for one in root.iter(TEXT) if one.text and re.search(r"[A-Za-z]{2}", one.text)]
    return [one for one in found if "monospace" not in one.get("style", "")]


def drawing_of(figure: Figure, name: str, source: str, line: int) -> drawing:
    """Make the node of one figure; `name` keeps the ids in it apart from those of other figures."""
    root = ElementTree.fromstring(figure.svg)
    strings = list(dict.fromkeys([*([figure.title] if figure.title else []), *(one.text for one in worded(root))]))
    node = drawing(strings=strings, svg=figure.svg, title=figure.title, prefix=name)
    node.source, node.line = source, line
    return node


def markup(node: drawing) -> str:
    """SVG for the page: words translated, ids made unique, black and white left to the page's theme."""
    root = ElementTree.fromstring(node["svg"])
    known: dict[str, str] = node.get("spoken", {})
    for one in worded(root):
        one.text = known.get(one.text or "", one.text)
    for child in list(root):
        if child.tag.endswith("metadata"):
            root.remove(child)
    for one in root.iter():
        for key, value in list(one.attrib.items()):
            one.set(key, themed(isolated(key, value, node["prefix"])))
        if one.tag == TEXT and "fill" not in one.get("style", ""):
            one.set("fill", "currentColor")
    width = root.attrib.pop("width", "")
    root.attrib.pop("height", None)
    title = known.get(node["title"], node["title"])
    root.attrib |= {"role": "img", "aria-label": title, "style": f"width: {width}"}
    text = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r"<style.*?</style>", "", text, flags=re.S)  # its rules would apply to the whole page


def isolated(key: str, value: str, prefix: str) -> str:
    """Attribute value with ids of this figure only."""
    if key == "id":
        return f"{prefix}-{value}"
    if value.startswith("#") and key.endswith("href"):
        return f"#{prefix}-{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}-")


def themed(value: str) -> str:
    """Style with the page's own colours and font."""
    value = INK.sub(r"\1: currentColor", value)
    value = PAPER.sub(r"\1: var(--pst-color-background, white)", value)
    return re.sub(r"font: ([\d.]+px)[^;]*", r"font-size: \1", re.sub(r"font-family:[^;]*;?", "", value))


def visit_drawing(translator: Any, node: drawing) -> None:
    """Write the figure."""
    translator.body.append(f'<figure class="drawing">{markup(node)}</figure>')
    raise nodes.SkipNode


def skip(translator: Any, node: drawing) -> None:
    """Write nothing: the words are extracted from the node itself."""
    raise nodes.SkipNode


def wordless(svg: str) -> str:
    """A drawing as a thumbnail that every language can show."""
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag == TEXT]:
            parent.remove(child)
    return re.sub(INK, r"\1: #8d99ae", ElementTree.tostring(root, encoding="unicode"))


def thumbnail(lengths: Sequence[float]) -> str:
    """SVG of a thumbnail: a bar for each length, the longest across the whole width."""
    most = max(lengths, default=1.0)
    height = 240 / max(len(lengths), 1)
    bars = "".join(
        tag("rect", x=20, y=f"{20 + place * height:.1f}", width=f"{max(4, 360 * length / most):.1f}",
            height=f"{height * 0.7:.1f}", rx=4, fill="#3a7ca5" if place else "#8d99ae")
        for place, length in enumerate(lengths)
    )  # fmt: skip
    return f'<svg xmlns="{SVG}" viewBox="0 0 400 280" width="400" height="280">{bars}</svg>'


def setup(app: Sphinx) -> None:
    """Add the node."""
    app.add_node(drawing, html=(visit_drawing, None), gettext=(skip, None))
