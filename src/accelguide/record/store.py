"""How records are kept: written whole or not at all, found again by the names in them."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from accelguide.record.model import FORMAT, Comparison, Observation, Record, restore

COLLECT = "ACCELGUIDE_COLLECT"
FREE_THREADED = "free-threaded"  # what a comparison names as its interpreter where none of the kind was found


class Missing(KeyError):
    """No record holds what was asked for; the message says what there is instead."""

    def __str__(self) -> str:
        return str(self.args[0])


def save(record: Record, path: Path) -> None:
    """Write a record so that a crash or a full disk leaves the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(dataclasses.asdict(record), ensure_ascii=False, indent=1)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            part.chmod(0o644)  # a temporary file is its owner's alone, a record is for all
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def load(path: Path) -> Record | None:
    """Read a record; None where there is none, or one of another format or not readable (it is then stale)."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        if value.get("format") != FORMAT:
            return None
        record: Record = restore(Record, value)
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        return None
    return record


def collecting() -> bool:
    """Whether a recorder listens: results then go to it, not to the terminal."""
    return COLLECT in os.environ


def collect(item: Comparison | Observation) -> None:
    """Hand a result to the recorder that started this script, one line each, so that a crash loses none before it."""
    line = json.dumps({type(item).__name__: dataclasses.asdict(item)}, ensure_ascii=False)
    with open(os.environ[COLLECT], "a", encoding="utf-8") as file:
        file.write(line + "\n")


def noted(path: Path) -> Iterator[Any]:
    """Read a file of one JSON value a line; a line that a crash cut short is left out."""
    for line in path.read_bytes().split(b"\n") if path.exists() else ():  # the cut may be inside a character
        with contextlib.suppress(ValueError):
            yield json.loads(line)


def collected(path: Path) -> Iterator[Comparison | Observation]:
    """Read back what a script handed over."""
    kinds = {"Comparison": Comparison, "Observation": Observation}
    for note in noted(path):
        ((kind, value),) = note.items()
        yield restore(kinds[kind], value)


class Records:
    """All records below a folder, found by the names of what they measured.

    Parameters
    ----------
    folder : pathlib.Path
        Where ``<chapter>/<script>.json`` lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def scripts(self) -> dict[str, Record]:
        """Records by their script's name, ``chapter/name``, in the order of the gallery."""
        loaded = (load(path) for path in sorted(self.folder.glob("*/*.json")))
        return {record.script: record for record in loaded if record is not None}

    def path(self, script: str) -> Path:
        """Where the record of a script lies."""
        return self.folder / f"{script}.json"

    def holding(self, name: str, home: str | None = None) -> Record:
        """Record that measured a variant, workload or observation of that name.

        `name` may be qualified, ``chapter/script#name``; otherwise the record `home` is preferred, and a name
        that several others measured is refused.

        Raises
        ------
        Missing
            Where no record, or more than one, holds the name.
        """
        script, _, plain = name.rpartition("#")
        if script:
            found = [self.scripts[script]] if script in self.scripts else []
        else:
            found = [record for record in self.scripts.values() if plain in names(record)]
            found = [record for record in found if record.script == home] or found
        if len(found) == 1 and plain in names(found[0]):
            return found[0]
        if found and not script:
            places = ", ".join(f"{record.script}#{plain}" for record in found)
            raise Missing(f"{plain!r} was measured by several scripts: say which ({places})")
        near = found[0] if found else self.scripts.get(home or "")
        known = sorted(names(near)) if near else sorted(self.scripts)
        raise Missing(f"nothing measured is called {name!r}; known here: {', '.join(known) or 'nothing'}")

    def sweep(self, name: str, home: str | None = None, interpreter: str = "") -> list[Comparison]:
        """Comparisons, by size, that hold a variant or workload of that name.

        With `interpreter`, those that it measured, in whatever script. Raises `Missing`.
        """
        plain = name.rpartition("#")[2]
        holding = self.scripts.values() if interpreter else [self.holding(name, home)]
        comparisons = [one for record in holding for one in record.comparisons if one.interpreter == interpreter]
        found = sorted((one for one in comparisons if plain in names_of(one)), key=lambda one: one.size)
        if not found:
            raise Missing(f"{name!r} was not measured as a variant or a workload")
        return found

    def interpreters(self, name: str = "") -> list[str]:
        """Interpreters that measured a variant or workload of that name, or anything, in the order recorded."""
        taken = [one for record in self.scripts.values() for one in record.comparisons if one.interpreter]
        found = [one for one in taken if one.variants[0].seconds]
        return list(dict.fromkeys(one.interpreter for one in found if not name or name in names_of(one)))

    def free_threaded(self, name: str) -> str:
        """The newest free-threaded interpreter that measured `name`; `FREE_THREADED` where none was found."""
        found = [label for label in self.interpreters(name) if label.endswith("t")]
        return found[-1] if found else FREE_THREADED

    def observation(self, name: str, home: str | None = None) -> Observation:
        """Observation of that name. Raises `Missing`."""
        plain = name.rpartition("#")[2]
        for one in self.holding(name, home).observations:
            if one.name == plain:
                return one
        raise Missing(f"{name!r} was measured, but is no observation")


def names_of(comparison: Comparison) -> set[str]:
    """Names by which a comparison may be asked for."""
    return {comparison.workload, *(one.name for one in comparison.variants)}


def names(record: Record) -> set[str]:
    """Names by which anything in a record may be asked for; what other interpreters measured is not among them."""
    found = {one.name for one in record.observations}
    return found.union(*(names_of(one) for one in record.comparisons if not one.interpreter))
