"""Linear algebra: every library gives NumPy's result, says what it cannot take, and leaves the threads as they were."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import _blas, gemm, product, solving, teams
from accelguide.portable import same
from accelguide.systems import WITHOUT, Unavailable

SYSTEMS = {
    "openblas": product.product_openblas,
    "mkl": product.product_mkl,
    "libatlas3-base": product.product_atlas,
    "libblas3": product.product_reference,
}
SIDES = st.integers(0, 12)
each_system = pytest.mark.parametrize("system", SYSTEMS)


def present(system):
    """Skip a test where a library is absent."""
    try:
        _blas.find(system)
    except Unavailable as missing:
        pytest.skip(str(missing))


def threads():
    """Threads of each BLAS that threadpoolctl knows; skips a test where it is absent."""
    try:
        return [one["num_threads"] for one in _blas.known()]
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture
def forgetful():
    """A library that was found is kept; here it is looked for again."""
    _blas.routine.cache_clear()
    yield
    _blas.routine.cache_clear()


# products


@each_system
@given(rows=SIDES, inner=SIDES, columns=SIDES, seed=st.integers(0, 9))
def test_a_library_multiplies_as_numpy_does(system, rows, inner, columns, seed):
    present(system)
    random = np.random.default_rng(seed)
    a, b = random.random((rows, inner)), random.random((inner, columns))
    before = a.copy(), b.copy()
    assert same(SYSTEMS[system](a, b), product.product_numpy(a, b))
    assert np.array_equal(a, before[0])
    assert np.array_equal(b, before[1])


@each_system
def test_a_library_agrees_where_it_uses_blocks_and_threads(system):
    present(system)
    a, b = product.workload(150)
    assert same(SYSTEMS[system](a[:70], b), a[:70] @ b)


@each_system
def test_what_is_no_number_is_passed_on(system):
    present(system)
    a, b = np.ones((2, 3)), np.ones((3, 2))
    a[0, 1] = np.nan
    a[1, 2] = np.inf
    assert np.array_equal(SYSTEMS[system](a, b), [[np.nan] * 2, [np.inf] * 2], equal_nan=True)


@each_system
def test_what_a_library_cannot_take_is_refused(system):
    present(system)
    kernel, good = SYSTEMS[system], np.ones((4, 4))
    for bad in (good.astype(np.float32), good.astype(int), good[:, ::2], np.asfortranarray(np.eye(4))):
        with pytest.raises(TypeError, match="C-contiguous float64"):
            kernel(bad, good)
        with pytest.raises(TypeError, match="C-contiguous float64"):
            kernel(good, bad)
    for bad in (np.ones((3, 4)), np.ones(4), np.ones((4, 4, 4))):
        with pytest.raises(ValueError, match="cannot be multiplied"):
            kernel(good, bad)


# what is absent


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("system", ["mkl", "libatlas3-base", "libblas3"])
def test_a_library_that_is_nowhere_is_not_installed(system, monkeypatch, tmp_path):
    monkeypatch.delenv(WITHOUT, raising=False)
    monkeypatch.setitem(_blas.PATTERNS, system, f"{tmp_path}/*/libblas.so.3")
    with pytest.raises(Unavailable) as missing:
        SYSTEMS[system](*product.workload(2))
    assert (missing.value.system, missing.value.reason) == (system, "not-installed")


@pytest.mark.usefixtures("forgetful")
@each_system
def test_a_library_can_be_left_out(system, monkeypatch):
    monkeypatch.setenv(WITHOUT, system)
    with pytest.raises(Unavailable) as missing:
        SYSTEMS[system](*product.workload(2))
    assert (missing.value.system, missing.value.reason) == (system, "left-out")


@pytest.mark.usefixtures("forgetful")
def test_numpy_may_stand_on_another_library(monkeypatch):
    monkeypatch.setattr(_blas, "known", lambda: [{"internal_api": "blis", "filepath": "/nowhere"}])
    with pytest.raises(Unavailable, match="openblas"):
        product.product_openblas(*product.workload(2))


def test_numpy_names_its_library():
    facts = product.library()
    assert facts["found"] is True
    assert {"name", "version", "threads", "architecture", "lapack"} <= facts.keys()
    assert all(isinstance(facts[key], str) for key in facts.keys() - {"found"})


def test_without_threadpoolctl_the_facts_are_those_of_the_build(monkeypatch):
    monkeypatch.setenv(WITHOUT, "threadpoolctl")
    facts = product.library()
    assert facts["name"] == np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    assert facts["threads"] == "?"
    with pytest.raises(Unavailable, match="threadpoolctl"):
        gemm.gemm_one(*gemm.workload(2))


# threads


def test_the_threads_are_as_before():
    before = threads()
    a, b, _ = teams.workload(1)
    gemm.gemm_one(a[:9, :9], b[:9, :9])
    teams.teams_one(a, b, 2)
    teams.teams_blas(a, b, 1)
    with pytest.raises(ValueError, match="mismatch"):
        gemm.gemm_one(a, b[:3])
    assert threads() == before


def test_threads_are_held_while_it_multiplies():
    threads()
    with _blas.limited(1):
        assert set(threads()) == {1}


def test_mkl_takes_the_usable_cores():
    present("mkl")
    code = (
        "import ctypes\nfrom accelguide.kernels import _blas, product\nfrom accelguide.sessions import counted\n"
        "product.product_mkl(*product.workload(3))\n"
        "print(ctypes.CDLL(_blas.find('mkl')).MKL_Get_Max_Threads() == counted(None))"
    )
    environment = os.environ | {"MKL_NUM_THREADS": "1", "MKL_DYNAMIC": "FALSE"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "True\n"


@pytest.mark.parametrize(("cores", "expected"), [(1, (1,)), (2, (2,)), (3, (2, 3)), (6, (2, 4, 6)), (8, (2, 4, 8))])
def test_counts_end_with_the_usable_cores(cores, expected, monkeypatch):
    monkeypatch.setattr(teams, "counted", lambda workers: cores)
    assert teams.counts() == expected


def test_every_count_of_threads_gives_the_same_product():
    threads()
    a, b, _ = teams.workload(2)
    a, b = a[:80, :80].copy(), b[:80, :80].copy()
    for kernel in (teams.teams_one, teams.teams_blas):
        assert same(kernel(a, b, 2), teams.teams_numpy(a, b, 2))


# equations


@given(size=st.integers(1, 60), seed=st.integers(0, 9))
def test_both_ways_solve_the_equations(size, seed):
    a, b = solving.workload(size, seed)
    before = a.copy(), b.copy()
    for kernel in (solving.solving_inverse, solving.solving_numpy):
        assert np.allclose(kernel(a, b), np.ones(size), rtol=1e-10, atol=0.0)
    assert np.array_equal(a, before[0])
    assert np.array_equal(b, before[1])


@pytest.mark.parametrize("kernel", [solving.solving_inverse, solving.solving_numpy], ids=lambda kernel: kernel.__name__)
def test_equations_without_a_solution_are_refused(kernel):
    for bad in (np.zeros((3, 3)), np.ones((3, 2))):
        with pytest.raises(np.linalg.LinAlgError):
            kernel(bad, np.ones(3))
    with pytest.raises(ValueError, match="mismatch"):
        kernel(np.eye(3), np.ones(2))


def test_work_is_counted():
    assert product.work(10) == {"flops": 2000}
    assert teams.work(2) == teams.work(4) == {"flops": 2 * 1024**3}
    assert solving.work(30) == {"flops": 18_000 + 1_800}
