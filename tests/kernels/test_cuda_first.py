"""The first kernels of a device: right in the simulator, and compiled to what they are meant to be."""

import pytest

from accelguide import systems
from accelguide.kernels import saxpy
from tests.kernels.cuda_checks import lines, ptx, simulate, uses_local_memory

TYPES = "float32, float32[::1], float32[::1], float32[::1]"
KERNELS = tuple(("saxpy", name, TYPES) for name in ("one_each", "striding", "striding_wide"))
each_text = pytest.mark.parametrize("name", [f"{name}/{level}" for _, name, _ in KERNELS for level in (80, 90)])


def test_all_of_them_are_right_at_every_length_near_a_boundary():
    simulate("""
        import numpy as np
        from accelguide.kernels import saxpy
        saxpy.THREADS, saxpy.BLOCKS = 8, 3
        for size in (1, 2, 3, 4, 5, 7, 8, 9, 23, 24, 25, 97, 101):
            expected = saxpy.saxpy_numpy(*saxpy.workload(size))
            for name in ("saxpy_cuda_each", "saxpy_cuda_stride", "saxpy_cuda"):
                arguments = saxpy.workload(size)
                result = getattr(saxpy, name)(*arguments)
                assert result is arguments[-1], name
                assert saxpy.agree(result, expected), (name, size)
                assert all(map(np.array_equal, arguments[:3], saxpy.workload(size)[:3])), name
    """)


def test_the_gate_catches_a_grid_that_is_too_small():
    simulate("""
        from accelguide.kernels import saxpy
        saxpy.THREADS = 8
        assert saxpy.refused(16) is False
        assert saxpy.refused(17) is True
    """)


def test_without_a_device_nothing_is_said_of_the_gate(monkeypatch):
    monkeypatch.setitem(systems.PLATFORMS, "cuda", (lambda: False, "no-device"))
    assert saxpy.refused(17) == ""


def test_lengths_that_differ_are_refused():
    simulate("""
        import numpy as np
        from accelguide.kernels import saxpy
        a, x, y, out = saxpy.workload(5)
        for arguments in ((a, x[:4], y, out), (a, x, y[:4], out), (a, x, y, out[:4])):
            for kernel in (saxpy.saxpy_numpy, saxpy.saxpy_cuda_each, saxpy.saxpy_cuda_stride, saxpy.saxpy_cuda):
                try:
                    kernel(*arguments)
                    raise SystemExit(kernel.__name__)
                except ValueError as error:
                    assert str(error) == "x, y and out must be of one length"
    """)


def test_the_simulator_gives_no_times():
    simulate("""
        from accelguide.kernels import saxpy
        try:
            saxpy.saxpy_cuda.timer(*saxpy.workload(8))
            raise SystemExit("timed")
        except RuntimeError as error:
            assert "no time of a device" in str(error)
    """)


@each_text
def test_nothing_spills_and_product_and_sum_are_fused(name):
    text = ptx(*KERNELS)[name]
    assert not uses_local_memory(text)
    assert lines(text, "fma.rn.f32")


@pytest.mark.parametrize("level", [80, 90])
def test_only_the_wide_kernel_moves_sixteen_bytes_at_once(level):
    texts = ptx(*KERNELS)
    assert lines(texts[f"striding_wide/{level}"], "ld.global.v4.f32")
    assert lines(texts[f"striding_wide/{level}"], "st.global.v4.f32")
    assert not lines(texts[f"striding/{level}"], "ld.global.v4.f32")


def test_the_sum_of_roots_is_right_for_every_grid():
    simulate("""
        from accelguide.kernels import _block, roots
        from accelguide.portable import same
        for _block.THREADS, roots.BLOCKS in ((1, 1), (4, 3), (8, 1)):
            roots.THREADS = _block.THREADS
            for count in (0, 1, 2, 11, 12, 13, 100):
                assert same(roots.roots_cuda(count), roots.roots_python(count)), (_block.THREADS, count)
    """)


@pytest.mark.parametrize("level", [80, 90])
def test_the_sum_of_roots_stays_in_registers_and_shared_memory(level):
    texts = ptx(
        ("roots", "roots_of_blocks", "int64, float64[::1]"), ("_block", "sum_of_sums", "float64[::1], float64[::1]")
    )
    for name in ("roots_of_blocks", "sum_of_sums"):
        assert not uses_local_memory(texts[f"{name}/{level}"])
        assert lines(texts[f"{name}/{level}"], "bar.sync")
