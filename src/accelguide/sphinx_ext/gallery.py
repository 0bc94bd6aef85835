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

from accelguide import words
from accelguide.record import Record, Records, Status, seconds
from accelguide.sphinx_ext.charts import drawing_of, thumbnail, wordless
from accelguide.sphinx_ext.context import Directive, depend, home_of, language_of, log, raw, records_of
from accelguide.sphinx_ext.html import Markup, tag
from accelguide.sphinx_ext.timings import help_line
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


def add_status(app: Sphinx, doctree: nodes.document) -> None:
    """Say at the head of a page that its script did not end well, or has no record."""
    docname = app.env.docname
    home = home_of(docname)
    if home is None or "/" not in home or home.endswith("/index"):
        return
    record = records_of(app.env).scripts.get(home)
    language = language_of(app.config)
    if record is None:
        if not app.config.accelguide_partial:
            log.warning("gallery/%s.py has no record: run `nox -s docs`", home, location=docname, type="accelguide")
        box = status_box("absent", say("status.absent", language), "nox -s docs", "", language)
    elif record.status.code == "ok":
        return
    else:
        box = box_of(record.status, language)
    section = next(iter(doctree.findall(nodes.section)), doctree)
    section.insert(1, raw(box))


def box_of(status: Status, language: str) -> Markup:
    """Box of a script that was not run or did not end well."""
    reason, command = status.reason, ""
    if status.not_run is not None:
        reason = say(status.not_run.reason, language, system=status.not_run.system)
        key = f"help.{status.not_run.reason}"
        command = say(key, language, system=status.not_run.system) if key in words.WORDS else ""
    elif status.code in ("timeout", "memory", "crash"):
        reason = say(f"{status.code}.reason", language, limit=status.reason, reason=status.reason)
    where = f" ({say('status.line', language, line=status.line)})" if status.line else ""
    head = say(f"status.{status.code}", language)
    return status_box(status.code, head, command, reason + where, language, status.traceback)


def status_box(code: str, head: str, command: str, text: str, language: str, traceback: str = "") -> Markup:
    """Box with a head, a sentence, the command that would help, and what Python said."""
    parts = [tag("p", head, class_="admonition-title")]
    if text:
        parts.append(tag("p", text))
    if command:
        parts.append(tag("p", help_line(command, language)))
    if traceback:
        parts.append(tag("pre", traceback))
    return tag("div", *parts, class_="admonition warning script-status", data_status=code)


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
    """Add directive, box and transform."""
    app.add_directive("recorded", Recorded)
    app.connect("config-inited", begin)
    app.connect("doctree-read", add_status)
    app.add_post_transform(TranslateThumbnails)
