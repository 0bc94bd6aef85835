"""Trips to a device and back: in one piece and in streams, right in the simulator."""

import numpy as np
import pytest

from accelguide import systems
from accelguide.kernels import shuttle
from tests.kernels.cuda_checks import lines, ptx, simulate, uses_local_memory

KERNELS = (("shuttle", "stepping", "float32[::1], int64, float32[::1]"),)


def test_every_trip_gives_what_all_cores_give():
    simulate("""
        import numpy as np
        from accelguide.kernels import shuttle
        shuttle.COUNT, shuttle.THREADS = 100, 8
        for steps in (0, 1, 5):
            expected = shuttle.shuttle_parallel(*shuttle.workload(steps))
            for name in ("shuttle_cuda", "shuttle_cuda_pageable", "shuttle_cuda_pinned", "shuttle_cuda_streams"):
                assert shuttle.agree(getattr(shuttle, name)(*shuttle.workload(steps)), expected), name
    """)


def test_pieces_that_are_fewer_than_the_streams_are_all_sent():
    simulate("""
        from accelguide.kernels import shuttle
        shuttle.THREADS = 8
        for shuttle.COUNT in (1, 7, 9):
            expected = shuttle.shuttle_parallel(*shuttle.workload(2))
            assert shuttle.agree(shuttle.shuttle_cuda_streams(*shuttle.workload(2)), expected)
    """)


def test_the_simulator_times_no_trip():
    simulate("""
        from accelguide.kernels import shuttle
        shuttle.COUNT = 8
        try:
            shuttle.shuttle_cuda_streams.timer(*shuttle.workload(1))
            raise SystemExit("timed")
        except RuntimeError as error:
            assert "no time of a device" in str(error)
    """)


def test_a_recurrence_by_hand():
    x = np.array([0.0, 1.0, -2.0], np.float32)
    for steps, factor in ((0, 0.0), (1, 1.0), (2, 1.5), (3, 1.75)):
        np.testing.assert_array_equal(shuttle.shuttle_parallel(x, steps, np.empty(3, np.float32)), factor * x)


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="x and out must be of one length"):
        shuttle.shuttle_parallel(np.zeros(3, np.float32), 1, np.zeros(2, np.float32))


def test_without_a_device_there_is_nothing_to_draw(monkeypatch):
    monkeypatch.setitem(systems.PLATFORMS, "cuda", (lambda: False, "no-device"))
    assert shuttle.timeline(1) == []


@pytest.mark.parametrize("level", [80, 90])
def test_a_step_is_one_operation_in_registers(level):
    text = ptx(*KERNELS)[f"stepping/{level}"]
    assert lines(text, "fma.rn.f32")
    assert not uses_local_memory(text)
