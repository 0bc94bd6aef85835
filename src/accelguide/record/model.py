"""The structure of a record. Raw facts only: nothing here is computed from them."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class NotRun:
    """What is absent here (`system`) and why (`reason`, a code of `accelguide.systems`)."""

    system: str
    reason: str


@dataclass(frozen=True)
class Work:
    """What one call does at a size: items handled, bytes moved, floating-point operations."""

    items: int = 0
    bytes: int = 0
    flops: int = 0


@dataclass(frozen=True)
class Variant:
    """Samples of one variant at one size.

    Attributes
    ----------
    seconds : tuple of float
        Seconds per call, one sample a round; round ``i`` of every variant of a comparison is the same round.
    preempted : tuple of bool
        Whether the scheduler took the processor away during that sample.
    calls : int
        Calls in a sample.
    startup : float or None
        Seconds until what the variant runs in (a pool, a cluster) was up, in a fresh process; None where it needs none.
    first : float or None
        Seconds of the first call in a fresh process, compiling included.
    wall, transfers : float or None
        Of a variant on a device, whose `seconds` are by the device's events, on data that is there already: seconds by
        the host's clock of a launch until its end, and of the copies there and back. None elsewhere.
    peak_memory : int or None
        Bytes by which the first call raised the resident set of that process; of a variant on an engine, with all that
        the engine's processes held.
    moved : int or None
        Bytes that the processes of an engine sent one another in the first call. None elsewhere.
    lines : int or None
        Lines of the kernel's source, without its docstring.
    changed : int or None
        Lines of it that the baseline does not have, on an engine. None elsewhere.
    not_run : NotRun or None
        Why there are no samples.
    statement, order, claimed : str or None
        Of an operation: what is timed, its textbook order, and the order claimed for it.
    """

    name: str
    seconds: tuple[float, ...] = ()
    preempted: tuple[bool, ...] = ()
    calls: int = 0
    startup: float | None = None
    first: float | None = None
    wall: float | None = None
    transfers: float | None = None
    peak_memory: int | None = None
    moved: int | None = None
    lines: int | None = None
    changed: int | None = None
    not_run: NotRun | None = None
    statement: str | None = None
    order: str | None = None
    claimed: str | None = None


@dataclass(frozen=True)
class Comparison:
    """Variants of one workload at one size, measured in the same rounds; the first is the baseline.

    `stopped` is why no further round was taken; `interpreter` is empty for the one that runs the build.
    """

    workload: str
    size: int
    variants: tuple[Variant, ...]
    stopped: str
    work: Work | None = None
    interpreter: str = ""

    def variant(self, name: str) -> Variant | None:
        """Variant of that name, if it is one of this comparison."""
        return next((one for one in self.variants if one.name == name), None)


@dataclass(frozen=True)
class Observation:
    """One observed value that is no time of a variant; `unit` is ``"bytes"``, ``"seconds"``, ``"share"`` or empty."""

    name: str
    value: float | bool | str
    unit: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing of a script: SVG with its text kept as text, and its title for those who cannot see it."""

    svg: str
    title: str


@dataclass(frozen=True)
class Block:
    """What one code block of a script printed and drew; `line` is its first line."""

    line: int
    stdout: str = ""
    html: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Status:
    """How a script ended: ``ok``, ``skipped``, ``error``, ``timeout``, ``memory`` or ``crash``."""

    code: str = "ok"
    reason: str = ""
    line: int | None = None
    traceback: str = ""
    not_run: NotRun | None = None

    @property
    def fine(self) -> bool:
        """Whether a build may be called good with it: the script ended well, or needs what is absent."""
        return self.code in ("ok", "skipped")


@dataclass(frozen=True)
class Record:
    """All that is known of one run of one script.

    `script` is ``chapter/name``; `key` changes when the record is stale; `machine`, `versions` and `method`
    are facts about where and how it was measured; `elapsed` is in seconds, `peak_memory` in bytes.
    """

    script: str
    key: str
    status: Status
    machine: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    method: Mapping[str, Any] = field(default_factory=dict)
    elapsed: float = 0.0
    peak_memory: int = 0
    blocks: tuple[Block, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    observations: tuple[Observation, ...] = ()
    format: int = FORMAT


@functools.cache
def hints_of(kind: Any) -> dict[str, Any]:
    """Types of the fields of a structure."""
    return typing.get_type_hints(kind)


def restore(kind: Any, value: Any) -> Any:
    """Rebuild a structure of this module from what ``json`` gives back."""
    if value is None:
        return None
    if isinstance(kind, type) and is_dataclass(kind):
        hints = hints_of(kind)
        known = {one.name for one in fields(kind)} & set(value)
        return kind(**{name: restore(hints[name], value[name]) for name in known})
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        if not is_dataclass(arguments[0]):
            return tuple(value)
        return tuple(restore(arguments[0], item) for item in value)
    if typing.get_origin(kind) is types.UnionType and is_dataclass(arguments[0]):
        return restore(arguments[0], value)
    return value
