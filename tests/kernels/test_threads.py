"""Hyperbolic tangents on one core and on several, and how many cores a call keeps busy."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide import sessions, systems
from accelguide.kernels import addition, busy, tanh
from accelguide.portable import same
from accelguide.systems import Unavailable

KERNELS = [function for name, function in vars(tanh).items() if name.startswith("tanh_")]
SUMS = [addition.addition_numpy, addition.addition_threads]
each = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


@each
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # `errstate` would not reach the threads of a pool
@settings(max_examples=30, deadline=None)
@given(angles=st.lists(st.floats(-50, 50) | st.sampled_from([np.nan, np.inf, -np.inf]), max_size=40))
def test_every_variant_gives_the_tangents(kernel, angles):
    values = np.array(angles)
    found = run(kernel, values, np.full(len(angles), 7.0))
    np.testing.assert_allclose(found, np.tanh(values), rtol=1e-9, atol=1e-15)


@each
def test_a_kernel_fills_out_and_changes_nothing_else(kernel):
    values, out = tanh.workload(1001)
    before = values.copy()
    assert run(kernel, values, out) is out
    assert same(values, before)
    assert not np.isnan(out).any()


@pytest.mark.parametrize("kernel", SUMS, ids=lambda kernel: kernel.__name__)
@given(values=st.integers(0, 60).flatmap(lambda size: arrays.arrays(np.float64, (2, size), elements=st.floats(-9, 9))))
def test_the_sums_are_right_and_only_out_is_changed(kernel, values):
    a, b = values
    before, out = values.copy(), np.full(a.size, 99.0)
    assert kernel(a, b, out) is out
    assert same(out, before[0] + before[1])
    assert same(values, before)


@pytest.mark.parametrize("kernel", SUMS, ids=lambda kernel: kernel.__name__)
@pytest.mark.parametrize("short", [0, 1, 2])
def test_sums_of_arrays_of_different_lengths_are_refused(kernel, short):
    arguments = list(addition.workload(10))
    arguments[short] = arguments[short][:-1]
    with pytest.raises(ValueError, match="one length"):
        kernel(*arguments)


@each
def test_arrays_of_different_lengths_are_refused(kernel):
    with pytest.raises(ValueError, match="one length"):
        run(kernel, np.zeros(5), np.zeros(4))


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("size", [0, 1, 2, 13, 100])
def test_the_parts_of_the_threads_meet(workers, size, monkeypatch):
    monkeypatch.setattr(tanh, "counted", lambda _: workers)
    monkeypatch.setattr(addition, "counted", lambda _: workers)
    with sessions.threads(workers) as pool:
        values, out = tanh.workload(size)
        assert same(tanh.tanh_threads.inside(values, out, pool), np.tanh(values))
        a, b, out = addition.workload(size)
        assert same(addition.addition_threads.inside(a, b, out, pool), a + b)


def test_a_workload_is_the_same_every_time():
    values, out = tanh.workload(1000)
    assert -3 <= values.min() < -2.9
    assert 2.9 < values.max() < 3
    assert np.isnan(out).all()
    assert same(values, tanh.workload(1000)[0])
    assert tanh.work(1000) == {"items": 1000}
    assert addition.work(10)["bytes"] == sum(array.nbytes for array in addition.workload(10))


def test_without_numexpr_its_kernel_is_absent(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "numexpr")
    with pytest.raises(Unavailable, match="numexpr"):
        tanh.tanh_numexpr(*tanh.workload(3))


@pytest.fixture
def brief(monkeypatch):
    """Short tries, on a machine of at least two cores, so it seems."""
    monkeypatch.setattr(systems, "usable_cores", lambda: 2.0)
    monkeypatch.setattr(busy, "REST", 0.0)
    monkeypatch.setattr(busy, "LEAST_SECONDS", 0.1)


def test_a_call_that_does_everything_itself_uses_one_core(brief):
    assert busy.cores(sum, range(10_000)) == pytest.approx(1.0, abs=0.1)


def test_a_call_that_shares_its_work_with_a_thread_uses_two(brief):
    assert busy.cores(both, range(100_000)) == pytest.approx(2.0, abs=0.4)


def both(values):
    """Add the values up here and in another thread."""
    other = threading.Thread(target=sum, args=(values,))
    other.start()
    sum(values)
    other.join()


def test_one_core_leaves_nothing_to_tell(monkeypatch):
    monkeypatch.setattr(systems, "usable_cores", lambda: 1.0)
    with pytest.raises(Unavailable, match="second core"):
        busy.cores(abs, 1)
