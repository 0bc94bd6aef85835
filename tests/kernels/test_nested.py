"""Diagonals by functions that call each other: the same numbers, however the functions meet."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import _diagonal, diagonals, inlining
from accelguide.portable import Sessions, same
from accelguide.systems import Unavailable, require

IN_PYTHON = [diagonals.diagonals_python, diagonals.diagonals_flat, diagonals.diagonals_element]
NESTED = [*IN_PYTHON, diagonals.diagonals_numba]
INLINING = [function for name, function in vars(inlining).items() if name.startswith("inlining_")]
NUMBERS = st.floats(-1e150, 1e150) | st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 1e200])
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=50)

each_nested = pytest.mark.parametrize("kernel", NESTED, ids=lambda kernel: kernel.__name__)


@pytest.fixture(scope="module")
def ready():
    """Calls of the compiled loops, each compiled once."""
    with Sessions() as sessions:
        yield {kernel: sessions.ready(kernel) for kernel in INLINING}


@pytest.fixture(scope="module", params=INLINING, ids=lambda kernel: kernel.__name__)
def loop(request, ready):
    """One compiled loop after the other."""
    return refusing(ready[request.param])


def refusing(kernel):
    """Make a kernel skip the test where what it needs is absent."""

    def run(*arguments):
        try:
            return kernel(*arguments)
        except Unavailable as missing:
            pytest.skip(str(missing))

    return run


def needs_numba():
    """Skip a test where Numba is absent."""
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))


def exact(width, height):
    """The diagonal, each step rounded once."""
    return math.sqrt(width * width + height * height)


def columns(pairs):
    """Widths and heights as arrays, and an array for the results."""
    widths, heights = np.array(pairs, np.float64).reshape(-1, 2).T.copy()
    return widths, heights, np.full(len(pairs), 7.0)


@each_nested
@given(pairs=PAIRS)
def test_every_variant_gives_the_diagonals(kernel, pairs):
    arrays = columns(pairs)
    found = refusing(kernel)(arrays[0].tolist(), arrays[1].tolist(), arrays)
    assert isinstance(found, list) == (kernel in IN_PYTHON)
    np.testing.assert_allclose(found, [exact(*pair) for pair in pairs], rtol=1e-15)


@given(pairs=PAIRS)
def test_every_loop_gives_the_diagonals_and_keeps_its_input(loop, pairs):
    widths, heights, out = columns(pairs)
    found = loop(widths, heights, out)
    assert found.ctypes.data == out.ctypes.data
    np.testing.assert_allclose(found, [exact(*pair) for pair in pairs], rtol=1e-15)
    np.testing.assert_array_equal(np.stack([widths, heights]), np.array(pairs, np.float64).reshape(-1, 2).T)


@each_nested
@pytest.mark.parametrize("lengths", [(1, 2), (2, 1), (0, 1)])
def test_inputs_of_different_lengths_are_refused(kernel, lengths):
    widths, heights = (np.ones(length) for length in lengths)
    with pytest.raises(ValueError, match="widths and heights must be of one length"):
        refusing(kernel)(widths.tolist(), heights.tolist(), (widths, heights, widths.copy()))


@pytest.mark.parametrize("lengths", [(1, 2, 1), (2, 1, 2), (3, 3, 2), (3, 3, 4)])
def test_loops_refuse_arrays_of_different_lengths(loop, lengths):
    with pytest.raises(ValueError, match="must be of one length"):
        loop(*(np.ones(length) for length in lengths))


def test_the_choice_is_real():
    needs_numba()
    widths, heights, out = columns([(3.0, 4.0)])
    with inlining.compiled_choice() as compiled:
        assert compiled(True, widths, heights, out).tolist() == [5.0]
        assert compiled(False, widths, heights, out).tolist() == [7.0]


def test_a_plain_function_cannot_be_called_from_compiled_code():
    needs_numba()
    import numba

    with pytest.raises(numba.core.errors.TypingError, match="Untyped global name 'square'"):
        numba.njit(diagonals.diagonal)(3.0, 4.0)
    assert _diagonal.diagonal_jitted(3.0, 4.0) == diagonals.diagonal(3.0, 4.0) == 5.0


@pytest.mark.parametrize("module", [diagonals, inlining])
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    first, second, other = module.workload(10), module.workload(10), module.workload(10, seed=1)
    arrays = first[2] if module is diagonals else first
    assert same(first[0], second[0])
    assert not same(first[0], other[0])
    assert module.work(10) == {"items": 10, "bytes": sum(array.nbytes for array in arrays), "flops": 40}


def test_lists_and_arrays_hold_the_same_numbers():
    widths, heights, (wide, high, _) = diagonals.workload(20)
    assert (widths, heights) == (wide.tolist(), high.tolist())
