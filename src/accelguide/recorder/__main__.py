"""Bring every record up to date: ``python -m accelguide.recorder GALLERY RECORDS [--only …] [--again …]``."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import FrameType

from accelguide.record import Record, Records, save
from accelguide.recorder.run import record, sentence
from accelguide.recorder.script import BadScript, Script, find, identity, read
from accelguide.terminal import language
from accelguide.words import say

INTERRUPTIONS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def arguments() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(prog="accelguide.recorder", description=__doc__)
    parser.add_argument("gallery", type=Path)
    parser.add_argument("records", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="CHAPTER", help="record a part of the gallery")
    parser.add_argument("--again", action="append", default=[], metavar="NAME", help="measure anew; 'all' for all")
    return parser.parse_args()


def chosen(scripts: list[Path], only: list[str], again: list[str]) -> list[Path]:
    """Scripts whose chapter, name or both is asked for; all of them where nothing is."""
    for name in [*only, *again]:
        if not any(asked(path, [name]) for path in scripts):
            known = ", ".join(sorted({path.parent.name for path in scripts}))
            raise BadScript(f"no chapter or script is called {name!r}; chapters: {known}")
    return [path for path in scripts if not only or asked(path, only)]


def asked(path: Path, names: list[str]) -> bool:
    """Whether a script is meant by one of `names`."""
    forms = {path.parent.name, path.stem, path.stem.partition("_")[2], f"{path.parent.name}/{path.stem}", "all"}
    return bool(forms & set(names))


def up_to_date(script: Script, old: Record | None, again: list[str]) -> bool:
    """Whether a record can be kept. One of a script that failed never is."""
    if old is None or not old.status.fine or asked(script.path, again):
        return False
    return old.key == identity(script)[0]


def outcome_of(found: Record, fresh: bool) -> str:
    """Which of the four words of the summary fits."""
    if found.status.code == "skipped":
        return "skipped"
    if found.status.code != "ok":
        return "failed"
    return "measured" if fresh else "kept"


def refresh(path: Path, records: Records, again: list[str]) -> tuple[Record, bool]:
    """Record of a script, measured now where the old one is stale."""
    script = read(path)
    old = records.scripts.get(script.name)
    if old is not None and up_to_date(script, old, again):
        kept = moved(old, script)
        if kept.blocks != old.blocks:
            save(kept, records.path(script.name))
        return kept, False
    found = record(script, Line(script.name).tick)
    save(found, records.path(script.name))
    return found, True


def moved(old: Record, script: Script) -> Record:
    """Record with its blocks on the lines where they are now: prose above them may have grown or shrunk since."""
    lines = [line for line, _ in script.blocks[: len(old.blocks)]]
    blocks = tuple(replace(block, line=line) for block, line in zip(old.blocks, lines, strict=True))
    status = old.status
    if status.line is not None and blocks:
        status = replace(status, line=status.line + blocks[-1].line - old.blocks[-1].line)
    return replace(old, blocks=blocks, status=status)


class Line:
    """The line that says, in a terminal, that a script is being measured."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.shown = sys.stdout.isatty()
        self.last = 0.0

    def tick(self, elapsed: float) -> None:
        """Show the seconds, once a second."""
        if self.shown and elapsed - self.last >= 1:
            self.last = elapsed
            print(f"\r  {self.name:<40} {elapsed:6.0f} s …", end="", flush=True)


def summarize(results: list[tuple[Record, bool]], spoken: str, elapsed: float) -> None:
    """Print how many scripts were measured, kept, not run and failed, and why."""
    groups: dict[str, list[Record]] = {"measured": [], "kept": [], "skipped": [], "failed": []}
    for found, fresh in results:
        groups[outcome_of(found, fresh)].append(found)
    print(", ".join(f"{say(word, spoken)} {len(group)}" for word, group in groups.items()) + f" ({elapsed:.1f} s)")
    for found in groups["skipped"] + groups["failed"]:
        word = say(f"status.{found.status.code}", spoken)
        print(f"  gallery/{found.script}.py:{found.status.line or 1}: {word}: {sentence(found.status, spoken)}")
        if found.status.traceback:
            print("    " + found.status.traceback.rstrip().replace("\n", "\n    "))
    for found, _ in results:
        for line in absences(found, spoken):
            print(f"  gallery/{found.script}.py: {line}")


def absences(found: Record, spoken: str) -> list[str]:
    """Variants of a record that did not run here, each once, and why."""
    absent = {one.name: one.not_run for comparison in found.comparisons for one in comparison.variants if one.not_run}
    reasons = {name: say(one.reason, spoken, system=one.system) for name, one in absent.items()}
    return [f"{name}: {say('not-run', spoken, reason=reason)}" for name, reason in reasons.items()]


def drop_orphans(records: Records, scripts: list[Path]) -> None:
    """Remove records of scripts that are gone, lest pages go on showing them."""
    names = {f"{path.parent.name}/{path.stem}" for path in scripts}
    for path in records.folder.glob("*/*.json"):
        if f"{path.parent.name}/{path.stem}" not in names:
            path.unlink()


def main() -> int:
    """Record what is stale; the exit status is 1 where a script failed and 2 where one could not be read."""
    wanted = arguments()
    spoken = language()
    start = time.monotonic()
    results = []
    try:
        scripts = find(wanted.gallery)
        if not scripts:  # a mistyped folder must not make orphans of all records
            raise BadScript(f"no scripts called <chapter>/<NN_name>.py below {wanted.gallery}")
        records = Records(wanted.records)
        drop_orphans(records, scripts)
        for path in chosen(scripts, wanted.only, wanted.again):
            found, fresh = refresh(path.resolve(), records, wanted.again)
            results.append((found, fresh))
            if fresh:
                clear = "\r" if sys.stdout.isatty() else ""
                print(
                    f"{clear}  {found.script:<40} {found.elapsed:6.1f} s  {say(outcome_of(found, True), spoken)}",
                    flush=True,
                )
    except BadScript as error:
        print(f"accelguide: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"accelguide: cannot write records to {wanted.records}: {error.strerror}", file=sys.stderr)
        return 2
    summarize(results, spoken, time.monotonic() - start)
    return int(any(outcome_of(found, fresh) == "failed" for found, fresh in results))


def leave(number: int, frame: FrameType | None) -> None:
    """End by an exception, which ends the script in hand too. A second signal must not cut that short."""
    for one in INTERRUPTIONS:
        signal.signal(one, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    for interruption in INTERRUPTIONS:
        if signal.getsignal(interruption) != signal.SIG_IGN:
            signal.signal(interruption, leave)
    sys.exit(main())
