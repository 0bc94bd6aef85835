"""Learning while data arrives: the gradient is right, waiting learners agree with one process, and faults are told."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import _online, online
from accelguide.portable import same


@pytest.fixture(scope="module")
def made():
    with online.team() as started:
        yield started


# one process


def test_a_chunk_is_the_same_each_time_and_another_each_number():
    x, y = _online.chunk(3, 50, 10)
    assert x.shape == (50, _online.FEATURES)
    assert set(np.unique(y)) == {False, True}
    again, _ = _online.chunk(3, 50, 10)
    other, _ = _online.chunk(4, 50, 10)
    assert np.array_equal(x, again)
    assert not np.array_equal(x, other)


def test_a_drift_changes_the_labels_and_nothing_else():
    before, after = _online.chunk(3, 500, 4), _online.chunk(3, 500, 3)
    assert np.array_equal(before[0], after[0])
    assert not np.array_equal(before[1], after[1])


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9), st.integers(0, _online.FEATURES - 1))
def test_the_gradient_is_that_of_the_loss(number, place):
    weights = np.linspace(-1, 1, _online.FEATURES)
    _, gradient = _online.judged(weights, number, 30, 5)
    moved = np.zeros(_online.FEATURES)
    moved[place] = 1e-5
    above, below = (_online.judged(weights + sign * moved, number, 30, 5)[0] for sign in (1, -1))
    assert gradient[place] == pytest.approx((above - below) / 2e-5, abs=1e-7)


def test_a_model_that_knows_nothing_gives_every_row_the_same_chance():
    assert _online.judged(np.zeros(_online.FEATURES), 0, 40, 9)[0] == pytest.approx(online.CONSTANT)


def test_the_loop_learns_before_and_after_the_drift():
    _, losses = online.online_serial(160, 100, 80)
    smooth = online.smoothed(losses)
    assert smooth[79] < 0.55 < online.CONSTANT
    assert max(smooth[80:]) > smooth[79]
    assert smooth[-1] < 0.6


def test_a_frozen_model_is_the_loop_until_it_stops_and_gets_worse():
    _, losses = online.online_serial(160, 100, 80)
    frozen = online.frozen(160, 100, 80, 40)
    assert len(frozen) == 160
    assert frozen[:40] == losses[:40]
    assert np.mean(frozen[-20:]) > 1.5 * np.mean(frozen[60:80])


def test_no_chunk_and_no_even_number_of_them():
    weights, losses = online.online_serial(0, 5, 0)
    assert (weights.tolist(), losses) == ([0.0] * _online.FEATURES, [])
    with pytest.raises(ValueError, match="do not come out even"):
        online.online_serial(3, 5, 0)
    with pytest.raises(ValueError, match="at least one row, not 0"):
        online.workload(0)
    assert online.work(10) == {"items": 10 * online.CHUNKS}


@given(st.lists(st.floats(0, 10), max_size=50), st.integers(1, 9))
def test_smoothed_is_the_mean_of_the_last_ones(losses, few):
    expected = [np.mean(losses[max(0, i + 1 - few) : i + 1]) for i in range(len(losses))]
    assert online.smoothed(losses, few) == pytest.approx(expected)


def test_making_is_a_share():
    assert 0 < online.making(100) <= 1


# actors


@pytest.mark.parametrize("arguments", [(0, 5, 0), (2, 1, 1), (40, 100, 20)], ids=str)
def test_learners_that_wait_find_what_the_loop_finds(made, arguments):
    for _ in range(2):  # each call begins anew
        assert same(online.online_synchronous.inside(*arguments, made), online.online_serial(*arguments))


def test_an_odd_number_of_chunks_is_refused_there_too(made):
    with pytest.raises(ValueError, match="do not come out even"):
        online.online_synchronous.inside(3, 5, 0, made)


@pytest.mark.parametrize("chunks", [0, 1, 7, 60])
def test_learners_that_do_not_wait_learn_from_each_chunk_once(made, chunks):
    found = online.asynchronous(made, chunks, 20, 30)
    assert len(found.losses) == len(found.times) == len(found.staleness) == chunks
    assert all(0 <= one < chunks for one in found.staleness)
    assert all(loss > 0 for loss in found.losses)
    assert np.isfinite(found.weights).all()


def test_learners_that_do_not_wait_learn_as_well(made):
    found = online.asynchronous(made, 160, 100, 80)
    _, losses = online.online_serial(160, 100, 80)
    assert np.mean(found.losses[60:80]) < 0.6
    assert np.mean(found.losses[-20:]) < 1.2 * np.mean(losses[-20:])


def test_no_chunk_is_learnt_from_before_it_arrives(made):
    found = online.asynchronous(made, 20, 5, 10, pace=0.02)
    assert all(when >= 0.02 * number for number, when in enumerate(found.times))
    assert found.seconds >= 19 * 0.02


# faults


@pytest.mark.parametrize("victim", ["server", "learner"])
def test_an_actor_that_is_killed_in_mid_stream_is_an_error_in_time(made, victim):
    mine = online.gathered(made.ray)
    threading.Timer(0.5, made.ray.kill, [mine.server if victim == "server" else mine.learners[1]]).start()
    with pytest.raises(made.ray.exceptions.RayError, match=r"[Aa]ctor"):
        online.asynchronous(mine, 1000, 5, 500, pace=0.01)


def test_what_the_server_raises_is_raised_here(made):
    idle = made.ray.remote(_online.Server).remote()  # which has not begun
    with pytest.raises(AttributeError, match="version"):
        made.ray.get(made.learners[0].follow.remote(idle, [0], 5, 1, 0.0, 0.0), timeout=60)
