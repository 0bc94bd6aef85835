"""The machine's limits: every variant does the whole work, wherever the arrays lie, and nothing beside it."""

import os
import platform
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide import sessions
from accelguide.kernels import _vectors, copying, gemm, peak, triad
from accelguide.portable import same
from accelguide.systems import WITHOUT, Unavailable, require

SIZES = st.one_of(st.integers(0, 70), st.integers(copying.BLOCK - 20, 2 * copying.BLOCK + 20))
PLACES = st.integers(0, 9)
COPIES = [copying.copying_numba, copying.copying_parallel]
TRIADS = [triad.triad_numba, triad.triad_parallel]
PEAKS = [peak.peak_numba, peak.peak_parallel]
SPECIAL = np.array([np.nan, np.inf, -np.inf, -0.0, 0.0, 5e-324, 1.7e308, 1.0, -2.5])


def name_of(kernel):
    """A kernel's own name."""
    return kernel.__name__


def needs(system):
    """Skip a test where a system is absent."""
    try:
        require(system)
    except Unavailable as missing:
        pytest.skip(str(missing))


def framed(size, place):
    """An array that begins somewhere in a larger one, and the larger one, which tells whether anything else changed."""
    whole = np.full(size + 24, 7.0)
    return whole[place : place + size], whole


# the copy


@pytest.mark.parametrize("kernel", COPIES, ids=name_of)
@given(size=SIZES, first=PLACES, second=PLACES)
def test_a_copy_is_whole_and_touches_nothing_else(kernel, size, first, second):
    needs("numba")
    source = framed(size, first)[0]
    source[:] = np.arange(size)
    out, whole = framed(size, second)
    assert kernel(source, out) is not source
    assert np.array_equal(out, np.arange(size))
    assert (np.delete(whole, np.s_[second : second + size]) == 7.0).all()


@pytest.mark.parametrize("kernel", [copying.copying_numpy, copying.copying_threads, *COPIES], ids=name_of)
def test_a_copy_keeps_every_bit_and_its_source(kernel):
    if kernel in COPIES:
        needs("numba")
    source = np.tile(SPECIAL, 11)
    before, out = source.copy(), np.full_like(source, 3.0)
    found = kernel(source, out)
    assert found.ctypes.data == out.ctypes.data
    assert found.tobytes() == source.tobytes() == before.tobytes()


@pytest.mark.parametrize("kernel", [copying.copying_numpy, copying.copying_threads, *COPIES], ids=name_of)
def test_a_copy_to_another_length_is_refused(kernel):
    if kernel in COPIES:
        needs("numba")
    with pytest.raises(ValueError, match="one length"):
        kernel(np.ones(1), np.ones(5))


@given(size=st.integers(0, 50))
def test_threads_share_a_copy(size):
    source, out = copying.workload(size)
    with sessions.threads(2) as pool:
        assert copying.copying_threads.inside(source, out, pool) is out
    assert np.array_equal(out, source)


def test_what_does_not_lie_side_by_side_does_not_compile():
    needs("numba")
    from numba import TypingError

    with pytest.raises(TypingError):
        copying.copying_numba(np.ones(8)[::2], np.ones(4))
    with pytest.raises(TypingError):
        copying.copying_numba(np.ones(4, np.float32), np.ones(4, np.float32))
    out = np.ones(4)
    out.flags.writeable = False
    with pytest.raises(TypingError):
        copying.copying_numba(np.ones(4), out)


def test_rates_are_taken_at_each_size():
    assert len(copying.rates([1, 1000], most=2000)) == 2
    assert all(rate > 0 for rate in copying.rates([1, 1000], most=2000))


# the triad


@pytest.mark.parametrize("kernel", TRIADS, ids=name_of)
@given(size=SIZES, places=st.tuples(PLACES, PLACES, PLACES), scale=st.floats(0.1, 10))
def test_a_triad_is_whole_and_touches_nothing_else(kernel, size, places, scale):
    needs("numba")
    b, c = framed(size, places[0])[0], framed(size, places[1])[0]
    b[:], c[:] = np.arange(size) + 0.3, np.sqrt(np.arange(size))
    out, whole = framed(size, places[2])
    assert same(kernel(b, c, scale, out), b + scale * c)
    assert (np.delete(whole, np.s_[places[2] : places[2] + size]) == 7.0).all()


@pytest.mark.parametrize("kernel", TRIADS, ids=name_of)
def test_a_triad_passes_on_what_is_no_number(kernel):
    needs("numba")
    b, c = np.repeat(SPECIAL[:3], 3), np.tile(SPECIAL[:3], 3)
    with np.errstate(invalid="ignore"):
        expected = triad.triad_numpy(b, c, 2.0, np.empty(9))
    assert np.array_equal(kernel(b, c, 2.0, np.empty(9)), expected, equal_nan=True)


@pytest.mark.parametrize("kernel", [triad.triad_numpy, *TRIADS], ids=name_of)
def test_a_triad_keeps_its_contract(kernel):
    if kernel in TRIADS:
        needs("numba")
    b, c, scale, out = triad.workload(33)
    before = b.copy(), c.copy()
    found = kernel(b, c, scale, out)
    assert found.ctypes.data == out.ctypes.data
    assert np.array_equal(found, before[0] + scale * before[1])  # whole numbers: no rounding, fused or not
    assert np.array_equal((b, c), before)
    for lengths in [(2, 3, 3), (3, 2, 3), (3, 3, 2)]:
        with pytest.raises(ValueError, match="one length"):
            kernel(*map(np.ones, lengths[:2]), scale, np.ones(lengths[2]))


# the peak


@pytest.mark.parametrize("kernel", PEAKS, ids=name_of)
@given(size=st.integers(0, 3 * peak.GROUP + 5), turns=st.integers(0, 30))
def test_the_peak_does_every_turn_of_every_number(kernel, size, turns):
    needs("numba")
    values, before = peak.workload(size)[0], peak.workload(size)[0]
    assert same(kernel(values, turns), peak.peak_numpy(values, turns))
    assert np.array_equal(values, before)


def test_the_peak_follows_the_recurrence():
    expected = 0.5
    for _ in range(3):
        expected = 0.9999 * expected + 0.0001
    assert peak.peak_numpy(np.array([0.5]), 3) == pytest.approx(expected, rel=1e-15)


# the matrix product


@given(rows=st.integers(0, 9), inner=st.integers(0, 9), columns=st.integers(0, 9))
def test_one_thread_multiplies_as_all_do(rows, inner, columns):
    needs("threadpoolctl")
    random = np.random.default_rng(1)
    a, b = random.random((rows, inner)), random.random((inner, columns))
    assert same(gemm.gemm_one(a, b), gemm.gemm_all(a, b))


def test_work_is_counted():
    assert copying.work(10) == {"bytes": 160}
    assert triad.work(10) == {"bytes": 240}
    assert peak.work(10) == {"flops": 20 * peak.workload(10)[1]}
    assert gemm.work(10) == {"flops": 2000}


# vectors


def test_a_vector_is_as_long_as_the_processor_has_them(monkeypatch):
    needs("numba")
    for features, width in [({"avx512f": True, "avx": True}, 8), ({"avx": True, "avx512f": False}, 4), ({}, 2)]:
        monkeypatch.setattr(_vectors.binding, "get_host_cpu_features", lambda features=features: features)
        assert _vectors.width() == width


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads the instructions of x86-64")
def test_a_copy_streams_and_then_fences():
    needs("numba")
    copying.copying_numba(*copying.workload(9))
    text = "".join(copying.copying_numba.inspect_asm().values())
    stores = text.rindex("movnt")
    assert "mfence" in text[stores:] or "lock" in text[stores:]


def test_without_numba_its_kernels_are_absent_and_the_others_run():
    code = (
        "from accelguide.kernels import copying, peak, triad\n"
        "from accelguide.systems import Unavailable\n"
        "print(copying.copying_numpy(*copying.workload(2)), triad.triad_numpy(*triad.workload(2)), peak.GROUP)\n"
        "for kernel in (copying.copying_parallel, triad.triad_numba, peak.peak_numba):\n"
        "    try: kernel()\n"
        "    except Unavailable as missing: print(missing)"
    )
    environment = os.environ | {WITHOUT: "numba"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    absent = "numba is not available here: left-out"
    assert done.stdout.splitlines() == ["[0. 1.] [3. 1.] 24", absent, absent, absent]
