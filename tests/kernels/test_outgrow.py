"""Data that outgrow memory: right answers, a limit that is one, and disks that are full told in a sentence."""

import resource
import time

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import _outgrow, keeping, outgrow
from accelguide.kernels._outgrow import BLOCK, SHOPS
from accelguide.sessions import DiskFull, TookTooLong
from accelguide.sessions.dask import dask_cluster, dask_results, dask_spilling, refuse_full_disks
from accelguide.sessions.ray import ray_cluster

pytestmark = [
    pytest.mark.skipif(not hasattr(resource, "RLIMIT_DATA"), reason="no limit of this kind"),
    pytest.mark.xdist_group("outgrow"),
]
ROWS = 2 * BLOCK + 5
FREE = 60 << 20  # bytes that a process may take under a limit of these tests


@pytest.fixture(scope="module")
def client():
    pytest.importorskip("distributed")
    with dask_cluster(2, _outgrow.LIMIT, distributed__worker__memory__target=0.1) as started:
        yield started


@pytest.fixture(scope="module")
def ray():
    pytest.importorskip("ray")
    with ray_cluster(2, 80 << 20) as started:
        yield started


# blocks


@given(st.integers(0, 200), st.integers(1, 50))
def test_blocks_hold_all_rows_once(rows, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_outgrow, "BLOCK", size)
        parts = _outgrow.sales_blocks(rows)
        assert [number for number, _ in parts] == list(range(len(parts)))
        assert sum(held for _, held in parts) == rows
        sales = _outgrow.tally_blocks(range(len(parts)), rows)
        assert sales.sum() == rows
        assert not rows or numpy.array_equal(sales, _outgrow.all_rows(rows))


def test_a_block_is_made_from_its_number():
    assert numpy.array_equal(_outgrow.sales_block(3, 9), _outgrow.sales_block(3, 9))
    assert not numpy.array_equal(_outgrow.sales_block(3, 9), _outgrow.sales_block(4, 9))
    assert 0 <= _outgrow.sales_block(3, 999).min() <= _outgrow.sales_block(3, 999).max() < SHOPS


@given(st.integers(0, 10**15))
def test_tasks_go_through_each_block_once_and_are_short(rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outgrow, "BLOCK", max(1, rows // 1000))
        runs = outgrow.runs(rows)
        assert [number for run in runs for number in run] == list(range(-(-rows // outgrow.BLOCK)))
        assert all(1 <= len(run) <= outgrow.LONGEST for run in runs)


@pytest.mark.parametrize("size", [-1, 0])
def test_sizes_that_cannot_be_are_refused(size):
    with pytest.raises(ValueError, match=f"positive, not {size}"):
        keeping.workload(size)
    with pytest.raises(ValueError, match="not be negative, not -1"):
        outgrow.workload(-1)


@pytest.mark.parametrize(("text", "rows"), [("", 7), (" ", 7), ("80", 10), ("2e3", 250)])
def test_the_size_may_come_from_the_environment(monkeypatch, text, rows):
    monkeypatch.setenv("ACCELGUIDE_OUTGROW", text)
    assert outgrow.wanted(7) == rows


@pytest.mark.parametrize("text", ["20 GB", "-1", "0", "7", "nan", "inf"])
def test_a_size_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("ACCELGUIDE_OUTGROW", text)
    with pytest.raises(ValueError, match=f"ACCELGUIDE_OUTGROW={text}: not a number of bytes, such as 20e9; mend it"):
        outgrow.wanted(7)


# the limit


def test_the_limit_is_one_and_ends_with_the_block():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(MemoryError), _outgrow.held_to(_outgrow.status("VmData") + FREE):
        numpy.ones(2 * FREE, numpy.uint8)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert numpy.ones(2 * FREE, numpy.uint8).all()


def test_a_limit_below_what_the_process_holds_is_refused():
    with pytest.raises(MemoryError, match="a limit of 1000 bytes leaves no room: the process itself holds"):
        _outgrow.tally_of_run(range(1), 1, 1000)


def test_all_rows_at_once_do_not_fit_and_the_error_says_so():
    sales, told = _outgrow.all_rows_under(8 * BLOCK, _outgrow.status("VmData") + FREE)
    assert sales is None
    assert "MemoryError: Unable to allocate" in told


def test_all_rows_at_once_fit_where_the_limit_is_large():
    sales, told = _outgrow.all_rows_under(100, 1 << 40)
    assert sales.sum() == 100
    assert told == ""


def test_reports_become_a_line_for_each_worker_and_a_peak():
    reports = [("b", 12.0, 5, 6), ("a", 11.0, 3, 9), ("b", 10.0, 4, 6)]
    assert _outgrow.memory_lines(reports) == [([1.0], [3]), ([0.0, 2.0], [4, 5])]
    assert _outgrow.memory_peak(reports) == 9
    assert _outgrow.memory_lines([]) == []
    assert _outgrow.memory_peak([]) == 0
    _, _, held, most = _outgrow.report()
    assert 0 < held <= most


# Dask


@pytest.mark.parametrize("rows", [0, 1, ROWS])
def test_dask_counts_as_one_process_does(client, rows):
    expected, _ = outgrow.outgrow_alone(rows)
    sales, reports = outgrow.outgrow_dask.inside(rows, client)
    assert numpy.array_equal(sales, expected)
    assert expected.sum() == rows
    assert len(reports) == len(outgrow.runs(rows))


def test_a_worker_of_dask_cannot_hold_all_rows_and_lives_on(client):
    sales, told = outgrow.whole_on_dask(40 * BLOCK, client)
    assert sales is None
    assert "MemoryError" in told
    assert client.submit(abs, -1).result(timeout=60) == 1


@pytest.mark.parametrize("rows", [1, ROWS])
def test_dask_keeps_what_it_needs_twice(client, rows):
    assert keeping.keeping_dask.inside(rows, client)[0] == keeping.keeping_alone(rows)[0]


def test_dask_spills_what_is_too_much(client):
    rows = 5 * BLOCK
    above, reports, spilled = keeping.keeping_dask.inside(rows, client)
    assert above == keeping.keeping_alone(rows)[0]
    assert spilled > 0
    assert len(reports) == 2 * 5


def test_a_job_that_no_disk_could_take_is_refused_before_it_begins(client):
    assert keeping.refused_on_dask(client) == "DiskFull"
    with pytest.raises(DiskFull, match=r"worker tcp://\S+ cannot spill: \S+ has [\d,]+ bytes free, and .* may come to"):
        refuse_full_disks(client, 10**18)


def let_files_grow(client, limit):
    """Let no file of the workers become longer, as on a disk that is full; a function within goes to them as it is."""

    def let(limit):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    client.run(let, limit)


def job_on_a_disk_that_fills(client):
    with dask_spilling(client, 1):
        let_files_grow(client, 1000)
        dask_results(client, [client.submit(time.sleep, 60)], patience=0.5)


def test_a_disk_that_is_full_in_mid_job_is_one_clear_sentence(client):
    try:
        with pytest.raises(DiskFull, match=r"cannot spill: \S+: File too large; make room there, or give") as told:
            job_on_a_disk_that_fills(client)
        assert isinstance(told.value.__cause__, TookTooLong)
        with pytest.raises(DiskFull, match="File too large"), dask_spilling(client, 1):
            pytest.fail("the job has begun")
    finally:
        let_files_grow(client, resource.RLIM_INFINITY)
        client.restart(timeout=60)
    refuse_full_disks(client, 1)


def test_an_error_with_room_on_the_disk_stays_what_it_is(client):
    with pytest.raises(ZeroDivisionError), dask_spilling(client, 1):
        dask_results(client, [client.submit(divmod, 1, 0)])


def test_a_wait_for_dask_has_an_end(client):
    waiting = client.submit(time.sleep, 5)
    with pytest.raises(TookTooLong, match=r"1 tasks of Dask were not done, none within 0\.2 s"):
        dask_results(client, [waiting], patience=0.2)
    assert dask_results(client, []) == []


# Ray


def test_a_full_disk_of_ray_is_one_clear_sentence():  # before the others: a process knows one Ray at a time
    errors = pytest.importorskip("ray").exceptions
    with ray_cluster(2, 80 << 20, local_fs_capacity_threshold=0.0001) as ray:  # any disk is fuller than that
        with pytest.raises(DiskFull, match=r"a node of Ray cannot spill: .* give the node another folder") as told:
            keeping.keeping_ray.inside(6 * BLOCK, ray)
        assert isinstance(told.value.__cause__, errors.OutOfDiskError)


@pytest.mark.parametrize("rows", [0, 1, ROWS])
def test_ray_counts_as_one_process_does(ray, rows):
    sales, reports = outgrow.outgrow_ray.inside(rows, ray)
    assert numpy.array_equal(sales, outgrow.outgrow_alone(rows)[0])
    assert len(reports) == len(outgrow.runs(rows))


def test_a_worker_of_ray_cannot_hold_all_rows_and_lives_on(ray):
    sales, told = outgrow.whole_on_ray(40 * BLOCK, ray)
    assert sales is None
    assert "MemoryError" in told


def test_ray_spills_what_is_too_much(ray):
    rows = 5 * BLOCK
    above, _, spilled = keeping.keeping_ray.inside(rows, ray)
    assert above == keeping.keeping_alone(rows)[0]
    assert spilled > 0


def test_a_wait_for_ray_has_an_end(ray):
    with pytest.raises(TookTooLong, match=r"1 tasks of Ray were not done, none within 0\.2 s"):
        _outgrow.ray_results(ray, [ray.remote(lambda: time.sleep(5)).remote()], patience=0.2)
    assert _outgrow.ray_results(ray, []) == []
