"""Sums and counts of a device: right in the simulator, and added where they are meant to be."""

import pytest

from tests.kernels.cuda_checks import lines, ptx, simulate, uses_local_memory

SUMS, KEYS = "float64[::1], float64[::1]", "int64[::1], int64, int64[::1]"
KERNELS = (
    ("_roots_cuda", "zeroed", "float64[::1]"),
    ("_roots_cuda", "each_to_one", SUMS),
    ("_roots_cuda", "thread_to_one", SUMS),
    ("_roots_cuda", "block_to_own", SUMS),
    ("_roots_cuda", "block_to_own_single", "float32[::1], float64[::1]"),
    ("_counters_cuda", "cleared", "int64[::1]"),
    ("_counters_cuda", "in_global", KEYS),
    ("_counters_cuda", "in_shared", KEYS),
    ("_fives_cuda", "fives", "int64[::1], float64[::1]"),
)
each_level = pytest.mark.parametrize("level", [80, 90])
SMALL = """
import numpy as np
from accelguide.kernels import _block, _counters_cuda, _fives_cuda, choice, histogram, rootsum
from accelguide.portable import same
for module in (_block, _counters_cuda, rootsum, histogram, choice):
    module.THREADS, module.BLOCKS = 8, 3
_counters_cuda.WARP = 4
_counters_cuda.ROOM = histogram.ROOM = 40
"""


def test_sums_are_right_at_every_length_near_a_boundary():
    simulate(
        SMALL
        + """
for size in (1, 2, 3, 7, 8, 9, 47, 48, 49, 101):
    values = rootsum.workload(size)
    expected = rootsum.rootsum_python(*values)
    for name in ("rootsum_cuda_atomic", "rootsum_cuda_threads", "rootsum_cuda"):
        assert same(getattr(rootsum, name)(*values), expected), (name, size)
"""
    )


def test_a_launch_repeated_gives_the_same_sum_and_the_same_counts():
    simulate(
        SMALL
        + """
from accelguide.kernels._cuda import bring
keys = np.arange(30) % 7
for kernel, arguments in (
    (rootsum.rootsum_cuda_atomic, (np.arange(9.0),)), (rootsum.rootsum_cuda_threads, (np.arange(9.0),)),
    (rootsum.rootsum_cuda, (np.arange(9.0),)),
    (histogram.histogram_cuda_global, (keys, 7)), (histogram.histogram_cuda, (keys, 7)),
):
    launch, filled = kernel.__wrapped__(*bring(arguments))
    launch()
    once = filled.copy_to_host()
    launch()
    assert same(filled.copy_to_host(), once), kernel.__name__
"""
    )


def test_counts_are_right_however_many_bins_there_are():
    simulate(
        SMALL
        + """
rng = np.random.default_rng(0)
for bins in (1, 2, 19, 20, 21, 40, 41, 60):  # room for tables of each warp, for one, for none
    for size in (1, 2, 23, 24, 25, 80):
        keys = rng.integers(0, bins, size)
        for name in ("histogram_cuda_global", "histogram_cuda"):
            assert same(getattr(histogram, name)(keys, bins), np.bincount(keys, minlength=bins)), (name, bins, size)
"""
    )


@pytest.mark.parametrize("key", [-1, 5, 1 << 40, -(1 << 63)])
def test_a_key_out_of_range_is_refused_as_everywhere(key):
    simulate(
        SMALL
        + f"""
keys = np.array([0, 1, {key}, 2, 3], np.int64)
told = set()
for name in ("histogram_python", "histogram_cuda_global", "histogram_cuda"):
    try:
        getattr(histogram, name)(keys, 5)
    except ValueError as error:
        told.add(str(error))
    else:
        raise SystemExit(name)
assert len(told) == 1
"""
    )


def test_the_conditional_map_is_right_at_every_length_near_a_boundary():
    simulate(
        SMALL
        + """
for size in (1, 2, 3, 47, 48, 49, 101):
    arguments = choice.workload(size)
    expected = choice.choice_python(*choice.workload(size))
    assert same(choice.choice_cuda(*arguments), expected)
assert same(choice.choice_cuda(np.array([-5, 0, -4, 10]), np.empty(4)), np.array([-2.5, 0, -8, 5]))
"""
    )


def test_what_the_contracts_leave_out_is_refused_before_anything_is_copied():
    simulate(
        SMALL
        + """
for kernel, arguments in ((choice.choice_cuda, (np.arange(3), np.empty(2))), (rootsum.rootsum_cuda, (np.arange(3),))):
    try:
        kernel(*arguments)
        raise SystemExit(kernel.__name__)
    except ValueError:
        pass
"""
    )


@each_level
@pytest.mark.parametrize("name", [name for _, name, _ in KERNELS])
def test_nothing_spills(name, level):
    assert not uses_local_memory(ptx(*KERNELS)[f"{name}/{level}"])


@each_level
def test_what_is_added_where(level):
    texts = {name: ptx(*KERNELS)[f"{name}/{level}"] for _, name, _ in KERNELS}
    assert lines(texts["each_to_one"], "atom.global.add.f64", "red.global.add.f64")
    assert not lines(texts["block_to_own"], "atom.global", "red.global")
    assert lines(texts["in_shared"], "atom.shared.add.u32")
    assert not lines(texts["in_global"], "atom.shared")


@each_level
@pytest.mark.parametrize(
    ("name", "instruction"),
    [
        ("block_to_own", "ld.global.v2.f64"),
        ("block_to_own_single", "ld.global.v4.f32"),
        ("in_shared", "ld.global.v2.u64"),
        ("fives", "ld.global.v2.u64"),
        ("fives", "st.global.v2.f64"),
    ],
)
def test_streams_move_sixteen_bytes_at_once(name, instruction, level):
    assert lines(ptx(*KERNELS)[f"{name}/{level}"], instruction)
