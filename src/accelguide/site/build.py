"""Build both languages, one after the other, each Sphinx in a process of its own that shares the imports.

A fresh Sphinx spends most of a small build on importing; a server process that has imported everything is forked
instead, so that no state passes from one build to the next.
"""

from __future__ import annotations

import multiprocessing
import shutil
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

PRELOADED = [
    "sphinx.cmd.build",
    "sphinx_gallery.gen_gallery",
    "sphinx_gallery.notebook",
    "myst_nb.sphinx_",
    "matplotlib.pyplot",
    "pydata_sphinx_theme",
    "sphinx_copybutton",
    "accelguide.sphinx_ext",
]
FINE, WARNED = 0, 1
LANGUAGES = {"en": "en", "zh": "zh_CN"}


@dataclass(frozen=True)
class Folders:
    """Where things are: the sources of the site, and what is built from them."""

    docs: Path
    build: Path

    @property
    def html(self) -> Path:
        """The site."""
        return self.build / "html"

    @property
    def messages(self) -> Path:
        """What there is to translate, page by page."""
        return self.build / "messages"

    @property
    def catalogues(self) -> Path:
        """Translations, ``.po``."""
        return self.docs / "locales" / "zh_CN" / "LC_MESSAGES"


def server() -> BaseContext:
    """Context whose processes are forked from one that has imported everything; spawned where that cannot be."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def sphinx(arguments: list[str]) -> None:
    """Run ``sphinx-build`` in this process and leave with its status."""
    from sphinx.cmd.build import main

    raise SystemExit(main(arguments))


def run(context: BaseContext, arguments: list[str]) -> int:
    """Run ``sphinx-build`` in a process of its own; its status: `WARNED` where all pages were built all the same."""
    process: Any = context.Process(target=sphinx, args=(arguments,))  # type: ignore[attr-defined]
    process.start()
    process.join()
    return int(process.exitcode)


def options(folders: Folders, language: str, partial: bool) -> list[str]:
    """Command line of one build; warnings are errors, but every page is built first."""
    defined = [f"language={LANGUAGES[language]}", f"accelguide_records={folders.build / 'records'}"]
    defined.append(f"accelguide_messages={folders.messages}")
    defined += ["accelguide_partial=1"] * partial
    doctrees = folders.build / "doctrees" / language
    flags = [part for one in defined for part in ("-D", one)]
    return ["-q", "-W", "-d", str(doctrees), *flags, str(folders.docs), str(folders.html / language)]


def html(context: BaseContext, folders: Folders, language: str, partial: bool) -> int:
    """Build the pages of one language; see `run`."""
    return run(context, options(folders, language, partial))


def root(folders: Folders) -> None:
    """Put the page that picks a language at the root of the site."""
    for path in (folders.docs / "root").iterdir():
        shutil.copy(path, folders.html / path.name)
