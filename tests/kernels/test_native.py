"""Native kernels: every variant gives its baseline's result, and the baseline keeps its contract."""

import ast
import copy
import importlib
import inspect
import math
import pkgutil
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide import kernels
from accelguide.kernels import (
    bound,
    conditional,
    dict_costs,
    doubling,
    fifo,
    first,
    list_costs,
    membership,
    resident,
    root,
    scattered,
    scope,
    smallest,
    toplevel,
    total,
)
from accelguide.portable import same, statement_timer
from accelguide.systems import Unavailable

FOREIGN = ("numpy", "numba", "subprocess", "accelguide.sessions", "accelguide.kernels._")  # or what begins so
FROM_ZERO = {"bound", "conditional", "doubling", "fifo", "scope", "smallest", "toplevel", "total", "scattered"}
SIZES = st.integers(0, 300)


def native_modules():
    """Modules of kernels that import nothing foreign."""
    for found in pkgutil.iter_modules(kernels.__path__):
        module = importlib.import_module(f"{kernels.__name__}.{found.name}")
        tree = list(ast.walk(ast.parse(inspect.getsource(module))))
        names = {name.name for node in tree if isinstance(node, ast.Import) for name in node.names}
        names |= {node.module for node in tree if isinstance(node, ast.ImportFrom)}
        if hasattr(module, "workload") and not any(str(name).startswith(FOREIGN) for name in names):
            yield module


def name_of(module):
    """A module's own name."""
    return module.__name__.rpartition(".")[2]


def variants(module):
    """Kernels of a module, the baseline first."""
    return [function for name, function in vars(module).items() if name.startswith(name_of(module) + "_")]


MODULES = list(native_modules())
each_module = pytest.mark.parametrize("module", MODULES, ids=name_of)


def test_the_native_workloads_are_found():
    assert {name_of(module) for module in MODULES} >= FROM_ZERO | {"first", "membership", "root"}


@each_module
@given(size=SIZES, seed=st.integers(0, 5))
def test_every_variant_gives_the_result_of_its_baseline(module, size, seed):
    if size == 0 and name_of(module) not in FROM_ZERO:
        size = 1
    baseline, *others = variants(module)
    assert others
    expected = baseline(*module.workload(size, seed))
    for other in others:
        assert same(other(*module.workload(size, seed)), expected), other.__name__


@each_module
def test_no_kernel_changes_its_arguments(module):
    for kernel in variants(module):
        arguments = module.workload(50)
        before = copy.deepcopy(arguments)
        kernel(*arguments)
        assert arguments == before, kernel.__name__


@each_module
def test_a_workload_is_the_same_every_time(module):
    assert module.workload(50) == module.workload(50)


@each_module
def test_work_counts_the_items(module):
    if hasattr(module, "work"):
        assert module.work(50)["items"] == 50


# contracts


@given(SIZES)
def test_bound_counts_its_turns(count):
    assert bound.bound_global(*bound.workload(count)) == count


@given(SIZES)
def test_conditional_halves_every_fifth_and_doubles_the_others(count):
    found = conditional.conditional_loop(*conditional.workload(count))
    assert found == [Fraction(i, 2) if i % 5 == 0 else 2 * i for i in range(count)]
    assert [type(one) for one in found] == [float if i % 5 == 0 else int for i in range(count)]


@given(SIZES)
def test_doubling_gives_the_even_numbers(count):
    assert doubling.doubling_loop(*doubling.workload(count)) == list(range(0, 2 * count, 2))


@given(SIZES)
def test_fifo_adds_up_all_that_is_queued(count):
    assert fifo.fifo_list(*fifo.workload(count)) == count * (count - 1) // 2


@given(st.integers(1, 300), st.integers(0, 10**5))
def test_first_is_the_smallest_that_reaches_the_bound(count, bound):
    bound = min(bound, (count - 1) ** 2)
    expected = math.isqrt(bound - 1) + 1 if bound else 0
    assert [kernel(count, bound) for kernel in variants(first)] == [expected] * len(variants(first))


@given(st.integers(1, 300))
def test_the_bound_of_first_is_met_at_a_tenth(size):
    assert first.first_comprehension(*first.workload(size)) == size // 10


@given(st.sets(st.integers()), st.lists(st.integers(-5, 5)))
def test_membership_counts_the_questions_that_are_in(values, questions):
    expected = len([question for question in questions if question in values])
    for kernel in variants(membership):
        assert kernel(sorted(values, reverse=True), questions) == expected


def test_about_half_of_the_questions_are_in():
    values, questions = membership.workload(1000)
    assert sorted(values) == list(range(0, 2000, 2))
    assert 0.35 < membership.membership_list(values, questions) / len(questions) < 0.65


@given(st.integers(1, 300))
def test_root_gives_the_last_root(count):
    assert root.root_attribute(*root.workload(count)) ** 2 == pytest.approx(count - 1)


def test_scattered_are_the_same_objects_in_another_order():
    values, shuffled = scattered.workload(2000)
    assert values != shuffled
    assert sorted(map(id, values)) == sorted(map(id, shuffled))
    assert scattered.scattered_ordered(values, shuffled) == 2000 * 1999 // 2


@given(st.integers(0, 75))
def test_scope_adds_three_a_turn(quarter):
    assert scope.scope_global(*scope.workload(4 * quarter)) == 12 * quarter


@given(st.lists(st.floats(0, 1), max_size=40))
def test_smallest_are_the_ten_smallest_in_rising_order(values):
    for kernel in variants(smallest):
        found = kernel(values)
        assert found == sorted(found)
        assert len(found) == min(10, len(values))
        assert all(value >= found[-1] for value in sorted(values)[10:])


@given(SIZES)
def test_toplevel_adds_up_the_numbers(count):
    assert toplevel.toplevel_module(*toplevel.workload(count)) == count * (count - 1) // 2


@given(SIZES)
def test_total_adds_up_the_squares(count):
    assert total.total_comprehension(*total.workload(count)) == (count - 1) * count * (2 * count - 1) // 6


# costs

TABLES = [(table, operation) for table in (list_costs, dict_costs) for operation in table.OPERATIONS]


@pytest.mark.parametrize("size", [1, 2, 150])
@pytest.mark.parametrize(("table", "operation"), TABLES, ids=lambda one: getattr(one, "name", ""))
def test_an_operation_runs_again_and_again_at_the_same_size(table, operation, size):
    names = table.setup(size)
    assert statement_timer(operation.statement, names, operation.prepare)(25) >= 0
    assert len(names["values"]) == size


@pytest.mark.parametrize(("table", "operation"), TABLES, ids=lambda one: getattr(one, "name", ""))
def test_an_operation_has_a_known_order(table, operation):
    assert operation.name.startswith(name_of(table).removesuffix("_costs"))
    assert {operation.order, operation.claimed or "1"} <= {"1", "n", "n log n", "n²"}


# resident memory


def test_resident_memory_is_that_of_the_objects_made():
    pytest.importorskip("psutil")
    start, made, dropped = resident.steps(1, objects=100_000)
    assert start == 0
    assert made > 100_000 * 64
    assert dropped > made / 2
    assert len(resident.STEPS) == 3


def test_resident_memory_needs_psutil(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "psutil")
    with pytest.raises(Unavailable, match="psutil"):
        resident.steps(0)


def test_a_process_that_fails_says_why(monkeypatch):
    pytest.importorskip("psutil")
    monkeypatch.setattr(resident, "CODE", "raise SystemExit('no memory at all')")
    with pytest.raises(RuntimeError, match="no memory at all"):
        resident.steps(0)
