"""Numba on all cores: every form gives the same, with any count of threads and under each layer."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _layered, kinetic, midpoint, traits
from accelguide.portable import same
from accelguide.sessions import gather
from accelguide.systems import Unavailable
from tests.offspring import nothing_left

NUMBERS = st.floats(-1e3, 1e3)
KINETICS = [function for name, function in vars(kinetic).items() if name.startswith("kinetic_")]

each_kinetic = pytest.mark.parametrize("kernel", KINETICS, ids=lambda kernel: kernel.__name__)
each_layer = pytest.mark.parametrize("layer", _layered.LAYERS)


@pytest.fixture(autouse=True)
def numba():
    """Numba; without it there is nothing to test."""
    return pytest.importorskip("numba")


def four(size):
    """Strategy for masses and velocities."""
    return arrays.arrays(np.float64, (4, size), elements=NUMBERS)


# kinetic


@each_kinetic
@given(values=st.integers(0, 40).flatmap(four))
def test_every_kinetic_gives_the_same(kernel, values):
    assert kernel(*values) == pytest.approx(kinetic.kinetic_numpy(*values), rel=1e-9, abs=1e-6)


@each_kinetic
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("special", [np.nan, np.inf])
def test_kinetic_passes_on_what_is_no_number(kernel, special):
    values = np.ones((4, 20))
    values[2, 7] = special
    np.testing.assert_equal(kernel(*values), special)


@each_kinetic
@pytest.mark.parametrize("short", range(4))
def test_every_kinetic_refuses_arrays_of_different_lengths(kernel, short):
    values = list(np.ones((4, 5)))
    values[short] = values[short][:-1]
    with pytest.raises(ValueError, match=r"^mass, vx, vy and vz must be of one length$"):
        kernel(*values)


def test_kinetic_takes_a_view_and_leaves_its_arguments_as_they_were():
    values = kinetic.workload(20, seed=2)
    before = [array.copy() for array in values]
    for kernel in (kinetic.kinetic_loop, kinetic.kinetic_parallel):
        views = [array[::2] for array in values]
        assert kernel(*views) == pytest.approx(kinetic.kinetic_numpy(*views))
    assert all(map(same, values, before))


def test_the_energy_of_one_body_is_known():
    assert kinetic.kinetic_numpy(*np.array([[2.0], [1.0], [2.0], [2.0]])) == 9.0


def test_fusion_leaves_one_loop_of_several():
    found, left = kinetic.parallel_loops(kinetic.kinetic_fused, *kinetic.workload(10))
    assert found > left == 1
    assert kinetic.parallel_loops(kinetic.kinetic_parallel, *kinetic.workload(10)) == (1, 1)


# midpoint


def test_midpoint_finds_pi_with_any_count_of_threads(numba):
    before = numba.get_num_threads()
    for threads in midpoint.counts():
        assert midpoint.midpoint_parallel(threads, 10_000) == pytest.approx(np.pi, rel=1e-9)
    assert midpoint.midpoint_numba(1, 10_000) == pytest.approx(np.pi, rel=1e-9)
    assert numba.get_num_threads() == before


@pytest.mark.parametrize("kernel", [midpoint.midpoint_numba, midpoint.midpoint_parallel])
def test_midpoint_refuses_an_integral_of_no_steps(kernel):
    with pytest.raises(ValueError, match=r"^steps must be at least one$"):
        kernel(1, 0)


@pytest.mark.parametrize("threads", [0, 10_000])
def test_midpoint_refuses_threads_that_numba_does_not_have(numba, threads):
    with pytest.raises(ValueError, match="number of threads"):
        midpoint.midpoint_parallel(threads, 10)
    assert midpoint.midpoint_parallel(1, 10) == pytest.approx(midpoint.midpoint_numba(1, 10))


def test_counts_of_threads_go_up_to_the_cores(monkeypatch):
    monkeypatch.setattr(midpoint, "counted", lambda workers: 6)
    assert midpoint.counts() == (1, 2, 4, 6)
    monkeypatch.setattr(midpoint, "counted", lambda workers: 1)
    assert midpoint.counts() == (1,)


# layers


@each_layer
def test_a_process_gets_the_layer_that_it_asks_for(layer):
    with nothing_left():
        try:
            with _layered.layered(layer) as pool:
                assert gather(pool, name_of_layer, [0]) == [layer]
        except Unavailable as missing:
            pytest.skip(str(missing))


def name_of_layer(_):
    """Worker: the layer that it has."""
    import numba

    return numba.threading_layer()


def test_a_layer_that_cannot_be_loaded_is_absent(monkeypatch, numba):
    monkeypatch.setattr(numba, "get_num_threads", functools.partial(int, "none"))
    monkeypatch.setattr(_layered.multiprocessing, "set_start_method", lambda *given, **options: None)
    monkeypatch.setattr(numba.config, "THREADING_LAYER", numba.config.THREADING_LAYER)
    assert _layered.take_layer("tbb") is False


def test_the_process_ends_where_its_layer_is_absent(monkeypatch):
    monkeypatch.setattr(_layered, "take_layer", bool)  # of an empty name: no layer
    with nothing_left(), pytest.raises(Unavailable, match="not-installed"), _layered.layered(""):
        pass


def test_an_absent_layer_has_no_traits(monkeypatch):
    def absent(layer):
        raise Unavailable(layer, "not-installed")

    monkeypatch.setattr(traits, "layered", absent)
    assert traits.of("tbb") is None


def test_the_simple_layer_survives_all_but_two_threads_at_once():
    with nothing_left():
        found = traits.of("workqueue")
    assert found.keys() == traits.TRIALS.keys()
    assert found["called_twice"] is False
    assert found["forked"] in (True, "–")
    assert all(seconds > 0 for seconds in found["entered"] + found["ufuncs"])
    before, _, leaked = found["chunks"]
    assert leaked > before > 0
