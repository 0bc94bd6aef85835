"""What was absent or went wrong, told on the page: the box of a script, and the command that would help."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from accelguide import words
from accelguide.record import NotRun, Status
from accelguide.sphinx_ext.context import home_of, language_of, log, raw, records_of
from accelguide.sphinx_ext.html import Markup, tag
from accelguide.words import say


def add_status(app: Sphinx, doctree: nodes.document) -> None:
    """Say at the head of a page that its script did not end well, or has no record."""
    docname = app.env.docname
    home = home_of(docname)
    if home is None or "/" not in home or home.endswith("/index"):
        return  # no page of a script
    record = records_of(app.env).scripts.get(home)
    language = language_of(app.config)
    if record is None:
        if not app.config.accelguide_partial:
            log.warning("gallery/%s.py has no record: run `nox -s docs`", home, location=docname, type="accelguide")
        box = status_box("absent", "nox -s docs", "", language)
    elif record.status.code == "ok":
        return
    else:
        box = box_of(record.status, language)
    section = next(iter(doctree.findall(nodes.section)), doctree)
    section.insert(1, raw(box))


def box_of(status: Status, language: str) -> Markup:
    """Box of a script that was not run or did not end well."""
    system = status.not_run.system if status.not_run else ""
    command = words.remedy(status.reason, system, language) if system else ""
    text = words.ended(status.code, status.reason, system, status.line, language)
    return status_box(status.code, command, text, language, status.traceback)


def status_box(code: str, command: str, text: str, language: str, traceback: str = "") -> Markup:
    """Box with a head, a sentence, the command that would help, and what Python said."""
    parts = [tag("p", say(f"status.{code}", language), class_="admonition-title")]
    if text:
        parts.append(tag("p", text))
    if command:
        parts.append(tag("p", help_line(command, language)))
    if traceback:
        parts.append(tag("pre", traceback))
    return tag("div", *parts, class_="admonition warning script-status", data_status=code)


def absence(absent: NotRun, language: str) -> Markup:
    """Why a variant did not run here, and the command that would help."""
    told = tag("span", say("not-run", language, reason=say(absent.reason, language, system=absent.system)))
    command = words.remedy(absent.reason, absent.system, language)
    return tag("span", told, Markup("<br>"), help_line(command, language)) if command else told


def help_line(command: str, language: str) -> Markup:
    """Say which command would add what is absent."""
    before, after = say("help", language, command="\0").split("\0")
    return tag("span", before, tag("code", command), after)


def setup(app: Sphinx) -> None:
    """Connect to the build."""
    app.connect("doctree-read", add_status)
