"""Dask: each script that moved over gives the old answer on every scheduler; graphs and refusals are told right."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelguide.kernels import chunking, moving, season, takings, visits, walks
from accelguide.portable import Compared, Sampled, same
from accelguide.sessions import processes
from accelguide.sessions.dask import dask_cluster

pytest.importorskip("distributed")
pytest.importorskip("dask.dataframe")


@pytest.fixture(scope="module")
def client():
    with dask_cluster(2) as started:
        yield started


# arrays


@pytest.mark.parametrize("days", [20, 21, 3000])
def test_waves_are_found_on_every_scheduler(client, monkeypatch, days):
    monkeypatch.setattr(season, "CHUNK", 700)
    expected = season.season_numpy(days)
    assert expected == pytest.approx([50.5, 9, -4, 3, 2, 0.288], abs=0.1)
    assert same(season.season_dask.inside(days, client), expected)
    assert same(season.season_threads(days), expected)


@pytest.mark.parametrize("days", [-1, 0, 1, 19])
def test_too_few_days_are_refused(days):
    with pytest.raises(ValueError, match=f"at least 20 days, not {days}"):
        season.workload(days)


# data frames


@pytest.mark.parametrize("size", [1, 2, 20, 5000])
def test_months_are_those_of_pandas(client, size):
    (orders,) = takings.workload(size)
    before = orders.copy()
    assert same(takings.takings_dask.inside(orders, client), takings.takings_pandas(orders))
    assert orders.equals(before)


def test_takings_are_added_up_by_month():
    pandas = pytest.importorskip("pandas")
    orders = pandas.DataFrame({"day": [0, 29, 30, 31], "pieces": [2, 0, 1, 3], "price": [5.0, 99.0, 10.0, 4.0]})
    assert takings.takings_pandas(orders).tolist() == [[1.0, 12.0, 12.0, 12.0, 1.0]]  # 10, 10 and 12; average 10.7


def test_no_orders_are_refused():
    with pytest.raises(ValueError, match="positive, not 0"):
        takings.workload(0)


def test_a_frame_that_lacks_a_column_is_refused(client):
    (orders,) = takings.workload(9)
    for kernel in (takings.takings_pandas, lambda frame: takings.takings_dask.inside(frame, client)):
        with pytest.raises((KeyError, AttributeError), match="price"):
            kernel(orders.drop(columns="price"))


# bags


@pytest.mark.parametrize("size", [0, 1, 7, 300])
def test_pages_are_counted_on_every_scheduler(client, size):
    (lines,) = visits.workload(size)
    expected = visits.visits_python(lines)
    assert sum(count for _, count in expected) == size - len(range(0, size, 7))
    assert visits.visits_dask.inside(lines, client) == visits.visits_threads(lines) == expected


def test_pages_are_counted_by_the_processes_of_a_pool():
    (lines,) = visits.workload(50)
    with processes(2) as workers:
        assert visits.visits_processes.inside(lines, workers) == visits.visits_python(lines)


@pytest.mark.parametrize(("line", "error"), [("no JSON", json.JSONDecodeError), ('{"page": "/"}', KeyError)])
def test_a_bad_line_is_the_same_error_as_without_dask(client, line, error):
    for kernel in (visits.visits_python, visits.visits_threads, lambda lines: visits.visits_dask.inside(lines, client)):
        with pytest.raises(error):
            kernel([line])


def test_a_negative_size_is_refused():
    with pytest.raises(ValueError, match="not be negative, not -1"):
        visits.workload(-1)


# tasks


@pytest.mark.parametrize("size", [1, 5])
def test_walks_end_where_they_do_without_dask(client, size):
    (seeds,) = walks.workload(size)
    expected = walks.walks_python(seeds)
    assert walks.walks_delayed.inside(seeds, client) == walks.walks_futures.inside(seeds, client) == expected


@given(st.integers(0, 9), st.integers(0, 50))
def test_a_walk_ends_no_farther_than_its_steps(seed, steps):
    end = walks.end_of(seed, steps)
    assert abs(end) <= steps
    assert (end - steps) % 2 == 0


def test_no_walks_are_refused(client):
    with pytest.raises(ValueError, match="positive, not 0"):
        walks.workload(0)
    for kernel in (walks.walks_delayed, walks.walks_futures):
        with pytest.raises(ValueError, match="empty"):
            kernel.inside([], client)


# chunks and graphs


@pytest.mark.parametrize("chunks", [1, 3, 40])
def test_the_sum_does_not_depend_on_the_chunks(client, chunks):
    expected = chunking.NUMBERS * (chunking.NUMBERS - 1) // 2
    assert chunking.chunking_numpy(chunks) == expected
    assert chunking.chunking_threads(chunks) == chunking.chunking_dask.inside(chunks, client) == expected


@pytest.mark.parametrize("chunks", [-1, 0, chunking.NUMBERS + 1])
def test_a_number_of_chunks_that_cannot_be_is_refused(chunks):
    with pytest.raises(ValueError, match=f"not {chunks}"):
        chunking.workload(chunks)


def test_the_cost_of_a_chunk_is_what_the_further_ones_take_each():
    found = [
        Compared(size, (Sampled("base", (9.0,)), Sampled("dask", (seconds,)))) for size, seconds in [(1, 2), (5, 4)]
    ]
    assert chunking.cost_of_chunk(found, "dask") == 0.5
    assert chunking.cost_of_chunk(found[:1], "dask") == 0


@settings(deadline=None, max_examples=10)
@given(st.integers(1, 12))
def test_the_graph_is_dasks_own_and_complete(chunks):
    array = chunking.deviation(chunks)
    graph = chunking.graph_of(array)
    made, single, several = chunking.kinds_of(graph)
    assert len(made) == chunks
    assert len(made) + len(single) + len(several) == len(graph)
    assert set().union(*graph.values()) < set(graph)
    assert array.compute(scheduler="sync") == pytest.approx(((chunking.NUMBERS**2 - 1) / 12) ** 0.5)


def test_each_task_is_drawn_to_the_right_of_what_it_needs():
    graph = chunking.graph_of(chunking.deviation(4))
    places = chunking.layout(graph)
    assert len(set(places.values())) == len(graph)
    assert all(places[one][0] < places[key][0] for key, needed in graph.items() for one in needed)


def test_a_graph_with_a_cycle_is_refused():
    with pytest.raises(ValueError, match="cycle"):
        chunking.layout({"a": {"b"}, "b": {"a"}})


# lines and refusals


def one(x):
    """Say what it does."""
    y = x + 1
    return y * y


def other(x):
    """Say it otherwise."""
    y = x + 1
    z = y - 1
    return y * z


def test_the_share_of_lines_leaves_docstrings_and_heads_aside():
    assert moving.share_altered(one, one) == 0
    assert moving.share_altered(one, other) == 1 / 2
    assert moving.share_altered(other, one) == pytest.approx(2 / 3)
    assert moving.share_altered(visits.visits_python, visits.visits_dask) > 0


def test_what_dask_does_not_take_is_an_error_by_name():
    told = moving.refused()
    assert set(told) == {"median", "len", "iloc", "cell"}
    assert all(name.endswith("Error") for name in told.values())


def test_a_call_that_goes_well_has_no_error():
    assert moving.error_of(dict) == ""


def test_where_a_sort_is_computed_is_the_name_of_a_package():
    assert moving.sorted_where() in ("numpy", "dask")
