"""Compilers of expressions, queries, graphs and functions: all give what NumPy gives, and leave no file."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import _compilers, chain, gradient, listed
from accelguide.portable import same
from accelguide.systems import Unavailable

CHAINS = [function for name, function in vars(chain).items() if name.startswith("chain_")]
GRADIENTS = [function for name, function in vars(gradient).items() if name.startswith("gradient_")]
LISTED = [function for name, function in vars(listed).items() if name.startswith("listed_")]
LIGHT = [chain.chain_numpy, chain.chain_numexpr, chain.chain_series, chain.chain_polars, chain.chain_parallel]
SLOW = {"chain_pythran", "chain_torch", "gradient_torch", "listed_mypyc"}
SIZES = {1: "one", chain.BLOCK + 3: "blocks"}

noisy = pytest.mark.filterwarnings("ignore")  # of what is imported, not of ours
each_size = pytest.mark.parametrize("size", SIZES, ids=SIZES.get)
each_chain = pytest.mark.parametrize("kernel", CHAINS, ids=lambda kernel: kernel.__name__)
each_light = pytest.mark.parametrize("kernel", LIGHT, ids=lambda kernel: kernel.__name__)
each_gradient = pytest.mark.parametrize("kernel", GRADIENTS, ids=lambda kernel: kernel.__name__)
each_listed = pytest.mark.parametrize("kernel", LISTED, ids=lambda kernel: kernel.__name__)


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


@noisy
@each_chain
@each_size
def test_every_compiler_gives_the_chain_and_changes_nothing(kernel, size):
    if kernel.__name__ in SLOW and size == 1:
        pytest.skip("one compilation is enough")
    arguments = chain.workload(size, seed=2)
    before = [array.copy() for array in arguments]
    assert same(run(kernel, *arguments), chain.chain_numpy(*arguments))
    assert all(map(same, arguments, before))


@noisy
@each_light
@given(pairs=st.lists(st.tuples(*[st.floats(-1e3, 1e3) | st.sampled_from([np.nan, np.inf, -0.0])] * 2), max_size=20))
def test_any_numbers(kernel, pairs):
    x, y = np.array(pairs).reshape(-1, 2).T.copy()
    with np.errstate(invalid="ignore", under="ignore"):
        expected = chain.chain_numpy(x, y)
        found = run(kernel, x, y)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-300)


@noisy
@each_chain
def test_arrays_of_different_lengths_are_refused(kernel):
    with pytest.raises(ValueError, match="one shape"):
        run(kernel, np.ones(3), np.ones(4))


@noisy
@pytest.mark.parametrize("kernel", [chain.chain_jax, chain.chain_xla], ids=lambda kernel: kernel.__name__)
def test_arrays_need_not_begin_at_a_cache_line(kernel):
    x, y = (_compilers.aligned(np.linspace(0.0, 5.0, 50))[1:] for _ in range(2))
    assert same(run(kernel, x, y), chain.chain_numpy(x, y))


@noisy
@each_chain
def test_what_is_no_number_stays_that_and_what_is_tiny_may_be_zero(kernel):
    if kernel.__name__ in SLOW:
        pytest.skip("another length would be compiled again")
    x, y = np.array([[np.nan, np.inf, 0.0, 26.9], [1.0, 1.0, -0.0, 26.9]])
    found = run(kernel, x, y)
    assert np.isnan(found[:2]).all()
    assert found[2] == 0.0
    assert 0.0 <= found[3] < 1e-300


@noisy
@each_gradient
def test_every_compiler_gives_the_same_weights_and_changes_nothing(kernel):
    arguments = gradient.workload(1000, seed=1)
    before = [array.copy() for array in arguments[:-1]]
    assert same(run(kernel, *arguments), gradient.gradient_numpy(*arguments))
    assert all(map(same, arguments[:-1], before))


@noisy
@each_gradient
def test_shapes_that_do_not_fit_are_refused(kernel):
    x, y, w, steps = gradient.workload(10)
    for wrong in ((x, y[1:], w), (x, y, w[1:]), (x[0], y, w)):
        with pytest.raises(ValueError, match="of shape"):
            run(kernel, *wrong, steps)


def test_no_step_leaves_the_weights():
    x, y, w, _ = gradient.workload(10)
    assert same(gradient.gradient_numpy(x, y, w, 0), w)


@each_listed
def test_every_loop_over_lists_gives_the_same(kernel):
    for size in (1, 50):
        arguments = listed.workload(size)
        assert same(run(kernel, *arguments), listed.listed_python(*arguments))
    assert run(kernel, [], []) == []
    with pytest.raises(ValueError, match="one length"):
        run(kernel, [1.0], [])


@each_light
def test_the_chain_of_nothing_is_nothing(kernel):
    assert run(kernel, np.empty(0), np.empty(0)).shape == (0,)


def test_arrays_of_the_workload_begin_at_a_cache_line():
    for array in (*chain.workload(7), *gradient.workload(7)[:2]):
        assert array.ctypes.data % _compilers.LINE == 0
        assert array.flags.c_contiguous


def test_without_a_compiler_the_kernels_are_absent(monkeypatch):
    monkeypatch.setattr(_compilers.shutil, "which", lambda name: None)
    with pytest.raises(Unavailable, match=r"g\+\+"):
        _compilers.require_toolchain()


def test_the_plan_says_what_it_does_or_that_there_is_none(monkeypatch):
    assert set(chain.planned()) == {"reuses", "filters_first"}
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "polars")
    assert set(chain.planned().values()) == {"–"}


def test_the_environment_is_as_before(monkeypatch):
    monkeypatch.setenv("COMPILERS_KEPT", "1")
    with _compilers.environment(COMPILERS_KEPT="2", COMPILERS_NEW="3"):
        assert os.environ["COMPILERS_KEPT"] == "2"
    assert os.environ["COMPILERS_KEPT"] == "1"
    assert "COMPILERS_NEW" not in os.environ


def test_the_folder_goes_with_the_process(tmp_path):
    code = "from accelguide.kernels import _compilers; print(_compilers.scratch())"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.startswith(str(tmp_path))
    assert not list(tmp_path.iterdir())
