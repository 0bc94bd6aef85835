"""What every part asks of a build: its language, its records, which script a page shows, how to report."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from accelguide.record import FREE_THREADED, Missing, Published, Records
from accelguide.record.limits import NoLimits

log = logging.getLogger(__name__)
GALLERY = "gallery/"
GENERATED = re.compile(r"\.\. GENERATED FROM PYTHON SOURCE LINES (\d+)-")


def language_of(config: Config) -> str:
    """``"en"`` or ``"zh"``."""
    return "zh" if config.language.startswith("zh") else "en"


def records_of(env: BuildEnvironment) -> Records:
    """Records of this build, read once per build."""
    return records_in(Path(env.app.confdir, env.config.accelguide_records))


@cache
def records_in(folder: Path) -> Records:
    """Records of a folder: a process builds one site, and nothing writes records meanwhile."""
    return Records(folder)


def published_of(env: BuildEnvironment) -> Published:
    """Records of other machines that go with the project."""
    return published_in(Path(env.app.confdir, env.config.accelguide_published))


@cache
def published_in(folder: Path) -> Published:
    """Published records of a folder, read once."""
    return Published(folder)


def home_of(docname: str) -> str | None:
    """Script that a page shows; None for a page that shows none."""
    return docname.removeprefix(GALLERY) if docname.startswith(GALLERY) else None


@cache
def package() -> Path:
    """Folder of accelguide, found without importing any kernel: the site is built without what they need."""
    found = importlib.util.find_spec("accelguide")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def depend(env: BuildEnvironment, script: str) -> None:
    """Read the current page again whenever that record changes."""
    env.note_dependency(str(records_of(env).path(script)))


class Directive(SphinxDirective):
    """A directive that shows figures: what goes wrong is reported with page and line, and nothing is shown."""

    def run(self) -> list[nodes.Node]:
        """Show the figures."""
        try:
            return self.show()
        except (Missing, ValueError) as error:
            report(self.env, self.name, error, self.get_location())
            return []

    def show(self) -> list[nodes.Node]:
        """Nodes of this directive; raises `Missing` or `ValueError` for what cannot be shown."""
        raise NotImplementedError

    @property
    def language(self) -> str:
        """Language of this build."""
        return language_of(self.config)

    @property
    def home(self) -> str | None:
        """Script that the current page shows."""
        return home_of(self.env.docname)

    @property
    def records(self) -> Records:
        """Records of this build."""
        return records_of(self.env)


def free_threaded(argument: str) -> str:
    """Value of the option ``interpreter``: there is one kind to ask for."""
    if argument.strip() != FREE_THREADED:
        raise ValueError(f"{argument!r}: the one kind of interpreter to ask for is {FREE_THREADED!r}")
    return FREE_THREADED


def report(env: BuildEnvironment, name: str, error: Exception, location: str) -> None:
    """Say what a directive or role of the current page cannot show, and where, unless it may be missing."""
    if not absent(env, home_of(env.docname), error):
        log.warning("%s: %s", name, error, location=place(env.docname, location), type="accelguide")


def absent(env: BuildEnvironment, home: str | None, error: Exception) -> bool:
    """Whether a figure may be missing: its page's script did not end well, or was left out of a partial build."""
    if not isinstance(error, Missing):
        return False
    record = records_of(env).scripts.get(home or "")
    if record is not None and not isinstance(error, NoLimits):
        return record.status.code != "ok"
    return bool(env.config.accelguide_partial)


def place(docname: str, location: str) -> str:
    """Where an author mends a page: for a page made from a script, the line of the script."""
    home = home_of(docname)
    page, _, line = location.rpartition(":")
    if home is None or not line.isdigit() or not Path(page).is_file():
        return location
    before = Path(page).read_text(encoding="utf-8").splitlines()[: int(line)]
    for count, text in enumerate(reversed(before)):
        if found := GENERATED.match(text):
            return f"gallery/{home}.py:{int(found[1]) + max(0, count - 2)}"
    return location


def raw(html: str) -> nodes.raw:
    """Markup as a node; its words are ours and are not offered for translation."""
    return nodes.raw("", html, format="html")


def setup(app: Sphinx) -> None:
    """Add the settings."""
    app.add_config_value("accelguide_records", "_build/records", "env")
    app.add_config_value("accelguide_published", "published", "env")
    app.add_config_value("accelguide_partial", False, "env", types=(bool, int, str))
