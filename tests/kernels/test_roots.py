"""The sum of square roots, by every family of techniques."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import _numba, _root_sums, roots
from accelguide.systems import WITHOUT, Unavailable, require

SIZES = st.integers(0, 5000)
IN_PROCESS = [roots.roots_python, roots.roots_native, roots.roots_numpy, roots.roots_numba, roots.roots_parallel]


def exact(count):
    """The sum, rounded once."""
    return math.fsum(map(math.sqrt, range(count)))


def here(kernel):
    """Skip a test where what a kernel needs is absent."""
    if hasattr(kernel, "py_func") or kernel.__name__ in ("roots_numba", "roots_parallel"):
        try:
            require("numba")
        except Unavailable as missing:
            pytest.skip(str(missing))
    return kernel


@pytest.mark.parametrize("kernel", IN_PROCESS, ids=lambda kernel: kernel.__name__)
@given(count=SIZES)
def test_the_sum_is_right_to_nine_digits(kernel, count):
    assert here(kernel)(*roots.workload(count)) == pytest.approx(exact(count), rel=1e-9, abs=0)


@pytest.mark.parametrize("count", [-1, 0, 1])
def test_chunks_meet(count):
    size = 2 * roots.CHUNK + count
    assert roots.roots_numpy(size) == pytest.approx(exact(size), rel=1e-9)


@pytest.mark.parametrize("kernel", IN_PROCESS, ids=lambda kernel: kernel.__name__)
def test_the_sum_is_a_plain_number(kernel):
    assert not isinstance(here(kernel)(10), np.generic)


def test_processes_share_the_work():
    # in a process of its own: a pool must not be forked from one in which Numba's threads run
    code = (
        "from accelguide.kernels.roots import roots_processes\nif __name__ == '__main__': print(roots_processes(1000))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert float(done.stdout) == pytest.approx(exact(1000), rel=1e-9)


@given(SIZES, st.integers(1, 40))
def test_parts_make_the_whole(count, workers):
    edges = [count * i // workers for i in range(workers + 1)]
    parts = map(_root_sums.part, edges[:-1], edges[1:])
    assert math.fsum(parts) == pytest.approx(exact(count), rel=1e-9, abs=0)


def test_work_is_a_root_and_an_addition_each():
    assert roots.work(10) == {"items": 10, "flops": 20}


def test_without_numba_its_kernels_are_absent_and_the_others_run():
    code = (
        "from accelguide.kernels import roots\n"
        "from accelguide.systems import Unavailable\n"
        "print(roots.roots_numpy(2), roots.roots_numba.__name__)\n"
        "try: roots.roots_parallel(2)\n"
        "except Unavailable as missing: print(missing)"
    )
    environment = os.environ | {WITHOUT: "numba"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == ["1.0 roots_numba", "numba is not available here: left-out"]


def test_numba_is_asked_for_in_one_place():
    assert roots.njit is _numba.njit
