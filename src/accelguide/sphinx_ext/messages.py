"""Keep what there is to translate on each English page, as Sphinx reads it: no build of its own is needed for that."""

from __future__ import annotations

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.nodes import extract_messages

from accelguide.sphinx_ext.context import home_of, language_of, records_of

REFERENCE = re.compile(r":[a-z]+:`[^`<]+`")  # alone in its place, it has no words of its own


def folder(app: Sphinx) -> Path:
    """Where the messages lie, a file for each page."""
    return Path(app.confdir, app.config.accelguide_messages)


def keep(app: Sphinx, doctree: nodes.document) -> None:
    """Write the messages of a page that was read, in order, each once."""
    if language_of(app.config) != "en" or not app.config.accelguide_messages:
        return
    found = dict.fromkeys(text for _, text in extract_messages(doctree) if not REFERENCE.fullmatch(text))
    path = folder(app) / f"{app.env.docname}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    page = {"complete": complete(app), "messages": list(found)}
    path.write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")


def complete(app: Sphinx) -> bool:
    """Whether these are all messages of the page: the words of a script's drawings are known only from its record."""
    docname = app.env.docname
    if not Path(app.srcdir, f"{docname}.py").exists():
        return True
    record = records_of(app.env).scripts.get(home_of(docname) or "")
    return record is not None and record.status.code == "ok"


def drop(app: Sphinx, problem: Exception | None) -> None:
    """Remove the messages of pages that are gone."""
    if problem is not None or language_of(app.config) != "en" or not app.config.accelguide_messages:
        return
    for path in folder(app).rglob("*.json"):
        if str(path.relative_to(folder(app)).with_suffix("")) not in app.env.found_docs:
            path.unlink()


def setup(app: Sphinx) -> None:
    """Connect to the build."""
    app.add_config_value("accelguide_messages", "", "env")
    app.connect("doctree-read", keep, priority=900)
    app.connect("build-finished", drop)
