"""Other interpreters: found on the PATH, probed, and measured by."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from accelguide import interpreters, portable
from accelguide.interpreters import compare_everywhere, find, measure, probe
from accelguide.kernels import collatz, doubling
from accelguide.portable import WrongResult
from accelguide.record import FREE_THREADED
from accelguide.record.store import collected
from accelguide.systems import REASONS
from tests import toys

RUNNING = ".".join(map(str, sys.version_info[:3]))
posix = pytest.mark.skipif(sys.platform == "win32", reason="interpreters are found by their POSIX names")


def answer(version=(3, 9, 1), implementation="CPython", threaded=False, level="final"):
    """Shell script that answers the probe as an interpreter would."""
    told = json.dumps([implementation, version, f"/fake/{version}", threaded, level])
    return f"echo '{told}'"


@pytest.fixture
def path(monkeypatch, tmp_path):
    """Leave no interpreters but those that a test puts on the PATH; returns how to."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for variable, _, _ in interpreters.HOMES:
        monkeypatch.setenv(variable, str(tmp_path / variable))

    def put(name, script, place=folder):
        place.mkdir(parents=True, exist_ok=True)
        file = place / name
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)
        return file

    return put


@pytest.fixture
def impatient(monkeypatch):
    """Give a probe a moment only."""
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *command, **options: run(*command, **options | {"timeout": 0.3}))


# finding


def test_the_running_interpreter_is_found(path):
    label, executable = find().popitem()
    assert label.removesuffix("t") == RUNNING
    assert executable == sys.executable


@posix
def test_interpreters_are_found_oldest_first(path):
    path("python3.10", answer((3, 10, 2)))
    path("python3.9", answer((3, 9, 1)))
    assert list(find())[:2] == ["3.9.1", "3.10.2"]


@posix
def test_of_a_minor_version_the_newest_is_found(path, tmp_path):
    path("python3.9", answer((3, 9, 1)))
    path("python3.9", answer((3, 9, 18)), tmp_path / "PYENV_ROOT/versions/3.9.18/bin")
    path("python3.9", answer((3, 9, 7)), tmp_path / "UV_PYTHON_INSTALL_DIR/cpython-3.9/bin")
    assert [label for label in find() if label.startswith("3.9")] == ["3.9.18"]


@posix
def test_of_the_running_version_the_running_interpreter_is_found(path):
    major, minor, micro = sys.version_info[:3]
    path(f"python{major}.{minor}", answer((major, minor, micro + 1)))
    assert list(find()) == [RUNNING]


@posix
def test_a_free_threaded_interpreter_is_another(path):
    path("python3.9", answer((3, 9, 1)))
    path("python3.9t", answer((3, 9, 1), threaded=True))
    assert list(find())[:2] == ["3.9.1", "3.9.1t"]


@posix
def test_what_is_not_named_as_an_interpreter_is_not_started(path, tmp_path):
    path("python3.9-config", f"touch {tmp_path}/started")
    find()
    assert not (tmp_path / "started").exists()


@posix
@pytest.mark.parametrize(
    "script",
    [
        "echo garbage",
        "echo 5",
        "echo null",
        "echo '[1, 2]'",
        """echo '["CPython", 3, "/x", false, "final"]'""",
        """echo '["CPython", ["a"], "/x", false, "final"]'""",
        r"printf '\377\376'",
        "true",
        "exit 1",
        "kill -9 $$",
        answer((3, 7, 16)),
        answer((2, 7, 18)),
        answer(implementation="PyPy"),
        answer(level="candidate"),
    ],
)
def test_what_is_no_interpreter_that_can_take_part_is_passed_over(path, script):
    path("python3.9", script)
    assert [label.removesuffix("t") for label in find()] == [RUNNING]


@posix
def test_an_interpreter_that_hangs_is_passed_over(path, impatient):
    assert probe(path("python3.9", "exec /bin/sleep 60")) is None


@posix
def test_a_file_that_cannot_be_started_is_passed_over(path):
    path("python3.9", answer()).chmod(0o644)
    assert [label.removesuffix("t") for label in find()] == [RUNNING]


def test_an_absent_file_is_no_interpreter(tmp_path):
    assert probe(tmp_path / "python3.9") is None


def test_a_folder_on_the_path_that_does_not_exist_is_passed_over(monkeypatch):
    monkeypatch.setenv("PATH", os.pathsep.join(["", "/no/such/folder"]))
    assert all(isinstance(one, Path) for one in interpreters.candidates())


# measuring

KERNELS = (doubling.doubling_loop, doubling.doubling_map)


def measured(*variants, workload=doubling.workload):
    return measure("here", sys.executable, variants, workload, 20, 0.0)


def test_the_running_interpreter_is_measured():
    found = measured(*KERNELS)
    assert (found.workload, found.size, found.stopped, found.interpreter) == ("doubling", 20, "budget", "here")
    assert [one.name for one in found.variants] == ["doubling_loop", "doubling_map"]
    for one in found.variants:
        assert len(one.seconds) == len(one.preempted) == portable.LEAST_ROUNDS
        assert min(one.seconds) > 0
        assert one.calls >= 1


def test_what_runs_in_a_session_is_measured_by_every_interpreter_found():
    kernels = collatz.collatz_python, collatz.collatz_threads
    for label, executable in find().items():
        found = measure(label, executable, kernels, collatz.workload, 20, 0.0)
        assert [(one.name, len(one.seconds)) for one in found.variants] == [
            ("collatz_python", portable.LEAST_ROUNDS),
            ("collatz_threads", portable.LEAST_ROUNDS),
        ]


@pytest.fixture
def own_kernels(monkeypatch, tmp_path):
    """Make a file stand for the module of the toys, which other interpreters cannot import."""
    file = tmp_path / "kernels.py"
    file.write_text(
        "def workload(size): return (size,)\n"
        "def toys_right(count): return count\n"
        "def toys_wrong(count): return -count\n"
        "def toys_crash(count): raise RuntimeError('the toy broke')\n"
        "def toys_absent(count): import no_such_package\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(toys, "__file__", str(file))


@pytest.mark.usefixtures("own_kernels")
def test_a_wrong_result_is_refused():
    with pytest.raises(WrongResult, match="toys_wrong gives another result than the baseline at size 20"):
        measured(toys.toys_right, toys.toys_wrong, workload=toys.workload)


@pytest.mark.usefixtures("own_kernels")
def test_a_kernel_that_fails_says_why():
    with pytest.raises(RuntimeError, match=r"(?s)failed on toys_crash.*the toy broke"):
        measured(toys.toys_crash, workload=toys.workload)


@pytest.mark.usefixtures("own_kernels")
def test_a_kernel_that_lacks_something_there_says_what():
    with pytest.raises(RuntimeError, match=r"(?s)failed on toys_right, toys_absent.*no_such_package"):
        measured(toys.toys_right, toys.toys_absent, workload=toys.workload)


@pytest.fixture
def two_found(monkeypatch):
    monkeypatch.setattr(interpreters, "find", lambda: {"3.9.1": sys.executable, "3.99.0": sys.executable})


@pytest.mark.usefixtures("two_found")
def test_every_interpreter_found_is_measured_and_handed_over(notes, capsys):
    found = compare_everywhere(*KERNELS, workload=doubling.workload, size=20, budget=0.0)
    assert [one.interpreter for one in found] == ["3.9.1", "3.99.0"]
    assert tuple(collected(notes)) == found
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("two_found")
def test_by_hand_a_table_is_printed_for_each(capsys):
    compare_everywhere(*KERNELS, workload=doubling.workload, size=20, budget=0.0)
    lines = capsys.readouterr().out.splitlines()
    assert [lines[0], lines[4]] == ["CPython 3.9.1", "CPython 3.99.0"]
    assert lines[1] == "doubling, size 20"


# free-threaded ones


@pytest.fixture
def some_threaded(monkeypatch):
    labels = "3.9.1", "3.98.0", "3.98.0t", "3.99.0t"
    monkeypatch.setattr(interpreters, "find", lambda: dict.fromkeys(labels, sys.executable))


@pytest.mark.usefixtures("some_threaded")
def test_free_threaded_interpreters_alone_are_measured_where_asked_for(notes):
    found = compare_everywhere(*KERNELS, workload=doubling.workload, size=20, budget=0.0, free_threaded=True)
    assert [one.interpreter for one in found] == ["3.98.0t", "3.99.0t"]
    assert all(one.seconds for comparison in found for one in comparison.variants)
    assert tuple(collected(notes)) == found


@pytest.mark.usefixtures("some_threaded")
def test_free_threaded_interpreters_are_measured_among_all():
    found = compare_everywhere(*KERNELS, workload=doubling.workload, size=20, budget=0.0)
    assert [one.interpreter for one in found] == ["3.9.1", "3.98.0", "3.98.0t", "3.99.0t"]


@pytest.mark.usefixtures("two_found")
def test_where_there_is_no_free_threaded_interpreter_the_comparison_says_so(notes, capsys):
    found = compare_everywhere(*KERNELS, workload=doubling.workload, size=20, free_threaded=True)
    (comparison,) = found
    assert comparison.variants[0].not_run.reason in REASONS
    assert (comparison.workload, comparison.size, comparison.interpreter) == ("doubling", 20, FREE_THREADED)
    assert [(one.name, one.seconds, one.not_run.reason) for one in comparison.variants] == [
        ("doubling_loop", (), "no-interpreter"),
        ("doubling_map", (), "no-interpreter"),
    ]
    assert tuple(collected(notes)) == found
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("two_found")
def test_by_hand_it_is_printed_that_there_is_none(capsys):
    compare_everywhere(*KERNELS, workload=doubling.workload, size=20, free_threaded=True)
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "doubling, size 20"
    assert [line.split(maxsplit=1) for line in lines] == [
        [name, "not run here: no free-threaded CPython was found"] for name in ("doubling_loop", "doubling_map")
    ]
