"""Bringing every record up to date: what is measured, kept, dropped and reported."""

import os
import resource
import signal
import subprocess
import sys

import pytest
from recording import PATIENCE, line_of, runs, waited

from accelguide.record import load
from accelguide.recorder import __main__ as recorder

COUNTED = "with open({note!r}, 'a') as file:\n    file.write('x')\nprint('out')"


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_LANGUAGE", "en")


@pytest.fixture
def records(tmp_path):
    return tmp_path / "records"


@pytest.fixture
def main(gallery, records, monkeypatch):
    """Call the recorder in this process; the exit status is returned."""

    def call(*options, records=records, gallery=gallery.folder):
        monkeypatch.setattr(sys, "argv", ["recorder", str(gallery), str(records), *options])
        return recorder.main()

    return call


class Counted:
    """A script that counts its runs."""

    def __init__(self, gallery, name):
        self.note = gallery.note(name.replace("/", "-"))
        self.path = gallery.write(COUNTED.format(note=str(self.note)), name=name)

    @property
    def runs(self):
        """Runs so far."""
        return len(self.note.read_text()) if self.note.exists() else 0


@pytest.fixture
def three(gallery):
    return [Counted(gallery, name) for name in ("1_first/10_one", "1_first/20_two", "2_next/10_three")]


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_first_run_measures_and_the_second_keeps(main, three, records, capsys):
    assert main() == 0
    assert "measured 3, kept 0, not run here 0, failed 0" in capsys.readouterr().out
    assert files(records) == ["1_first/10_one.json", "1_first/20_two.json", "2_next/10_three.json"]
    written = {path: path.read_bytes() for path in records.rglob("*.json")}
    assert main() == 0
    assert "measured 0, kept 3, not run here 0, failed 0" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in records.rglob("*.json")} == written
    assert [one.runs for one in three] == [1, 1, 1]


def test_only_what_changed_is_measured_anew(main, three):
    main()
    three[1].path.write_text(three[1].path.read_text() + "print('more')\n")
    main()
    assert [one.runs for one in three] == [1, 2, 1]


def test_output_stays_with_its_block_when_prose_moves_it(main, gallery, records):
    path = gallery.write("print('first')", "print('second')")
    main()
    path.write_text(path.read_text().replace("# Prose.\n", "# Prose,\n# and more of it.\n"))
    main()
    blocks = load(records / "1_first/10_one.json").blocks
    lines = [line for line, _ in recorder.read(path).blocks]
    assert [(block.line, block.stdout) for block in blocks] == list(zip(lines, ["first\n", "second\n"], strict=True))


def test_line_of_an_absence_moves_with_the_prose(main, gallery, records):
    path = gallery.write("from accelguide.systems import require\nrequire('surely_absent_package')")
    main()
    path.write_text(path.read_text().replace("# Prose.\n", "# Prose,\n# and more of it.\n"))
    main()
    assert load(records / "1_first/10_one.json").status.line == line_of(path, "require('")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1_first", [2, 2, 1]),
        ("20_two", [1, 2, 1]),
        ("three", [1, 1, 2]),
        ("1_first/10_one", [2, 1, 1]),
        ("all", [2, 2, 2]),
    ],
)
def test_again_measures_anew(main, three, name, expected):
    main()
    assert main("--again", name) == 0
    assert [one.runs for one in three] == expected


def test_only_records_a_part(main, three, records):
    assert main("--only", "2_next") == 0
    assert files(records) == ["2_next/10_three.json"]
    assert [one.runs for one in three] == [0, 0, 1]


def test_unknown_chapter_names_the_known_ones(main, three, capsys):
    assert main("--only", "3_none") == 2
    said = capsys.readouterr().err
    assert "'3_none'" in said
    assert "1_first, 2_next" in said
    assert [one.runs for one in three] == [0, 0, 0]


def test_failing_script_is_reported_and_the_others_recorded(main, three, records, capsys):
    path = three[1].path
    path.write_text(path.read_text() + "\n# %%\nraise ValueError('bad value')\n")
    assert main() == 1
    said = capsys.readouterr().out
    assert "measured 2, kept 0, not run here 0, failed 1" in said
    line = line_of(path, "raise ValueError")
    assert f"gallery/1_first/20_two.py:{line}: Failed: ValueError: bad value" in said
    assert [load(records / name).status.code for name in files(records)] == ["ok", "error", "ok"]


def test_failed_script_is_tried_again(main, three):
    path = three[0].path
    path.write_text(path.read_text() + "raise ValueError('bad value')\n")
    assert [main(), main()] == [1, 1]
    assert [one.runs for one in three] == [2, 1, 1]


def test_crash_is_reported_with_its_signal(main, gallery, capsys):
    gallery.write("import os\nos.abort()")
    assert main() == 1
    said = capsys.readouterr().out
    assert "gallery/1_first/10_one.py:" in said
    assert "SIGABRT" in said


def test_absent_system_is_reported_but_no_failure(main, gallery, capsys):
    gallery.write("from accelguide.systems import require\nrequire('surely_absent_package')")
    assert main() == 0
    said = capsys.readouterr().out
    assert "not run here 1, failed 0" in said
    assert "surely_absent_package is not installed" in said


def test_script_that_is_not_python_is_named(main, gallery, capsys):
    path = gallery.write("def broken(:")
    assert main() == 2
    assert f"{path}:{line_of(path, 'broken')}: " in capsys.readouterr().err


def test_record_of_a_removed_script_is_dropped(main, three, records):
    main()
    three[0].path.unlink()
    assert main() == 0
    assert files(records) == ["1_first/20_two.json", "2_next/10_three.json"]


def test_wrong_gallery_drops_no_record(main, three, records, tmp_path, capsys):
    main()
    before = files(records)
    assert main(gallery=tmp_path / "galery") == 2
    assert "galery" in capsys.readouterr().err
    assert files(records) == before


@pytest.mark.parametrize("damage", [lambda text: text[: len(text) // 2], lambda text: "", lambda text: "[]"])
def test_damaged_record_is_measured_anew(main, three, records, damage):
    main()
    path = records / "1_first/10_one.json"
    path.write_text(damage(path.read_text()))
    assert main() == 0
    assert [one.runs for one in three] == [2, 1, 1]
    assert load(path).status.code == "ok"


def test_records_folder_that_is_a_file_is_refused(main, three, tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("mine")
    assert main(records=file) == 2
    assert f"cannot write records to {file}: " in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_records_folder_that_cannot_be_made_is_refused(main, three, capsys):
    assert main(records="/sys/surely-no-records") == 2
    assert "cannot write records to /sys/surely-no-records: " in capsys.readouterr().err


def command(gallery, records):
    return [sys.executable, "-m", "accelguide.recorder", str(gallery.folder), str(records)]


def test_disk_that_is_full_leaves_no_half_record(gallery, three, records, main):
    main()
    before = {path: path.read_bytes() for path in records.rglob("*.json")}
    done = subprocess.run(
        [*command(gallery, records), "--again", "all"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)),
    )
    assert done.returncode == 2
    assert f"cannot write records to {records}: " in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in records.rglob("*") if path.is_file()} == before


HANGING = """import os, subprocess, sys, time
daemon = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
with open({note!r} + ".part", "w") as file:
    file.write("%d %d" % (os.getpid(), daemon.pid))
os.rename({note!r} + ".part", {note!r})
time.sleep(600)"""


@pytest.fixture
def heeded(number):
    """Signal that a process started here heeds, though a shell may have started the tests to ignore it."""
    before = signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
    yield
    signal.signal(number, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_recorder_leaves_nothing_half_done(gallery, records, number, heeded):
    note = gallery.note("pids")
    gallery.write("print(1)")
    gallery.write(HANGING.format(note=str(note)), name="1_first/20_hanging")
    with subprocess.Popen(command(gallery, records), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        pids = [int(pid) for pid in waited(note).split()]
        process.send_signal(number)
        status = process.wait(PATIENCE)
    assert status != 0
    assert [runs(pid) for pid in pids] == [False, False]
    assert files(records) == ["1_first/10_one.json"]
    assert load(records / "1_first/10_one.json").status.code == "ok"


ABSENT = """from accelguide.record import Comparison, NotRun, Variant, collect
ran = Variant("w_ran", (1.0,) * 7, (False,) * 7, 1)
collect(Comparison("w", 10, (ran, Variant("w_gone", not_run=NotRun("ray", "not-installed"))), "rounds"))
"""


def test_variants_that_did_not_run_are_named_with_their_reason(main, gallery, capsys):
    path = gallery.write(ABSENT)
    assert main() == 0
    told = f"gallery/{path.parent.name}/{path.name}: w_gone: not run here: ray is not installed"
    assert told in capsys.readouterr().out
