"""Order, views and dtype: every form gives the same, and a view is a view."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import picking, precision, slicing, traverse
from accelguide.portable import same

SIZES = st.integers(0, 300)
POSITIVE = st.floats(1e-3, 1e3)
MODULES = [traverse, slicing, picking, precision]


def variants(module):
    """Kernels of a module, the baseline first."""
    own = module.__name__.rpartition(".")[2]
    return [function for name, function in vars(module).items() if name.startswith(own + "_")]


def flat(arguments):
    """Arrays of a workload, those in tuples too."""
    return [array for one in arguments for array in (one if isinstance(one, tuple) else [one])]


each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])


@each_module
@given(size=SIZES, seed=st.integers(0, 5))
def test_every_variant_gives_the_result_of_its_baseline(module, size, seed):
    baseline, *others = variants(module)
    equal = precision.near if module is precision else same
    size = size // 10 if module is traverse else size
    expected = baseline(*module.workload(size, seed))
    assert others
    for other in others:
        assert equal(other(*module.workload(size, seed)), expected), other.__name__


@each_module
def test_no_kernel_changes_its_arguments_but_for_out(module):
    for kernel in variants(module):
        arguments = module.workload(30)
        before = [array.copy() for array in flat(arguments)]
        found = kernel(*arguments)
        for array, old in zip(flat(arguments), before, strict=True):
            assert array is found or same(array, old), kernel.__name__


@each_module
def test_a_workload_is_the_same_every_time(module):
    assert all(map(same, flat(module.workload(20)), flat(module.workload(20))))


# traverse


@given(arrays.arrays(np.float64, st.tuples(st.integers(0, 12), st.integers(0, 12)), elements=POSITIVE))
def test_traverse_adds_up_any_rectangle(values):
    for kernel in variants(traverse):
        found = kernel(values)
        assert type(found) is float
        assert found == pytest.approx(sum(values.ravel().tolist()), rel=1e-9)


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_traverse_passes_on_what_is_no_number(special):
    values = traverse.workload(5)[0]
    values[3, 1] = special
    for kernel in variants(traverse):
        np.testing.assert_equal(kernel(values), special)


def test_the_rows_of_traverse_lie_one_after_the_other():
    assert traverse.workload(7)[0].flags.c_contiguous
    assert traverse.work(7) == {"items": 49, "bytes": traverse.workload(7)[0].nbytes, "flops": 49}


# slicing


@given(arrays.arrays(np.float64, SIZES, elements=st.floats()))
def test_slicing_takes_every_second_element(values):
    _, index, mask = slicing.workload(values.size)
    for kernel in variants(slicing):
        np.testing.assert_array_equal(kernel(values, index, mask), values.tolist()[::2])
    assert slicing.work(values.size) == {"items": index.size}


def test_a_slice_is_a_view_and_the_others_are_copies():
    values, index, mask = slicing.workload(10)
    shared = {kernel.__name__: np.shares_memory(kernel(values, index, mask), values) for kernel in variants(slicing)}
    assert shared == {"slicing_fancy": False, "slicing_mask": False, "slicing_copy": False, "slicing_view": True}


# picking


@given(st.lists(POSITIVE, min_size=1, max_size=50), st.data())
def test_picking_adds_up_what_is_named(values, data):
    index = data.draw(st.lists(st.integers(0, len(values) - 1), max_size=50))
    arguments = np.array(values), np.array(index, dtype=np.int64), np.array(sorted(index), dtype=np.int64)
    for kernel in variants(picking):
        assert kernel(*arguments) == pytest.approx(sum(values[i] for i in index), rel=1e-9)


@pytest.mark.parametrize("kernel", variants(picking), ids=lambda kernel: kernel.__name__)
def test_picking_refuses_an_index_that_is_outside(kernel):
    outside = np.array([0, 3])
    with pytest.raises(IndexError):
        kernel(np.ones(3), outside, outside)


def test_picking_asks_for_the_same_elements_in_two_orders():
    _, index, ordered = picking.workload(200)
    assert sorted(index.tolist()) == ordered.tolist() != index.tolist()


# precision


def test_single_precision_has_half_the_bytes():
    double, single = precision.workload(20)
    assert [2 * array.nbytes for array in single] == [array.nbytes for array in double]
    assert precision.precision_single(double, single).dtype == np.float32
    assert precision.precision_double(double, single).dtype == np.float64


@given(SIZES.filter(bool))
def test_the_error_of_a_product_is_that_of_three_roundings(size):
    arguments = precision.workload(size)
    found = precision.error(precision.precision_single(*arguments), precision.precision_double(*arguments))
    assert 0 <= found < 2 * np.finfo(np.float32).eps


@pytest.mark.parametrize(
    ("result", "expected", "right"),
    [
        ([1.0], [1.0 + 1e-7], True),
        ([1.0], [1.0 + 1e-6], False),
        ([np.nan, np.inf], [np.nan, np.inf], True),
        ([np.nan], [1.0], False),
        ([], [], True),
        ([1.0], [1.0, 1.0], False),
        (1.0, [1.0], False),
    ],
)
def test_near_is_as_strict_as_single_precision_allows(result, expected, right):
    assert precision.near(np.float32(result), np.float64(expected)) is right


def test_an_error_is_relative():
    assert precision.error(np.array([1.0, 3.0]), np.array([1.0, 4.0])) == 0.25
