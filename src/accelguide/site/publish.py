"""Publishing: copy this build's records to a folder that goes with the project, under the name of a machine."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from accelguide.record import Record, Records, save

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CannotPublish(ValueError):
    """What would be published is missing or no good; the message says what to do."""


def publish(records: Records, folder: Path, name: str, only: list[str]) -> list[Path]:
    """Write the records of the scripts chosen to ``folder/name``; nothing is written where one of them is no good.

    Parameters
    ----------
    records : Records
        Of this build.
    folder : pathlib.Path
        ``docs/published``.
    name : str
        Of this machine, as pages will call it: lower-case letters, digits and hyphens.
    only : list of str
        Chapters, or scripts by their name; empty for all.

    Returns
    -------
    list of pathlib.Path
        What was written.

    Raises
    ------
    CannotPublish
        A bad name, nothing measured, or a script that did not end well.
    """
    if not NAME.fullmatch(name):
        raise CannotPublish(f"{name!r} cannot name a machine: use lower-case letters, digits and hyphens, as in h200")
    chosen = [one for one in records.scripts.values() if not only or named(one, only)]
    if not chosen:
        raise CannotPublish(f"nothing measured is called {', '.join(only) or 'anything'}: run `nox -s docs` first")
    if bad := [one.script for one in chosen if one.status.code != "ok"]:
        raise CannotPublish(f"not published, since these did not run to their end: {', '.join(bad)}")
    written = []
    for record in chosen:
        path = folder / name / f"{record.script}.json"
        save(dataclasses.replace(record, blocks=()), path)  # what was printed and drawn belongs to the page built there
        written.append(path)
    return written


def named(record: Record, only: list[str]) -> bool:
    """Whether a record is of a chapter or a script that was asked for."""
    return bool({record.script, *record.script.split("/")} & set(only))
