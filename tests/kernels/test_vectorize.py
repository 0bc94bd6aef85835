"""Ufuncs of Numba: every form gives the same, and they do what ufuncs do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import centring, clipping, ufuncs
from accelguide.portable import same
from accelguide.systems import Unavailable

NUMBERS = st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf, -0.0])
quiet = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def variants(module):
    """Kernels of a module, the baseline first."""
    own = module.__name__.rpartition(".")[2]
    return [function for name, function in vars(module).items() if name.startswith(own + "_")]


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


each_clipping = pytest.mark.parametrize("kernel", variants(clipping), ids=lambda kernel: kernel.__name__)
each_centring = pytest.mark.parametrize("kernel", variants(centring), ids=lambda kernel: kernel.__name__)
each = pytest.mark.parametrize("module", [clipping, centring], ids=["clipping", "centring"])


@each_clipping
@quiet
@given(samples=arrays.arrays(np.float64, st.integers(0, 60), elements=NUMBERS))
def test_every_clipping_gives_the_same_for_any_numbers(kernel, samples):
    found, expected = np.full((2, samples.size), 7.0)
    assert run(kernel, samples, found) is found
    assert same(found, clipping.clipping_numpy(samples, expected))


def test_clipping_bends_towards_one():
    samples = np.array([0.0, 3.0, -3.0])
    assert same(clipping.clipping_numpy(samples, np.empty(3)), np.array([0.0, 1.0, -1.0]))


@each_clipping
def test_every_clipping_takes_arrays_of_any_stride(kernel):
    samples, out = clipping.workload(21)
    assert same(run(kernel, samples[::2], out[::2]), clipping.clipping_numpy(samples[::2].copy(), np.empty(11)))


@each_clipping
@pytest.mark.parametrize(("size", "other"), [(0, 1), (1, 3), (3, 1), (4, 3)])
def test_every_clipping_refuses_arrays_of_different_lengths(kernel, size, other):
    with pytest.raises(ValueError, match=r"^samples and out must be of one length$"):
        run(kernel, np.zeros(size), np.zeros(other))


@each_centring
@settings(max_examples=40)
@given(st.data())
def test_every_centring_gives_the_same(kernel, data):
    shape = data.draw(st.tuples(st.integers(0, 8), st.integers(1, 12)))
    values = data.draw(arrays.arrays(np.float64, shape, elements=st.floats(-1e6, 1e6)))
    found = run(kernel, values, np.full(shape, 7.0))
    np.testing.assert_allclose(found, centring.centring_numpy(values, np.empty(shape)), rtol=1e-9, atol=1e-8)


@each_centring
@quiet
@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_stays_in_its_row(kernel, special):
    values, out = centring.workload(3)
    values[1, 5] = special
    expected = centring.centring_numpy(values, np.empty_like(values))
    np.testing.assert_allclose(run(kernel, values, out), expected, rtol=1e-9, atol=1e-12)
    assert np.isfinite(out[[0, 2]]).all()


@each_centring
@pytest.mark.parametrize("shapes", [((2, 3), (3, 2)), ((2, 3), (2, 4)), ((0, 3), (1, 3)), ((2, 0), (2, 0))])
def test_every_centring_refuses_what_is_no_pair_of_tables(kernel, shapes):
    with pytest.raises(ValueError, match=r"^values and out must be of one shape, with at least one column$"):
        run(kernel, *map(np.zeros, shapes))


def test_the_gufunc_for_any_stride_is_right_on_a_view():
    values = centring.workload(4)[0][:, ::3]
    expected = centring.centring_numpy(values.copy(), np.empty(values.shape))
    np.testing.assert_allclose(run(centring.centring_gufunc, values, np.empty(values.shape)), expected, atol=1e-12)


@each
def test_only_out_is_changed(module):
    for kernel in variants(module):
        first, out = module.workload(9, seed=3)
        before = first.copy()
        try:
            assert kernel(first, out) is out
        except Unavailable:
            continue
        assert same(first, before)


@each
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    first, second = module.workload(10), module.workload(10)
    assert all(map(same, first, second))
    assert not same(module.workload(10, seed=1)[0], first[0])
    assert module.work(10)["bytes"] == sum(array.nbytes for array in first)


@given(arrays.arrays(np.float64, st.integers(1, 20), elements=st.floats(0, 1)))
def test_either_is_a_ufunc_in_all_that_it_does(chances):
    table = run(ufuncs.either, chances[:, None], chances)
    np.testing.assert_allclose(table, 1 - np.outer(1 - chances, 1 - chances), atol=1e-12)
    assert ufuncs.either.reduce(chances) == pytest.approx(1 - np.prod(1 - chances), abs=1e-12)
    np.testing.assert_allclose(ufuncs.either.accumulate(chances), 1 - np.cumprod(1 - chances), atol=1e-12)


def test_the_first_signature_that_is_safe_wins():
    assert run(ufuncs.with_signatures, "int64", "float32", "float64") == ["int64", "float32", "float64"]
    assert run(ufuncs.with_signatures, "float64", "int64", "float32") == ["float64"] * 3


def test_what_a_lazy_ufunc_returns_depends_on_the_calls_before():
    assert run(ufuncs.compiled_lazily) == (["int64", "float32", "float64"], 3)
    assert run(ufuncs.compiled_lazily, "float64") == (["float64"] * 3, 1)


def test_without_numexpr_its_kernel_is_absent(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "numexpr")
    with pytest.raises(Unavailable, match="numexpr"):
        clipping.clipping_numexpr(*clipping.workload(3))


def test_a_ufunc_is_made_once_and_leaves_the_compiler_as_it_was():
    numba = pytest.importorskip("numba")
    before = numba.config.LOOP_VECTORIZE
    assert clipping.made_ufunc(vectors=False) is clipping.made_ufunc(vectors=False) is not clipping.made_ufunc()
    assert before == numba.config.LOOP_VECTORIZE
