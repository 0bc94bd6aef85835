"""The same two jobs by Spark and by Hive: the answers of one process, and errors that say what was wrong."""

import pytest

from accelguide.kernels import descent, grouping
from accelguide.portable import Sessions, same
from accelguide.systems import Unavailable

VARIANTS = [
    (grouping.grouping_python, grouping.grouping_rdd),
    (grouping.grouping_python, grouping.grouping_dataframe),
    (grouping.grouping_python, grouping.grouping_arrow),
    (grouping.grouping_python, grouping.grouping_hive),
    (descent.descent_numpy, descent.descent_rdd),
    (descent.descent_numpy, descent.descent_arrow),
    (descent.descent_numpy, descent.descent_hive),
]
MODULES = {grouping.grouping_python: grouping, descent.descent_numpy: descent}
each = pytest.mark.parametrize(("base", "variant"), VARIANTS, ids=lambda one: one.__name__)


@pytest.fixture(scope="module")
def sessions():
    with Sessions() as opened:
        yield opened


def call_of(sessions, variant):
    """A variant in its session, which is started once; skips where Java or PySpark is missing."""
    try:
        return sessions.ready(variant)
    except Unavailable as missing:
        pytest.skip(str(missing))


@each
def test_the_answer_is_that_of_one_process(sessions, base, variant):
    arguments = MODULES[base].workload(900)
    assert same(call_of(sessions, variant)(*arguments), base(*arguments))


@pytest.mark.parametrize("variant", [one for base, one in VARIANTS if base is grouping.grouping_python])
def test_no_rows_are_no_groups_and_one_is_one(sessions, variant):
    assert call_of(sessions, variant)(*grouping.workload(0)) == []
    assert call_of(sessions, variant)(*grouping.workload(1)) == [("k0", 1, 0.0)]


@pytest.mark.parametrize("variant", [grouping.grouping_rdd, grouping.grouping_hive])
def test_a_row_that_is_none_is_an_error_that_shows_it(sessions, variant, tmp_path):
    (tmp_path / "rows").write_text("k1\t4\nk2\tmany\n")
    with pytest.raises(Exception, match="many"):
        call_of(sessions, variant)(str(tmp_path))
