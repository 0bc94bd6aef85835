"""sphinx-gallery, made to render records: it keeps its pages, notebooks and thumbnails, and never runs a script.

One function of it is replaced, ``gen_rst.execute_script``, and a few of its templates, whose sentences could not be
translated. They are private: their shape is asserted here, and the minor version is pinned in pyproject.toml.
"""

from __future__ import annotations

import html
import inspect
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_gallery import gen_rst

from accelguide.record import Record, Records, seconds
from accelguide.sphinx_ext.charts import drawing_of, thumbnail, wordless
from accelguide.sphinx_ext.context import Directive, depend, language_of, raw
from accelguide.sphinx_ext.html import Markup, tag
from accelguide.words import say

SIGNATURE = ["script_blocks", "script_vars", "gallery_conf", "file_conf"]
TEMPLATES = {
    "EXAMPLE_HEADER": "\n.. rst-class:: sphx-glr-example-title\n\n.. _sphx_glr_{1}:\n\n",
    "DOWNLOAD_LINKS_HEADER": "\n.. downloads::\n",
    "NOTEBOOK_DOWNLOAD": "",
    "CODE_DOWNLOAD": "",
    "ZIP_DOWNLOAD": "",
}


def adapt(folder: Path) -> None:
    """Put our function and templates in the place of sphinx-gallery's; `folder` holds the records."""
    found = list(inspect.signature(gen_rst.execute_script).parameters)
    if found != SIGNATURE or not all(hasattr(gen_rst, name) for name in TEMPLATES):
        raise RuntimeError("this sphinx-gallery is another than accelguide was written for: see sphinx_ext/gallery.py")
    records = Records(folder)

    def from_record(
        script_blocks: list[Any], script_vars: dict[str, Any], gallery_conf: Any, file_conf: Any
    ) -> tuple[list[str], float]:
        source = Path(script_vars["src_file"])
        draw_thumbnail(records.scripts.get(f"{source.parent.name}/{source.stem}"), script_vars["image_path_iterator"])
        script_vars |= {"example_globals": {}, "memory_delta": 0.0}
        return [f"\n.. recorded:: {one.lineno}\n\n" if one.type == "code" else "" for one in script_blocks], 0.0

    gen_rst.execute_script = from_record
    gen_rst.clean_modules = lambda *arguments, **options: None  # nothing ran here, so there is nothing to reset
    for name, text in TEMPLATES.items():
        setattr(gen_rst, name, text)


def draw_thumbnail(record: Record | None, paths: Any) -> None:
    """Take a script's first drawing, else draw the times of its largest comparison as bars."""
    path = Path(paths.next()).with_suffix(".svg")
    text = thumbnail([1.0])
    if record is not None:
        drawings = [figure.svg for block in record.blocks for figure in block.figures]
        comparisons = [one for one in record.comparisons if not one.interpreter] or record.comparisons
        if drawings:
            text = wordless(drawings[0])
        elif comparisons:
            shown = max(comparisons, key=lambda one: (len(one.variants), one.size))
            text = thumbnail([seconds(one) for one in shown.variants if one.seconds])
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


class Recorded(Directive):
    """Directive ``recorded``: what the block that begins on a line of the script printed, returned and drew."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        """Output, representation and figures of the block."""
        assert self.home is not None
        depend(self.env, self.home)
        record = self.records.scripts.get(self.home)
        found: list[nodes.Node] = []
        for block in record.blocks if record else ():
            if block.line == int(self.arguments[0]):
                if block.stdout.strip():
                    found.append(output(block.stdout, self.language))
                if block.html:
                    found.append(raw(tag("div", Markup(block.html), class_="output_html")))
                for place, figure in enumerate(block.figures):
                    name = f"drawing-{block.line}-{place}"
                    found.append(drawing_of(figure, name, self.get_source_info()[0], self.lineno))
        return found


def output(text: str, language: str) -> nodes.container:
    """Printed text, below a word that says so."""
    frame = nodes.container(classes=["script-out"])
    frame += raw(tag("p", say("output", language), class_="script-out-head"))
    frame += nodes.literal_block(text.rstrip(), text.rstrip(), language="none")
    return frame


class TranslateThumbnails(SphinxPostTransform):
    """Put translated titles and introductions on the thumbnails, which sphinx-gallery writes as raw HTML."""

    default_priority = 5  # before references are resolved

    def run(self, **_: Any) -> None:
        """Walk the thumbnails of an index page in order: container, picture, reference, title."""
        if language_of(self.config) == "en" or not self.env.current_document.docname.endswith("index"):
            return
        container: nodes.raw | None = None
        target = ""
        for node in list(self.document.findall(nodes.Element)):
            if isinstance(node, addnodes.pending_xref):
                target = node["reftarget"].lstrip("/") if node.get("reftype") == "doc" else target
            elif not isinstance(node, nodes.raw):
                continue
            elif 'class="sphx-glr-thumbcontainer"' in node.astext():
                container = node
            elif "sphx-glr-thumbnail-title" in node.astext() and target in self.env.titles:
                self.replace(node, r'(thumbnail-title">).*?(</div>)', self.env.titles[target].astext())
                if container is not None:
                    self.replace(container, r'(tooltip=").*?(")', self.introduction(target))

    def replace(self, node: nodes.raw, pattern: str, text: str) -> None:
        """Replace what stands between the two groups of `pattern`."""
        shown = html.escape(text)
        changed = re.sub(pattern, lambda found: found[1] + shown + found[2], node.astext(), flags=re.S)
        node.children[:] = [nodes.Text(changed)]

    def introduction(self, docname: str) -> str:
        """First paragraph of a page, in the language of the build."""
        for section in self.env.get_doctree(docname).findall(nodes.section):
            for child in section.children:
                if isinstance(child, nodes.paragraph):
                    return child.astext().replace("\n", "")
        return ""


def begin(app: Sphinx, config: Any) -> None:
    """Adapt sphinx-gallery before it generates anything."""
    adapt(Path(app.confdir, config.accelguide_records))


def setup(app: Sphinx) -> None:
    """Add directive and transform."""
    app.add_directive("recorded", Recorded)
    app.connect("config-inited", begin)
    app.add_post_transform(TranslateThumbnails)
