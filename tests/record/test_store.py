"""How records are kept and found again."""

import contextlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.record import (
    FORMAT,
    FREE_THREADED,
    Block,
    Comparison,
    Figure,
    Missing,
    NotRun,
    Observation,
    Record,
    Records,
    Status,
    Variant,
    Work,
    collect,
    collecting,
    load,
    save,
)
from accelguide.record.store import collected, noted
from tests.builders import PAGE, comparison, record, shelve, steady, variant

TEXT = st.text(max_size=12)
COUNTS = st.integers(0, 10**15)
SECONDS = st.floats(0, 1e6)
ABSENT = st.none() | st.builds(NotRun, TEXT, TEXT)
VARIANTS = st.builds(
    Variant,
    name=TEXT,
    seconds=st.lists(SECONDS, max_size=3).map(tuple),
    preempted=st.lists(st.booleans(), max_size=3).map(tuple),
    calls=COUNTS,
    startup=st.none() | SECONDS,
    first=st.none() | SECONDS,
    peak_memory=st.none() | COUNTS,
    lines=st.none() | COUNTS,
    not_run=ABSENT,
    statement=st.none() | TEXT,
    order=st.none() | TEXT,
    claimed=st.none() | TEXT,
)
COMPARISONS = st.builds(
    Comparison,
    workload=TEXT,
    size=COUNTS,
    variants=st.lists(VARIANTS, max_size=2).map(tuple),
    stopped=TEXT,
    work=st.none() | st.builds(Work, COUNTS, COUNTS, COUNTS),
    interpreter=TEXT,
)
OBSERVATIONS = st.builds(Observation, TEXT, SECONDS | st.booleans() | TEXT | COUNTS, TEXT)
FIGURES = st.builds(Figure, svg=TEXT, title=TEXT)
BLOCKS = st.builds(Block, line=COUNTS, stdout=TEXT, html=TEXT, figures=st.lists(FIGURES, max_size=2).map(tuple))
RECORDS = st.builds(
    Record,
    script=TEXT,
    key=TEXT,
    status=st.builds(Status, code=TEXT, reason=TEXT, line=st.none() | COUNTS, traceback=TEXT, not_run=ABSENT),
    machine=st.dictionaries(TEXT, TEXT | COUNTS | SECONDS | st.none(), max_size=2),
    versions=st.dictionaries(TEXT, TEXT, max_size=2),
    method=st.dictionaries(TEXT, COUNTS, max_size=2),
    elapsed=SECONDS,
    peak_memory=COUNTS,
    blocks=st.lists(BLOCKS, max_size=2).map(tuple),
    comparisons=st.lists(COMPARISONS, max_size=2).map(tuple),
    observations=st.lists(OBSERVATIONS, max_size=2).map(tuple),
)
OLD, NEW = record(script="1_native/old"), record(script="1_native/new")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("records")


# one record


@settings(max_examples=20)
@given(kept=RECORDS)
def test_a_record_is_read_back_as_it_was_saved(folder, kept):
    save(kept, folder / "chapter" / "script.json")
    assert load(folder / "chapter" / "script.json") == kept


def test_saving_leaves_nothing_else(tmp_path):
    save(OLD, tmp_path / "a.json")
    save(NEW, tmp_path / "a.json")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert load(tmp_path / "a.json") == NEW


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (Path, "replace")], ids=["full disk", "no rename"])
def test_a_save_that_fails_leaves_the_old_record(tmp_path, monkeypatch, owner, name):
    def fail(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.json"
    save(OLD, path)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, fail)
        with pytest.raises(OSError, match="No space"):
            save(NEW, path)
    assert load(path) == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_save_leaves_no_part(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(NEW, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_what_is_saved_is_on_disk_before_it_takes_the_old_place(tmp_path, monkeypatch):
    done = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda file: (done.append("fsync"), fsync(file)))
    monkeypatch.setattr(Path, "replace", lambda part, path: (done.append("replace"), replace(part, path)))
    save(NEW, tmp_path / "a.json")
    assert done == ["fsync", "replace"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"format": %d}' % FORMAT,
        b'{"format": %d, "script": "a", "key": "", "status": 5}' % FORMAT,
        b'{"format": %d, "script": "a", "key": "", "status": {}, "comparisons": 5}' % FORMAT,
        b'{"format": %d, "script": "a", "key": "", "status": {}, "comparisons": [{}]}' % FORMAT,
    ],
)
def test_what_is_no_record_is_not_loaded(tmp_path, content):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    assert load(path) is None


def test_no_file_is_not_loaded(tmp_path):
    assert load(tmp_path / "a.json") is None


def test_a_record_cut_short_is_not_loaded(tmp_path):
    path = tmp_path / "a.json"
    save(record(comparison(steady("a", 1.0))), path)
    whole = path.read_bytes()
    for end in range(0, len(whole), 50):
        path.write_bytes(whole[:end])
        assert load(path) is None


def test_a_record_of_another_format_is_not_loaded(tmp_path):
    path = tmp_path / "a.json"
    save(OLD, path)
    value = json.loads(path.read_bytes())
    path.write_text(json.dumps({**value, "format": FORMAT + 1}), encoding="utf-8")
    assert load(path) is None


def test_a_field_of_a_later_version_is_passed_over(tmp_path):
    path = tmp_path / "a.json"
    save(OLD, path)
    value = json.loads(path.read_bytes())
    path.write_text(json.dumps({**value, "mood": "good"}), encoding="utf-8")
    assert load(path) == OLD


# what a script hands over


def test_no_one_listens_unless_told(notes, monkeypatch):
    assert collecting()
    monkeypatch.delenv("ACCELGUIDE_COLLECT")
    assert not collecting()


@given(items=st.lists(COMPARISONS | OBSERVATIONS, max_size=4))
def test_what_is_handed_over_is_read_back(folder, items):
    path = folder / "handed"
    path.unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ACCELGUIDE_COLLECT", str(path))
        for item in items:
            collect(item)
    assert list(collected(path)) == items


def test_nothing_handed_over_is_nothing(tmp_path):
    assert list(collected(tmp_path / "absent")) == []


def test_a_line_cut_anywhere_loses_only_itself(notes):
    first, last = Observation("first", "一"), Observation("最后", "二\u2028")
    collect(first)
    start = notes.stat().st_size
    collect(last)
    whole = notes.read_bytes()
    for end in range(start, len(whole) - 1):
        notes.write_bytes(whole[:end])
        assert list(collected(notes)) == [first]
    notes.write_bytes(whole)
    assert list(collected(notes)) == [first, last]


def test_notes_pass_over_what_is_no_json(tmp_path):
    path = tmp_path / "notes"
    path.write_text('{"line": 1}\nhello\n\n{"line": 2}\n{"li', encoding="utf-8")
    assert list(noted(path)) == [{"line": 1}, {"line": 2}]


# many records

OTHER = "4_numba/20_other"


@pytest.fixture
def shelf(tmp_path):
    """Two scripts that both measured `shared`, and one variant each that the other did not."""
    here = record(
        comparison(steady("base", 2.0), steady("shared", 1.0), size=100, workload="first"),
        comparison(steady("base", 2.0), steady("shared", 1.0), size=10, workload="first"),
        comparison(steady("shared", 1.0), steady("aged", 1.0), workload="first", interpreter="3.8.18"),
        comparison(steady("shared", 1.0), steady("base", 1.0), workload="first", interpreter="3.13.0"),
        observations={"alive": True},
    )
    there = record(
        comparison(steady("shared", 3.0), variant("gone", [], not_run=NotRun("numba", "left-out")), workload="second"),
        comparison(steady("base", 1.0), workload="first", interpreter="3.13.0", size=7),
        script=OTHER,
    )
    return shelve(tmp_path, here, there)


def test_records_are_found_in_the_order_of_the_gallery(shelf):
    assert list(shelf.scripts) == [PAGE, OTHER]


def test_a_file_that_is_no_record_is_passed_over(shelf):
    shelf.path("1_native/99_broken").write_text("{", encoding="utf-8")
    assert list(shelf.scripts) == [PAGE, OTHER]


@pytest.mark.parametrize(
    ("name", "script"), [("base", PAGE), ("first", PAGE), ("alive", PAGE), ("second", OTHER), ("gone", OTHER)]
)
def test_a_name_measured_once_is_found(shelf, name, script):
    assert shelf.holding(name).script == script


def test_a_name_measured_twice_is_refused_saying_where(shelf):
    with pytest.raises(Missing, match=f"{PAGE}#shared, {OTHER}#shared") as refused:
        shelf.holding("shared")
    assert str(refused.value).startswith("'shared' was measured by several scripts")


@pytest.mark.parametrize("script", [PAGE, OTHER])
def test_a_qualified_name_says_which(shelf, script):
    assert shelf.holding(f"{script}#shared").script == script


@pytest.mark.parametrize("script", [PAGE, OTHER])
def test_the_record_of_the_page_at_hand_is_preferred(shelf, script):
    assert shelf.holding("shared", home=script).script == script


def test_a_name_that_only_another_page_measured_is_found_from_home(shelf):
    assert shelf.holding("gone", home=PAGE).script == OTHER


def test_a_qualified_name_outdoes_home(shelf):
    assert shelf.holding(f"{OTHER}#shared", home=PAGE).script == OTHER


def test_a_home_without_the_name_settles_nothing(shelf):
    with pytest.raises(Missing, match="several scripts"):
        shelf.holding("shared", home="9_elsewhere/10_page")


@pytest.mark.parametrize("name", ["aged", "nothing", "9_elsewhere/10_page#base"])
def test_an_unknown_name_is_answered_with_what_there_is(shelf, name):
    with pytest.raises(Missing) as refused:
        shelf.holding(name)
    assert str(refused.value) == f"nothing measured is called {name!r}; known here: {PAGE}, {OTHER}"


def test_an_unknown_name_of_a_known_script_is_answered_with_its_names(shelf):
    with pytest.raises(Missing, match=r"known here: alive, base, first, shared$"):
        shelf.holding(f"{PAGE}#gone")


def test_no_records_at_all_is_said(tmp_path):
    with pytest.raises(Missing, match="known here: nothing"):
        Records(tmp_path).holding("base")


def test_a_sweep_is_sorted_by_size_and_of_this_interpreter(shelf):
    assert [(one.size, one.interpreter) for one in shelf.sweep("base")] == [(10, ""), (100, "")]
    assert [one.size for one in shelf.sweep(f"{PAGE}#first")] == [10, 100]


def test_a_sweep_by_another_interpreter_is_found_in_whatever_script(shelf):
    assert [one.size for one in shelf.sweep("base", interpreter="3.13.0")] == [7, 100]
    assert [one.size for one in shelf.sweep("aged", interpreter="3.8.18")] == [100]


def test_what_another_interpreter_did_not_measure_is_missing(shelf):
    with pytest.raises(Missing, match="not measured as a variant"):
        shelf.sweep("base", interpreter="3.8.18")


def test_an_observation_is_no_sweep_and_a_variant_no_observation(shelf):
    with pytest.raises(Missing, match="not measured as a variant"):
        shelf.sweep("alive")
    with pytest.raises(Missing, match="is no observation"):
        shelf.observation("base")


@pytest.mark.parametrize("name", ["alive", f"{PAGE}#alive"])
def test_an_observation_is_found(shelf, name):
    assert shelf.observation(name).value is True


def test_interpreters_are_those_that_measured(shelf):
    assert shelf.interpreters() == ["3.8.18", "3.13.0"]
    assert shelf.interpreters("base") == ["3.13.0"]
    assert shelf.interpreters("gone") == []


@pytest.fixture
def threaded(tmp_path):
    """Two scripts that free-threaded interpreters measured, and one for which none was found."""

    def by(label, *names):
        return comparison(*(steady(name, 1.0) for name in names), interpreter=label)

    nothing = comparison(variant("lonely", [], not_run=NotRun("it", "no-interpreter")), interpreter=FREE_THREADED)
    here = record(by("3.13.0", "base", "shared"), by("3.13.0t", "base", "shared"), nothing)
    there = record(by("3.13.0t", "shared"), by("3.14.0t", "shared"), by("3.15.0", "shared"), script=OTHER)
    return shelve(tmp_path, here, there)


def test_the_newest_free_threaded_interpreter_that_measured_a_name_is_told(threaded):
    assert threaded.free_threaded("base") == "3.13.0t"
    assert threaded.free_threaded("shared") == "3.14.0t"


@pytest.mark.parametrize("name", ["lonely", "unknown"])
def test_where_no_free_threaded_interpreter_measured_a_name_its_kind_is_told(threaded, name):
    assert threaded.free_threaded(name) == FREE_THREADED


def test_what_no_interpreter_was_found_for_was_measured_by_none(threaded):
    assert threaded.interpreters("lonely") == []
    assert threaded.interpreters() == ["3.13.0", "3.13.0t", "3.14.0t", "3.15.0"]


def test_what_no_interpreter_was_found_for_is_found_by_its_kind(threaded):
    (found,) = threaded.sweep("lonely", interpreter=threaded.free_threaded("lonely"))
    assert found.variants[0].not_run.reason == "no-interpreter"


def test_missing_is_a_key_error_that_reads_well():
    with contextlib.suppress(KeyError):
        raise Missing("nothing here")
    assert str(Missing("nothing here")) == "nothing here"
