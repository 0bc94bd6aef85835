"""A grouped aggregation and a logistic regression, by one process, by processes, by Ray and by Dask: one answer."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.footprint import Footprint
from accelguide.kernels import descent, grouping
from accelguide.kernels._descended import COLUMNS, gradient, gradient_rows
from accelguide.kernels._grouped import merged, rooted, rooted_rows, totals_of
from accelguide.kernels._shards import SHARDS, shards_folder, shards_of
from accelguide.portable import Sessions, same
from accelguide.sessions import gather, processes
from tests.offspring import wait_until

GROUPING = [grouping.grouping_processes, grouping.grouping_ray, grouping.grouping_dask]
DESCENT = [descent.descent_processes, descent.descent_ray, descent.descent_dask]
SIZES = [0, 1, 3, 2500]
each_size = pytest.mark.parametrize("size", SIZES)


@pytest.fixture(scope="module")
def sessions():
    with Sessions() as opened:
        yield opened


@each_size
@pytest.mark.parametrize("variant", GROUPING, ids=lambda variant: variant.__name__)
def test_rows_are_grouped_alike(sessions, variant, size):
    arguments = grouping.workload(size)
    assert same(sessions.ready(variant)(*arguments), grouping.grouping_python(*arguments))


@each_size
@pytest.mark.parametrize("variant", DESCENT, ids=lambda variant: variant.__name__)
def test_weights_are_alike(sessions, variant, size):
    arguments = descent.workload(size)
    assert same(sessions.ready(variant)(*arguments), descent.descent_numpy(*arguments))


@pytest.mark.parametrize("size", SIZES[1:])
def test_pandas_groups_alike(size):
    pytest.importorskip("pandas")
    assert same(grouping.grouping_pandas(*grouping.workload(size)), grouping.grouping_python(*grouping.workload(size)))


@pytest.mark.parametrize("variant", GROUPING, ids=lambda variant: variant.__name__)
def test_a_row_that_is_none_is_an_error_of_its_own_kind(sessions, variant, tmp_path):
    (tmp_path / "rows").write_text("k1\t4\nk2\tmany\n")
    with pytest.raises(ValueError, match="many"):
        sessions.ready(variant)(str(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="counted on Linux alone")
def test_what_a_pool_is_sent_is_counted(sessions):
    workers = sessions.started(processes)
    seen = Footprint(os.getpid(), by_pipes=processes.by_pipes)
    assert seen.around(gather, workers, len, [bytes(300_000)]) == [300_000]
    assert seen.moved >= 300_000


# what they share


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**6)), max_size=30), st.integers(0, 30))
def test_files_merged_are_one_file(tmp_path_factory, rows, cut):
    folder = tmp_path_factory.mktemp("rows")
    lines = [f"{key}\t{value}\n" for key, value in rows]
    for name, some in {"all": lines, "first": lines[:cut], "second": lines[cut:]}.items():
        (folder / name).write_text("".join(some))
    whole = merged([totals_of(folder / "all")])
    assert same(merged([totals_of(folder / "first"), totals_of(folder / "second")]), whole)
    assert [key for key, _, _ in whole] == sorted({key for key, _ in rows})


def test_what_hive_runs_does_what_the_others_do():
    rows = [["a", "4"], ["b", "2"]]
    assert list(rooted_rows(iter(rows))) == [rooted("\t".join(row)) for row in rows]
    (folder, _) = descent.workload(100)
    weights = np.linspace(-1, 1, COLUMNS)
    (found,) = gradient_rows([[shards_of(folder)[0], *map(repr, weights.tolist())]])
    assert same(found, gradient(weights, shards_of(folder)[0]))


def test_the_regression_learns():
    folder, rate = descent.workload(5000)
    weights = descent.descent_numpy(folder, rate)
    rows = np.vstack([np.load(path) for path in shards_of(folder)])
    assert np.mean((rows[:, :-1] @ weights > 0) == rows[:, -1]) > 0.8


@pytest.mark.parametrize("module", [grouping, descent], ids=["grouping", "descent"])
def test_a_workload_is_a_folder_of_files_written_once(module):
    folder = module.workload(10)[0]
    assert module.workload(10)[0] == folder != module.workload(10, seed=1)[0]
    assert len(shards_of(folder)) == SHARDS
    assert module.work(10)["items"] == 10
    with pytest.raises(ValueError, match="not be negative, not -1"):
        module.workload(-1)


def test_files_that_begin_with_a_dot_are_no_input(tmp_path):
    for name in ("b", ".crc", "a"):
        (tmp_path / name).touch()
    assert shards_of(tmp_path) == [str(tmp_path / "a"), str(tmp_path / "b")]


def test_a_folder_that_cannot_be_filled_is_removed():
    seen = []

    def write(path, rows, size, seed):
        seen.append(os.path.dirname(path))
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        shards_folder(write, 5, 0)
    assert not os.path.exists(seen[0])


def test_the_files_are_gone_with_a_process_that_was_killed():
    code = "from accelguide.kernels import grouping\nprint(grouping.workload(10)[0], flush=True)\n"
    code += "import os\nos.kill(os.getpid(), 9)"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    assert "accelguide-rows-" in done.stdout
    wait_until(lambda: not os.path.exists(done.stdout.strip()))


def test_the_files_are_gone_with_the_process():
    code = "from accelguide.kernels import grouping\nprint(grouping.workload(10)[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "accelguide-rows-" in done.stdout
    assert not os.path.exists(done.stdout.strip())
