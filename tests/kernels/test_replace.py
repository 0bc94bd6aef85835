"""Four kinds of loops, over lists, arrays, and compiled."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import branch, early, element, recurrence
from accelguide.systems import WITHOUT, Unavailable, require

MODULES = [element, branch, recurrence, early]
SPECIAL = st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 0.0, 1.0, math.nextafter(1.0, 0.0)])
COMPILED = {"branch_numba", "branch_sorted", "recurrence_numba", "early_numba"}


def kernels_of(module):
    """Kernels of a module, the baseline first; a test of one that is absent here is skipped."""
    name = module.__name__.rpartition(".")[2]
    for one, function in vars(module).items():
        if one.startswith(name + "_"):
            marks = [pytest.mark.skipif(one in COMPILED and numba_is_absent(), reason="Numba is absent")]
            yield pytest.param(function, id=one, marks=marks)


def numba_is_absent():
    """Whether compiled kernels cannot run here."""
    try:
        require("numba")
    except Unavailable:
        return True
    return False


def each(*modules):
    """Run a test on every kernel of some modules."""
    return pytest.mark.parametrize("kernel", [one for module in modules for one in kernels_of(module)])


def on(kernel, values, *more):
    """Call a kernel on a list and the array of the same numbers."""
    return kernel(values, np.array(values, np.float64), *more)


@each(element)
@given(values=st.lists(st.floats(0, 1e300)))
def test_the_sum_is_right_to_nine_digits(kernel, values):
    found = on(kernel, values)
    assert isinstance(found, float)
    assert found == pytest.approx(math.fsum(values), rel=1e-9, abs=0)


def piece(x):
    """The function in three pieces."""
    return 0.0 if x < 0.0 else math.sqrt(x) if x < 1.0 else 1.0 + math.log(x)


@each(branch)
@given(values=st.lists(st.floats(-3, 3) | st.floats() | SPECIAL))
def test_every_number_takes_its_piece(kernel, values):
    np.testing.assert_allclose(on(kernel, values), [piece(x) for x in values], rtol=1e-12)


@each(branch)
@pytest.mark.parametrize("size", [branch.BLOCK - 1, branch.BLOCK, branch.BLOCK + 1, 3 * branch.BLOCK])
def test_blocks_meet(kernel, size):
    values, array = branch.workload(size)
    np.testing.assert_allclose(kernel(values, array), [piece(x) for x in values], rtol=1e-12)


@each(branch)
def test_a_block_may_be_all_costly(kernel):
    np.testing.assert_allclose(on(kernel, [2.0] * (branch.BLOCK + 1)), 1.0 + math.log(2.0), rtol=1e-12)


def test_all_pieces_are_needed_and_the_costly_one_is_rare():
    array = branch.workload(10_000)[1]
    assert 0.4 < (array < 0.0).mean() < 0.6
    assert 0.02 < (array >= 1.0).mean() < 0.08


def levels_of(values):
    """The levels, each from the one before, in exact steps rounded once."""
    levels = values[:1]
    for x in values[1:]:
        share = recurrence.UP if x > levels[-1] else recurrence.DOWN
        levels.append(math.fsum([levels[-1], share * x, -share * levels[-1]]))
    return levels


@each(recurrence)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_the_level_follows_its_input(kernel, values):
    most = max(map(abs, values))
    np.testing.assert_allclose(on(kernel, values), levels_of(values), rtol=1e-9, atol=1e-12 * most)


@each(recurrence)
def test_the_level_rises_quickly_and_falls_slowly(kernel):
    np.testing.assert_allclose(on(kernel, [0.0, 1.0, 1.0, 0.0]), [0.0, 0.5, 0.75, 0.7425], rtol=1e-12)


@each(recurrence)
def test_a_level_needs_an_input(kernel):
    with pytest.raises(IndexError):
        on(kernel, [])


@each(early)
@given(values=st.lists(st.floats() | SPECIAL, min_size=1), bound=st.floats(allow_nan=False))
def test_the_first_above_the_bound_is_found(kernel, values, bound):
    hits = [i for i, x in enumerate(values) if x > bound]
    found = on(kernel, values, bound)
    assert type(found) is int
    assert found == (hits[0] if hits else -1)


@each(early)
@pytest.mark.parametrize("place", [0, early.CHUNK - 1, early.CHUNK, 2 * early.CHUNK, 4 * early.CHUNK + 6, None])
def test_no_element_is_missed_between_chunks(kernel, place):
    values = [0.0] * (4 * early.CHUNK + 7)
    if place is not None:
        values[place] = 1.0
    assert on(kernel, values, 0.5) == (-1 if place is None else place)


@pytest.mark.parametrize("size", [1, 10, 999, 1000, 5432])
def test_the_hit_stands_at_a_thousandth(size):
    assert early.early_python(*early.workload(size)) == size // 1000
    assert sum(x > early.BOUND for x in early.workload(size)[0]) == 1


@each(*MODULES)
def test_no_kernel_changes_its_arguments(kernel):
    workload = sys.modules[kernel.__module__].workload
    arguments, again = workload(2000), workload(2000)
    kernel(*arguments)
    for before, after in zip(again, arguments, strict=True):
        np.testing.assert_array_equal(after, before)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
@given(size=st.integers(0, 300), seed=st.integers(0, 5))
def test_the_list_and_the_array_hold_the_same_floats(module, size, seed):
    values, array, *_ = module.workload(size, seed)
    assert values == array.tolist()
    assert len(values) == size == module.work(size)["items"]


def test_without_numba_its_kernels_are_absent_and_the_others_run():
    code = (
        "from accelguide.kernels import branch, early, recurrence\n"
        "from accelguide.systems import Unavailable\n"
        "print(early.early_chunks(*early.workload(3)))\n"
        "for module, name in ((branch, 'branch_numba'), (branch, 'branch_sorted'), (early, 'early_numba'),\n"
        "                     (recurrence, 'recurrence_numba')):\n"
        "    try: getattr(module, name)(*module.workload(3))\n"
        "    except Unavailable as missing: print(missing)"
    )
    environment = os.environ | {WITHOUT: "numba"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == ["0"] + 4 * ["numba is not available here: left-out"]
