"""What a gallery script calls, with kernels that are right, wrong and absent."""

import pytest

from accelguide import fresh, portable
from accelguide.kernels import collatz, roots
from accelguide.portable import Operation, WrongResult
from accelguide.record import NotRun, Work
from accelguide.record.store import collected
from accelguide.timing import Sessions, compare, costs, lines_of, observe
from tests import toys


@pytest.fixture(autouse=True)
def fresh_calls(monkeypatch):
    """Answer for the fresh process, and write down what it was asked."""
    asked = []

    def measure(kernel, workload, size):
        asked.append((kernel.__name__, size))
        return {"startup": 0.25 if hasattr(kernel, "session") else None, "first": 0.5, "peak_memory": 1000}

    monkeypatch.setattr(fresh, "measure", measure)
    monkeypatch.setattr(fresh, "prepare", lambda kernel: None)
    return asked


@pytest.fixture
def events(monkeypatch):
    """What happened to the yard."""
    monkeypatch.setattr(toys, "EVENTS", [])
    return toys.EVENTS


def compare_toys(*kernels, sizes=(5,)):
    return compare(*kernels, workload=toys.workload, sizes=sizes, budget=0.0)


def test_compare_measures_every_variant_at_every_size():
    found = compare_toys(toys.toys_right, toys.toys_slow, sizes=(5, 9))
    assert [(one.workload, one.size, one.stopped) for one in found] == [("toys", 5, "budget"), ("toys", 9, "budget")]
    for one in found:
        assert [variant.name for variant in one.variants] == ["toys_right", "toys_slow"]
        assert {len(variant.seconds) for variant in one.variants} == {portable.LEAST_ROUNDS}
        assert all(second > 0 for variant in one.variants for second in variant.seconds)


def test_compare_keeps_what_one_call_does():
    (found,) = compare_toys(toys.toys_right)
    assert found.work == Work(items=5, bytes=40)


def test_a_workload_that_counts_nothing_has_no_work(monkeypatch):
    monkeypatch.delattr(toys, "work")
    assert compare_toys(toys.toys_right)[0].work is None


def test_a_wrong_variant_is_refused_before_anything_is_timed(monkeypatch, notes):
    monkeypatch.setattr(portable, "rounds", lambda *_: pytest.fail("it was timed"))
    with pytest.raises(WrongResult, match=r"toys_wrong gives another result .* size 5"):
        compare_toys(toys.toys_right, toys.toys_wrong)
    assert not notes.exists()


def test_compare_asks_the_equality_it_is_given():
    found = compare(
        toys.toys_right, toys.toys_wrong, workload=toys.workload, sizes=(5,), budget=0.0, equal=lambda *_: True
    )
    assert found[0].variants[1].seconds


@pytest.mark.parametrize("sizes", [(), (0,), (-1, 5), (9, 5), (5, 5)], ids=str)
def test_bad_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="size"):
        compare_toys(toys.toys_right, sizes=sizes)


def test_nothing_to_compare_is_refused():
    with pytest.raises(ValueError, match="at least one variant"):
        compare_toys()


def test_a_kernel_defined_in_a_script_is_refused(monkeypatch):
    monkeypatch.setattr(toys.toys_slow, "__module__", "__main__")
    with pytest.raises(ValueError, match=r"toys_slow is defined in a script.*accelguide\.kernels"):
        compare_toys(toys.toys_right, toys.toys_slow)


def test_an_absent_variant_is_not_run_and_the_others_are():
    right, absent, slow = compare_toys(toys.toys_right, toys.toys_absent, toys.toys_slow)[0].variants
    assert (absent.name, absent.not_run, absent.seconds) == (
        "toys_absent",
        NotRun("no_such_package", "not-installed"),
        (),
    )
    assert len(right.seconds) == len(slow.seconds) == portable.LEAST_ROUNDS
    assert right.not_run is None


def test_an_absent_variant_has_no_first_call(fresh_calls):
    compare_toys(toys.toys_right, toys.toys_slow, toys.toys_absent)
    assert fresh_calls == [("toys_right", 5), ("toys_slow", 5)]


def test_a_baseline_that_is_left_alone_has_no_first_call(fresh_calls):
    compare_toys(toys.toys_right, toys.toys_absent)
    assert fresh_calls == []


def here(*kernels, sizes=(5,)):
    """Compare with the first calls taken in this process."""
    return compare(*kernels, workload=toys.workload, sizes=sizes, budget=0.0, once="here", least=2)


def test_engines_are_started_once_and_watched_in_this_process(fresh_calls, events):
    found = here(toys.toys_right, toys.toys_inside, toys.toys_beside, sizes=(5, 9))
    assert fresh_calls == []
    assert events == ["opened", "closed"]
    assert [one.size for one in found] == [5, 9]
    right, inside, beside = found[-1].variants
    assert right.startup is None
    assert inside.startup == beside.startup > 0
    assert all(one.first > 0 for one in (right, inside, beside))
    assert right.moved is None
    assert right.changed is None
    assert inside.changed == 1
    assert all(one.first is None for one in found[0].variants)
    assert {len(one.seconds) for one in found[0].variants} == {2}


def test_engines_begin_with_the_largest_size_which_their_first_call_has(notes):
    here(toys.toys_right, toys.toys_inside, sizes=(5, 9))
    assert [one.size for one in collected(notes)] == [9, 5]


def test_an_engine_that_is_absent_is_not_run():
    lost = here(toys.toys_right, toys.toys_lost, toys.toys_inside)[0].variants[1]
    assert lost.not_run == NotRun("no_such_package", "not-installed")


def test_a_wrong_engine_is_refused():
    with pytest.raises(WrongResult):
        here(toys.toys_right, toys.toys_astray)


def test_an_absent_baseline_leaves_nothing_to_compare_and_the_page_goes_on(fresh_calls):
    (found,) = compare_toys(toys.toys_absent, toys.toys_right)
    assert [(one.name, one.not_run.reason, one.seconds) for one in found.variants] == [
        ("toys_absent", "not-installed", ()),
        ("toys_right", "not-installed", ()),
    ]
    assert fresh_calls == []


def test_first_call_and_memory_are_of_the_last_size_only(fresh_calls):
    small, large = compare_toys(toys.toys_right, toys.toys_slow, sizes=(5, 9))
    assert fresh_calls == [("toys_right", 9), ("toys_slow", 9)]
    assert [(one.first, one.peak_memory) for one in small.variants] == [(None, None)] * 2
    assert [(one.first, one.peak_memory) for one in large.variants] == [(0.5, 1000)] * 2


def test_first_calls_can_be_left_out(fresh_calls):
    found = compare(toys.toys_right, workload=toys.workload, sizes=(5,), budget=0.0, once=False)
    assert (found[0].variants[0].first, fresh_calls) == (None, [])


def test_recording_hands_over_and_prints_nothing(notes, capsys):
    found = compare_toys(toys.toys_right, toys.toys_absent, sizes=(5, 9))
    assert tuple(collected(notes)) == found
    assert capsys.readouterr() == ("", "")


def test_what_was_measured_before_a_failure_is_handed_over(notes):
    with pytest.raises(WrongResult):
        compare(
            toys.toys_right,
            toys.toys_wrong,
            workload=toys.workload,
            sizes=(5, 9),
            budget=0.0,
            equal=lambda result, expected: len(expected) == 5,
        )
    assert [one.size for one in collected(notes)] == [5]


def test_by_hand_a_table_is_printed_and_nothing_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    compare_toys(toys.toys_right, toys.toys_absent)
    head, right, absent = capsys.readouterr().out.splitlines()
    assert head == "toys, size 5"
    assert right.split()[0] == "toys_right"
    assert right.endswith("baseline")
    assert absent.split(maxsplit=1) == ["toys_absent", "not run here: no_such_package is not installed"]
    assert list(tmp_path.iterdir()) == []


# what kernels run in


def test_what_kernels_run_in_is_started_once_and_ended(events):
    found = compare_toys(toys.toys_right, toys.toys_inside, toys.toys_beside, sizes=(5, 9))
    assert events == ["opened", "closed"]
    for one in found:
        assert [variant.name for variant in one.variants] == ["toys_right", "toys_inside", "toys_beside"]
        assert all(len(variant.seconds) == portable.LEAST_ROUNDS for variant in one.variants)


@pytest.mark.parametrize("once", [False, "here"])
def test_a_page_may_keep_what_kernels_run_in(events, once):
    with Sessions() as sessions:
        for _ in range(2):
            (found,) = compare(
                toys.toys_right,
                toys.toys_inside,
                workload=toys.workload,
                sizes=(5,),
                budget=0.0,
                once=once,
                sessions=sessions,
            )
            assert (found.variants[1].startup is not None) == bool(once)
        assert sessions.started(toys.yard) is list
        assert events == ["opened"]
    assert events == ["opened", "closed"]


def test_what_no_kernel_needs_is_not_started(events):
    compare_toys(toys.toys_right, toys.toys_slow)
    assert events == []


def test_the_baseline_may_run_in_something_too(events):
    (found,) = compare_toys(toys.toys_inside, toys.toys_right)
    assert events == ["opened", "closed"]
    assert found.variants[0].seconds


@pytest.mark.parametrize(
    ("kernel", "error"), [(toys.toys_astray, "toys_astray gives another result"), (toys.toys_stuck, "is stuck")]
)
def test_what_kernels_run_in_is_ended_after_a_failure(events, kernel, error):
    with pytest.raises((WrongResult, RuntimeError), match=error):
        compare_toys(toys.toys_right, kernel)
    assert events == ["opened", "closed"]


def test_what_runs_in_something_absent_is_not_run_and_the_others_are():
    for found in compare_toys(toys.toys_right, toys.toys_lost, toys.toys_inside, sizes=(5, 9)):
        right, lost, inside = found.variants
        assert (lost.not_run, lost.seconds) == (NotRun("no_such_package", "not-installed"), ())
        assert len(right.seconds) == len(inside.seconds) == portable.LEAST_ROUNDS


def test_start_up_is_of_the_last_size_only(fresh_calls):
    small, large = compare_toys(toys.toys_right, toys.toys_inside, sizes=(5, 9))
    assert fresh_calls == [("toys_right", 9), ("toys_inside", 9)]
    assert [one.startup for one in small.variants] == [None, None]
    assert [one.startup for one in large.variants] == [None, 0.25]


def test_start_up_is_recorded(notes):
    compare_toys(toys.toys_right, toys.toys_inside)
    assert [one.startup for one in next(collected(notes)).variants] == [None, 0.25]


# lines of code


def one_line(count):
    return count


def decorated(function):
    return function


@decorated
def several(
    count,
):
    """Return something.

    The docstring has lines of its own, a "quoted" word and an escape: \N{BULLET}.
    """
    # a comment

    if count:
        return 1
    return 2


@pytest.mark.parametrize(
    ("kernel", "lines"),
    [
        (one_line, 2),
        (several, 6),
        (toys.toys_right, 2),
        (toys.toys_slow, 2),
        (roots.roots_numba, 5),
        (collatz.collatz_threads, 3),
    ],
)
def test_lines_are_those_of_the_code_alone(kernel, lines):
    assert lines_of(kernel) == lines


def test_lines_are_the_same_where_the_compiler_strips_docstrings(monkeypatch):
    monkeypatch.setattr(several, "__doc__", "A docstring\nas CPython 3.13 keeps it.\n")
    assert lines_of(several) == 6


# costs of operations

LENGTH = Operation("toys_length", "len(values)", "1")
COPY = Operation("toys_copy", "values.copy()", "n", claimed="1")


def setup(size):
    return {"values": [0] * size}


def test_costs_are_measured_at_every_size_and_keep_what_was_timed():
    found = costs(LENGTH, COPY, setup=setup, sizes=(2, 4), budget=0.0)
    assert [one.size for one in found] == [2, 4]
    length, copy = found[0].variants
    assert (length.statement, length.order, length.claimed) == ("len(values)", "1", None)
    assert (copy.name, copy.statement, copy.order, copy.claimed) == ("toys_copy", "values.copy()", "n", "1")
    assert len(copy.seconds) == portable.LEAST_ROUNDS


def test_costs_recorded_are_handed_over(notes, capsys):
    found = costs(LENGTH, setup=setup, sizes=(2, 4), budget=0.0)
    assert tuple(collected(notes)) == found
    assert capsys.readouterr().out == ""


def test_costs_by_hand_are_printed_with_their_statements(capsys):
    costs(LENGTH, setup=setup, sizes=(2,), budget=0.0)
    assert capsys.readouterr().out.splitlines()[1].endswith("len(values)")


def test_an_operation_that_changes_the_size_is_refused():
    with pytest.raises(WrongResult, match="toys_grows"):
        costs(Operation("toys_grows", "values.append(0)", "1"), setup=setup, sizes=(2,), budget=0.0)


# observations


def test_observe_recorded_is_handed_over(notes, capsys):
    observe("alive", True)
    observe("held", 12, "bytes")
    assert [(one.name, one.value, one.unit) for one in collected(notes)] == [("alive", True, ""), ("held", 12, "bytes")]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "printed"), [(("alive", True), "alive = True\n"), (("held", 12, "bytes"), "held = 12 bytes\n")]
)
def test_observe_by_hand_is_printed(arguments, printed, capsys):
    observe(*arguments)
    assert capsys.readouterr().out == printed
