"""The conditional map: every kernel gives what exact arithmetic gives, for any integer and wherever the arrays lie."""

import os
import platform
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _fives, _operators, choice
from accelguide.systems import WITHOUT, Unavailable, require

KERNELS = [function for name, function in vars(choice).items() if name.startswith("choice_") and "cuda" not in name]
NEW = {"choice_numpy", "choice_numba", "choice_parallel", "choice_where_parallel", "choice_wrapped"}
LIMITS = np.iinfo(np.int64)
EDGES = [LIMITS.min, LIMITS.min + 3, LIMITS.max, LIMITS.max - 2, 2**53 + 1, -(2**53) - 5, 2**32, -(2**32), -5, 0, 5]
INTEGERS = st.integers(LIMITS.min, LIMITS.max) | st.sampled_from(EDGES) | st.integers(-30, 30)

each = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def needs(system):
    """Skip a test where a system is absent."""
    try:
        require(system)
    except Unavailable as missing:
        pytest.skip(str(missing))


def nearest(value):
    """Exact result for one integer, rounded once."""
    return float(Fraction(value, 2) if value % 5 == 0 else Fraction(2 * value))


@each
@given(values=arrays.arrays(np.int64, st.integers(0, 40), elements=INTEGERS))
def test_every_result_is_the_exact_one_rounded_once(kernel, values):
    found = run(kernel, values, np.full(values.size, np.nan))
    assert found.dtype == np.float64
    assert found.tolist() == [nearest(value) for value in values.tolist()]


@each
@given(size=st.integers(0, 50), first=st.integers(0, 5), second=st.integers(0, 5))
def test_a_map_is_whole_wherever_its_arrays_lie_and_touches_nothing_else(kernel, size, first, second):
    source, whole = np.arange(-9, size + 9), np.full(size + 24, 7.0)
    values, out = source[first : first + size], whole[second : second + size]
    found = run(kernel, values, out)
    assert np.array_equal(found, np.where(values % 5 == 0, values / 2, values * 2.0))
    assert (np.delete(whole, np.s_[second : second + size]) == 7.0).all()
    assert np.array_equal(source, np.arange(-9, size + 9))


@each
@pytest.mark.parametrize("size", [2 * _fives.BLOCK - 1, 2 * _fives.BLOCK, 2 * _fives.BLOCK + 1])
def test_blocks_meet(kernel, size):
    values, out = choice.workload(size)
    assert np.array_equal(run(kernel, values, out), np.where(values % 5 == 0, values / 2, values * 2.0))


@each
def test_only_out_is_changed_and_only_by_those_that_return_it(kernel):
    values, out = choice.workload(100, seed=3)
    before = values.copy()
    found = run(kernel, values, out)
    assert np.array_equal(values, before)
    assert np.shares_memory(found, out) == (kernel.__name__ not in NEW)
    assert np.shares_memory(found, out) or np.isnan(out).all()


@each
@pytest.mark.parametrize(
    ("values", "out"),
    [
        (np.zeros(3, np.int64), np.zeros(4)),
        (np.zeros(3, np.int32), np.zeros(3)),
        (np.zeros(3), np.zeros(3)),
        (np.zeros(3, np.int64), np.zeros(3, np.float32)),
        (np.zeros((2, 2), np.int64), np.zeros((2, 2))),
        (np.zeros(6, np.int64)[::2], np.zeros(3)),
        (np.zeros(3, np.int64), np.zeros(6)[::2]),
    ],
    ids=["lengths", "int32", "floats", "float32", "two dimensions", "values with a step", "out with a step"],
)
def test_every_kernel_refuses_what_the_contract_leaves_out(kernel, values, out):
    try:
        with pytest.raises(ValueError, match=r"values \(int64\) and out \(float64\) must be contiguous"):
            kernel(values, out)
    except Unavailable as missing:
        pytest.skip(str(missing))


def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes():
    values, out = choice.workload(1000)
    assert np.array_equal(values, choice.workload(1000)[0])
    assert not np.array_equal(values, choice.workload(1000, seed=1)[0])
    assert choice.work(1000) == {"items": 1000, "bytes": values.nbytes + out.nbytes}


def test_faults_are_counted_for_each_kernel_or_nothing_is():
    values, out = choice.workload(1 << 20)
    found = choice.faults(choice.choice_numpy, values, out)
    assert found == "" if choice.resource is None else found >= 0


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads the instructions of x86-64")
def test_the_tricks_are_in_the_machine_code():
    needs("numba")
    values, out = choice.workload(50)
    for kernel in (choice.choice_out, choice.choice_bits, choice.choice_stream):
        kernel(values, out)
    code = {loop: "".join(loop.inspect_asm().values()) for loop in (_fives.bits_fives, _fives.stream_fives)}
    assert all("cvtsi2sd" not in text for text in code.values())
    assert "movnt" in code[_fives.stream_fives]
    assert "movnt" not in code[_fives.bits_fives]


# operators of vectors


def test_numbers_pass_through_what_serves_vectors():
    needs("numba")
    from numba import njit

    @njit()
    def pick(bits, yes):
        return _operators.select(yes, _operators.as_float(bits), 7.0)

    assert pick(np.uint64(0x433 << 52), True) == 2.0**52
    assert pick(np.uint64(0), False) == 7.0


def test_operators_refuse_what_they_do_not_know():
    needs("numba")
    from numba import TypingError, njit

    from accelguide.kernels._vectors import load

    @njit()
    def quotient(values):
        return load(values, 0) / load(values, 0)

    @njit()
    def root_of_integers(values):
        return _operators.root(load(values, 0))

    for function in (quotient, root_of_integers):
        with pytest.raises(TypingError):
            function(np.zeros(16, np.int64))


def test_without_numba_its_kernels_are_absent_and_the_others_run():
    code = (
        "from accelguide.kernels import choice\n"
        "from accelguide.systems import Unavailable\n"
        "print(choice.choice_numpy(*choice.workload(2)).size, choice.choice_python(*choice.workload(2)).size)\n"
        "for kernel in (choice.choice_stream, choice.choice_parallel, choice.choice_wrapped):\n"
        "    try: kernel(*choice.workload(2))\n"
        "    except Unavailable as missing: print(missing)"
    )
    environment = os.environ | {WITHOUT: "numba"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    absent = "numba is not available here: left-out"
    assert done.stdout.splitlines() == ["2 2", absent, absent, absent]
