"""The logistic regression: every form finds the same weights, and what Numba fused is read from its diagnostics."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import _logistic, _manual, columns, fusion, hundred, logistic, slope
from accelguide.portable import same
from accelguide.systems import WITHOUT, Unavailable, require

DESCENTS = [
    *(one for name, one in vars(logistic).items() if name.startswith("logistic_") and name != "logistic_regression"),
    *(one for name, one in vars(hundred).items() if name.startswith("hundred_")),
]
LAYOUTS = [one for name, one in vars(columns).items() if name.startswith("columns_")]
SLOPES = [one for name, one in vars(slope).items() if name.startswith("slope_")]
SMALL = st.tuples(st.integers(0, 150), st.integers(1, 45), st.integers(0, 2**32 - 1))

each = pytest.mark.parametrize("kernel", DESCENTS + LAYOUTS, ids=lambda kernel: kernel.__name__)
each_slope = pytest.mark.parametrize("kernel", SLOPES, ids=lambda kernel: kernel.__name__)
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # an overflow gives the limit that is meant
few = settings(max_examples=15, deadline=None)


def run(kernel, x, y, w, *iterations):
    """Call a kernel, with both layouts where it wants them, or skip the test where what it needs is absent."""
    tables = (x, np.ascontiguousarray(x.T)) if kernel in LAYOUTS else (x,)
    try:
        return kernel(*tables, y, w, *iterations)
    except Unavailable as missing:
        pytest.skip(str(missing))


def gradient(x, y, w):
    """Gradient over all rows, in extended precision, from a form that keeps its digits."""
    x, y, w = (one.astype(np.longdouble) for one in (x, y, w))
    return (-y / (1 + np.exp(y * (x @ w)))) @ x


def descent(x, y, w, iterations):
    """Weights after some steps."""
    for _ in range(iterations):
        w = w - gradient(x, y, w)
    return w.astype(float)


def near(found, expected, x):
    """Compare with what rounding leaves: digits of sums over all rows, each as large as its terms together."""
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-13 * (1 + np.abs(x).sum()))


def table(rows, features, seed):
    """Table, labels and weights, some of them large enough that the exponential overflows."""
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((rows, features))
    x[generator.random(rows) < 0.1] *= 1000
    return x, generator.choice([-1.0, 1.0], rows), generator.standard_normal(features)


@each
@few
@given(shape=SMALL, iterations=st.integers(0, 2))
def test_every_form_finds_the_same_weights(kernel, shape, iterations):
    x, y, w = table(*shape)
    near(run(kernel, x / 50, y, w, iterations), descent(x / 50, y, w, iterations), x)


@each_slope
@few
@given(shape=SMALL)
def test_every_trick_keeps_the_gradient(kernel, shape):
    x, y, w = table(*shape)
    near(run(kernel, x, y, w), gradient(x, y, w).astype(float), x)


@each
@pytest.mark.parametrize("rows", [_logistic.PART - 1, _logistic.PART, _logistic.PART + 1, 2 * columns.BLOCK + 1])
@pytest.mark.parametrize("features", [1, 3, 4, _logistic.NARROW, _logistic.NARROW + 1])
def test_parts_and_blocks_meet(kernel, rows, features):
    x, y, w = table(rows, features, 1)
    near(run(kernel, x / 50, y, w, 1), descent(x / 50, y, w, 1), x)


@each
@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [(0, 0), (77, 2), (99, 4)])
def test_what_is_not_finite_spreads_as_in_numpy(kernel, odd, place):
    x, y, w = table(100, 5, 2)
    x[place] = odd
    expected = logistic.logistic_numpy(x, y, w, 1)
    assert not np.isnan(odd) or np.isnan(expected).all()
    np.testing.assert_array_equal(np.isfinite(run(kernel, x, y, w, 1)), np.isfinite(expected))


@each
def test_the_layout_of_the_arguments_does_not_matter(kernel):
    x, y, w = table(100, 6, 3)
    expected = run(kernel, x, y, w, 2)
    wide = np.repeat(x, 2, axis=1)[:, ::2]
    np.testing.assert_array_equal(run(kernel, wide, np.repeat(y, 3)[::3], w, 2), expected)
    np.testing.assert_array_equal(run(kernel, np.asfortranarray(x), y, w, 2), expected)


@each
@pytest.mark.parametrize("short", [0, 1, 2])
def test_every_form_refuses_shapes_that_do_not_fit(kernel, short):
    arguments = list(table(10, 3, 0))
    arguments[short] = arguments[short][:-1]
    with pytest.raises(ValueError, match="x must be of shape"):
        run(kernel, *arguments, 1)


@each_slope
def test_so_does_every_trick(kernel):
    x, y, w = table(10, 3, 0)
    with pytest.raises(ValueError, match="x must be of shape"):
        run(kernel, x, y, w[:-1])
    with pytest.raises(ValueError, match="x must be of shape"):
        run(kernel, x[0], y, w)


@pytest.mark.parametrize("kernel", LAYOUTS, ids=lambda kernel: kernel.__name__)
def test_both_layouts_must_be_of_one_table(kernel):
    x, y, w = table(10, 3, 0)
    with pytest.raises(ValueError, match=r"x\.T"):
        kernel(x, x, y, w, 1)


@each
def test_no_argument_changes(kernel):
    arguments = table(50, 4, 0)
    before = [one.copy() for one in arguments]
    run(kernel, *arguments, 2)
    assert all(map(same, arguments, before))


def test_the_result_does_not_depend_on_the_number_of_threads():
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))
    from numba import get_num_threads, set_num_threads

    arguments, threads = logistic.workload(3 * _logistic.PART + 5), get_num_threads()
    found = logistic.logistic_fused(*arguments)
    try:
        set_num_threads(1)
        np.testing.assert_array_equal(logistic.logistic_fused(*arguments), found)
    finally:
        set_num_threads(threads)


def test_steps_lead_to_weights_that_tell_the_labels():
    x, y, w, _ = logistic.workload(2000)
    rights = [np.mean((x @ logistic.logistic_numpy(x, y, w, steps) > 0) == (y > 0)) for steps in (0, 60)]
    assert rights[1] > 0.75
    assert rights[1] > rights[0] + 0.1


@pytest.mark.parametrize("module", [logistic, hundred, columns, slope], ids=lambda module: module.__name__)
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_rows(module):
    first, again, other = module.workload(10), module.workload(10), module.workload(10, seed=1)
    assert all(map(same, first, again))
    assert not same(first[0], other[0])
    assert module.work(10)["items"] == first[0].shape[0] == 10
    assert module.work(10).get("bytes", 0) in (0, 8 * (first[0].size + 10))


@pytest.fixture
def manual():
    """Return the manual's function, compiled for its diagnostics, or skip the test."""
    try:
        logistic.logistic_parallel(*logistic.workload(10))
    except Unavailable as missing:
        pytest.skip(str(missing))
    return _manual.regression_parallel


def test_diagnostics_name_the_operations_in_order(manual):
    steps = fusion.steps(manual)
    names = ["neg", "dot", "mul", "exp", "add", "truediv", "sub", "mul", "dot", "inplace_binop"]
    assert [step.name for step in steps] == names
    assert [step.kernel for step in steps if step.kernel is not None] == [0] * 8 + [1]
    assert {step.length for step in steps} == {"Y 0", "", "X 1"}
    assert fusion.ranks(manual) == [1, 2, 1, 0]
    assert [len(names) for names in fusion.written(manual)] == [1, 1]
    assert fusion.serial_around(manual)
    assert all(fusion.manual_says(manual).values())


def test_diagnostics_of_loops_that_nothing_joins(manual):
    from numba import njit

    def apart(a, b):
        return np.exp(a) + 1.0, -b

    compiled = njit(parallel=True)(apart)
    compiled(np.ones(3), np.ones((2, 2)))
    assert [(step.name, step.kernel) for step in fusion.steps(compiled)] == [("exp", 0), ("add", 0), ("neg", 1)]
    assert fusion.ranks(compiled) == [1, 2]
    assert not fusion.serial_around(compiled)
    assert not any(fusion.manual_says(compiled).values())


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("array expression (neg(Y))", ["neg"]),
        ("array expression (1.0 truediv ('$a.1' (temporary variable) add (exp(x))))", ["exp", "add", "truediv"]),
        (("inplace_binop", ""), ["inplace_binop"]),
        (("prange", "internal", (("dot", "numpy"), "place")), ["dot"]),
    ],
)
def test_names_behind_a_pattern(pattern, names):
    assert fusion.names(pattern) == names


def test_without_numba_or_scipy_what_needs_them_is_absent(monkeypatch):
    monkeypatch.setenv(WITHOUT, "scipy")
    with pytest.raises(Unavailable, match="scipy"):
        logistic.logistic_parallel(*logistic.workload(3))
    code = (
        "from accelguide.kernels import columns, hundred, logistic, slope\n"
        "from accelguide.systems import Unavailable\n"
        "print(logistic.logistic_numpy(*logistic.workload(3)).shape)\n"
        "try: logistic.logistic_fused(*logistic.workload(3))\n"
        "except Unavailable as missing: print(missing.system)"
    )
    environment = os.environ | {WITHOUT: "numba"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split("\n")[:2] == ["(10,)", "numba"]
