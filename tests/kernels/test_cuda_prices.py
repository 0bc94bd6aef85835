"""Option prices of a device: right in the simulator, and compiled to wide loads in both precisions."""

import pytest

from tests.kernels.cuda_checks import lines, ptx, simulate, uses_local_memory


def types(one):
    """Argument types of the kernels in a precision."""
    return f"{one}[::1], {one}[::1], {one}[::1], {one}, {one}, {one}, {one}[::1], {one}[::1]"


KERNELS = (
    ("_prices_cuda", "in_pairs", types("float64")),
    ("_prices_cuda", "in_fours", types("float32")),
    ("_prices_cuda", "one_by_one", types("float64")),
)


def test_prices_are_right_where_rows_are_aligned_and_where_not():
    simulate("""
        import numpy as np
        from accelguide.kernels import _prices_cuda, blackscholes, singles
        _prices_cuda.THREADS, _prices_cuda.BLOCKS = 8, 2
        for size in (1, 2, 3, 4, 31, 32, 33, 36, 68):
            expected = blackscholes.blackscholes_python(*blackscholes.workload(size))
            arguments = blackscholes.workload(size)
            found = blackscholes.blackscholes_cuda(*arguments)
            assert found is arguments[-1]
            assert blackscholes.equal(found, expected), size
            expected = singles.singles_numpy(*singles.workload(size))
            assert singles.equal(singles.singles_cuda(*singles.workload(size)), expected), size
    """)


def test_shapes_that_do_not_fit_are_refused_as_everywhere():
    simulate("""
        import numpy as np
        from accelguide.kernels import blackscholes
        spot, strike, time, rate, volatility, out = blackscholes.workload(4)
        for wrong in ((spot[:3], strike, time), (spot, strike[:3], time), (spot, strike, time[:3])):
            told = set()
            for kernel in (blackscholes.blackscholes_python, blackscholes.blackscholes_cuda):
                try:
                    kernel(*wrong, rate, volatility, out)
                    raise SystemExit(kernel.__name__)
                except ValueError as error:
                    told.add(str(error))
            assert len(told) == 1
    """)


@pytest.mark.parametrize("level", [80, 90])
@pytest.mark.parametrize(
    ("name", "read", "fused"),
    [
        ("in_pairs", "ld.global.v2.f64", "fma.rn.f64"),
        ("in_fours", "ld.global.v4.f32", "fma.rn.ftz.f32"),
        ("one_by_one", "ld.global.f64", "fma.rn.f64"),
    ],
)
def test_what_the_compiler_makes_of_it(name, read, fused, level):
    text = ptx(*KERNELS)[f"{name}/{level}"]
    assert not uses_local_memory(text)
    assert len(lines(text, read)) == 3
    assert lines(text, fused)
    assert not (name == "in_fours" and lines(text, ".f64"))
