"""Records of named machines that were published with the project: what ran there and not here can still be shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from accelguide.record.model import Comparison, Record
from accelguide.record.store import Records


class Elsewhere(NamedTuple):
    """A comparison as another machine measured it, and the name of that machine."""

    name: str
    records: Records
    record: Record
    comparison: Comparison


class Published:
    """Records of other machines.

    Parameters
    ----------
    folder : pathlib.Path
        Where ``<machine>/<chapter>/<script>.json`` lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def machines(self) -> dict[str, Records]:
        """Records by the name of their machine."""
        return {path.name: Records(path) for path in sorted(self.folder.glob("*")) if path.is_dir()}

    def elsewhere(self, script: str, comparison: Comparison) -> Iterator[Elsewhere]:
        """The same comparison on each machine that ran a variant of it that did not run here."""
        absent = {one.name for one in comparison.variants if one.not_run is not None}
        for name, records in self.machines.items() if absent else ():
            record = records.scripts.get(script)
            for other in record.comparisons if record else ():
                ran = {one.name for one in other.variants if one.seconds}
                if alike(other, comparison) and ran & absent:
                    yield Elsewhere(name, records, record, other)  # type: ignore[arg-type]


def alike(one: Comparison, other: Comparison) -> bool:
    """Whether two comparisons are of the same workload, size and kind of interpreter."""
    return (one.workload, one.size, bool(one.interpreter)) == (other.workload, other.size, bool(other.interpreter))
