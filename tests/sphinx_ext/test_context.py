"""What a page may lack without being wrong."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from accelguide.record import Missing, Record, Status
from accelguide.record.limits import NoLimits
from accelguide.sphinx_ext.context import absent, free_threaded
from tests.builders import PAGE, shelve

MISSING, NO_LIMITS = Missing("nothing of that name"), NoLimits("no limits")


@pytest.fixture
def build(tmp_path: Path):
    """Environment of a build with one record, whose script ended in a way."""

    def built(code: str, partial: bool) -> SimpleNamespace:
        shelve(tmp_path, Record(PAGE, "key", Status(code)))
        config = SimpleNamespace(accelguide_records="", accelguide_partial=partial)
        return SimpleNamespace(config=config, app=SimpleNamespace(confdir=tmp_path))

    return built


@pytest.mark.parametrize(
    ("code", "partial", "home", "error", "expected"),
    [
        ("ok", False, PAGE, MISSING, False),
        ("ok", True, PAGE, MISSING, False),
        ("error", False, PAGE, MISSING, True),
        ("ok", True, None, MISSING, True),
        ("ok", False, None, MISSING, False),
        ("ok", False, PAGE, NO_LIMITS, False),
        ("ok", True, PAGE, NO_LIMITS, True),
        ("ok", True, None, NO_LIMITS, True),
        ("ok", True, PAGE, ValueError("no rule"), False),
    ],
)
def test_a_figure_may_be_missing(build, code: str, partial: bool, home: str, error: Exception, expected: bool) -> None:
    assert absent(build(code, partial), home, error) is expected


def test_the_one_kind_of_interpreter_may_be_asked_for() -> None:
    assert free_threaded("free-threaded") == "free-threaded"
    with pytest.raises(ValueError, match="pypy"):
        free_threaded("pypy")
