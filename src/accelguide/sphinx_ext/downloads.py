"""Downloads of a gallery page, in both languages: script, notebook, both zipped, and a standalone script.

In Chinese the prose is translated from the page's catalogue; the code is the same, byte for byte.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from docutils import nodes
from sphinx.application import Sphinx
from sphinx_gallery.notebook import jupyter_notebook
from sphinx_gallery.py_source_parser import Block, split_code_and_text_blocks

from accelguide.sphinx_ext import standalone
from accelguide.sphinx_ext.context import Directive, home_of, language_of, log, package, raw
from accelguide.sphinx_ext.html import tag
from accelguide.sphinx_ext.numbers import ROLES
from accelguide.words import say

FOLDER = "_downloads"
SUFFIXES = {"py": ".py", "ipynb": ".ipynb", "standalone": "_standalone.py", "zip": ".zip"}
FIGURES = "kernel|timings|scaling|amdahl|usl|outlook|costs|versions"
SHOWN = re.compile(rf"^\.\. ({FIGURES})::.*\n(?:[ \t]+\S.*\n|\n(?=[ \t]))*", re.M)
CLAIM = re.compile(r"^\.\. claim:: (\S+)\n[ \t]+:rule: .*\n(?:[ \t]{4,}\S.*\n)*", re.M)
ROLE = re.compile(rf":({'|'.join(ROLES)}):`([^`]+)`")
UNDERLINE = re.compile(r"([=\-~^\"*+#])\1{2,}")


class Downloads(Directive):
    """Directive ``downloads``, which stands at the end of every gallery page."""

    def show(self) -> list[nodes.Node]:
        """List of links, in words that need no translation."""
        docname = self.env.docname
        listing = nodes.bullet_list(classes=["downloads"])
        for kind, suffix in SUFFIXES.items():
            name = docname.rpartition("/")[2] + suffix
            text = nodes.inline("", say(f"download.{kind}", self.language) + " ")
            address = "../" * docname.count("/") + f"{FOLDER}/{docname}{suffix}"
            link = nodes.reference("", "", text, nodes.literal(name, name), refuri=address, classes=["download"])
            listing += nodes.list_item("", nodes.paragraph("", "", link))
        title = raw(tag("p", say("downloads", self.language), class_="rubric", role="heading", aria_level="2"))
        return [nodes.container("", title, listing, classes=["downloads"])]


def catalogue_path(app: Sphinx, docname: str) -> Path:
    """Where the translations of a page are."""
    return Path(app.confdir, app.config.locale_dirs[0], app.config.language, "LC_MESSAGES", f"{docname}.po")


def catalogue(app: Sphinx, docname: str) -> dict[str, str]:
    """Messages of a page and their translations; nothing in English."""
    path = catalogue_path(app, docname)
    if language_of(app.config) == "en" or not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string and not one.fuzzy}


def translate(text: str, known: dict[str, str]) -> str:
    """Replace every message in a text by its translation, longest first, and lengthen underlines to fit."""
    put: list[str] = []
    for message in sorted(known, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, message.split()))

        def keep(found: re.Match[str], message: str = message) -> str:
            put.append(known[message])
            return f"\0{len(put) - 1}\0"

        text = re.sub(rf"(?<![^\s*:-]){words}(?!\S)", keep, text)
    lines = re.sub(r"\0(\d+)\0", lambda found: put[int(found[1])], text).split("\n")
    for place in range(1, len(lines)):
        if UNDERLINE.fullmatch(lines[place].strip()) and lines[place - 1].strip():
            lines[place] = lines[place][0] * max(len(lines[place].strip()), width(lines[place - 1]))
    return "\n".join(lines)


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def translated_blocks(script: Path, known: dict[str, str]) -> list[Block]:
    """Blocks of a script, prose translated."""
    blocks = split_code_and_text_blocks(str(script))[1]
    return [one._replace(content=translate(one.content, known)) if one.type == "text" else one for one in blocks]


def commented(text: str) -> str:
    """Prose as the comment lines of a block."""
    return "# %%\n" + "\n".join(f"# {line}".rstrip() for line in text.strip("\n").split("\n")) + "\n"


def script_of(blocks: list[Block]) -> str:
    """A script from its blocks."""
    parts = [f'"""\n{blocks[0].content.strip()}\n"""\n']
    parts += [commented(one.content) if one.type == "text" else one.content.strip("\n") + "\n\n" for one in blocks[1:]]
    return "".join(parts).rstrip("\n") + "\n"


def plain(text: str) -> str:
    """Prose for a notebook, which knows none of our directives: figures are named, claims keep their statement."""
    text = CLAIM.sub(r"**\1**\n", SHOWN.sub("", text + "\n"))
    return ROLE.sub(r"*[\1: \2]*", text)


def notebook_of(blocks: list[Block], app: Sphinx, folder: Path) -> str:
    """A notebook from blocks."""
    shown = [one._replace(content=plain(one.content)) if one.type == "text" else one for one in blocks]
    shown = [one for one in shown if one.content.strip()]
    made = jupyter_notebook(shown, app.config.sphinx_gallery_conf, str(folder))
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def write(app: Sphinx, docname: str) -> None:
    """Write the downloads of one page into the site."""
    script = Path(app.srcdir, f"{docname}.py")
    blocks = translated_blocks(script, catalogue(app, docname))
    stem = script.stem
    text = script_of(blocks) if language_of(app.config) == "zh" else script.read_text(encoding="utf-8")
    notebook = notebook_of(blocks, app, script.parent)
    parts = [(one.type, commented(one.content) if one.type == "text" else one.content) for one in blocks[1:]]
    alone = standalone.build(f"\n{blocks[0].content.strip()}\n", parts, package())
    target = Path(app.outdir, FOLDER, docname)
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix, content in ((".py", text), (".ipynb", notebook), ("_standalone.py", alone)):
        target.with_name(stem + suffix).write_text(content, encoding="utf-8")
    with zipfile.ZipFile(target.with_name(f"{stem}.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix in (".py", ".ipynb", "_standalone.py"):
            archive.write(target.with_name(stem + suffix), stem + suffix)


@cache
def package_changed() -> float:
    """When the newest file of the package was written: a standalone script holds some of them."""
    return max(path.stat().st_mtime for path in package().rglob("*.py"))


def stale(app: Sphinx, docname: str) -> bool:
    """Whether the script, its catalogue or the package is newer than what was written from them."""
    written = Path(app.outdir, FOLDER, f"{docname}.zip")
    sources = (Path(app.srcdir, f"{docname}.py"), catalogue_path(app, docname))
    changed = max([package_changed(), *(path.stat().st_mtime for path in sources if path.exists())])
    return not written.exists() or changed > written.stat().st_mtime


def finish(app: Sphinx, problem: Exception | None) -> None:
    """Write the downloads of the gallery's pages that changed."""
    if problem is not None or app.builder.format != "html":
        return
    for docname in sorted(app.env.found_docs):
        if home_of(docname) and Path(app.srcdir, f"{docname}.py").exists() and stale(app, docname):
            try:
                write(app, docname)
            except standalone.CannotStandAlone as error:
                log.warning("%s", error, location=docname, type="accelguide")


def setup(app: Sphinx) -> None:
    """Add the directive and the last step."""
    app.add_directive("downloads", Downloads)
    app.connect("build-finished", finish)
