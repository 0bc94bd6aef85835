"""The regression on a device: right in the simulator for every shape of a tile, and compiled without an index left."""

import pytest

from tests.kernels.cuda_checks import lines, ptx, simulate, uses_local_memory

TABLE = "float64[::1], float64[::1], float64[::1], float64[::1]"
KERNELS = (
    ("_logistic_cuda", "passing(10)", TABLE),
    ("_logistic_cuda", "passing(3)", TABLE),
    ("_logistic_cuda", "updated", "float64[::1], float64[::1], int64"),
)
SMALL = """
import numpy as np
from accelguide.kernels import _block, _logistic_cuda, logistic
from accelguide.portable import same
for module in (_block, _logistic_cuda, logistic):
    module.THREADS = 8
logistic.BLOCKS = 3
"""


def test_weights_are_right_for_whole_tiles_and_parts_of_one():
    simulate(
        SMALL
        + """
for rows, features in ((1, 1), (2, 3), (7, 3), (8, 2), (9, 3), (24, 2), (25, 3), (60, 3)):
    arguments = logistic.drawn(rows, features, 0)
    for iterations in (0, 1, 3):
        given = (*arguments[:3], iterations)
        before = [one.copy() for one in given[:3]]
        found = logistic.logistic_cuda(*given)
        assert same(found, logistic.logistic_numpy(*given)), (rows, features, iterations)
        assert all(map(same, given[:3], before))
"""
    )


def test_a_launch_repeated_begins_anew():
    simulate(
        SMALL
        + """
from accelguide.kernels._cuda import bring
launch, filled = logistic.logistic_cuda.__wrapped__(*bring(logistic.asked(*logistic.drawn(10, 3, 0)[:3], 2)))
launch()
once = filled.copy_to_host()
launch()
assert same(filled.copy_to_host(), once)
"""
    )


def test_shapes_that_do_not_fit_are_refused_as_everywhere():
    simulate(
        SMALL
        + """
x, y, w, _ = logistic.drawn(4, 3, 0)
for wrong in ((x[:3], y, w), (x, y[:3], w), (x, y, w[:2]), (x[0], y, w)):
    told = set()
    for kernel in (logistic.logistic_numpy, logistic.logistic_cuda):
        try:
            kernel(*wrong, 1)
            raise SystemExit(kernel.__name__)
        except ValueError as error:
            told.add(str(error))
    assert len(told) == 1
"""
    )


@pytest.mark.parametrize("level", [80, 90])
@pytest.mark.parametrize("name", [name for _, name, _ in KERNELS])
def test_gradients_stay_in_registers(name, level):
    assert not uses_local_memory(ptx(*KERNELS)[f"{name}/{level}"])


@pytest.mark.parametrize("level", [80, 90])
def test_the_table_is_read_sixteen_bytes_at_a_time_into_a_tile_aligned_for_that(level):
    text = ptx(*KERNELS)[f"passing(10)/{level}"]
    assert lines(text, "ld.global.v2.f64")
    assert lines(text, "st.shared.v2.f64")
    assert len(lines(text, ".shared .align 16")) == 1
    assert lines(text, "fma.rn.f64")
