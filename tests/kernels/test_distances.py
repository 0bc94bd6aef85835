"""Distances between points: every form gives the same, and refuses what the contract does not allow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _squares, descriptors, distances
from accelguide.systems import Unavailable

SPACE = [function for name, function in vars(distances).items() if name.startswith("distances_") and "cuda" not in name]
VECTORS = [one for name, one in vars(descriptors).items() if name.startswith("descriptors_") and "cuda" not in name]
DIRECT = [kernel for kernel in VECTORS if kernel is not descriptors.descriptors_blas]
FINITE = st.floats(-1e6, 1e6)
NUMBERS = FINITE | st.sampled_from([np.nan, np.inf, -np.inf, -0.0, 1e200])
TINY = 1e-150  # the square of a smaller one is lost


def each(*kernels):
    """Run a test for each of some kernels."""
    return pytest.mark.parametrize("kernel", kernels, ids=lambda kernel: kernel.__name__)


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def sets(widths, numbers=NUMBERS):
    """Strategy for two sets of points with as many coordinates."""
    shapes = st.tuples(st.integers(0, 11), st.integers(0, 11), widths)
    return shapes.flatmap(
        lambda shape: st.tuples(
            arrays.arrays(np.float64, (shape[0], shape[2]), elements=numbers),
            arrays.arrays(np.float64, (shape[1], shape[2]), elements=numbers),
        )
    )


def empty(x, y):
    """An array for the distances, that holds none yet."""
    return np.full((len(x), len(y)), -7.0)


def expected(x, y):
    """The definition."""
    with np.errstate(all="ignore"):
        return np.sqrt(((x[:, None] - y) ** 2).sum(axis=2))


@each(*SPACE)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=30)
@given(points=sets(st.just(3)))
def test_distances_in_space_follow_the_definition_for_any_numbers(kernel, points):
    np.testing.assert_allclose(run(kernel, *points, empty(*points)), expected(*points), rtol=1e-12, atol=TINY)


@each(*DIRECT)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=30)
@given(points=sets(st.integers(0, 9)))
def test_distances_of_vectors_follow_the_definition_for_any_numbers(kernel, points):
    np.testing.assert_allclose(run(kernel, *points, empty(*points)), expected(*points), rtol=1e-12, atol=TINY)


@settings(max_examples=30)
@given(points=sets(st.integers(0, 9), FINITE))
def test_the_matrix_product_gives_distances_as_exact_as_the_lengths_allow(points):
    x, y = points
    longest = max((float((one**2).sum(axis=1).max(initial=0.0)) for one in points), default=0.0)
    found = descriptors.descriptors_blas(x, y, empty(x, y))
    np.testing.assert_allclose(found**2, expected(x, y) ** 2, rtol=1e-9, atol=1e-13 * longest + TINY)


@each(*VECTORS)
@pytest.mark.parametrize(("rows", "others"), [(1, _squares.TILE), (descriptors.BLOCK + 3, _squares.TILE + 1)])
def test_tiles_and_blocks_meet(kernel, rows, others):
    random = np.random.default_rng(rows)
    x, y = random.random((rows, 5)), random.random((others, 5))
    np.testing.assert_allclose(run(kernel, x, y, empty(x, y)), expected(x, y), rtol=1e-9)


@each(*SPACE, *VECTORS)
def test_out_is_returned_and_the_points_stay_as_they_are(kernel):
    x, y, out = (distances if kernel in SPACE else descriptors).workload(9)
    before = x.copy(), y.copy()
    assert run(kernel, x, y, out) is out
    assert (x == before[0]).all()
    assert (y == before[1]).all()


@each(*SPACE, *VECTORS)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x, y, out: (x[:-1], y, out), "must have the shapes"),
        (lambda x, y, out: (x, y[:, :-1].copy(), out), "must have the shapes"),
        (lambda x, y, out: (x[0], y, out), "must have the shapes"),
        (lambda x, y, out: (x, y, out[:, :-1]), "must have the shapes"),
        (lambda x, y, out: (x, y, out.T), "C-contiguous arrays of float64"),
        (lambda x, y, out: (np.asfortranarray(x), y, out), "C-contiguous arrays of float64"),
        (lambda x, y, out: (x, y.astype(np.float32), out), "C-contiguous arrays of float64"),
        (lambda x, y, out: (x.astype(int), y, out), "C-contiguous arrays of float64"),
    ],
)
def test_each_refuses_the_same_with_the_same_words(kernel, change, message):
    with pytest.raises(ValueError, match=message):
        kernel(*change(*(distances if kernel in SPACE else descriptors).workload(6)))


def test_points_of_a_plane_are_no_points_in_space():
    with pytest.raises(ValueError, match=r"\(n, 3\)"):
        distances.distances_python(np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2)))


def test_the_matrix_product_loses_digits_far_from_the_origin():
    near, itself = descriptors.blas_errors(0.0)
    far, _ = descriptors.blas_errors(1e6)
    assert near < 1e-9
    assert far > 100 * near
    assert itself < 1e-4


@pytest.mark.parametrize("module", [distances, descriptors])
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    first, second = module.workload(10), module.workload(10)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(first, second, strict=True))
    assert (module.workload(10, seed=1)[0] != first[0]).any()
    assert module.work(10)["bytes"] == sum(array.nbytes for array in first)
