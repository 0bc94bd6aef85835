"""Ufuncs of one scalar function: the same for each target, and a kernel beside them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import density
from tests.kernels.cuda_checks import lines, ptx, simulate, uses_local_memory

TYPES = "float32[::1], float32[::1]"
KERNELS = (("density", "written_out", TYPES), ("density", "approximate", TYPES))
HERE = [density.density_numpy, density.density_vectorize, density.density_vectorize_parallel]
each = pytest.mark.parametrize("kernel", HERE, ids=lambda kernel: kernel.__name__)


@each
@given(x=arrays.arrays(np.float32, st.integers(0, 50), elements=st.floats(-6, 6, width=32) | st.just(math.nan)))
def test_each_gives_the_density(kernel, x):
    expected = np.exp(-(x.astype(float) ** 2) / 2) / math.sqrt(2 * math.pi)
    found = kernel(x, np.full(x.size, 7, np.float32))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@each
def test_infinity_has_no_density_and_out_is_what_is_returned(kernel):
    out = np.full(2, 7, np.float32)
    assert kernel(np.array([math.inf, -math.inf], np.float32), out) is out
    assert out.tolist() == [0, 0]


@each
@pytest.mark.parametrize("length", [1, 4])
def test_lengths_that_differ_are_refused_where_a_ufunc_would_broadcast(kernel, length):
    with pytest.raises(ValueError, match="x and out must be of one length"):
        kernel(np.zeros(length, np.float32), np.zeros(3, np.float32))


def test_kernels_are_right_at_every_length_near_a_boundary():
    simulate("""
        from accelguide.kernels import density
        density.THREADS, density.BLOCKS = 8, 3
        for size in (1, 7, 8, 23, 24, 25, 60):
            expected = density.density_numpy(*density.workload(size))
            for name in ("density_cuda", "density_cuda_fastmath"):
                assert density.agree(getattr(density, name)(*density.workload(size)), expected), (name, size)
    """)


@pytest.mark.parametrize("level", [80, 90])
def test_only_fastmath_leaves_the_exponential_to_one_instruction(level):
    texts = ptx(*KERNELS)
    exact, rough = texts[f"written_out/{level}"], texts[f"approximate/{level}"]
    assert lines(exact, "fma.r")
    assert lines(rough, "ex2.approx")
    assert not lines(rough, "fma.r")
    assert not lines(exact, ".f64")
    assert not uses_local_memory(exact) | uses_local_memory(rough)
