"""Measurements typed into prose, in either language: there may be none, since numbers enter through roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

NUMBER = r"\d[\d,.\u202f ]*"
ENGLISH = r"×|x\b|times|-?fold|percent|per cent|%|[mµun]?s\b|seconds?|milliseconds?|[kMGT]i?B\b|[MGT]FLOP"
UNITS = rf"(?:{ENGLISH}|倍|秒|毫秒|微秒|纳秒|分钟)"
WORDS = r"two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred|thousand|half"
SPELLED = rf"(?:{WORDS}|[两三四五六七八九十百千]|一半)"
TYPED = re.compile(rf"{NUMBER}[\s\u00a0]*{UNITS}|{SPELLED}[\s-]*(?:times (?:as|faster|slower)|-?fold\b|倍)", re.I)
QUOTED = re.compile(r"``[^`]*``|[{:][A-Za-z:+-]+[}:]`[^`]*`|`[^`]*`|```.*?```", re.S)
OPTION = re.compile(r"^\s*:\w[\w-]*:.*$", re.M)


def typed(text: str) -> list[tuple[int, str]]:
    """Measurements that stand in a text outside roles and literals: line, from 0, and words of each."""
    bare = text
    for pattern in (QUOTED, OPTION):
        bare = pattern.sub(lambda found: " " + "\n" * found[0].count("\n"), bare)
    return [(bare[: found.start()].count("\n"), found.group(0).strip()) for found in TYPED.finditer(bare)]


def texts(root: Path) -> Iterator[tuple[Path, int, str]]:
    """Prose of the whole guide: file, first line, and what it says."""
    for path in sorted((root / "gallery").rglob("*.py")):
        for block in split_code_and_text_blocks(str(path))[1]:
            if block.type == "text":
                yield path, block.lineno, block.content
    for path in [*sorted((root / "docs").glob("*.md")), *sorted((root / "docs" / "chapters").rglob("*.md"))]:
        yield path, 1, path.read_text(encoding="utf-8")
    for path in sorted((root / "docs" / "locales").rglob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                yield path, message.lineno or 1, str(message.string or "").replace("\n", " ")


def problems(root: Path) -> Iterator[str]:
    """Every measurement that was typed in."""
    for path, first, text in texts(root):
        for line, found in typed(text):
            place = f"{path.relative_to(root)}:{first + line}"
            yield f"{place}: {found!r} looks like a typed-in measurement: use a role (:time:, :speedup:, …)"
