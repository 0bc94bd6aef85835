"""Jacobi iteration on a grid: a point becomes the mean of its four neighbours, sweep after sweep; the border stays."""

import functools

import numpy as np

from accelguide.kernels._jacobi import cascades, means, means_streamed
from accelguide.kernels._numba import njit, prange
from accelguide.kernels._vectors import fence
from accelguide.systems import require

SWEEPS = 4


def workload(size, seed=0):
    """Return a square grid of random numbers, the number of sweeps, and two planes for the results."""
    return np.random.default_rng(seed).random((size, size)), SWEEPS, np.full((2, size, size), np.nan)


def work(size):
    """Points, operations, and bytes of one call: the grid is read once and written once, whatever the sweeps."""
    return {"items": SWEEPS * size**2, "bytes": 16 * size**2, "flops": 4 * SWEEPS * size**2}


def repeated(depth=1):
    """Make a kernel ``kernel(grid, sweeps, out)`` of a function that does `depth` sweeps from one plane to another.

    It checks the arguments and copies the first and the last row; the function writes all the other rows.
    """

    def make(advance):
        @functools.wraps(advance)
        def kernel(grid, sweeps, out):
            demand(grid, sweeps, out)
            if min(grid.shape) < 3:
                out[:] = grid
                return out[0]
            out[:, 0], out[:, -1] = grid[0], grid[-1]
            source = grid
            for left in reversed(range(sweeps // depth)):
                advance(source, out[left % 2])
                source = out[left % 2]
            return source

        return kernel

    return make


def demand(grid, sweeps, out):
    """Refuse what the contract of `jacobi_python` does not allow."""
    if grid.ndim != 2 or out.shape != (2, *grid.shape):
        raise ValueError("grid must have two dimensions, and out two planes of its shape")
    if not all(one.dtype == np.float64 and one.flags.c_contiguous for one in (grid, out)):
        raise ValueError("grid and out must be C-contiguous arrays of float64")
    if sweeps < SWEEPS or sweeps % SWEEPS:
        raise ValueError(f"sweeps must be a positive multiple of {SWEEPS}")


@repeated()
def jacobi_python(source, target):
    """Do one sweep; the kernel made of it returns the grid after a number of sweeps.

    Parameters
    ----------
    grid : ndarray of float64, shape (n, m)
        C-contiguous. Its border never changes.
    sweeps : int
        A positive multiple of four.
    out : ndarray of float64, shape (2, n, m)
        C-contiguous, apart from `grid`. The sweeps go to and fro between its planes, and the first one is returned.

    Raises
    ------
    ValueError
        A shape, a dtype, a layout or the number of sweeps is another.
    """
    rows, columns = source.shape
    before = source.tolist()
    for i in range(1, rows - 1):
        up, middle, down = before[i - 1 : i + 2]
        inner = [0.25 * (up[j] + down[j] + middle[j - 1] + middle[j + 1]) for j in range(1, columns - 1)]
        target[i] = [middle[0], *inner, middle[-1]]


@repeated()
def jacobi_numpy(source, target):
    """NumPy: four views of the grid, shifted by one."""
    target[:, 0], target[:, -1] = source[:, 0], source[:, -1]
    up, down, left, right = source[:-2, 1:-1], source[2:, 1:-1], source[1:-1, :-2], source[1:-1, 2:]
    np.multiply(0.25, up + down + left + right, target[1:-1, 1:-1])


@njit()
def keep_ends(source, target):
    """Copy the first and the last number of each row."""
    for i in range(source.shape[0]):
        target[i, 0], target[i, -1] = source[i, 0], source[i, -1]


@repeated()
@njit()
def jacobi_slices(source, target):
    """Numba: the expression of NumPy, compiled as it stands."""
    keep_ends(source, target)
    up, down, left, right = source[:-2, 1:-1], source[2:, 1:-1], source[1:-1, :-2], source[1:-1, 2:]
    np.multiply(0.25, up + down + left + right, target[1:-1, 1:-1])


@repeated()
@njit()
def jacobi_numba(source, target):
    """Numba: two plain loops."""
    rows, columns = source.shape
    for i in range(1, rows - 1):
        target[i, 0], target[i, -1] = source[i, 0], source[i, -1]
        for j in range(1, columns - 1):
            target[i, j] = 0.25 * (source[i - 1, j] + source[i + 1, j] + source[i, j - 1] + source[i, j + 1])


@repeated()
@njit()
def jacobi_rows(source, target):
    """The inner loop is a function of rows."""
    for i in range(1, source.shape[0] - 1):
        target[i, 0], target[i, -1] = source[i, 0], source[i, -1]
        means(source[i - 1], source[i], source[i + 1], target[i])


@functools.cache
def stencilled():
    """Compile a sweep that Numba's ``@stencil`` makes from the formula of one point."""
    require("numba")
    from numba import stencil

    @stencil
    def mean(near):
        return 0.25 * (near[-1, 0] + near[1, 0] + near[0, -1] + near[0, 1])

    @njit(parallel=True)
    def sweep(source, target):
        mean(source, out=target)

    return sweep


@repeated()
def jacobi_stencil_parallel(source, target):
    """Numba's ``@stencil``, on all cores."""
    stencilled()(source, target)
    target[:, 0], target[:, -1] = source[:, 0], source[:, -1]


@repeated()
@njit(parallel=True)
def jacobi_parallel(source, target):
    """The plain loops, the outer one on all cores."""
    rows, columns = source.shape
    for i in prange(1, rows - 1):
        target[i, 0], target[i, -1] = source[i, 0], source[i, -1]
        for j in range(1, columns - 1):
            target[i, j] = 0.25 * (source[i - 1, j] + source[i + 1, j] + source[i, j - 1] + source[i, j + 1])


@repeated()
@njit(parallel=True)
def jacobi_streamed_parallel(source, target):
    """Rows on all cores, with stores that go around the cache."""
    for i in prange(1, source.shape[0] - 1):
        target[i, 0], target[i, -1] = source[i, 0], source[i, -1]
        means_streamed(source[i - 1], source[i], source[i + 1], target[i])
        fence()


@repeated(2)
def jacobi_pairs_parallel(source, target):
    """Two sweeps in one pass over the memory."""
    cascades(source, target, 2)


@repeated(4)
def jacobi_fours_parallel(source, target):
    """Four sweeps in one pass."""
    cascades(source, target, 4)
