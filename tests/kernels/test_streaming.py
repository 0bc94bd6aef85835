"""A stream through a chain of actors: right whatever the messages, bounded where it should be, and an end to faults."""

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import _pipeline, streaming

SPLITS = st.lists(st.integers(0, 450), max_size=8).map(lambda cuts: [0, *sorted(cuts), 450])
VARIANTS = [streaming.streaming_single, streaming.streaming_batched]


@pytest.fixture(scope="module")
def made():
    with streaming.chain() as started:
        yield started


# one process


def test_events_are_text_that_can_be_parsed():
    events = list(map(_pipeline.parsed, _pipeline.lines(3, 500)))
    assert [number for number, _, _ in events] == list(range(3, 500))
    assert {sensor for _, sensor, _ in events} == set(range(_pipeline.SENSORS))
    assert all(0 <= reading < 1024 for _, _, reading in events)


def test_rows_hold_every_event():
    rows = streaming.streaming_python(250)
    events = list(map(_pipeline.parsed, _pipeline.lines(0, 250)))
    assert rows == sorted(rows)
    for window, sensor, count, total, _ in rows:
        mine = [reading for number, other, reading in events if (number // 100, other) == (window, sensor)]
        assert (count, total) == (len(mine), sum(mine))
    assert sum(count for _, _, count, _, _ in rows) == 250


@given(SPLITS)
def test_windows_do_not_depend_on_messages(cuts):
    windows, rows = _pipeline.Windows(), []
    for start, stop in pairwise(cuts):
        rows += windows.take(map(_pipeline.parsed, _pipeline.lines(start, stop)))
    assert rows + windows.close() == streaming.streaming_python(450)


@given(st.integers(0, 97), st.sampled_from(["lost", "twice", "late"]))
def test_the_checksum_tells_what_went_wrong(place, fault):
    events = [(number, 0, number) for number in range(100)]
    wrong = {
        "lost": events[:place] + events[place + 1 :],
        "twice": events[: place + 1] + events[place:],
        "late": [*events[:place], events[place + 1], events[place], *events[place + 2 :]],
    }[fault]
    assert checksum(wrong) != checksum(events)


def checksum(events):
    """Checksum of a window of one sensor."""
    windows = _pipeline.Windows()
    windows.take(events)
    return windows.close()[0][-1]


def test_nothing_comes_of_nothing_and_less_is_refused():
    assert streaming.streaming_python(*streaming.workload(0)) == []
    with pytest.raises(ValueError, match="not be negative, not -1"):
        streaming.workload(-1)
    assert streaming.work(7) == {"items": 7}


@pytest.mark.parametrize(("count", "batch"), [(0, 5), (1, 5), (330, 7), (450, 100)])
def test_taken_by_turns_the_steps_make_the_same_rows(count, batch):
    seen = streaming.by_turns(count, batch, (0.0, 0.001, 0.0))
    assert seen.rows == streaming.streaming_python(count)
    assert seen.seconds >= 0.001 * count / batch


def test_waiting_counts_what_was_sent_and_not_yet_taken():
    seen = streaming.Flow([], 10.0, 5.0, sent=[11.0, 12.0, 13.0], taken=[12.0, 12.5, 14.0], arrived=[], ages=[])
    times, lengths = streaming.waiting(seen)
    assert times == [0.0, 1.0, 2.0, 2.0, 2.5, 3.0, 4.0]
    assert lengths == [0, 1, 0, 1, 0, 1, 0]


# actors


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_every_variant_makes_the_rows_of_one_process(made, variant, count):
    assert variant.inside(count, made) == streaming.streaming_python(count)


@pytest.mark.parametrize("credits", [0, 1, 3])
@pytest.mark.parametrize("batch", [7, 100])
def test_rows_do_not_depend_on_credits_or_batches(made, credits, batch):
    assert streaming.flow(made, 450, batch, credits).rows == streaming.streaming_python(450)


def test_no_queue_outgrows_its_credits(made):
    seen = streaming.watched(made, 900, 20, credits=3, pauses=(0.0, 0.005, 0.0))
    assert seen.rows == streaming.streaming_python(900)
    assert 1 <= max(streaming.waiting(seen)[1]) <= 3
    assert len(seen.sent) == len(seen.taken) == 45


def test_without_credits_what_is_not_done_waits(made):
    seen = streaming.watched(made, 3000, 100, credits=0, pauses=(0.0, 0.05, 0.0))
    assert max(streaming.waiting(seen)[1]) > 8
    assert len(seen.arrived) == len(seen.ages) == 30
    assert all(age > 0 for age in seen.ages)
    assert seen.seconds >= 30 * 0.05


# faults


def test_what_a_stage_raises_is_raised_at_the_source(made):
    streaming.begin(made, 1)
    out = _pipeline.Outlet(made.parser, 1)
    out.send(0.0, ["0;1;2"])
    out.send(0.0, ["no event"])
    with pytest.raises(ValueError, match="not enough values"):
        out.send(0.0, ["1;1;2"])
    assert streaming.streaming_batched.inside(150, made) == streaming.streaming_python(150)  # and begins anew


def test_without_credits_it_is_raised_at_the_end(made):
    streaming.begin(made, 0)
    out = _pipeline.Outlet(made.parser, 0)
    for text in ("no event", "0;1;2"):
        out.send(0.0, [text])
    with pytest.raises(ValueError, match="not enough values"):
        out.finish()


def test_a_stage_that_does_nothing_is_an_error_in_time(made, monkeypatch):
    monkeypatch.setattr(_pipeline, "WAIT_SECONDS", 0.2)
    with pytest.raises(TimeoutError, match=r"done nothing for 0\.2 s"):
        streaming.flow(made, 800, 100, credits=1, pauses=(0.0, 0.6, 0.0))


def test_a_stage_that_is_killed_in_mid_stream_is_an_error_in_time(made):
    mine = streaming.chained(made.ray)
    threading.Timer(0.5, made.ray.kill, [mine.windows]).start()
    with pytest.raises(made.ray.exceptions.RayError, match=r"[Aa]ctor"):
        streaming.flow(mine, 100_000, 100, pauses=(0.0, 0.01, 0.0))
