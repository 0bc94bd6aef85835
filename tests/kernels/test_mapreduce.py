"""MapReduce written out: any division gives the answer of one loop, and a graph of tasks ends or says why."""

import math
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import mapreduce
from accelguide.kernels._mapreduce import (
    Result,
    combined,
    in_turn,
    map_combine_task,
    map_task,
    mapped,
    needs,
    partitioned,
    reduced,
    reducer_of,
    tasks_of,
)
from accelguide.portable import same
from accelguide.sessions import TookTooLong, WorkerLost, processes

rows = st.lists(st.tuples(st.sampled_from(["a", "b", "k7", "日"]), st.integers(0, 10**9)), max_size=40)
each_task = pytest.mark.parametrize("task", [map_task, map_combine_task], ids=lambda task: task.__name__)


@pytest.fixture(scope="module")
def pool():
    with processes(2) as made:
        yield made


def text_of(rows):
    return "".join(f"{key}\t{value}\n" for key, value in rows)


@each_task
@given(parts=st.lists(rows, min_size=1, max_size=5), reducers=st.integers(1, 5))
def test_any_division_gives_the_answer_of_one_loop(task, parts, reducers):
    texts = list(map(text_of, parts))
    assert same(in_turn(tasks_of(texts, reducers, task)), mapreduce.mapreduce_python(texts))


@settings(deadline=None, max_examples=15)
@given(parts=st.lists(rows, min_size=1, max_size=4))
def test_workers_give_it_too(pool, parts):
    texts = list(map(text_of, parts))
    expected = mapreduce.mapreduce_python(texts)
    for variant in (mapreduce.mapreduce_processes, mapreduce.mapreduce_uncombined):
        assert same(variant.inside(texts, pool), expected)
    assert same(mapreduce.mapreduce_steps(texts), expected)


@pytest.mark.parametrize("size", [0, 1, 5, 1000])
def test_the_workload_has_as_many_rows_in_even_parts(size):
    (texts,) = mapreduce.workload(size)
    assert sum(text.count("\n") for text in texts) == size == mapreduce.work(size)["items"]
    assert len(texts) == mapreduce.PARTS
    assert sum(count for _, count, _ in mapreduce.mapreduce_python(texts)) == size
    assert mapreduce.workload(size) == (texts,)


@pytest.mark.parametrize("arguments", [(-1,), (10, 0, 1.5), (10, 0, -0.1)])
def test_a_workload_that_cannot_be_is_refused(arguments):
    with pytest.raises(ValueError, match="must be a share"):
        mapreduce.workload(*arguments)


def test_a_line_that_is_no_row_is_an_error_wherever_it_runs(pool):
    for bad in ("k1\n", "k1\tmany\n", "k1\t-4\n", "a\tb\tc\n"):
        with pytest.raises(ValueError):  # noqa: PT011  # four kinds, all of Python's own
            mapreduce.mapreduce_python([bad])
        with pytest.raises(ValueError):  # noqa: PT011
            mapreduce.mapreduce_processes.inside([bad], pool)


# steps


def test_each_step_does_its_part():
    pairs = mapped(["a\t4", "b\t9", "a\t16"])
    assert pairs == [("a", (1, 2.0)), ("b", (1, 3.0)), ("a", (1, 4.0))]
    assert combined(pairs) == [("a", (2, 6.0)), ("b", (1, 3.0))]
    assert reduced(pairs, [("b", (2, 1.0))]) == [("a", 2, 6.0), ("b", 3, 4.0)]


@given(st.lists(st.text()), st.integers(1, 7))
def test_all_pairs_of_a_key_go_to_one_reducer_and_none_is_lost(keys, reducers):
    buckets = partitioned([(key, place) for place, key in enumerate(keys)], reducers)
    assert len(buckets) == reducers
    assert sorted(place for bucket in buckets for _, place in bucket) == list(range(len(keys)))
    for number, bucket in enumerate(buckets):
        assert {reducer_of(key, reducers) for key, _ in bucket} <= {number}


def test_two_processes_agree_on_the_reducer_and_not_on_the_hash():
    (one, place), (other, again) = mapreduce.hashes("k0")
    assert one != other
    assert place == again == reducer_of("k0", mapreduce.REDUCERS)


def test_a_combiner_shuffles_a_record_for_each_key_of_each_part():
    (texts,) = mapreduce.workload(5000)
    counts, size = mapreduce.shuffled(texts)
    plain, plain_size = mapreduce.shuffled_whole(texts)
    assert sum(plain) == 5000
    assert sum(counts) == sum(len({line.split()[0] for line in text.splitlines()}) for text in texts)
    assert size < plain_size


def test_rows_with_one_key_go_to_one_reducer():
    (texts,) = mapreduce.workload(3000, hot=1.0)
    assert sorted(mapreduce.shuffled_whole(texts)[0]) == [0, 0, 3000]
    assert sorted(mapreduce.shuffled(texts)[0]) == [0, 0, mapreduce.PARTS]


# graphs of tasks


def test_a_task_waits_for_what_it_needs():
    graph = {"one": (abs, -1), "both": (max, Result("one"), Result("pair", 1)), "pair": (divmod, 7, 2)}
    assert needs(graph) == {"one": [], "both": ["one", "pair"], "pair": []}


def test_the_drawn_graphs_begin_with_a_task_for_each_part_and_end_in_one():
    for edges in (mapreduce.own_graph(), mapreduce.dask_graph()):
        assert sum(not needed for needed in edges.values()) == mapreduce.PARTS
        assert len(edges) - len({one for needed in edges.values() for one in needed}) == 1


def test_without_dask_there_is_no_graph_of_it(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "dask")
    assert mapreduce.dask_graph() == mapreduce.placed({}) == {}


def test_each_task_is_drawn_right_of_what_it_needs_and_alone_in_its_place():
    edges = mapreduce.own_graph()
    places = mapreduce.placed(edges)
    assert len(set(places.values())) == len(edges)
    assert all(places[name][0] > places[one][0] for name, needed in edges.items() for one in needed)
    assert math.isclose(sum(height for _, height in places.values()), 0)


def test_a_worker_that_dies_in_mid_job_is_an_error():
    with processes(2) as made, pytest.raises(WorkerLost):
        mapreduce.side_by_side(made, {"end": (os._exit, 3), "after": (abs, Result("end"))})


def test_a_task_that_takes_too_long_is_an_error():
    with processes(1) as made, pytest.raises(TookTooLong, match=r"within 0\.2 s"):
        mapreduce.side_by_side(made, {"sleep": (time.sleep, 2)}, timeout=0.2)
