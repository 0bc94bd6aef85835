"""The Jacobi iteration: every form gives the same bits, keeps the border, and refuses what no contract allows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _jacobi, jacobi
from accelguide.systems import Unavailable

KERNELS = [function for name, function in vars(jacobi).items() if name.startswith("jacobi_") and "cuda" not in name]
NUMBERS = st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf, -0.0])
GRIDS = arrays.arrays(np.float64, st.tuples(st.integers(0, 9), st.integers(0, 19)), elements=NUMBERS)

each = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def planes(grid):
    """Two planes that hold nothing yet."""
    return np.full((2, *grid.shape), 7.0)


def relaxed(grid, sweeps):
    """The definition, point by point."""
    for _ in range(sweeps):
        before, grid = grid, grid.copy()
        for i in range(1, grid.shape[0] - 1):
            for j in range(1, grid.shape[1] - 1):
                grid[i, j] = 0.25 * (before[i - 1, j] + before[i + 1, j] + before[i, j - 1] + before[i, j + 1])
    return grid


@each
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@settings(max_examples=25)
@given(grid=GRIDS, sweeps=st.sampled_from([4, 8]))
def test_sweeps_follow_the_definition_for_any_numbers(kernel, grid, sweeps):
    before = grid.copy()
    np.testing.assert_array_equal(run(kernel, grid, sweeps, planes(grid)), relaxed(before, sweeps))
    np.testing.assert_array_equal(grid, before)


@each
@pytest.mark.parametrize("rows", [_jacobi.BAND + 1, _jacobi.BAND + 2, _jacobi.BAND + 3, 2 * _jacobi.BAND + 5])
def test_bands_meet(kernel, rows):
    grid = np.random.default_rng(rows).random((rows, 37))
    expected = jacobi.jacobi_numpy(grid, 8, planes(grid))
    np.testing.assert_array_equal(run(kernel, grid, 8, planes(grid)), expected)


@each
def test_the_result_is_the_first_plane_and_its_border_that_of_the_grid(kernel):
    grid, sweeps, out = jacobi.workload(13)
    found = run(kernel, grid, sweeps, out)
    assert found.base is out
    assert np.shares_memory(found, out[0])
    assert not np.isnan(found).any()
    for edge in np.s_[0, :], np.s_[-1, :], np.s_[:, 0], np.s_[:, -1]:
        assert (found[edge] == grid[edge]).all()


def test_a_plane_that_rises_evenly_stays_as_it_is():
    grid = np.add.outer(np.arange(8.0), np.arange(8.0))
    np.testing.assert_array_equal(jacobi.jacobi_python(grid, 4, planes(grid)), grid)


@each
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda grid, sweeps, out: (grid[0], sweeps, out), "two planes of its shape"),
        (lambda grid, sweeps, out: (grid, sweeps, out[:1]), "two planes of its shape"),
        (lambda grid, sweeps, out: (grid, sweeps, out[:, :-1]), "two planes of its shape"),
        (lambda grid, sweeps, out: (grid.T, sweeps, out), "C-contiguous arrays of float64"),
        (
            lambda grid, sweeps, out: (grid, sweeps, np.full((2, 8, 16), 0.0)[:, :, ::2]),
            "C-contiguous arrays of float64",
        ),
        (lambda grid, sweeps, out: (grid.astype(np.float32), sweeps, out), "C-contiguous arrays of float64"),
        (lambda grid, sweeps, out: (grid, 3, out), "positive multiple of 4"),
        (lambda grid, sweeps, out: (grid, 0, out), "positive multiple of 4"),
        (lambda grid, sweeps, out: (grid, -4, out), "positive multiple of 4"),
    ],
)
def test_each_refuses_the_same_with_the_same_words(kernel, change, message):
    with pytest.raises(ValueError, match=message):
        kernel(*change(*jacobi.workload(8)))


def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes():
    first, second = jacobi.workload(10), jacobi.workload(10)
    assert (first[0] == second[0]).all()
    assert (jacobi.workload(10, seed=1)[0] != first[0]).any()
    assert jacobi.work(10) == {"items": 400, "bytes": 2 * first[0].nbytes, "flops": 4 * 400}
