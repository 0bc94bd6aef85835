"""Twice each number and one more, over lists and arrays."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import affine

KERNELS = [affine.affine_python, affine.affine_numpy, affine.affine_converted]
NUMBERS = st.lists(st.floats(-1e300, 1e300) | st.sampled_from([math.nan, math.inf, -math.inf, -0.0]))
each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


@each_kernel
@given(values=NUMBERS)
def test_every_number_is_doubled_and_one_is_added(kernel, values):
    found = kernel(values, np.array(values, np.float64))
    np.testing.assert_array_equal(found, [2.0 * x + 1.0 for x in values])


@each_kernel
def test_a_kernel_returns_what_it_reads(kernel):
    values, array = affine.workload(3)
    found = kernel(values, array)
    assert isinstance(found, np.ndarray if kernel is affine.affine_numpy else list)
    assert kernel is affine.affine_numpy or all(type(one) is float for one in found)


@each_kernel
def test_no_kernel_changes_its_arguments(kernel):
    values, array = affine.workload(100)
    kernel(values, array)
    again = affine.workload(100)
    assert values == again[0]
    np.testing.assert_array_equal(array, again[1])


@given(st.integers(0, 300), st.integers(0, 5))
def test_the_list_and_the_array_hold_the_same_floats(size, seed):
    values, array = affine.workload(size, seed)
    assert array.dtype == np.float64
    assert values == array.tolist()
    assert len(values) == size


def test_another_seed_gives_other_numbers():
    assert affine.workload(5, 1)[0] != affine.workload(5, 2)[0]


def test_work_is_one_reading_and_one_writing_of_each_number():
    assert affine.work(10) == {"items": 10, "bytes": 160, "flops": 20}
