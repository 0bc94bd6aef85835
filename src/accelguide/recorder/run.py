"""Record one script: run it under its limits, and make one record of what it left."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from accelguide import machine, portable
from accelguide.record import Block, Comparison, Observation, Record, Status
from accelguide.record.model import restore
from accelguide.record.store import COLLECT, collected, noted
from accelguide.recorder import process
from accelguide.recorder.script import Script, identity
from accelguide.words import ended, memory, time

CHILD = Path(__file__).with_name("child.py")
SPIN = "20"  # OpenBLAS: two to this power of cycles; its own is a tenth of a second, for which every sample would wait
TOLD = 4000  # characters of standard error that are kept of a script that failed


def environment(notes: Path) -> dict[str, str]:
    """What a script finds in its environment: where results go, and settings that make runs alike.

    Its temporary files go where ours are, and with them: a script that is stopped cannot remove its own.
    """
    given = {COLLECT: str(notes.with_suffix(".collected")), "PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}
    given |= {"TMPDIR": str(notes.parent)}
    return {**os.environ, **given, "OPENBLAS_THREAD_TIMEOUT": SPIN}


def method() -> dict[str, float]:
    """Settings of the method, for the page that explains it."""
    return {
        "batch_seconds": portable.BATCH_SECONDS,
        "least_rounds": portable.LEAST_ROUNDS,
        "most_rounds": portable.MOST_ROUNDS,
        "budget_seconds": portable.BUDGET_SECONDS,
        "warm_seconds": portable.WARM_SECONDS,
    }


def record(script: Script, tick: Callable[[float], None] = lambda elapsed: None) -> Record:
    """Run a script in a process of its own and describe what happened. No outcome of the script raises."""
    key, versions = identity(script)
    facts = machine.describe()
    with tempfile.TemporaryDirectory(prefix="ag-", ignore_cleanup_errors=True) as folder:  # short: sockets lie below it
        notes = Path(folder) / "notes"
        errors = Path(folder) / "stderr"
        with errors.open("wb") as file:
            outcome = process.run(
                [sys.executable, str(CHILD), str(script.path), str(notes)],
                json.dumps(script.blocks).encode(),
                file,
                environment(notes),
                script.path.parent,
                script.time_limit,
                script.memory_limit,
                tick,
            )
        written = list(noted(notes))
        results = list(collected(notes.with_suffix(".collected")))
        told = errors.read_text(encoding="utf-8", errors="replace")[-TOLD:]
    blocks = tuple(restore(Block, note) for note in written if "status" not in note)
    ending = next((note for note in written if "status" in note), None)
    return Record(
        script=script.name,
        key=key,
        status=status_of(script, outcome, ending, blocks, told),
        machine=facts,
        versions=versions,
        method=method(),
        elapsed=outcome.elapsed,
        peak_memory=outcome.peak_memory,
        blocks=blocks,
        comparisons=tuple(one for one in results if isinstance(one, Comparison)),
        observations=tuple(one for one in results if isinstance(one, Observation)),
    )


def status_of(
    script: Script, outcome: process.Outcome, ending: dict[str, Any] | None, blocks: tuple[Block, ...], told: str
) -> Status:
    """How the script ended, in one of six words, with the line it had reached."""
    line = script.blocks[min(len(blocks), len(script.blocks) - 1)][0] if script.blocks else None
    if outcome.stopped:
        limit = time(script.time_limit) if outcome.stopped == "timeout" else memory(script.memory_limit)
        return Status(outcome.stopped, limit, line)
    if ending is not None and not (ending["status"]["code"] == "ok" and outcome.returncode):
        found: Status = restore(Status, ending["status"])
        return found
    reason = signal.Signals(-outcome.returncode).name if outcome.returncode < 0 else f"exit status {outcome.returncode}"
    return Status("crash", reason, line, told)


def sentence(status: Status, language: str) -> str:
    """What happened, in words of that language, with the line of the script."""
    system = status.not_run.system if status.not_run else ""
    return ended(status.code, status.reason, system, status.line, language)
