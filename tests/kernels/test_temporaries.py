"""Blending and multiplying arrays: every form gives the same, and writes where it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import blend, multiply
from accelguide.portable import same
from accelguide.systems import Unavailable

BLENDS = [function for name, function in vars(blend).items() if name.startswith("blend_")]
PRODUCTS = [function for name, function in vars(multiply).items() if name.startswith("multiply_")]
NEW = {"blend_plain", "blend_named", "blend_inplace", "multiply_fresh"}
FLOATS = st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf, -0.0])

quiet = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # `errstate` would not reach the threads of a pool
each_blend = pytest.mark.parametrize("kernel", BLENDS, ids=lambda kernel: kernel.__name__)
each_product = pytest.mark.parametrize("kernel", PRODUCTS, ids=lambda kernel: kernel.__name__)
each = pytest.mark.parametrize("kernel", BLENDS + PRODUCTS, ids=lambda kernel: kernel.__name__)


def module_of(kernel):
    """Module of a kernel."""
    return multiply if kernel in PRODUCTS else blend


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def rows(count):
    """Strategy for arrays of one length, the last of them for the result."""
    shapes = st.integers(0, 60).map(lambda size: (count, size))
    return shapes.flatmap(lambda shape: arrays.arrays(np.float64, shape, elements=FLOATS))


@each_blend
@quiet
@given(values=rows(3))
def test_every_blend_gives_the_same_for_any_numbers(kernel, values):
    a, b, weight = values
    found = run(kernel, a, b, weight, np.full(a.size, 7.0))
    np.testing.assert_array_equal(found, (a - b) * weight + b)


@each_product
@quiet
@given(values=rows(2))
def test_every_product_is_the_same_for_any_numbers(kernel, values):
    a, b = values
    np.testing.assert_array_equal(run(kernel, a, b, np.full(a.size, 7.0)), a * b)


@each_blend
@pytest.mark.parametrize("size", [2 * blend.BLOCK - 1, 2 * blend.BLOCK, 2 * blend.BLOCK + 1])
def test_blocks_meet(kernel, size):
    assert same(run(kernel, *blend.workload(size)), blend.blend_plain(*blend.workload(size)))


def test_a_weight_of_one_gives_the_first_and_of_zero_the_second():
    a, b, _, out = blend.workload(4)
    assert same(blend.blend_plain(a, b, np.ones(4), out), a)
    assert same(blend.blend_plain(a, b, np.zeros(4), out), b)


@each
def test_only_out_is_changed_and_only_by_those_that_return_it(kernel):
    arguments = module_of(kernel).workload(100, seed=3)
    before = [array.copy() for array in arguments]
    found = run(kernel, *arguments)
    assert all(map(same, arguments[:-1], before[:-1]))
    assert (found is arguments[-1]) == (kernel.__name__ not in NEW)
    assert found is arguments[-1] or same(arguments[-1], before[-1])


@pytest.mark.parametrize("kernel", [blend.blend_numba, multiply.multiply_numba], ids=lambda kernel: kernel.__name__)
@pytest.mark.parametrize("short", [0, 1, -1])
def test_compiled_code_refuses_arrays_of_different_lengths(kernel, short):
    arguments = list(module_of(kernel).workload(10))
    arguments[short] = arguments[short][:-1]
    with pytest.raises(ValueError, match="one length"):
        run(kernel, *arguments)


def test_without_numexpr_its_kernel_is_absent(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "numexpr")
    with pytest.raises(Unavailable, match="numexpr"):
        blend.blend_numexpr(*blend.workload(3))


@pytest.mark.parametrize("module", [blend, multiply])
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    first, second = module.workload(10), module.workload(10)
    assert all(map(same, first, second))
    assert not same(module.workload(10, seed=1)[0], first[0])
    assert module.work(10)["bytes"] == sum(array.nbytes for array in first)
    assert module.work(10)["items"] == 10
