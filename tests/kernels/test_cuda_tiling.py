"""Matrix products of a device: right in the simulator, and compiled without spilling."""

import numpy as np
import pytest

from accelguide.kernels import tiles
from tests.kernels.cuda_checks import lines, ptx, simulate, uses_local_memory

MATRICES = "float32[:,::1], float32[:,::1], float32[:,::1]"
KERNELS = (
    ("tiles", "from_global", MATRICES),
    ("tiles", "from_shared", MATRICES),
    ("tiles", "in_registers", "int64, float32[::1], float32[::1], float32[::1]"),
)


def test_small_tiles_are_right():
    simulate("""
        import numpy as np
        from accelguide.kernels import tiles
        tiles.SIDE, tiles.SMALL = 12, 4  # so that few threads have to be simulated
        for name in ("tiles_cuda_global", "tiles_cuda_shared"):
            expected = tiles.tiles_numpy(*tiles.workload(12))
            assert tiles.agree(getattr(tiles, name)(*tiles.workload(12)), expected), name
    """)


def test_tiles_in_registers_are_right():
    simulate("""
        from accelguide.kernels import tiles
        expected = tiles.tiles_numpy(*tiles.workload(128))
        assert tiles.agree(tiles.tiles_cuda(*tiles.workload(128)), expected)
    """)


def test_a_block_finds_its_part_of_the_result():
    simulate("""
        from accelguide.kernels import tiles
        a, b, out = tiles.workload(256)
        b[tiles.DEPTH :] = 0  # so that the sums are complete after one step, and only that is simulated
        tiles.range = lambda first, *more: range(first, *more) if not more else range(first, tiles.DEPTH, tiles.DEPTH)
        assert tiles.agree(tiles.tiles_cuda(a, b, out), a @ b)
    """)


@pytest.mark.parametrize("shape", [(0, 0), (127, 127), (128, 64), (128,), (2, 128, 128)])
def test_what_the_tiles_do_not_cover_is_refused(shape):
    wrong = np.zeros(shape, np.float32)
    with pytest.raises(ValueError, match="a, b and out must be square, of one size, a multiple of 128"):
        tiles.tiles_numpy(wrong, wrong, wrong)


@pytest.mark.parametrize("place", range(3))
def test_one_matrix_of_another_size_is_refused(place):
    matrices = [np.zeros((128, 128), np.float32)] * 3
    matrices[place] = np.zeros((256, 256), np.float32)
    with pytest.raises(ValueError, match="of one size"):
        tiles.tiles_numpy(*matrices)


@pytest.mark.parametrize("level", [80, 90])
@pytest.mark.parametrize("name", [name for _, name, _ in KERNELS])
def test_nothing_leaves_the_registers(name, level):
    text = ptx(*KERNELS)[f"{name}/{level}"]
    assert not uses_local_memory(text)
    assert lines(text, "fma.rn.f32")


@pytest.mark.parametrize("level", [80, 90])
def test_sixty_four_products_need_sixteen_operands_read_sixteen_bytes_at_a_time(level):
    text = ptx(*KERNELS)[f"in_registers/{level}"]
    products, reads = len(lines(text, "fma.rn.f32")), len(lines(text, "ld.shared"))
    assert products == 16 * reads
    assert reads == len(lines(text, "ld.shared.v4.f32"))
    assert lines(text, "ld.global.v4.f32")
    assert not lines(text, "ld.global.f32")
    assert len(lines(text, "bar.sync")) == 1


@pytest.mark.parametrize("level", [80, 90])
def test_shared_memory_is_aligned_for_the_pieces_it_is_read_in(level):
    text = ptx(*KERNELS)[f"in_registers/{level}"]
    assert len(lines(text, ".shared .align 16")) == 2
    assert 4 * tiles.PITCH % 16 == 0
