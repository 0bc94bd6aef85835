"""Publishing a build's records under the name of a machine: all that was asked for, or nothing."""

import dataclasses

import pytest

from accelguide.record import Block, Records, Status, load
from accelguide.site.publish import CannotPublish, publish
from tests.builders import comparison, record, shelve, steady

PAGES = ("1_native/10_first", "5_cuda/10_kernel", "5_cuda/20_trips")


@pytest.fixture
def build(tmp_path):
    """Records of three scripts that went well."""
    made = [
        dataclasses.replace(record(comparison(steady("a_b", 1.0)), script=one), blocks=(Block(1),)) for one in PAGES
    ]
    return shelve(tmp_path / "records", *made)


def names(folder):
    """Scripts published below a folder."""
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("only", "expected"),
    [([], PAGES), (["5_cuda"], PAGES[1:]), (["20_trips"], PAGES[2:]), (["1_native/10_first"], PAGES[:1])],
)
def test_what_was_asked_for_is_published(build, tmp_path, only, expected):
    publish(build, tmp_path / "published", "h200", only)
    assert names(tmp_path / "published" / "h200") == sorted(expected)


def test_samples_are_kept_and_what_was_printed_is_not(build, tmp_path):
    (path,) = publish(build, tmp_path, "h200", ["20_trips"])
    kept = load(path)
    assert kept.blocks == ()
    assert kept.comparisons == build.scripts[PAGES[2]].comparisons


@pytest.mark.parametrize("name", ["", "H200", "a b", "../up", "a/b", "-a", "a--b", "."])
def test_a_name_that_is_no_folder_is_refused(build, tmp_path, name):
    with pytest.raises(CannotPublish, match="use lower-case letters, digits and hyphens"):
        publish(build, tmp_path / "published", name, [])
    assert not (tmp_path / "published").exists()


def test_what_was_not_measured_cannot_be_published(build, tmp_path):
    with pytest.raises(CannotPublish, match="nothing measured is called 9_none: run `nox -s docs` first"):
        publish(build, tmp_path / "published", "h200", ["9_none"])
    with pytest.raises(CannotPublish, match="nothing measured is called anything"):
        publish(Records(tmp_path / "empty"), tmp_path / "published", "h200", [])


@pytest.mark.parametrize("code", ["error", "skipped", "timeout"])
def test_one_that_did_not_end_well_keeps_all_from_being_published(tmp_path, code):
    bad = dataclasses.replace(record(script=PAGES[1]), status=Status(code, "why"))
    with pytest.raises(CannotPublish, match=f"did not run to their end: {PAGES[1]}"):
        publish(shelve(tmp_path / "records", record(script=PAGES[0]), bad), tmp_path / "published", "h200", [])
    assert not (tmp_path / "published").exists()
