"""The process in which a script runs: block by block in a real ``__main__``, and a note of each block as it ends.

Started as a file, not as a module, so that it brings nothing of ours into the script's process: standard library only.
"""

import ast
import gc
import io
import json
import os
import sys
import time
import traceback
import types


def main(script, notes):
    """Run the blocks that stand on standard input as JSON, and append one note a block to the file `notes`."""
    blocks = json.load(sys.stdin)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(notes + ".stdout", os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    os.dup2(output, 1)  # what worker processes and subprocesses print is the script's output too
    names = stage(script)
    gc.collect()
    gc.freeze()  # this module's objects must not slow the script's collections
    seen = figures = 0
    ending = {"status": {"code": "ok"}}
    start = time.perf_counter()
    for line, code in blocks:
        note = {"line": line}
        ending = perform(line, code, names, note)
        sys.stdout.flush()
        size = os.fstat(output).st_size
        note["stdout"] = os.pread(output, size - seen, seen).decode(errors="replace")
        seen = size
        try:
            note["figures"] = drawn(figures)
            figures += len(note["figures"])
        except Exception as error:  # a formula in a title that does not parse, say
            if ending["status"]["code"] == "ok":
                ending = {"status": failure(error, script, line)}
        write(notes, note)
        if ending["status"]["code"] != "ok" or ending.get("ended"):
            break
    write(notes, {"elapsed": time.perf_counter() - start, **ending})


def stage(script):
    """Make the ``__main__`` that the script would have had, and return its names."""
    main_module = types.ModuleType("__main__")
    main_module.__file__ = script
    main_module.__spec__ = None  # worker processes that are spawned import the script by its file
    main_module.__builtins__ = __builtins__
    sys.modules["__main__"] = main_module
    sys.argv[:] = [script]
    sys.path[0] = os.path.dirname(script)
    return main_module.__dict__


def perform(line, code, names, note):
    """Run one block; return how the script stands after it."""
    script = names["__file__"]
    try:
        tree = ast.parse("\n" * (line - 1) + code, script)
        last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, script, "exec"), names)
        if last is not None:
            value = eval(compile(last, script, "eval"), names)
            shown = getattr(value, "_repr_html_", None)
            note["html"] = (shown() or "") if shown else ""
    except SystemExit as leaving:
        return leave(leaving, line)
    except BaseException as error:
        return {"status": failure(error, script, line)}
    return {"status": {"code": "ok"}}


def leave(leaving, line):
    """A script that ends itself: fine without a code, an error with one."""
    if leaving.code in (None, 0):
        return {"status": {"code": "ok"}, "ended": True}
    return {"status": {"code": "error", "reason": "SystemExit: %s" % leaving.code, "line": line}}


def failure(error, script, block):
    """What went wrong and on which line of the script, or in which block; an absent system is no failure."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    lines = [frame.lineno for frame in frames if frame.filename == script]
    line = lines[-1] if lines else block
    if type(error).__name__ == "Unavailable" and hasattr(error, "system"):
        absent = {"system": error.system, "reason": error.reason}
        return {"code": "skipped", "reason": error.reason, "line": line, "not_run": absent}
    text = traceback.format_list(frames) + traceback.format_exception_only(type(error), error)
    reason = "%s: %s" % (type(error).__name__, error)
    told = "Traceback (most recent call last):\n" + "".join(text)
    return {"code": "error", "reason": reason, "line": line, "traceback": told}


def drawn(before):
    """Open Matplotlib figures as SVG with their text kept as text; they are closed after."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    found = []
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


def write(notes, note):
    """Append one line, on disk before the next block may crash the process."""
    with open(notes, "a", encoding="utf-8") as file:
        file.write(json.dumps(note) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
