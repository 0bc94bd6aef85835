"""Uneven tasks and a team of workers: every variant gives one result, and a lost worker is an error at once."""

import multiprocessing
import os
import signal
import threading
import time
from array import array
from itertools import pairwise

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide import sessions
from accelguide.kernels import team, uneven
from accelguide.sessions import CannotSend, WorkerLost, gather, processes

VARIANTS = [uneven.uneven_parts, uneven.uneven_single, uneven.uneven_chunks, uneven.uneven_largest]
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)


@pytest.fixture(scope="module")
def pool():
    with processes(2) as started:
        yield started


# uneven tasks


@each_variant
@settings(deadline=None, max_examples=15)
@given(count=st.integers(0, 150))
def test_every_variant_counts_the_same_divisors(pool, variant, count):
    (size,) = uneven.workload(count)
    assert variant.inside(size, pool) == uneven.uneven_serial(size) == sum(map(pairs, range(1, count)))


def pairs(number):
    """Divisors of a number, by their definition."""
    return len([one for one in range(1, number + 1) if number / one == number // one])


@each_variant
def test_a_negative_count_is_refused(pool, variant):
    with pytest.raises(ValueError, match="not be negative, not -3"):
        variant.inside(-3, pool)
    with pytest.raises(ValueError, match="not be negative, not -3"):
        uneven.uneven_serial(-3)


@given(st.integers(0, 500), st.integers(1, 80))
def test_pieces_make_the_whole(count, pieces):
    bounds = uneven.edges(count, pieces)
    parts = map(range, bounds[:-1], bounds[1:])
    assert [number for part in parts for number in part] == list(range(count))


@pytest.mark.parametrize("cores", [1, 2, 3, 64])
@pytest.mark.parametrize("count", [0, 1, 7, 1000])
def test_there_are_no_more_chunks_than_meant(monkeypatch, cores, count):
    monkeypatch.setattr(sessions, "usable_cores", lambda: float(cores))
    assert -(-count // uneven.chunk(count)) <= uneven.CHUNKS * cores


def test_a_time_line_has_every_piece_once():
    spans = uneven.timeline(300, each=3)
    assert sum(map(len, spans)) == 3 * sessions.counted(None)
    assert 1 <= len(spans) <= sessions.counted(None)
    assert min(begin for row in spans for begin, _ in row) == 0
    assert all(one[0] + one[1] < other[0] + 1e-9 for row in spans for one, other in pairwise(row))


def test_a_message_takes_time():
    assert 0 < uneven.message_seconds(20) < 10


def test_busy_is_the_share_of_the_workers_time(monkeypatch):
    monkeypatch.setattr(sessions, "usable_cores", lambda: 2.0)
    assert uneven.busy([[(0, 4)], [(0, 1), (2, 1)]]) == 0.75
    assert uneven.busy([[(0, 4)]]) == 0.5


# a team


@settings(deadline=None, max_examples=15)
@given(workers=st.integers(1, 9), count=st.integers(0, 400))
def test_a_team_of_any_size_finds_the_same(pool, workers, count):
    assert team.team_processes.inside(workers, count, pool) == team.team_serial(workers, count)


@pytest.mark.parametrize("workers", [0, -1])
def test_a_team_of_none_is_refused(pool, workers):
    with pytest.raises(ValueError, match="at least one"):
        team.team_processes.inside(workers, 100, pool)


def test_a_negative_count_of_numbers_is_refused(pool):
    with pytest.raises(ValueError, match="not be negative, not -5"):
        team.team_serial(1, -5)
    with pytest.raises(ValueError, match="not be negative, not -5"):
        team.team_processes.inside(1, -5, pool)


def test_falls_are_the_steps_below_the_start():
    assert team.falls(0, 8) == array("H", [0, 0, 1, 6, 1, 3, 1, 11])
    assert team.falls(27, 28) == array("H", [96])


@given(st.lists(st.integers(0, 65535), min_size=2, max_size=20, unique=True))
def test_the_fold_needs_the_order(values):
    assert 0 <= team.fold(values) < team.PRIME
    assert team.fold([*values, 0, 1]) != team.fold([*values, 0, 2])
    assert team.fold([1, 2, 3]) != team.fold([3, 2, 1])


@pytest.mark.parametrize(
    ("cores", "expected"), [(1, (1,)), (2, (1, 2)), (3, (1, 2, 3)), (4, (1, 2, 4)), (64, (1, 2, 4, 8, 16, 32, 64))]
)
def test_counts_go_up_to_the_usable_cores(monkeypatch, cores, expected):
    monkeypatch.setattr(sessions, "usable_cores", lambda: cores + 0.5)
    assert team.counts() == expected


def test_the_size_of_a_team_is_its_workers():
    assert team.workload(3) == (3, team.COUNT)
    assert team.work(3) == team.work(1) == {"items": team.COUNT}
    assert uneven.work(3) == {"items": 3}


def test_the_share_of_the_fold_is_a_share():
    assert 0 < team.fold_share(2000, repeats=3) < 1


# faults


def test_a_worker_killed_in_mid_job_is_an_error_at_once():
    before = set(multiprocessing.active_children())
    with processes(2) as started:
        workers = set(multiprocessing.active_children()) - before
        threading.Timer(0.2, kill, workers).start()
        begin = time.monotonic()
        with pytest.raises(WorkerLost, match="killed, or crashed"):
            uneven.uneven_parts.inside(50_000, started)
        assert time.monotonic() - begin < 30
    assert not any(psutil.pid_exists(worker.pid) for worker in workers)


def kill(worker, *others):
    os.kill(worker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


@pytest.mark.parametrize("task", [threading.Lock(), lambda: None], ids=["lock", "lambda"])
def test_a_task_that_cannot_be_pickled_is_refused(pool, task):
    with pytest.raises(CannotSend, match="cannot be sent"):
        gather(pool, uneven.divisors, [1, task])
    assert gather(pool, uneven.divisors, [12]) == [6]


def test_a_session_of_its_own_leaves_nothing():
    before = set(multiprocessing.active_children())
    assert uneven.uneven_chunks(50) == uneven.uneven_serial(50)
    assert team.team_processes(2, 50) == team.team_serial(2, 50)
    assert set(multiprocessing.active_children()) == before
