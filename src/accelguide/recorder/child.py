"""The process in which a script runs: block by block in a real ``__main__``, and a note of each block as it ends.

Started as a file, not as a module, so that it brings nothing of ours into the script's process: standard library only.
"""

from __future__ import annotations

import ast
import gc
import io
import json
import os
import sys
import time
import traceback
import types
from typing import Any

Facts = dict[str, Any]
FINE: Facts = {"code": "ok"}


def main(script: str, notes: str) -> None:
    """Run the blocks that stand on standard input as JSON, and append one note a block to the file `notes`."""
    blocks = json.load(sys.stdin)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(notes + ".stdout", os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    os.dup2(output, 1)  # what worker processes and subprocesses print is the script's output too
    names = stage(script)
    gc.collect()
    gc.freeze()  # this module's objects must not slow the script's collections
    status, seen, figures = FINE, 0, 0
    start = time.perf_counter()
    for line, code in blocks:
        note: Facts = {"line": line}
        status = perform(line, code, names, note)
        sys.stdout.flush()
        size = os.fstat(output).st_size
        note["stdout"] = os.pread(output, size - seen, seen).decode(errors="replace")
        seen = size
        status = keep_figures(note, figures, status, script)
        figures += len(note["figures"])
        write(notes, note)
        if status is not FINE:
            break
    write(notes, {"elapsed": time.perf_counter() - start, "status": status})


def stage(script: str) -> Facts:
    """Make the ``__main__`` that the script would have had, and return its names."""
    main_module = types.ModuleType("__main__")
    main_module.__file__ = script
    main_module.__spec__ = None  # worker processes that are spawned import the script by its file
    vars(main_module)["__builtins__"] = __builtins__
    sys.modules["__main__"] = main_module
    sys.argv[:] = [script]
    sys.path[0] = os.path.dirname(script)
    return main_module.__dict__


def perform(line: int, code: str, names: Facts, note: Facts) -> Facts:
    """Run one block; return how the script stands after it, `FINE` where it may go on."""
    script = names["__file__"]
    try:
        tree = ast.parse("\n" * (line - 1) + code, script)
        end = tree.body[-1] if tree.body else None
        last = ast.Expression(end.value) if isinstance(end, ast.Expr) else None
        if last is not None:
            del tree.body[-1]
        exec(compile(tree, script, "exec"), names)
        if last is not None:
            value = eval(compile(last, script, "eval"), names)
            shown = getattr(value, "_repr_html_", None)
            note["html"] = (shown() or "") if shown else ""
    except SystemExit as leaving:
        return leave(leaving, line)
    except BaseException as error:
        return failure(error, script, line)
    return FINE


def leave(leaving: SystemExit, line: int) -> Facts:
    """A script that ends itself: fine without a code, an error with one."""
    if leaving.code in (None, 0):
        return dict(FINE)
    return {"code": "error", "reason": f"SystemExit: {leaving.code}", "line": line}


def failure(error: BaseException, script: str, block: int) -> Facts:
    """What went wrong and on which line of the script, or in which block; an absent system is no failure."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    lines = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename == script]
    line = lines[-1] if lines else block
    if type(error).__name__ == "Unavailable" and hasattr(error, "system") and hasattr(error, "reason"):
        absent = {"system": error.system, "reason": error.reason}
        return {"code": "skipped", "reason": error.reason, "line": line, "not_run": absent}
    told = "".join(traceback.format_exception(type(error), error, trace))
    return {"code": "error", "reason": f"{type(error).__name__}: {error}", "line": line, "traceback": told}


def keep_figures(note: Facts, before: int, status: Facts, script: str) -> Facts:
    """Note the figures of a block; one that cannot be drawn is an error of the block."""
    note["figures"] = []
    try:
        note["figures"] = drawn(before)
    except Exception as error:  # a formula in a title that does not parse, say
        return failure(error, script, note["line"]) if status is FINE else status
    return status


def drawn(before: int) -> list[dict[str, str]]:
    """Open Matplotlib figures as SVG with their text kept as text; they are closed after."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    found: list[dict[str, str]] = []
    for number in pyplot.get_fignums() if pyplot else ():
        figure = pyplot.figure(number)
        text = io.StringIO()
        salt = str(before + len(found))
        with pyplot.rc_context({"svg.fonttype": "none", "svg.hashsalt": salt, "font.family": "sans-serif"}):
            figure.savefig(text, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        title = figure.axes[0].get_title() if figure.axes else ""
        found.append({"svg": text.getvalue(), "title": title})
    if pyplot:
        pyplot.close("all")
    return found


def write(notes: str, note: Facts) -> None:
    """Append one line, on disk before the next block may crash the process."""
    with open(notes, "a", encoding="utf-8") as file:
        file.write(json.dumps(note) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
