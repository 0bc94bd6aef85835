"""Records of other machines: found where they ran what did not run here, and nowhere else."""

import pytest

from accelguide.record import NotRun, Published
from tests.builders import PAGE, comparison, record, shelve, steady, variant

ABSENT = variant("toys_cuda", [], not_run=NotRun("cuda", "no-device"))
HERE = comparison(steady("toys_loop", 2.0), ABSENT)
THERE = comparison(steady("toys_loop", 1.0), steady("toys_cuda", 0.1))


def found(folder, *comparisons, here=HERE, script=PAGE):
    """Names of machines that ran what did not run here; one machine, `far`, has the comparisons."""
    shelve(folder / "far", record(*comparisons, script=script))
    return [(one.name, one.comparison) for one in Published(folder).elsewhere(PAGE, here)]


def test_a_machine_that_ran_what_is_absent_here(tmp_path):
    assert found(tmp_path, THERE) == [("far", THERE)]


@pytest.mark.parametrize(
    "other",
    [
        comparison(steady("toys_loop", 1.0), ABSENT),
        comparison(steady("toys_loop", 1.0)),
        comparison(steady("toys_cuda", 1.0), size=200),
        comparison(steady("toys_cuda", 1.0), workload="others"),
        comparison(steady("toys_cuda", 1.0), interpreter="3.14.0"),
    ],
    ids=["absent there too", "not measured there", "another size", "another workload", "another interpreter"],
)
def test_what_says_nothing_of_it(tmp_path, other):
    assert found(tmp_path, other) == []


def test_another_script_says_nothing_of_it(tmp_path):
    assert found(tmp_path, THERE, script="1_native/20_other") == []


def test_what_ran_here_is_not_looked_for(tmp_path):
    assert found(tmp_path, THERE, here=THERE) == []


def test_machines_come_by_name_and_files_beside_them_are_none(tmp_path):
    for name in ("second", "first"):
        shelve(tmp_path / name, record(THERE))
    (tmp_path / "README.md").write_text("records")
    assert list(Published(tmp_path).machines) == ["first", "second"]


def test_nothing_published_at_all(tmp_path):
    assert list(Published(tmp_path / "none").elsewhere(PAGE, HERE)) == []
