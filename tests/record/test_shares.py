"""What the machine can do at the most, and shares of it, from records that the tests make up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.record import Missing, Work, limits, seconds
from accelguide.record.figures import FLOOR
from accelguide.record.limits import Limit, NoLimits, limit, share
from tests.builders import comparison, erratic, lucky, record, shelve, steady, variant

CORES = ("one", "all")
PAGE = "5_method/10_limits"
LEVELS = st.floats(1e-6, 1e3)
COUNTS = st.integers(0, 10**12)


def copies(*variants, size=100, moved=100):
    """Variants that each move so many bytes a call."""
    return comparison(*variants, size=size, workload="copy", work=Work(bytes=moved))


def peaks(*variants, size=100, done=1000):
    """Variants that each do so many operations a call."""
    return comparison(*variants, size=size, workload="peak", work=Work(flops=done))


def machine(folder, *comparisons, script=PAGE):
    """Records of a machine whose limits these comparisons are."""
    return shelve(folder, record(*comparisons, script=script))


@pytest.fixture
def shelf(tmp_path):
    """One core carries 100 bytes and does 1000 operations a second; all of them, twice and four times that."""
    return machine(
        tmp_path,
        copies(steady("copy_numpy", 1.0), steady("copy_threads", 0.5)),
        peaks(steady("peak_numba", 1.0), steady("peak_parallel", 0.25)),
    )


# limits


def test_a_limit_is_of_one_core_or_of_all(shelf):
    assert limit(shelf, "one") == Limit(100, 1000)
    assert limit(shelf, "all") == Limit(200, 4000)


@pytest.mark.parametrize("cores", ["two", "", "1", "threads"])
def test_other_cores_are_refused(shelf, cores):
    with pytest.raises(ValueError, match="cores are 'one', 'all', 'device', not"):
        limit(shelf, cores)


@pytest.mark.parametrize("ending", ["threads", "parallel", "all"])
def test_what_runs_on_all_cores_is_told_by_its_ending(tmp_path, ending):
    found = machine(tmp_path, copies(steady("copy_numpy", 1.0), steady(f"copy_{ending}", 0.5)))
    assert [limit(found, cores).bandwidth for cores in CORES] == [100, 200]


def test_an_ending_counts_as_a_whole_word(tmp_path):
    found = machine(tmp_path, copies(steady("copy_numpy", 1.0), steady("copy_overall", 0.5)))
    assert [limit(found, cores).bandwidth for cores in CORES] == [200, 200]


def test_what_one_core_reaches_all_of_them_can_reach(tmp_path):
    found = machine(tmp_path, copies(steady("copy_numpy", 1.0), steady("copy_threads", 4.0)))
    assert [limit(found, cores).bandwidth for cores in CORES] == [100, 100]


def test_the_best_of_all_workloads_counts(tmp_path):
    add = comparison(steady("add_numpy", 1.0), workload="add", work=Work(bytes=300, flops=20))
    found = machine(tmp_path, copies(steady("copy_numpy", 1.0), steady("copy_numba", 0.4)), add)
    assert limit(found, "one") == Limit(300, 20)


def test_the_largest_size_of_each_workload_counts(tmp_path):
    large, small = (copies(steady("copy_numpy", level), size=size) for level, size in ((1.0, 100), (0.01, 10)))
    found = machine(tmp_path, large, small, peaks(steady("peak_numba", 1.0), size=5))
    assert limit(found, "all") == Limit(100, 1000)


def test_what_another_interpreter_measured_sets_no_limit_and_hides_none(tmp_path):
    uncounted = comparison(steady("copy_numpy", 1e-9), size=100, workload="copy", interpreter="3.14.0t")
    counted = comparison(
        steady("copy_numpy", 1e-9), size=200, workload="copy", work=Work(bytes=100), interpreter="3.15.0"
    )
    found = machine(tmp_path, copies(steady("copy_numpy", 1.0)), uncounted, counted)
    assert limit(found, "one") == Limit(100, 0)


def test_what_was_reached_once_can_be_reached(tmp_path):
    found = machine(tmp_path, copies(lucky("copy_numpy", 1.0, 0.5)))
    assert limit(found, "one") == Limit(200, 0)
    assert share(found, found.sweep("copy")[0], "copy_numpy", "one")[0] == 0.5


def test_what_a_disturbed_round_gave_sets_no_limit(tmp_path):
    odd = variant("copy_numpy", [1.0] * FLOOR + [0.1] * 6, [False] * FLOOR + [True] * 6)
    assert limit(machine(tmp_path, copies(odd)), "one") == Limit(100, 0)


def test_what_did_not_run_or_is_not_counted_sets_no_limit(tmp_path):
    uncounted = comparison(steady("toys_numpy", 1e-9), workload="toys")
    found = machine(tmp_path, copies(steady("copy_numpy", 1.0), variant("copy_numba", [])), uncounted)
    assert limit(found, "all") == Limit(100, 0)


def test_a_script_that_measured_nothing_sets_no_limit(tmp_path):
    assert limit(machine(tmp_path), "all") == Limit(0, 0)


def test_no_script_of_that_name_sets_no_limit(tmp_path):
    found = machine(tmp_path, copies(steady("copy_numpy", 1.0)), script="5_method/limits_10")
    with pytest.raises(NoLimits, match="measured by one script named <chapter>/NN_limits, not 0"):
        limit(found, "one")


def test_two_scripts_of_that_name_are_refused(tmp_path):
    found = shelve(tmp_path, record(script=PAGE), record(script="1_native/20_limits"))
    with pytest.raises(NoLimits, match="not 2"):
        limit(found, "one")


def test_limits_that_were_not_measured_are_missing():
    assert issubclass(NoLimits, Missing)


# the least time


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Work(bytes=300), 3.0),
        (Work(flops=500), 0.5),
        (Work(bytes=300, flops=500), 3.0),
        (Work(bytes=30, flops=500), 0.5),
        (Work(items=7), 0.0),
        (None, 0.0),
    ],
)
def test_a_call_takes_at_least_what_its_bytes_and_its_operations_need(work, expected):
    assert Limit(100, 1000).least(comparison(steady("a", 1.0), work=work)) == expected


@pytest.mark.parametrize(("bound", "expected"), [(Limit(100, 0), 3.0), (Limit(0, 1000), 0.5), (Limit(0, 0), 0.0)])
def test_a_limit_that_was_not_measured_bounds_nothing(bound, expected):
    assert bound.least(comparison(steady("a", 1.0), work=Work(bytes=300, flops=500))) == expected


@given(COUNTS, COUNTS, st.floats(1, 1e12), st.floats(1, 1e12))
def test_more_work_never_takes_less(moved, done, bandwidth, flops):
    def least(**work):
        return Limit(bandwidth, flops).least(comparison(steady("a", 1.0), work=Work(**work)))

    both = least(bytes=moved, flops=done)
    assert both >= least(bytes=moved) >= 0
    assert both >= least(flops=done) >= 0
    assert both in (least(bytes=moved), least(flops=done))


# shares


def test_a_share_is_of_the_least_time(shelf):
    found = comparison(steady("a", 2.0), steady("b", 8.0), work=Work(bytes=100))
    assert share(shelf, found, "a", "one") == (0.5, 0.5, 0.5)
    assert share(shelf, found, "b", "one") == (0.125, 0.125, 0.125)
    assert share(shelf, found, "a", "all") == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(("name", "cores"), [("copy_numpy", "one"), ("copy_threads", "all")])
def test_what_sets_the_limit_reaches_it(shelf, name, cores):
    (found,) = shelf.sweep("copy")
    assert share(shelf, found, name, cores)[0] == 1.0


def test_the_interval_of_a_share_is_that_of_its_time(shelf):
    found = comparison(erratic("a", 1.0, 4.0), work=Work(bytes=100))
    middle, low, high = share(shelf, found, "a", "one")
    assert (low, high) == (0.25, 1.0)
    assert low < middle < high


@given(st.lists(st.tuples(LEVELS, st.booleans()), min_size=FLOOR, max_size=30))
def test_the_interval_holds_the_share(samples):
    taken, preempted = zip(*samples, strict=True)
    found = comparison(variant("a", taken, preempted), work=Work(bytes=100))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "limit", lambda records, cores: Limit(100, 0))
        middle, low, high = share(None, found, "a", "one")
    assert low <= middle <= high
    assert middle == pytest.approx(1 / seconds(found.variants[0]))


def test_samples_that_were_preempted_do_not_count(shelf):
    taken = variant("a", [1.0] * FLOOR + [50.0] * 6, [False] * FLOOR + [True] * 6)
    assert share(shelf, comparison(taken, work=Work(bytes=100)), "a", "one") == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    "found",
    [
        comparison(variant("a", []), work=Work(bytes=100)),
        comparison(steady("b", 1.0), work=Work(bytes=100)),
        comparison(steady("a", 1.0), work=Work(items=100)),
        comparison(steady("a", 1.0)),
    ],
    ids=["not run", "unknown", "not bounded", "not counted"],
)
@pytest.mark.parametrize("cores", CORES)
def test_there_is_no_share_of_what_has_no_bound(shelf, found, cores):
    assert share(shelf, found, "a", cores) is None


def test_there_is_no_share_without_limits(tmp_path):
    with pytest.raises(NoLimits):
        share(shelve(tmp_path), comparison(steady("a", 1.0), work=Work(bytes=100)), "a", "one")


def test_shares_are_the_same_each_time(shelf):
    found = comparison(variant("a", np.linspace(1.0, 2.0, 20).tolist()), work=Work(bytes=100))
    assert share(shelf, found, "a", "all") == share(shelf, found, "a", "all")


# devices


def test_a_device_has_limits_of_its_own(tmp_path):
    ours = record(copies(steady("copy_numpy", 1.0)), script=PAGE)
    device = record(copies(steady("copy_cuda", 0.1), steady("copy_numpy", 0.01)), script="6_cuda/70_roofline")
    found = shelve(tmp_path, ours, device)
    assert limit(found, "device") == Limit(1000, 0)
    assert limit(found, "all") == Limit(100, 0)


@pytest.mark.parametrize("name", ["toys_cuda", "toys_cuda_global", "toys_cupy"])
def test_what_runs_on_a_device_is_told_by_its_name_and_has_no_share_of_cores(tmp_path, name):
    device = record(copies(steady("copy_cuda", 0.1)), script="6_cuda/70_roofline")
    toys = comparison(steady("toys_numpy", 1.0), steady(name, 0.5), workload="toys", work=Work(bytes=100))
    found = shelve(tmp_path, record(copies(steady("copy_numpy", 1.0)), script=PAGE), device, record(toys))
    assert share(found, toys, name, "device")[0] == pytest.approx(0.2)
    assert share(found, toys, name, "one") is share(found, toys, name, "all") is None
    assert share(found, toys, "toys_numpy", "device") is None


@pytest.mark.parametrize("name", ["toys_barracuda", "toys_cupyd", "cud_a"])
def test_only_a_whole_word_of_the_name_counts(name):
    assert not limits.on_device(name)


def test_a_device_that_was_not_measured_has_no_limit(tmp_path):
    with pytest.raises(NoLimits, match="<chapter>/NN_roofline, not 0"):
        limit(machine(tmp_path), "device")
