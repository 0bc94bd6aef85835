"""Sums of square roots and lengths in the plane: every kernel gives the same, as far as its contract promises."""

import math
import os
import platform
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _added_roots, hypotenuse, narrowsum, rootsum
from accelguide.portable import same
from accelguide.systems import WITHOUT, Unavailable, require


def found_in(module):
    """Kernels of a module that need no device."""
    short = module.__name__.rpartition(".")[2]
    return [one for name, one in vars(module).items() if name.startswith(f"{short}_") and "cuda" not in name]


ROOTSUMS = found_in(rootsum)
NARROW = found_in(narrowsum)
LENGTHS = found_in(hypotenuse)
NEW = {"hypotenuse_numpy", "hypotenuse_vectorize"}
POSITIVE = st.floats(0, 1e6) | st.sampled_from([0.0, np.inf, np.nan, 5e-324, 1.7e308])
MODERATE = st.floats(-1e100, 1e100).map(lambda x: x if abs(x) > 1e-100 else 0.0) | st.sampled_from([np.inf, -np.inf])
PLACES = st.tuples(*[st.integers(0, 5)] * 3)
MODULES = {"rootsum": rootsum, "narrowsum": narrowsum, "hypotenuse": hypotenuse}

quiet = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def name_of(kernel):
    """A kernel's own name."""
    return kernel.__name__


def module_of(kernel):
    """Module of a kernel."""
    return MODULES[kernel.__module__.rpartition(".")[2]]


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def needs(system):
    """Skip a test where a system is absent."""
    try:
        require(system)
    except Unavailable as missing:
        pytest.skip(str(missing))


each_rootsum = pytest.mark.parametrize("kernel", ROOTSUMS, ids=name_of)
each_narrow = pytest.mark.parametrize("kernel", NARROW, ids=name_of)
each_length = pytest.mark.parametrize("kernel", LENGTHS, ids=name_of)
each = pytest.mark.parametrize("kernel", ROOTSUMS + NARROW + LENGTHS, ids=name_of)


# sums of square roots


@each_rootsum
@quiet
@given(values=arrays.arrays(np.float64, st.integers(0, 60), elements=POSITIVE))
def test_every_sum_is_the_same_for_any_numbers(kernel, values):
    found = run(kernel, values)
    assert isinstance(found, (float, int))
    assert same(float(found), sum(map(math.sqrt, values.tolist()), 0.0))


@each_rootsum
@pytest.mark.parametrize("size", [2 * _added_roots.BLOCK - 1, 2 * _added_roots.BLOCK, 2 * _added_roots.BLOCK + 1])
def test_blocks_of_a_sum_meet(kernel, size):
    (values,) = rootsum.workload(size)
    assert same(run(kernel, values), math.fsum(map(math.sqrt, values.tolist())))


@each_narrow
@quiet
@given(values=arrays.arrays(np.float32, st.integers(0, 60), elements=st.floats(0, 1e6, width=32)))
def test_a_sum_in_single_precision_keeps_its_promise(kernel, values):
    assert run(kernel, values) == pytest.approx(math.fsum(map(math.sqrt, values.tolist())), rel=narrowsum.ERROR)


@each_narrow
@pytest.mark.parametrize("special", [np.inf, np.nan])
def test_a_sum_in_single_precision_passes_on_what_is_no_number(kernel, special):
    values = np.full(9, special, np.float32)
    assert narrowsum.near(run(kernel, values), special)


@each_narrow
def test_a_long_sum_in_single_precision_keeps_its_promise(kernel):
    (values,) = narrowsum.workload(300_001)
    assert narrowsum.error(run(kernel, values), values) < narrowsum.ERROR


def test_near_tells_results_apart():
    assert narrowsum.near(1.0, 1.0 + narrowsum.ERROR)
    assert not narrowsum.near(1.0, 1.0 + 10 * narrowsum.ERROR)


def test_errors_are_those_of_four_orders_of_adding():
    needs("numba")
    (values,) = narrowsum.workload(100_001)
    found = narrowsum.errors(values)
    assert len(found) == 4
    assert all(0 <= one < 1e-2 for one in found)
    assert max(found[2:]) < narrowsum.ERROR


# lengths


@each_length
@quiet
@given(pairs=st.integers(0, 60).flatmap(lambda size: arrays.arrays(np.float64, (2, size), elements=MODERATE)))
def test_every_length_is_the_same_for_any_numbers(kernel, pairs):
    a, b = pairs
    found = run(kernel, a, b, np.full(a.size, 7.0))
    np.testing.assert_allclose(found, [math.hypot(x, y) for x, y in pairs.T.tolist()], rtol=1e-15)


@each_length
@quiet
def test_a_length_of_no_number_is_none_and_squares_out_of_range_do_as_the_contract_says(kernel):
    a, b = np.array([np.nan, 1.0, np.inf, 3e200, 3e-200]), np.array([1.0, np.nan, np.nan, 4e200, 4e-200])
    found = run(kernel, a, b, np.full(5, 7.0))
    guarded = kernel is hypotenuse.hypotenuse_hypot
    np.testing.assert_allclose(found, [np.nan, np.nan, *([np.inf, 5e200, 5e-200] if guarded else [np.nan, np.inf, 0])])


@each_length
@given(size=st.integers(0, 50), places=PLACES)
def test_lengths_are_whole_wherever_their_arrays_lie_and_touch_nothing_else(kernel, size, places):
    source, whole = np.arange(size + 24.0), np.full(size + 24, 7.0)
    a, b, out = (array[place : place + size] for array, place in zip((source, source, whole), places, strict=True))
    np.testing.assert_allclose(run(kernel, a, b, out), np.sqrt(a * a + b * b), rtol=1e-15)
    assert (np.delete(whole, np.s_[places[2] : places[2] + size]) == 7.0).all()


@each_length
@pytest.mark.parametrize("size", [2 * hypotenuse.BLOCK - 1, 2 * hypotenuse.BLOCK, 2 * hypotenuse.BLOCK + 1])
def test_blocks_of_lengths_meet(kernel, size):
    a, b, out = hypotenuse.workload(size)
    np.testing.assert_allclose(run(kernel, a, b, out), np.sqrt(a * a + b * b), rtol=1e-15)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads the instructions of x86-64")
def test_lengths_are_streamed_with_vectors_of_roots():
    needs("numba")
    hypotenuse.hypotenuse_stream(*hypotenuse.workload(9))
    text = "".join(hypotenuse.stream_lengths.inspect_asm().values())
    assert "movnt" in text
    assert "sqrtpd" in text


# all


@each
def test_only_out_is_changed_and_only_by_those_that_return_it(kernel):
    arguments = module_of(kernel).workload(100, seed=3)
    before = [array.copy() for array in arguments]
    found = run(kernel, *arguments)
    filled = kernel in LENGTHS and kernel.__name__ not in NEW
    kept = arguments[:-1] if filled else arguments
    assert all(np.array_equal(one, old, equal_nan=True) for one, old in zip(kept, before, strict=False))
    assert np.shares_memory(found, arguments[-1]) == filled


@each
@pytest.mark.parametrize("wrong", ["dtype", "dimensions", "step"])
def test_every_kernel_refuses_what_the_contract_leaves_out(kernel, wrong):
    (first, *rest) = module_of(kernel).workload(6)
    first = {"dtype": first.astype(int), "dimensions": first.reshape(2, 3), "step": np.repeat(first, 2)[::2]}[wrong]
    refuse(kernel, first, *rest)


@each_length
@pytest.mark.parametrize("short", [0, 1, 2])
def test_every_kernel_refuses_arrays_of_different_lengths(kernel, short):
    refuse(kernel, *(array[: 5 - (place == short)] for place, array in enumerate(hypotenuse.workload(5))))


def refuse(kernel, *arguments):
    """A kernel says why it does not take these."""
    try:
        with pytest.raises(ValueError, match=r"must be float(64|32), contiguous"):
            kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    first, second = module.workload(10), module.workload(10)
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in zip(first, second, strict=True))
    assert not same(module.workload(10, seed=1)[0], first[0])
    assert module.work(10)["bytes"] == sum(array.nbytes for array in first)
    assert module.work(10)["items"] == 10


def test_without_numba_its_kernels_are_absent_and_the_others_run():
    code = (
        "from accelguide.kernels import hypotenuse, rootsum, narrowsum\n"
        "from accelguide.systems import Unavailable\n"
        "print(rootsum.rootsum_numpy(*rootsum.workload(0)), hypotenuse.hypotenuse_hypot(*hypotenuse.workload(2)))\n"
        "absent = [(hypotenuse, 'out'), (hypotenuse, 'stream'), (rootsum, 'vectorize'), (narrowsum, 'numba')]\n"
        "for module, kernel in absent:\n"
        "    name = module.__name__.rpartition('.')[2] + '_' + kernel\n"
        "    try: getattr(module, name)(*module.workload(2))\n"
        "    except Unavailable as missing: print(missing)"
    )
    environment = os.environ | {WITHOUT: "numba"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines()[1:] == ["numba is not available here: left-out"] * 4
