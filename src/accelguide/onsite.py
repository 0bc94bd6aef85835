"""Engines that a page starts once: their start-up, first calls and footprint are taken in the page's own process.

A cluster takes seconds to start, and a fresh process for each variant would start it again for each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from accelguide.footprint import Footprint, descendants
from accelguide.portable import Sessions

Kernel = Callable[..., Any]


class Onsite:
    """Gives kernels their sessions, as `Sessions` does, and watches the first call of each.

    Attributes
    ----------
    facts : dict of str to dict
        Start-up, first call, peak memory and bytes moved, by the kernel's name. Variants in one session share its
        start-up, and the first call of the later ones finds it warm.
    """

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.facts: dict[str, dict[str, Any]] = {}
        self.roots: dict[Any, set[int]] = sessions.roots  # a page may compare twice in the same sessions

    def ready(self, kernel: Kernel) -> Kernel:
        """Start what `kernel` runs in; return the call that takes the workload's arguments alone."""
        start = getattr(kernel, "session", None)
        seen = start is not None and start not in self.sessions.open
        before = set(descendants(os.getpid()))
        call: Kernel = self.sessions.ready(kernel)
        if seen:
            self.roots[start] = set(descendants(os.getpid())) - before
        return call if kernel.__name__ in self.facts else self.watched(kernel.__name__, call, start)

    def watched(self, name: str, call: Kernel, start: Any) -> Kernel:
        """The call, which is watched once."""

        def once(*arguments: Any) -> Any:
            if name in self.facts:
                return call(*arguments)
            by_pipes = getattr(getattr(start, "func", start), "by_pipes", False)
            seen = Footprint(os.getpid(), self.others(start), by_pipes)
            result = seen.around(call, *arguments)
            self.facts[name] = {
                "startup": self.sessions.startup.get(start),
                "first": seen.seconds,
                "peak_memory": seen.peak_memory,
                "moved": seen.moved if start is not None else None,
            }
            return result

        once.__name__ = name
        return once

    def others(self, start: Any) -> set[int]:
        """Processes that were there before a call and have no part in it: those of other sessions, and of none."""
        own = self.roots.get(start, set())
        if start is not None and start not in self.roots:  # started elsewhere, so that nobody saw what came with it
            return set().union(*self.roots.values())
        return set(descendants(os.getpid())).difference(own, *map(descendants, own))


def changed(base: list[str], other: list[str]) -> int:
    """Lines of a source that another one does not have, the name of the function left aside."""
    known = {line.strip() for line in base}
    return sum(line.strip() not in known for line in body(other))


def body(lines: list[str]) -> Iterator[str]:
    """Lines of a function but for its head."""
    return (line for line in lines if not line.lstrip().startswith(("def ", "@")))
