"""Recording one script: every way it can end, and what is kept of it."""

import os
import sys
from pathlib import Path

import psutil
import pytest
from recording import line_of, runs

from accelguide.record import NotRun, Observation, load, save
from accelguide.recorder.run import record, sentence
from accelguide.recorder.script import identity, read

ENDLESS = "import time\nwhile True:\n    time.sleep(60)"
HUNGRY = """import time
hoard = []
for _ in range(40):
    hoard.append(b"x" * 20_000_000)
    time.sleep(0.02)
time.sleep(60)"""
SHORT = "# sphinx_gallery_time_limit = 1\n"
SMALL = "# sphinx_gallery_time_limit = 30\n# sphinx_gallery_memory_limit = 2e8\n"

DAEMON = """import os, subprocess, sys, time
daemon = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
open({note!r}, "w").write(str(daemon.pid))
"""
DOUBLE_FORK = """import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open({note!r} + ".part", "w") as file:
            file.write(str(os.getpid()))
        os.rename({note!r} + ".part", {note!r})
        time.sleep(600)
    os._exit(0)
os.wait()
while not os.path.exists({note!r}):
    time.sleep(0.01)
"""


def stdout(found):
    return [block.stdout for block in found.blocks]


def in_block(path, line, text):
    """Whether `line` lies in the block that holds `text`, between its marker and the text."""
    before = path.read_text().splitlines()[: line_of(path, text)]
    marker = max(number for number, content in enumerate(before, 1) if content == "# %%")
    return marker < line <= len(before)


# What a script that ends well leaves


def test_prints_are_kept_by_block(gallery):
    found = gallery.record("print(1)\nprint('é')", "value = 2", "print(value)")
    assert (found.status.code, found.status.line) == ("ok", None)
    assert stdout(found) == ["1\né\n", "", "2\n"]


def test_record_describes_the_run(gallery, tmp_path):
    script = read(gallery.write("import time\ntime.sleep(0.5)"))
    found = record(script)
    assert (found.script, (found.key, found.versions)) == ("1_first/10_one", identity(script))
    assert found.elapsed >= 0.5
    assert found.peak_memory > 1_000_000
    assert [block.line for block in found.blocks] == [line for line, _ in script.blocks]
    save(found, tmp_path / "one.json")
    assert load(tmp_path / "one.json") == found


def test_subprocess_prints_into_its_block(gallery):
    run = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'], check=True)"
    assert stdout(gallery.record("print('before')", run, "print('after')")) == ["before\n", "1\n", "after\n"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes_print_into_their_block(gallery, method):
    start = f"""import multiprocessing
from workers import shout
if __name__ == "__main__":
    context = multiprocessing.get_context({method!r})
    process = context.Process(target=shout, args=(3,))
    process.start()
    process.join()
    with context.Pool(1) as pool:
        print(pool.map(abs, [-4]))"""
    path = gallery.write("first = 1", start, "if __name__ == '__main__':\n    print('after')")
    (path.parent / "workers.py").write_text("def shout(value):\n    print('worker', value)\n")
    assert stdout(record(read(path))) == ["", "worker 3\n[4]\n", "after\n"]


def test_functions_of_a_script_reach_forked_workers(gallery):
    code = """import multiprocessing
def square(value):
    return value * value
with multiprocessing.get_context("fork").Pool(1) as pool:
    print(pool.map(square, [3]))"""
    assert stdout(gallery.record(code)) == ["[9]\n"]


def test_script_is_a_real_main(gallery):
    path = gallery.write("import os, sys\nprint(__name__, __file__, sys.argv, os.getcwd(), sys.path[0], sep='|')")
    folder = path.parent
    assert stdout(record(read(path))) == [f"__main__|{path}|{[str(path)]}|{folder}|{folder}\n"]


def test_script_meets_nothing_of_ours(gallery):
    found = gallery.record("import sys\nprint(sorted({'accelguide', 'numpy', 'psutil'} & set(sys.modules)))")
    assert stdout(found) == ["[]\n"]


def test_standard_input_is_empty(gallery):
    assert stdout(gallery.record("import sys\nprint(repr(sys.stdin.read()))")) == ["''\n"]


def test_last_expression_is_shown_as_html(gallery):
    shown = "class Table:\n    def _repr_html_(self):\n        return '<table>é</table>'\ntable = Table()"
    found = gallery.record(shown + "\ntable", "table\nprint(1)", "1 + 1")
    assert [block.html for block in found.blocks] == ["<table>é</table>", "", ""]


def test_figures_are_svg_with_text_and_title(gallery):
    draw = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nax.set_title('Rise 数')"
    again = "plt.figure()\nfig, ax = plt.subplots()\nax.set_xlabel('seconds')"
    found = gallery.record(draw, "print(1)", again)
    assert found.status.code == "ok"
    assert [[figure.title for figure in block.figures] for block in found.blocks] == [["Rise 数"], [], ["", ""]]
    first, label = found.blocks[0].figures[0].svg, found.blocks[2].figures[1].svg
    assert "<text" in first
    assert ">Rise 数</text>" in first
    assert ">seconds</text>" in label
    assert "Rise" not in label


def test_figures_are_alike_in_every_run(gallery):
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
    assert gallery.record(draw).blocks[0].figures == gallery.record(draw).blocks[0].figures


def test_figure_that_cannot_be_drawn_is_an_error(gallery):
    path = gallery.write("print(1)", "import matplotlib.pyplot as plt\nplt.title(r'$\\undefined$')")
    status = record(read(path)).status
    assert status.code == "error"
    assert "undefined" in status.reason
    assert in_block(path, status.line, "plt.title")


def test_results_are_handed_over(gallery):
    found = gallery.record("from accelguide.timing import observe\nobserve('answer', 42, 'bytes')\nprint(1)")
    assert found.observations == (Observation("answer", 42, "bytes"),)
    assert stdout(found) == ["1\n"]


# Crashes


@pytest.mark.parametrize(
    "crash", ["import ctypes\nctypes.string_at(0)", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"]
)
def test_segfault_keeps_what_came_before(gallery, crash):
    hand_over = "from accelguide.record import Observation, collect\ncollect(Observation('early', 1))\nprint('early')"
    path = gallery.write(hand_over, "collect(Observation('late', 2))\n" + crash, "print('never')")
    found = record(read(path))
    assert (found.status.code, found.status.reason) == ("crash", "SIGSEGV")
    assert in_block(path, found.status.line, "'late'")
    assert stdout(found) == ["early\n"]
    assert [one.name for one in found.observations] == ["early", "late"]
    assert "SIGSEGV" in sentence(found.status, "en")
    assert str(found.status.line) in sentence(found.status, "zh")


def test_crash_keeps_what_was_said_on_standard_error(gallery):
    status = gallery.record("import os, sys\nprint('last words', file=sys.stderr)\nos.abort()").status
    assert (status.code, status.reason) == ("crash", "SIGABRT")
    assert "last words" in status.traceback


def test_hard_exit_is_a_crash(gallery):
    path = gallery.write("print('early')", "import os\nos._exit(3)")
    found = record(read(path))
    assert (found.status.code, found.status.reason) == ("crash", "exit status 3")
    assert in_block(path, found.status.line, "_exit")
    assert stdout(found) == ["early\n"]


# Limits


@pytest.mark.parametrize(
    "hang", [ENDLESS, "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()  # time.sleep(60)"]
)
def test_hang_is_a_timeout(gallery, hang):
    path = gallery.write(SHORT + "print('early')", hang)
    found = record(read(path))
    assert found.status.code == "timeout"
    assert "1\u00a0s" in sentence(found.status, "en")
    assert in_block(path, found.status.line, "time.sleep(60)")
    assert stdout(found) == ["early\n"]


def in_child(code, note):
    return f"""import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {code!r}])
open({str(note)!r}, "w").write(str(child.pid))
child.wait()"""


def test_what_a_stopped_script_left_in_temporary_folders_is_gone(gallery):
    note = gallery.note("where")
    code = f"import pathlib, tempfile\npathlib.Path({str(note)!r}).write_text(tempfile.mkdtemp())\n"
    assert gallery.record(SHORT + code + ENDLESS).status.code == "timeout"
    assert not Path(note.read_text()).exists()


def test_hang_of_a_child_process_is_a_timeout(gallery):
    note = gallery.note("pid")
    found = gallery.record(SHORT + in_child(ENDLESS, note))
    assert found.status.code == "timeout"
    assert not runs(int(note.read_text()))


def test_thread_that_never_ends_is_a_timeout(gallery):
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\nprint('done')"
    found = gallery.record(SHORT + code)
    assert found.status.code == "timeout"
    assert stdout(found) == ["done\n"]


def test_eating_memory_is_stopped(gallery):
    path = gallery.write(SMALL + "print('early')", HUNGRY)
    found = record(read(path))
    assert found.status.code == "memory"
    assert "200\u00a0MB" in sentence(found.status, "en")
    assert in_block(path, found.status.line, "time.sleep(60)")
    assert stdout(found) == ["early\n"]
    assert found.peak_memory > 2e8


def test_child_process_that_eats_memory_is_stopped(gallery):
    note = gallery.note("pid")
    found = gallery.record(SMALL + in_child(HUNGRY, note))
    assert found.status.code == "memory"
    assert not runs(int(note.read_text()))


# Scripts that end themselves, or fail


@pytest.mark.parametrize("code", ["sys.exit(0)", "sys.exit()", "raise SystemExit"])
def test_exit_without_a_code_is_fine(gallery, code):
    found = gallery.record(f"import sys\nprint('early')\n{code}", "print('never')")
    assert found.status.code == "ok"
    assert stdout(found) == ["early\n"]


@pytest.mark.parametrize("code", ["'no'", "7"])
def test_exit_with_a_code_is_an_error(gallery, code):
    path = gallery.write("print('early')", f"import sys\nsys.exit({code})", "print('never')")
    found = record(read(path))
    assert (found.status.code, found.status.reason) == ("error", f"SystemExit: {code.strip(chr(39))}")
    assert in_block(path, found.status.line, "sys.exit")
    assert stdout(found) == ["early\n", ""]


def test_exception_is_told_by_the_lines_of_the_script(gallery):
    fail = "def inner():\n    raise ValueError('bad value')\n\nprint('just before')\ninner()  # called here"
    path = gallery.write("print('early')", fail, "print('never')")
    found = record(read(path))
    status = found.status
    assert (status.code, status.reason) == ("error", "ValueError: bad value")
    assert status.line == line_of(path, "raise ValueError")
    assert stdout(found) == ["early\n", "just before\n"]
    places = [line.strip() for line in status.traceback.splitlines() if "File " in line]
    assert places == [
        f'File "{path}", line {line_of(path, "called here")}, in <module>',
        f'File "{path}", line {line_of(path, "raise ValueError")}, in inner',
    ]
    assert status.traceback.rstrip().endswith("ValueError: bad value")
    assert "inner()  # called here" in status.traceback


def test_exception_below_the_script_names_the_line_that_called(gallery):
    path = gallery.write("import json\njson.loads('{')")
    status = record(read(path)).status
    assert status.line == line_of(path, "json.loads")
    assert "json/decoder.py" in status.traceback
    assert "recorder" not in status.traceback


def test_failing_representation_is_an_error(gallery):
    found = gallery.record("class Table:\n    def _repr_html_(self):\n        raise RuntimeError('no table')\nTable()")
    assert (found.status.code, found.status.reason) == ("error", "RuntimeError: no table")


def test_missing_module_is_an_error(gallery):
    path = gallery.write("import surely_absent_package")
    status = record(read(path)).status
    assert (status.code, status.line) == ("error", line_of(path, "surely_absent_package"))
    assert "surely_absent_package" in status.reason


def test_absent_system_is_no_error(gallery):
    path = gallery.write(
        "print('early')",
        "from accelguide.systems import require\nrequire('surely_absent_package')",
        "print('never')",
    )
    found = record(read(path))
    assert (found.status.code, found.status.not_run) == ("skipped", NotRun("surely_absent_package", "not-installed"))
    assert found.status.line == line_of(path, "require('surely")
    assert stdout(found) == ["early\n", ""]
    assert "surely_absent_package" in sentence(found.status, "en")


def test_system_left_out_is_no_error(gallery, monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "numpy")
    status = gallery.record("from accelguide.systems import require\nrequire('numpy')").status
    assert (status.code, status.not_run) == ("skipped", NotRun("numpy", "left-out"))


# What a script leaves running


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux")
@pytest.mark.parametrize("daemon", [DAEMON, DOUBLE_FORK], ids=["own session", "double fork"])
@pytest.mark.parametrize(
    ("ending", "code"),
    [("", "ok"), (ENDLESS, "timeout"), ("os._exit(3)", "crash")],
    ids=["ok", "timeout", "crash"],
)
def test_daemons_end_with_the_script(gallery, daemon, ending, code):
    note = gallery.note("pid")
    found = gallery.record(SHORT.replace("1", "2") + daemon.format(note=str(note)) + ending)
    assert found.status.code == code
    assert not psutil.pid_exists(int(note.read_text()))


def test_environment_of_the_recorder_stays(gallery):
    before = dict(os.environ)
    gallery.record("import os\nos.environ['SET_BY_SCRIPT'] = '1'")
    assert dict(os.environ) == before
