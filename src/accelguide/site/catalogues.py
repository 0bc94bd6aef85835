"""The Chinese catalogues: one for each page, kept complete, and checked against the English text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from accelguide.site.build import Folders

LOCALE = "zh_CN"
OWN = "sphinx.po"  # words of the theme that its own catalogue lacks; kept by hand
HAN = re.compile(r"[\u3400-\u9fff]")
ROLE = r"(?::[a-zA-Z:+-]+:|\{[a-zA-Z:+-]+\})`[^`]*`"
MARKED = re.compile(rf"{ROLE}|``[^`]+``|`[^`]+`_?|\[\^[^\]]+\]|\$[^$]+\$")
CHANGING = r"POT-Creation|PO-Revision|Last-Translator|Generated-By|Report-Msgid|Language-Team|Project-Id"
HEADER = re.compile(rf'^"({CHANGING}).*\n', re.M)
WORDS = re.compile(r"[A-Za-z]{3,}[^`]* [A-Za-z]{3,}")


@dataclass(frozen=True)
class Page:
    """Messages of a page; not all of them where its script was not measured, so that none counts as gone."""

    complete: bool
    messages: list[str]


def pages(folders: Folders) -> dict[Path, Page]:
    """Every page that has messages, by the path of its catalogue below the catalogues' folder."""
    found = {}
    for path in sorted(folders.messages.rglob("*.json")):
        page = Page(**json.loads(path.read_text(encoding="utf-8")))
        if page.messages:
            found[path.relative_to(folders.messages).with_suffix(".po")] = page
    return found


def load(path: Path) -> Catalog:
    """A catalogue; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def dump(catalogue: Catalog) -> str:
    """Text of a catalogue, without dates, places or names, so that it changes only where a message does."""
    catalogue.fuzzy = False
    catalogue.header_comment = "# Chinese text of accelguide."
    file = BytesIO()
    write_po(file, catalogue, width=0, no_location=True, ignore_obsolete=True)
    return HEADER.sub("", file.getvalue().decode())


def update(folders: Folders) -> list[Path]:
    """Bring the catalogues up to date; return those that changed.

    Translations are kept, those of a changed message are marked fuzzy, those of a message that is gone are dropped.
    """
    changed = []
    wanted = pages(folders)
    for relative, page in wanted.items():
        path = folders.catalogues / relative
        catalogue = load(path)
        template = Catalog(locale=LOCALE)
        kept = [] if page.complete else [str(one.id) for one in catalogue if one.id]
        for text in [*page.messages, *kept]:
            template.add(text)
        catalogue.update(template)
        text = dump(catalogue)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(relative)
    for path in folders.catalogues.rglob("*.po"):
        if path.relative_to(folders.catalogues) not in wanted and path.name != OWN:
            path.unlink()
            changed.append(path.relative_to(folders.catalogues))
    return changed


def marks(text: str) -> list[str]:
    """Roles, literals, formulas and footnotes of a text, in which a translation may not differ."""
    found = [re.sub(r"`[^`<]*<([^>]+)>`", r"`<\1>`", one) for one in MARKED.findall(text)]
    return sorted(re.sub(r"\s+", " ", one) for one in found)


def problems(folders: Folders) -> Iterator[str]:
    """Every message that is missing, empty, fuzzy, obsolete, not Chinese, or marked up differently."""
    wanted = pages(folders)
    for relative, page in wanted.items():
        catalogue = load(folders.catalogues / relative)
        known = {str(one.id): one for one in catalogue if one.id}
        for text in page.messages:
            message = known.pop(text, None)
            problem = "missing" if message is None else problem_of(text, str(message.string), message.fuzzy)
            if problem:
                yield f"{relative}: {problem}: {text[:80]!r}"
        yield from (f"{relative}: obsolete: {text[:80]!r}" for text in known if page.complete)
    for path in sorted(folders.catalogues.rglob("*.po")):
        if path.relative_to(folders.catalogues) not in wanted and path.name != OWN:
            yield f"{path.relative_to(folders.catalogues)}: no page"


def problem_of(text: str, translation: str, fuzzy: bool) -> str:
    """What is wrong with one translation; empty where nothing is."""
    if not translation:
        return "not translated"
    if fuzzy:
        return "fuzzy"
    if marks(text) != marks(translation):
        return f"marked up differently ({marks(text)} and {marks(translation)})"
    if WORDS.search(re.sub(r"`+[^`]*`+", "", text)) and not HAN.search(translation):
        return "not Chinese"
    return ""
