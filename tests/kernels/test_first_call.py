"""Collisions counted by interpreted, compiled and stored code, and programs that find such code on disk."""

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import collisions, launches
from accelguide.kernels._numba import register_jitable
from accelguide.systems import Unavailable, require

KERNELS = [function for name, function in vars(collisions).items() if name.startswith("collisions_")]

each = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


@pytest.fixture
def numba_here():
    """Skip a test where Numba is absent."""
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


@each
@given(st.floats(1.0, 3000.0))
def test_the_count_is_that_of_the_formula(kernel, root):
    assert run(kernel, root) == math.ceil(math.pi / math.atan(1.0 / root)) - 1


@each
@pytest.mark.parametrize(("size", "count"), [(1, 3), (10, 31), (100, 314), (1000, 3141), (10_000, 31415)])
def test_the_count_spells_pi(kernel, size, count):
    assert run(kernel, *collisions.workload(size)) == count
    assert collisions.work(size) == {"items": count}


@each
@pytest.mark.parametrize("root", [math.inf, math.nan])
def test_it_ends_for_what_is_no_mass(kernel, root):
    assert run(kernel, root) == 1


@each
def test_the_count_is_a_plain_int(kernel):
    assert type(run(kernel, 5.0)) is int


def test_code_from_no_file_is_compiled_without_a_cache(numba_here):
    scope = {"stored": collisions.stored}
    exec(compile("@stored\ndef twice(x):\n    return 2 * x\n", "nowhere.py", "exec"), scope)
    assert scope["twice"](21) == 42


# programs


@pytest.fixture
def folder(tmp_path):
    """Folder with the programs, their job being the baseline."""
    launches.write(tmp_path, collisions.collisions_python)
    return tmp_path


def test_the_programs_have_the_kernel_as_their_job(folder):
    job = (folder / "plain.py").read_text("utf-8")
    assert "def job(root):" in job
    assert "register_jitable" not in job
    assert "JOB" not in (folder / "compiled.py").read_text("utf-8")


def test_the_interpreted_program_has_no_stages(folder):
    seconds, *told = launches.launch(folder, "plain", 10)
    assert seconds > 0
    assert told == [[], [], 0.0]


def test_code_on_disk_is_found_by_the_next_process(folder, numba_here):
    runs = [launches.launch(folder, "compiled"), launches.launch(folder, "compiled", 1, "float")]
    assert [hits for _, _, hits, _ in runs] == [[0], [1, 0]]
    assert [value for _, _, _, value in runs] == [3.0, 3.0]
    for seconds, stages, _, _ in runs:
        assert len(stages) == len(launches.STAGES)
        assert 0 < sum(stages) < seconds
    assert list((folder / "__pycache__").glob("compiled.*.nbi"))


def test_a_cache_folder_of_the_callers_is_left_alone(folder, monkeypatch):
    given = []

    def run(command, env, **options):
        given.append(env.get("NUMBA_CACHE_DIR"))
        return subprocess.CompletedProcess(command, 0, "[[], [0], 0.0]", "")

    monkeypatch.setenv("NUMBA_CACHE_DIR", "the caller's")
    monkeypatch.setattr(subprocess, "run", run)
    launches.launch(folder, "compiled")
    launches.launch(folder, "compiled", NUMBA_CACHE_DIR="another")
    assert given == [None, "another"]


def test_a_program_that_fails_says_why(tmp_path):
    launches.write(tmp_path, needs_the_impossible)
    with pytest.raises(RuntimeError, match="impossible"):
        launches.launch(tmp_path, "plain")


@register_jitable
def needs_the_impossible(root):
    """A job that fails."""
    raise SystemExit("impossible")


def test_stages_are_the_least_of_all_runs(monkeypatch, numba_here):
    runs = []
    taken = iter([[], [4.0, 5, 6, 7], [1.0, 2, 3, 4], [], [5.0, 4, 7, 6], [3.0, 1, 4, 3]])
    monkeypatch.setattr(launches, "launch", lambda *given: (runs.append(given[1:]), next(taken), [0], 0.0))
    walls, stages = launches.whole(collisions.collisions_python, (1, 2))
    assert runs == [(name, size) for size in (1, 2) for name in ("plain", "compiled", "compiled")]
    assert list(walls) == list(launches.FORMS)
    assert list(stages) == ["compiled", "cached"]
    assert list(stages["compiled"].values()) == [4, 4, 6, 6]
    assert list(stages["cached"].values()) == [1, 1, 3, 3]


@pytest.mark.parametrize(("old", "new", "stale"), [(3.0, 4.0, True), (4.0, 4.0, False), (3.0, 3.0, False)])
def test_a_stale_cache_is_one_that_is_right_only_after_an_edit(monkeypatch, numba_here, old, new, stale):
    calls = []
    values = iter([3.0, 3.0, 3.0, 3.0, old, new])

    def launch(folder, name, size=1, *words, **environment):
        calls.append((words, sorted(environment)))
        return 1.0, [], [len(calls) % 2, 1][: 1 + len(words)], next(values)

    monkeypatch.setattr(launches, "launch", launch)
    used, found, kept = launches.cache_uses(collisions.collisions_python)
    assert used == dict(
        zip(
            ("nothing", "argument", "time stamp", "processor", "library", "program"),
            (False, True, True, False, True, False),
            strict=True,
        )
    )
    assert (found, kept) == (stale, 0)
    assert calls == [
        ((), []),
        (("float",), []),
        ((), []),
        ((), ["NUMBA_CPU_FEATURES", "NUMBA_CPU_NAME"]),
        ((), []),
        ((), []),
    ]


def test_without_numba_no_program_is_started(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "numba")
    for experiment in (launches.cache_uses, launches.whole):
        with pytest.raises(Unavailable, match="numba"):
            experiment(collisions.collisions_python, *[(1,)] * (experiment is launches.whole))


def test_the_programs_run_on_the_interpreter_of_the_caller(folder, monkeypatch):
    monkeypatch.setattr(sys, "executable", "no such interpreter")
    with pytest.raises(FileNotFoundError):
        launches.launch(folder, "plain")
