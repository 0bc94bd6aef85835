"""Actors: their state is right, lost without a checkpoint, counted twice with one, and right again with numbers."""

import json
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import raycosts, running
from accelguide.sessions.ray import ray_cluster

pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")
FLOATS = st.floats(-1e6, 1e6)
VALUES = [float(number) for number in range(8)]


@pytest.fixture(scope="module")
def ray():
    with ray_cluster(2) as started:
        yield started


@pytest.fixture(scope="module")
def actors(ray):
    return raycosts.actors_of(ray, running.Running, 2)[0]


def close(expected):
    return pytest.approx(expected, rel=1e-6, abs=1e-3)


@given(st.lists(FLOATS, min_size=1, max_size=50))
def test_the_state_is_count_mean_and_spread(values):
    state, seconds = running.alone(values)
    assert state["count"] == len(values)
    assert state["mean"] == close(statistics.fmean(values))
    assert state["squares"] / len(values) == close(statistics.pvariance(values))
    assert seconds > 0


@given(st.lists(st.lists(FLOATS, max_size=20), max_size=5))
def test_joined_states_are_the_state_of_all(parts):
    joined = running.merged([running.alone(part)[0] for part in parts])
    whole = running.alone([value for part in parts for value in part])[0]
    assert joined["count"] == whole["count"]
    assert joined["mean"] == close(whole["mean"])
    assert joined["squares"] == close(whole["squares"])


def test_states_are_alike_or_not():
    state = running.alone(VALUES)[0]
    assert running.alike(state, {**state, "mean": state["mean"] * (1 + 1e-12)})
    assert not running.alike(state, {**state, "mean": state["mean"] + 1})
    assert running.seconds_of(("state", 2.0)) == 2.0


def test_an_object_can_begin_anew():
    one = running.Running()
    one.take([1.0, 2.0])
    one.forget()
    assert one.now() == running.FRESH


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_actors_share_the_values(ray, actors, size):
    values = [float(number % 7) for number in range(size)]
    expected = running.alone(values)[0]
    for some in (actors[:1], actors):
        state, seconds = running.shared(ray, some, values)
        assert running.alike(state, expected)
        assert seconds > 0


def test_calls_cost_time(ray, actors):
    assert all(seconds > 0 for seconds in raycosts.call_seconds(ray, actors[0].now, calls=5, repeats=1))


@pytest.mark.parametrize("kind", [running.Forgetful, running.Checkpointed, running.Numbered])
def test_without_a_fault_all_count_right(tmp_path, kind):
    one = kind(str(tmp_path))
    assert [one.record(number, value, False) for number, value in enumerate(VALUES)] == list(range(1, 9))
    assert running.alike(one.now(), running.alone(VALUES)[0])


def test_a_second_object_goes_on_from_the_checkpoint_and_knows_what_was_counted(tmp_path):
    running.Numbered(str(tmp_path)).record(0, 1.0, False)
    assert json.loads((tmp_path / "checkpoint.json").read_text())["last"] == 0
    second = running.Numbered(str(tmp_path))
    assert (second.record(0, 1.0, False), second.record(1, 2.0, False)) == (1, 2)
    assert running.Checkpointed(str(tmp_path)).record(1, 2.0, False) == 3
    assert running.Forgetful(str(tmp_path)).record(1, 2.0, False) == 1


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        (running.Forgetful, [1, 2, 1, 2]),
        (running.Checkpointed, [1, 2, 4, 5]),
        (running.Numbered, [1, 2, 3, 4]),
    ],
)
def test_a_process_killed_in_a_call_leaves_what_the_class_promises(ray, tmp_path, kind, counts):
    course = running.recorded(ray, tmp_path / "notes", kind, VALUES[:4], doomed=2)
    assert course.counts == counts
    assert course.state["count"] == counts[-1]


def test_without_restarts_the_loss_is_an_error(ray, tmp_path):
    assert running.told(ray, tmp_path / "notes") == "ActorDiedError"
