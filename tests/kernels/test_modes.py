"""The deepest fall in every mode, and what Numba says of functions that it compiles in part or not at all."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _emitted, compiling, drawdown
from accelguide.systems import Unavailable, require

KERNELS = [function for name, function in vars(drawdown).items() if name.startswith("drawdown_")]
PRICES = st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf, -0.0])

each = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
quiet = pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")


@pytest.fixture(scope="module")
def numba_here():
    """Skip a test where Numba is absent."""
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def expected(prices):
    """What the baseline's contract says, for numbers, by whole arrays."""
    falls = np.maximum.accumulate(prices) - prices
    place = int(falls.argmax()) if falls.size else 0
    return drawdown.TEXT.format(falls[place] if falls.size else 0.0, place)


@each
@quiet
@given(arrays.arrays(np.float64, st.integers(0, 40), elements=PRICES))
def test_every_mode_gives_the_same_for_any_numbers(kernel, prices):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        assert run(kernel, prices) == drawdown.drawdown_python(prices)


@given(arrays.arrays(np.float64, st.integers(0, 40), elements=st.floats(-1e6, 1e6)))
def test_the_fall_is_measured_from_the_highest_so_far(prices):
    assert drawdown.drawdown_python(prices) == expected(prices)


@pytest.mark.parametrize("prices", [[], [5.0], [1.0, 2.0, 3.0]])
def test_prices_that_never_fall_fell_by_nothing(prices):
    assert drawdown.drawdown_python(np.array(prices)) == "fell by 0.000000 at 0"


@pytest.mark.parametrize("kernel", [drawdown.drawdown_lifted, drawdown.drawdown_split], ids=["lifted", "split"])
def test_it_reads_an_array_that_is_not_contiguous(kernel):
    (prices,) = drawdown.workload(60)
    assert run(kernel, prices[::-3]) == expected(prices[::-3])


@each
def test_no_kernel_changes_its_argument(kernel):
    (prices,) = drawdown.workload(50, seed=3)
    before = prices.copy()
    run(kernel, prices)
    np.testing.assert_array_equal(prices, before)


def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes():
    np.testing.assert_array_equal(*drawdown.workload(20), *drawdown.workload(20))
    assert not np.array_equal(*drawdown.workload(20), *drawdown.workload(20, seed=1))
    assert drawdown.work(20) == {"items": 20, "bytes": drawdown.workload(20)[0].nbytes}


# what Numba says


@pytest.fixture(scope="module")
def forced(numba_here):
    """A function of two loops, one of which can be lifted."""
    return compiling.attempt(compiling.file_and_add, np.ones(3), forceobj=True)


def add_one(x):
    """What compiles in any mode."""
    return x + 1


def shout(text):
    """What does not compile as a whole."""
    return "{}!".format(text)  # noqa: UP032


def test_what_compiles_is_in_nopython_mode(numba_here):
    assert compiling.attempt(add_one, 1) == ("nopython", "", (), ())


def test_what_does_not_compile_is_an_error_with_its_first_lines(numba_here):
    mode, error, told, _ = compiling.attempt(shout, 1)
    assert (mode, error) == ("", "TypingError")
    assert len(told) == 2
    assert "format" in told[1]


def test_a_warning_is_told_with_its_name_and_without_a_place(numba_here):
    mode, error, told, _ = compiling.attempt(shout, 1, nopython=False)
    assert (mode, error) == ("", "TypingError")
    assert told[0].startswith("NumbaDeprecationWarning: The keyword argument 'nopython=False'")
    assert "\n" not in "".join(told)


def test_only_a_loop_without_objects_is_lifted_into_nopython_mode(forced):
    assert (forced.mode, forced.error) == ("object", "")
    assert sorted(forced.lifted) == [False, True]
    assert "WITHOUT looplifting" in forced.told[0]
    assert "File" not in forced.told[0]


def test_an_error_of_the_function_itself_is_no_outcome(numba_here):
    with pytest.raises(ZeroDivisionError):
        compiling.attempt(divide, 1, 0)


def divide(a, b):
    """A quotient."""
    return a // b


def test_the_two_loops_file_and_add():
    assert compiling.file_and_add([0.5, 1.0, 0.5]) == (2, 2.0)


def test_without_numba_nothing_is_attempted(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "numba")
    with pytest.raises(Unavailable, match="numba"):
        compiling.attempt(add_one, 1)


def test_object_mode_calls_python_and_nopython_mode_does_not(numba_here):
    from numba import jit, njit

    plain, objects = njit(add_one), jit(forceobj=True)(add_one)
    assert plain(1) == objects(1) == 2
    assert _emitted.python_calls(plain) == []
    assert "PyNumber_Add" in _emitted.python_calls(objects)
