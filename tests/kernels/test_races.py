"""Reductions in parallel loops: the safe forms are right, and the wrong ones are caught being wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import racing, summary, tally
from accelguide.portable import same

pytest.importorskip("numba")

TALLIES = [tally.tally_numpy, tally.tally_numba, tally.tally_rows, tally.tally_atomic]  # one more takes long to compile
SUMMARIES = [function for name, function in vars(summary).items() if name.startswith("summary_")]
INTEGERS = st.integers(-(2**63), 2**63 - 1)

each_tally = pytest.mark.parametrize("kernel", TALLIES, ids=lambda kernel: kernel.__name__)
each_summary = pytest.mark.parametrize("kernel", SUMMARIES, ids=lambda kernel: kernel.__name__)


# tally


@each_tally
@settings(max_examples=30)
@given(values=arrays.arrays(np.uint8, st.integers(0, 300)))
def test_every_tally_counts_each_value(kernel, values):
    found = kernel(values)
    assert found.shape == (256,)
    assert found.dtype.kind == "i"
    assert {value: count for value, count in enumerate(found.tolist()) if count} == {
        int(value): int((values == value).sum()) for value in np.unique(values)
    }


@each_tally
def test_every_tally_is_exact_on_many_values(kernel):
    (values,) = tally.workload(200_000)
    before = values.copy()
    assert same(kernel(values), np.bincount(values, minlength=256))
    assert same(values, before)


def test_a_tally_takes_a_view():
    values = tally.workload(1001)[0][::2]
    assert same(tally.tally_rows(values), np.bincount(values, minlength=256))


def test_a_whole_array_is_reduced_by_numba():
    for size in (0, 1, 1001):
        (values,) = tally.workload(size)
        assert same(tally.tally_reduced(values), np.bincount(values, minlength=256))


# summary


@each_summary
@given(values=arrays.arrays(np.int64, st.integers(1, 60), elements=INTEGERS))
def test_every_summary_gives_the_same(kernel, values):
    total = (int(sum(values.tolist())) + 2**63) % 2**64 - 2**63
    assert kernel(values) == (min(values.tolist()), max(values.tolist()), total)


@each_summary
def test_every_summary_refuses_an_array_of_nothing(kernel):
    with pytest.raises(ValueError, match=r"^values must not be empty$"):
        kernel(np.empty(0, dtype=np.int64))


def test_a_summary_takes_a_view():
    values = summary.workload(1001)[0][::2]
    assert summary.summary_numba(values) == summary.summary_numpy(values)


@pytest.mark.parametrize("module", [summary, tally])
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    (first,), (second,) = module.workload(10), module.workload(10)
    assert same(first, second)
    assert not same(module.workload(10, seed=1)[0], first)
    assert module.work(10) == {"items": 10, "bytes": first.nbytes}


# racing


def test_an_if_in_prange_loses_the_highest_value_each_time():
    found, warned = racing.results(racing.highest_if, *racing.workload(1000), runs=3)
    assert found == [-1] * 3
    assert not warned


def test_numba_warns_of_the_last_value_when_it_compiles():
    found, warned = racing.results(racing.last_seen, np.full(1000, 7, dtype=np.uint8), runs=3)
    assert found == [7] * 3
    assert warned


def test_a_shared_tally_never_counts_too_often():
    (values,) = racing.workload(100_000)
    right = np.bincount(values, minlength=racing.BYTES)
    found, _ = racing.results(racing.tally_shared, values, runs=3)
    assert all((one <= right).all() for one in found)
    assert all(0 <= share < 1 for share in racing.lost(found, right))


def test_a_shared_total_never_adds_too_much():
    (values,) = racing.workload(100_000)
    found, _ = racing.results(racing.total_shared, values, runs=3)
    assert all(0 < one <= values.sum(dtype=np.int64) for one in found)


def test_lost_is_the_share_that_is_missing():
    right = np.array([4, 4, 2])
    assert racing.lost([right, np.array([4, 3, 0])], right) == [0.0, 0.3]


def test_nothing_wrong_shows_nothing():
    assert racing.shown(2) is True
    assert racing.shown(0) == "–"


def test_a_call_is_timed():
    result, seconds = racing.timed(max, 1, 2)
    assert result == 2
    assert seconds >= 0
