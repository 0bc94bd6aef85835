"""The method of measuring, by timers and clocks that the tests control."""

import ast
import contextlib
import gc
import json
import math
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide import kernels, portable, sessions, systems
from accelguide.portable import Operation, WrongResult

KERNELS = Path(kernels.__file__).parent
FOREIGN = {"numpy", "numba", "subprocess", "pandas", "pyarrow", "dask", "distributed", "ray", "pyspark", "py4j"}
ENGINES = f"{sessions.__name__}."  # modules of sessions that ask for a package, which no other interpreter has
NATIVE = {"__init__", "answers", "workers"}  # of sessions
OURS = (portable, sessions, systems)  # what a kernel may import, and so must run wherever kernels run


class Clock:
    """Time that passes only when told to."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        """Now, in the place of ``time.perf_counter``."""
        return self.now

    def sleep(self, seconds):
        """Sleep, outside this time, in the place of ``time.sleep``."""

    def wait(self, seconds):
        """Let time pass."""
        self.now += seconds

    def timer(self, seconds):
        """Timer of a call that takes that long."""

        def timer(number):
            self.wait(number * seconds)
            return number * seconds

        return timer


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(portable, "time", made)
    return made


def imports(path):
    """Names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def shared(name):
    """File of a module that kernels share, ``accelguide.kernels._name``."""
    return KERNELS / f"{name.removeprefix(f'{kernels.__name__}.')}.py"


def foreign(path):
    """Whether a kernel module needs more than the standard library and ours, itself or by what it shares."""
    names = set(imports(path))
    below = [shared(name) for name in names if name.startswith(f"{kernels.__name__}._")]
    others = FOREIGN & {name.split(".")[0] for name in names} or {name for name in names if name.startswith(ENGINES)}
    return path.stem == "_numba" or bool(others) or any(map(foreign, below))


def files_of(module):
    """File of a module, or those of a package."""
    path = Path(module.__file__)
    whole = path.stem == "__init__"
    return [one for one in sorted(path.parent.glob("*.py")) if one.stem in NATIVE] if whole else [path]


def native_files():
    """What kernels take from us, and the kernels that other interpreters run."""
    ours = [path for module in OURS for path in files_of(module)]
    return [*ours, *(path for path in sorted(KERNELS.glob("*.py")) if not foreign(path))]


# batches


def test_a_batch_lasts_as_long_as_it_should():
    number = portable.batch(Clock().timer(1e-6))
    assert portable.BATCH_SECONDS <= number * 1e-6 <= 3 * portable.BATCH_SECONDS


def test_a_slow_call_is_a_batch_of_its_own():
    assert portable.batch(Clock().timer(1.0)) == 1


def test_the_warm_up_call_does_not_set_the_batch():
    asked = []

    def timer(number):
        asked.append(number)
        return 10.0 if len(asked) == 1 else number * 1e-6

    assert portable.batch(timer) * 1e-6 >= portable.BATCH_SECONDS


def test_a_batch_of_what_is_warm_takes_one_call_less():
    asked = []
    assert portable.batch(lambda number: asked.append(number) or 1.0, warm=True) == 1
    assert asked == [1]


def test_a_call_that_is_known_to_be_long_is_a_sample_at_once(clock):
    asked = []
    timers = {"long": lambda number: asked.append(number) or 1.0, "short": clock.timer(1e-6)}
    _, numbers, _ = portable.rounds(timers, budget=0.0, least=2, warm=True, single={"long"})
    assert asked == [1, 1]
    assert numbers["long"] == 1 < numbers["short"]


def test_rounds_are_as_few_as_asked_for(clock):
    samples, _, stopped = portable.rounds({"slow": clock.timer(1.0)}, budget=0.0, least=2)
    assert len(samples["slow"]) == 2
    assert stopped == "budget"


def test_a_batch_ends_where_a_call_takes_no_time():
    assert portable.batch(lambda number: 0.0) >= 1 << 24


def test_function_timer_calls_as_often_as_told():
    calls = []
    assert portable.function_timer(lambda: calls.append(1))(5) > 0
    assert len(calls) == 5


def test_function_timer_times_all_calls_together(clock):
    assert portable.function_timer(lambda: clock.wait(2.0))(3) == 6.0


def test_take_is_seconds_per_call():
    assert portable.take(Clock().timer(0.5), 8)[0] == 0.5


def test_take_tells_of_a_preemption(monkeypatch):
    counts = iter([3, 4, 4, 4])
    monkeypatch.setattr(portable, "preemptions", lambda: next(counts))
    assert portable.take(lambda number: 1.0, 1) == (1.0, True)
    assert portable.take(lambda number: 1.0, 1) == (1.0, False)


# statements


def test_statement_timer_runs_the_statement_on_the_names_given():
    values = []
    portable.statement_timer("values.append(item)", {"values": values, "item": 7})(4)
    assert values == [7] * 4


def test_statement_timer_times_the_statement(clock):
    assert portable.statement_timer("wait(2.0)", {"wait": clock.wait})(3) == 6.0


def test_prepare_runs_before_each_execution_and_outside_the_clock(clock):
    done = []
    names = {"wait": clock.wait, "done": done}
    timer = portable.statement_timer(
        "wait(2.0); done.append('timed')", names, prepare="wait(100.0); done.append('prepared')"
    )
    assert timer(3) == 6.0
    assert done == ["prepared", "timed"] * 3


def test_what_is_prepared_is_seen_by_the_statement():
    timer = portable.statement_timer("copy.clear()", {"values": [1]}, prepare="copy = values[:]; assert copy")
    assert timer(3) >= 0


# one sample, alone


@pytest.mark.parametrize(("states", "spins"), [("", False), ("S", False), ("SR", True)])
def test_a_process_spins_if_another_of_its_threads_runs(monkeypatch, tmp_path, states, spins):
    monkeypatch.setattr(portable, "THREADS", str(tmp_path))
    for thread, state in [(threading.get_native_id(), "R"), *enumerate(states, start=1)]:
        folder = tmp_path / str(thread)
        folder.mkdir()
        (folder / "stat").write_text(f"{thread} (named R) {state} 1 2 3", encoding="ascii")
    assert portable.spinning() is spins


def test_where_the_system_does_not_tell_nothing_spins(monkeypatch, tmp_path):
    monkeypatch.setattr(portable, "THREADS", str(tmp_path / "absent"))
    assert portable.spinning() is False


def test_rest_lasts_until_nothing_spins(monkeypatch):
    answers = iter([True, True, False])
    monkeypatch.setattr(portable, "spinning", lambda: next(answers))
    portable.rest()
    assert not list(answers)


def test_rest_ends_though_something_spins_for_ever(monkeypatch, clock):
    monkeypatch.setattr(portable, "spinning", lambda: clock.wait(portable.REST_SECONDS / 3) or True)
    portable.rest()
    assert clock.now >= portable.REST_SECONDS


def test_before_a_sample_others_rest_and_a_short_call_is_made_once(monkeypatch):
    log = []
    monkeypatch.setattr(portable, "rest", lambda: log.append("rest"))
    portable.sample(lambda number: log.append(number) or 8e-3, 8, taken := [(1e-3, False)])
    assert log == ["rest", 1, 8]
    assert taken[1][0] == 1e-3


@pytest.mark.parametrize("taken", [[], [(1.0, False)]])
def test_the_first_sample_and_long_calls_are_not_made_twice(taken):
    asked = []
    portable.sample(lambda number: asked.append(number) or 1.0, 1, taken)
    assert asked == [1]


# rounds


def logging_timers(log, names="abc"):
    """Timers that write down who was timed, a second each."""

    def timer_of(name):
        return lambda number: log.append(name) or 1.0

    return {name: timer_of(name) for name in names}


def test_every_variant_is_timed_once_a_round_in_shuffled_order():
    log = []
    portable.rounds(logging_timers(log), budget=0.0)
    taken = ["".join(log[at : at + 3]) for at in range(6, len(log), 3)]  # six were for the batches
    assert {"".join(sorted(one)) for one in taken} == {"abc"}
    assert len(set(taken)) > 1


def test_samples_are_one_a_round_for_every_variant(clock):
    samples, numbers, _ = portable.rounds({"a": clock.timer(0.5), "b": clock.timer(2.0)}, budget=0.0)
    assert [seconds for seconds, _ in samples["b"]] == [2.0] * portable.LEAST_ROUNDS
    assert len(samples["a"]) == len(samples["b"])
    assert numbers == {"a": 1, "b": 1}


def test_the_least_rounds_are_taken_though_the_budget_is_spent(clock):
    samples, _, stopped = portable.rounds({"a": clock.timer(10.0)}, budget=1.0)
    assert (len(samples["a"]), stopped) == (portable.LEAST_ROUNDS, "budget")


def test_the_least_rounds_are_taken_though_the_interval_is_narrow(clock):
    samples, _, stopped = portable.rounds({"a": clock.timer(0.01)}, enough=lambda samples: True)
    assert (len(samples["a"]), stopped) == (portable.LEAST_ROUNDS, "narrow")


def test_rounds_go_on_until_the_interval_is_narrow(clock):
    samples, _, stopped = portable.rounds({"a": clock.timer(0.01)}, enough=lambda samples: len(samples["a"]) == 20)
    assert (len(samples["a"]), stopped) == (20, "narrow")


def test_rounds_end_with_the_budget(clock):
    samples, _, stopped = portable.rounds({"a": clock.timer(0.5)}, budget=5.2, enough=lambda samples: False)
    assert (len(samples["a"]), stopped) == (11, "budget")


def test_rounds_end_with_their_number(clock):
    samples, _, stopped = portable.rounds({"a": clock.timer(0.01)}, budget=1e9)
    assert (len(samples["a"]), stopped) == (portable.MOST_ROUNDS, "rounds")


def test_the_heap_is_frozen_only_while_rounds_are_taken():
    seen = []
    portable.rounds({"a": lambda number: seen.append(gc.get_freeze_count()) or 1.0}, budget=0.0)
    assert seen[0] == 0
    assert seen[-1] > 0
    assert gc.get_freeze_count() == 0


def test_the_heap_is_unfrozen_when_a_timer_raises():
    frozen = []

    def timer(number):
        frozen.append(gc.get_freeze_count())
        if frozen[-1]:
            raise ZeroDivisionError
        return 1.0

    with pytest.raises(ZeroDivisionError):
        portable.rounds({"a": timer})
    assert gc.get_freeze_count() == 0


# equality


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (1.0 + 1e-12, 1.0),
        (3, 3.0),
        (math.nan, math.nan),
        (math.inf, math.inf),
        ([1, 2.0 + 1e-12, 3], [1, 2.0, 3]),
        ([0, 0.5], [0.0, 0.5]),
        ([[1.0], [2.0, math.nan]], [[1.0 + 1e-12], [2.0, math.nan]]),
        ((1, [2.0]), [1, (2.0 + 1e-12,)]),
        ([], []),
        ({"a": 1}, {"a": 1}),
        (np.array([1.0, math.nan]), np.array([1.0 + 1e-12, math.nan])),
        (np.array([10**15, 1]), np.array([10**15, 1])),
        (np.array(["a"]), np.array(["a"])),
        (np.float64(2.0), 2.0 + 1e-12),
        (2.0, np.float64(2.0 + 1e-12)),
        (np.arange(3), [0, 1, 2]),
        ([np.arange(3), np.ones(2)], [np.arange(3), np.ones(2) + 1e-12]),
    ],
)
def test_same_results(result, expected):
    assert portable.same(result, expected) is True


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (1.0 + 1e-6, 1.0),
        (1e-12, 0.0),
        (math.nan, 1.0),
        (1.0, math.nan),
        (-math.inf, math.inf),
        (None, 1.0),
        (3.0000000001, 3),
        (None, [1, 2]),
        (3, [1, 2]),
        ("ab", ["a", "b"]),
        ([1, 2], [1, 2, 3]),
        ([1, 2, 4], [1, 2, 3.0]),
        ([1, [2, 3]], [1, [2, 4]]),
        ([1, [2]], [1, [2, 3]]),
        ({1, 2}, {1, 3}),
        (np.array([1.0, 2.0]), np.array([1.0, 2.1])),
        (np.array([10**15 + 1]), np.array([10**15])),
        (np.array([1.0]), np.ones(3)),
        (1.0, np.ones(3)),
        (np.ones((3, 1)), np.ones((1, 3))),
        (np.ones(2), np.ones(3)),
        (np.arange(3), [0, 1, 3]),
        ([np.arange(3)], [np.arange(1, 4)]),
    ],
)
def test_different_results(result, expected):
    assert portable.same(result, expected) is False


NUMBERS = st.integers() | st.floats()


@given(st.recursive(NUMBERS, lambda inner: st.lists(inner) | st.tuples(inner, inner)))
def test_every_result_is_the_same_as_itself(value):
    assert portable.same(value, value)


@given(st.lists(NUMBERS, min_size=1), st.data())
def test_one_element_that_differs_is_found(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    changed = [*values[:place], None, *values[place + 1 :]]
    assert not portable.same(changed, values)


# the gate


def half(count):
    return count // 2


def test_check_accepts_the_expected_result():
    portable.check(half, lambda size: (size,), 10, 5)


def test_check_names_the_variant_and_the_size():
    with pytest.raises(WrongResult, match=r"half .* size 1234: 617, not 618"):
        portable.check(half, lambda size: (size,), 1234, 618)


def test_check_asks_the_equality_it_is_given():
    portable.check(half, lambda size: (size,), 10, 5.4, equal=lambda result, expected: abs(result - expected) < 1)


# operations


def values_of(size):
    return {"values": list(range(size))}


def test_operations_are_timed_each_on_a_container_of_its_own():
    given = []

    def setup(size):
        given.append({"values": list(range(size))})
        return given[-1]

    operations = [Operation("first", "values[0] = 'first'", "1"), Operation("last", "values[-1] = 'last'", "1")]
    samples, _, _ = portable.time_operations(operations, 3, setup, budget=0.0)
    assert [scope["values"] for scope in given] == [["first", 1, 2], [0, 1, "last"]]
    assert list(samples) == ["first", "last"]


def test_an_operation_that_changes_the_size_is_refused():
    operations = [Operation("stays", "len(values)", "1"), Operation("grows", "values.append(0)", "1")]
    with pytest.raises(WrongResult, match=r"grows left \d+ elements of 3"):
        portable.time_operations(operations, 3, values_of, budget=0.0)


# figures of a file that stands alone


@pytest.mark.parametrize(("values", "expected"), [([3, 1, 2], 2), ([4, 1, 2, 3], 2.5)])
def test_median(values, expected):
    assert portable.median(values) == expected


def test_the_ratio_leaves_out_preempted_rounds():
    base = [(2.0, False)] * 5 + [(90.0, True)] * 6
    assert portable.ratio(base, [(1.0, False)] * 11) == 2.0


def test_the_ratio_keeps_preempted_rounds_where_too_few_are_calm():
    base = [(2.0, False)] * 4 + [(90.0, True)] * 7
    assert portable.ratio(base, [(1.0, False)] * 11) == 90.0


def make(size):
    return (size,)


def half_again(count):
    return count >> 1


def double(count):
    return count * 2


def test_compare_prints_a_line_for_each_variant(capsys):
    portable.compare(half, half_again, workload=make, sizes=(8,), budget=0.0)
    head, first, second = capsys.readouterr().out.splitlines()
    assert head == "size 8"
    assert first.split()[0] == "half"
    assert float(first.split()[-1]) == 1.0
    assert second.split()[0] == "half_again"


def test_compare_refuses_a_wrong_result(capsys):
    with pytest.raises(WrongResult, match="double"):
        portable.compare(half, double, workload=make, sizes=(8,), budget=0.0)
    assert capsys.readouterr().out == ""


def test_compare_everywhere_is_compare_by_this_interpreter(capsys):
    portable.compare_everywhere(half, half_again, workload=make, size=8, budget=0.0)
    assert capsys.readouterr().out.startswith(f"CPython {sys.version.split()[0]}\nsize 8\n")


@pytest.mark.parametrize(("enabled", "told"), [(True, "not run here"), (False, "CPython ")])
def test_compare_everywhere_without_a_gil_is_by_this_interpreter_if_it_has_none(capsys, monkeypatch, enabled, told):
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: enabled, raising=False)
    portable.compare_everywhere(half, half_again, workload=make, size=8, budget=0.0, free_threaded=True)
    assert capsys.readouterr().out.startswith(told)


def test_costs_prints_a_line_for_each_operation_and_size(capsys):
    portable.costs(Operation("length", "len(values)", "1"), setup=values_of, sizes=(2, 4), budget=0.0)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2][0] for line in lines] == ["size", "length", "size", "length"]


def test_observe_prints_the_value(capsys):
    portable.observe("alive", 3, "bytes")
    assert capsys.readouterr().out == "alive = 3 bytes\n"


# what kernels run in

EIGHT_AND_NINE = {"workload": make, "sizes": (8, 9), "budget": 0.0}


class Yard:
    """What kernels of these tests run in; it writes down what happens."""

    def __init__(self, log, name="yard"):
        self.log, self.name = log, name

    @contextlib.contextmanager
    def start(self):
        """Open it, and close it whatever happens."""
        self.log.append(f"{self.name} opened")
        try:
            yield self
        finally:
            self.log.append(f"{self.name} closed")


def running_in(start, name="kernel", inside=lambda *given: given):
    """Kernel that runs in what `start` makes, as ``sessions.within`` makes one."""

    def kernel(*arguments):
        raise AssertionError("it would start a session of its own")

    kernel.session, kernel.inside, kernel.__name__ = start, inside, name
    return kernel


def fails():
    """Start nothing."""
    raise OSError("no more processes")


def lacks(*_):
    """Need what nobody has."""
    raise ImportError("nobody has it")


def test_a_kernel_that_runs_in_nothing_is_called_as_it_is():
    with portable.Sessions() as made:
        assert made.ready(half) is half
        assert made.open == {}


def test_a_call_gets_what_it_runs_in_as_its_last_argument():
    yard = Yard([])
    with portable.Sessions() as made:
        call = made.ready(running_in(yard.start, "named"))
        assert call(1, 2) == (1, 2, yard)
        assert call() == (yard,)
        assert call.__name__ == "named"


def test_each_is_started_once_and_the_last_one_is_ended_first():
    log = []
    first, second = Yard(log, "first").start, Yard(log, "second").start
    with portable.Sessions() as made:
        given = [made.ready(running_in(start))()[-1].name for start in (first, second, first, second)]
        log.append("used")
    assert given == ["first", "second", "first", "second"]
    assert log == ["first opened", "second opened", "used", "second closed", "first closed"]


def test_nothing_is_left_open_where_one_does_not_start():
    log = []

    def start_both():
        with portable.Sessions() as made:
            made.ready(running_in(Yard(log).start))
            made.ready(running_in(fails))

    with pytest.raises(OSError, match="no more processes"):
        start_both()
    assert log == ["yard opened", "yard closed"]


@pytest.fixture
def yard():
    return Yard([])


def test_compare_starts_what_kernels_run_in_once(yard, capsys):
    start = yard.start
    inside = running_in(start, "inside", lambda count, session: session.log.append("call") or count // 2)
    portable.compare(half, inside, running_in(start, "beside", lambda count, _: count // 2), **EIGHT_AND_NINE)
    assert yard.log[0] == "yard opened"
    assert yard.log[-1] == "yard closed"
    assert set(yard.log[1:-1]) == {"call"}
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "size",
        "half",
        "inside",
        "beside",
    ] * 2


def test_compare_leaves_open_what_a_page_keeps(yard, capsys):
    start = yard.start
    with portable.Sessions() as kept:
        portable.compare(
            half, running_in(start, "inside", lambda count, _: count // 2), **EIGHT_AND_NINE, sessions=kept
        )
        assert kept.started(start) is yard
        assert yard.log == ["yard opened"]
    assert yard.log == ["yard opened", "yard closed"]
    assert "inside" in capsys.readouterr().out


def test_the_baseline_of_compare_may_run_in_something(yard, capsys):
    portable.compare(running_in(yard.start, "inside", lambda count, _: count // 2), half, **EIGHT_AND_NINE)
    assert yard.log == ["yard opened", "yard closed"]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["size", "inside", "half"] * 2


@pytest.mark.parametrize("missing", [lacks, running_in(lacks, "lacks")], ids=["call", "session"])
def test_compare_leaves_out_what_lacks_something_and_says_so(capsys, missing):
    portable.compare(half, missing, half_again, **EIGHT_AND_NINE)
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if "lacks" in line]
    assert set(told) == {"lacks: not run here: nobody has it"}
    assert [line.split()[0] for line in lines if line not in told] == ["size", "half", "half_again"] * 2


def test_compare_says_at_each_size_that_its_baseline_is_absent_and_times_nothing(capsys):
    assert portable.compare(lacks, half, **EIGHT_AND_NINE) == ()
    assert capsys.readouterr().out.splitlines() == ["lacks: not run here: nobody has it"] * 2


def test_compare_refuses_a_wrong_result_of_what_runs_in_something(yard):
    with pytest.raises(WrongResult, match="astray gives another result"):
        portable.compare(half, running_in(yard.start, "astray", lambda count, _: count), **EIGHT_AND_NINE)
    assert yard.log == ["yard opened", "yard closed"]


# by another interpreter

SCRIPT = """
from contextlib import contextmanager
from functools import partial
def workload(size): return (size,)
def right(count): return count + 1
def also_right(count): return 1 + count
def wrong(count): return count
def lacks(count): raise ImportError("nobody has it")
@contextmanager
def start(end):
    yield 1
    print(end, end="")
def inside(count): raise AssertionError("it would start a session of its own")
inside.session, inside.inside = partial(start, " "), lambda count, one: count + one
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])  # to which `main` adds
    path = tmp_path / "kernels.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return str(path)


def test_main_prints_samples_that_can_be_read_back(script, capsys):
    portable.main(script, "workload", "5", "0.0", "right", "also_right")
    found = json.loads(capsys.readouterr().out)
    assert list(found["samples"]) == ["right", "also_right"]
    assert len(found["samples"]["right"]) == portable.LEAST_ROUNDS
    assert all(seconds > 0 and preempted in (True, False) for seconds, preempted in found["samples"]["also_right"])
    assert found["numbers"]["right"] >= 1
    assert found["stopped"] == "budget"


def test_main_starts_what_a_kernel_runs_in_and_ends_it(script, capsys):
    portable.main(script, "workload", "5", "0.0", "right", "inside")
    told = capsys.readouterr().out
    assert told.startswith(" ")
    assert len(json.loads(told)["samples"]["inside"]) == portable.LEAST_ROUNDS


def test_main_refuses_a_wrong_result(script, capsys):
    with pytest.raises(WrongResult, match="wrong gives another result"):
        portable.main(script, "workload", "5", "0.0", "right", "wrong")
    assert capsys.readouterr().out == ""


def test_main_leaves_nothing_out(script, capsys):
    with pytest.raises(ImportError, match="nobody has it"):
        portable.main(script, "workload", "5", "0.0", "right", "lacks")
    assert capsys.readouterr().out == ""


def test_native_files_are_found():
    names = {path.name for path in native_files()}
    assert {"portable.py", "systems.py", "doubling.py", "list_costs.py", "collatz.py"} <= names
    assert Path(sessions.__file__) in native_files()
    assert not {"roots.py", "_numba.py", "copying.py", "dask.py"} & names


@pytest.mark.parametrize("path", native_files(), ids=lambda path: path.stem)
def test_native_files_are_written_for_the_oldest_interpreter(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", native_files(), ids=lambda path: path.stem)
def test_native_files_import_the_standard_library_alone(path):
    allowed = set(sys.stdlib_module_names) | ({"numpy"} if path.stem == "portable" else set())
    ours = (*(one.__name__ for one in OURS), f"{kernels.__name__}._")
    assert {name.split(".")[0] for name in imports(path) if not name.startswith(ours)} <= allowed


def test_the_method_imports_numpy_only_for_a_result_that_is_of_numpy():
    tree = ast.parse(Path(portable.__file__).read_text(encoding="utf-8"))
    top = [name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names]
    assert "numpy" not in top
