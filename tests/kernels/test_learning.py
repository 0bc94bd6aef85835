"""Roll-outs of a pole on a cart: the physics, what is learned, and the same numbers from whoever rolls out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import cartpole
from accelguide.sessions import processes
from accelguide.sessions.ray import ray_cluster
from accelguide.systems import Unavailable

WEIGHTS = st.lists(st.floats(-10, 10), min_size=4, max_size=4)
STATE = st.lists(st.floats(-0.2, 0.2), min_size=4, max_size=4)
GOOD = [1.0, 1.0, 10.0, 5.0]


@pytest.fixture(scope="module")
def ray():
    try:
        with ray_cluster(2) as module:
            yield module
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def pool():
    with processes(2) as started:
        yield started


# the world


def accelerations(speed, angle, spin, force):
    """Of the cart and of the pole, by the equations of motion of a cart and a thin rod, solved as a linear system."""
    lever = cartpole.POLE * cartpole.HALF
    mass = [
        [cartpole.CART + cartpole.POLE, lever * math.cos(angle)],
        [lever * math.cos(angle), 4 / 3 * lever * cartpole.HALF],
    ]
    return np.linalg.solve(
        mass, [force + lever * spin**2 * math.sin(angle), lever * cartpole.GRAVITY * math.sin(angle)]
    )


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4), st.floats(-10, 10))
def test_one_tick_follows_the_equations_of_motion(state, force):
    place, speed, angle, spin = state
    driven, turning = accelerations(speed, angle, spin, force)
    expected = np.array(state) + cartpole.TICK * np.array([speed, driven, spin, turning])
    assert cartpole.moved(place, speed, angle, spin, force) == pytest.approx(tuple(expected), abs=1e-9)


@settings(max_examples=30)
@given(WEIGHTS, STATE)
def test_the_world_has_no_preferred_side(weights, state):
    mirrored = [-one for one in state]
    if any(weights) and any(state):
        assert cartpole.moved(*mirrored, -10.0) == pytest.approx(tuple(-one for one in cartpole.moved(*state, 10.0)))


@given(WEIGHTS, STATE)
def test_a_roll_out_lasts_at_least_a_step_and_ends(weights, state):
    assert 1 <= cartpole.steps(weights, state) <= cartpole.HORIZON


def test_good_weights_hold_the_pole_and_idle_ones_do_not():
    assert cartpole.steps(GOOD, [0.0, 0.0, 0.02, 0.0]) == cartpole.HORIZON
    assert cartpole.steps([0.0] * 4, [0.0] * 4) < 20


@pytest.mark.parametrize("state", [[2.5, 0, 0, 0], [0, 0, 0.3, 0], [-2.5, 0, 0, 0], [0, 0, -0.3, 0]])
def test_what_has_left_the_track_or_fallen_is_over(state):
    assert cartpole.steps(GOOD, state) == 1


# roll-outs


def test_starts_depend_on_the_key_alone():
    both = cartpole.rolled_out([GOOD, [0.0] * 4], "key")
    assert [cartpole.rolled_out([one], "key")[0] for one in (GOOD, [0.0] * 4)] == both
    idle = {tuple(cartpole.rolled_out([[0.0] * 4], key)) for key in ("a", "b", "c", "d")}
    assert len(idle) > 1


def test_no_policies_have_no_returns():
    assert cartpole.rolled_out([], "key") == []


@given(st.lists(st.integers(), min_size=1, max_size=60), st.integers(1, 70))
def test_policies_are_dealt_out_in_order_and_evenly(policies, count):
    batches = cartpole.dealt(policies, count)
    assert [one for batch in batches for one in batch] == policies
    assert 1 <= min(map(len, batches)) <= max(map(len, batches)) <= min(map(len, batches)) + 1
    assert len(batches) == min(count, len(policies))


# learning


@pytest.mark.parametrize("seed", range(3))
def test_it_learns(seed):
    curve, weights = cartpole.cartpole_serial(7, seed)
    assert len(curve) == 7
    assert curve[-1] > 5 * curve[0]
    assert cartpole.judged(weights) >= cartpole.SOLVED


def test_without_generations_nothing_is_learned():
    assert cartpole.cartpole_serial(0, 0) == ([], [0.0] * 4)


def test_the_seed_decides_and_nothing_else():
    assert cartpole.cartpole_serial(2, 3) == cartpole.cartpole_serial(2, 3) != cartpole.cartpole_serial(2, 4)


def test_less_than_no_generation_is_refused():
    with pytest.raises(ValueError, match="generations must not be negative, not -1"):
        cartpole.cartpole_serial(-1, 0)


@settings(deadline=None, max_examples=5)
@given(generations=st.integers(0, 3), seed=st.integers(0, 2**32))
def test_processes_learn_the_same_to_the_last_bit(pool, generations, seed):
    assert cartpole.cartpole_processes.inside(generations, seed, pool) == cartpole.cartpole_serial(generations, seed)


@pytest.mark.parametrize(("generations", "seed"), [(0, 0), (1, 1), (3, 2)])
def test_ray_learns_the_same_to_the_last_bit(ray, generations, seed):
    assert cartpole.cartpole_ray.inside(generations, seed, ray) == cartpole.cartpole_serial(generations, seed)


def test_ray_refuses_the_same(ray):
    with pytest.raises(ValueError, match="generations"):
        cartpole.cartpole_ray.inside(-1, 0, ray)


def test_a_batch_that_fails_ends_the_learning(ray, monkeypatch):
    monkeypatch.setattr(cartpole, "CANDIDATES", 1)
    monkeypatch.setattr(cartpole, "dealt", lambda policies, count: [None])
    with pytest.raises(ray.exceptions.RayTaskError, match="NoneType"):
        cartpole.cartpole_ray.inside(1, 0, ray)
