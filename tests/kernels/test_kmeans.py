"""A step of k-means: every form gives the same labels and totals, and refuses what the contract does not allow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _squares, kmeans
from accelguide.systems import Unavailable

KERNELS = [function for name, function in vars(kmeans).items() if name.startswith("kmeans_") and "cuda" not in name]
WHOLE = st.integers(-3, 3).map(float)  # so that there are ties, and sums are exact in any order

each = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def labels_for(points):
    """An array for labels, that holds none yet."""
    return np.full(len(points), -7)


def step(points, centres):
    """The definition."""
    labels = ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    totals = [[*points[labels == c].sum(axis=0), (labels == c).sum()] for c in range(len(centres))]
    return labels, np.array(totals, dtype=np.float64)


CASES = st.tuples(st.integers(0, 40), st.integers(1, 9), st.integers(1, 5)).flatmap(
    lambda shape: st.tuples(
        arrays.arrays(np.float64, (shape[0], shape[2]), elements=WHOLE),
        arrays.arrays(np.float64, (shape[1], shape[2]), elements=WHOLE),
    )
)


def check(kernel, points, centres):
    """Compare labels and totals with the definition, bit by bit."""
    before, out = (points.copy(), centres.copy()), labels_for(points)
    labels, totals = run(kernel, points, centres, out)
    expected = step(*before)
    assert labels is out
    np.testing.assert_array_equal(labels, expected[0])
    np.testing.assert_array_equal(totals, expected[1])
    np.testing.assert_array_equal(points, before[0])
    np.testing.assert_array_equal(centres, before[1])


@each
@settings(max_examples=30)
@given(case=CASES)
def test_labels_and_totals_follow_the_definition_and_ties_go_to_the_first(kernel, case):
    check(kernel, *case)


@each
@pytest.mark.parametrize("width", [1, 2, 3, 16])
@pytest.mark.parametrize("count", [_squares.TILE, kmeans.BLOCK + 1, 2 * kmeans.BLOCK + _squares.TILE + 3])
def test_tiles_and_blocks_meet(kernel, width, count):
    random = np.random.default_rng(width)
    points = random.integers(-50, 50, (count, width)).astype(np.float64)
    check(kernel, points, points[random.permutation(count)[:11]])


@each
def test_a_centre_without_points_has_none(kernel):
    totals = run(kernel, np.zeros((3, 2)), np.array([[5.0, 5.0], [0.0, 0.0]]), np.zeros(3, np.int64))[1]
    assert totals.tolist() == [[0, 0, 0], [0, 0, 3]]


@each
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda points, centres, out: (points[:-1], centres, out), "must have the shapes"),
        (lambda points, centres, out: (points, centres[:, :-1], out), "must have the shapes"),
        (lambda points, centres, out: (points[0], centres, out), "must have the shapes"),
        (lambda points, centres, out: (points, centres, out[:, None]), "must have the shapes"),
        (lambda points, centres, out: (points, centres[:0], out), "there must be a centre"),
        (lambda points, centres, out: (points[:, :0], centres[:, :0], out), "there must be a centre"),
        (lambda points, centres, out: (np.asfortranarray(points), centres, out), "C-contiguous"),
        (lambda points, centres, out: (points.astype(np.float32), centres, out), "float64"),
        (lambda points, centres, out: (points, centres, out.astype(np.int32)), "int64"),
        (lambda points, centres, out: (points, centres, np.repeat(out, 2)[::2]), "C-contiguous"),
    ],
)
def test_each_refuses_the_same_with_the_same_words(kernel, change, message):
    points = np.arange(12.0).reshape(6, 2)
    with pytest.raises(ValueError, match=message):
        kernel(*change(points, points[:3].copy(), labels_for(points)))


def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes():
    first, second = kmeans.workload(10), kmeans.workload(10)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert (kmeans.workload(10, seed=1)[0] != first[0]).any()
    assert kmeans.workload(64)[0].shape == (kmeans.POINTS, 16)
    assert kmeans.work(10)["bytes"] == first[0].nbytes + first[2].nbytes
    assert kmeans.work(10)["items"] == kmeans.POINTS
