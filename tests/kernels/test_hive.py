"""Python and SQL that Hive runs: every variant gives the same sums, and what goes wrong is told."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import keyed
from accelguide.kernels._keyed import root_rows, root_totals, who
from accelguide.portable import same
from accelguide.sessions.hive import hive_session
from accelguide.systems import Unavailable

VARIANTS = [keyed.keyed_builtin, keyed.keyed_each, keyed.keyed_combined]
ROWS = st.lists(st.tuples(st.sampled_from(["a", "A", "bc", "Bc", "é"]), st.integers(0, 10**6)), max_size=30)


@pytest.fixture(scope="module")
def hive():
    try:
        with hive_session() as started:
            yield started
    except Unavailable as missing:
        pytest.skip(str(missing))


@given(ROWS)
def test_both_scripts_do_what_the_loop_does(rows):
    text = "".join(f"{key}\t{amount}\n" for key, amount in rows)
    fields = [line.split("\t") for line in text.splitlines()]
    totals = {}
    for key, root in root_rows(iter(fields)):
        totals[key] = totals.get(key, 0.0) + root
    assert totals == dict(root_totals(iter(fields))) == keyed.keyed_python(text)


@pytest.mark.parametrize("size", [0, 1, 50])
def test_every_variant_gives_the_same_sums(hive, size):
    arguments = keyed.workload(size)
    expected = keyed.keyed_python(*arguments)
    for variant in VARIANTS:
        assert same(variant.inside(*arguments, hive), expected)


def test_names_are_told_apart_without_regard_to_case(hive):
    assert (
        keyed.keyed_combined.inside("é\t4\nÉ\t9\n", hive)
        == keyed.keyed_builtin.inside("é\t4\nÉ\t9\n", hive)
        == {"É": 5}
    )


@pytest.mark.parametrize("amount", ["unknown", "", "-1"])
def test_what_has_no_root_is_an_error_with_the_scripts_traceback(hive, amount):
    keyed.load(hive, f"a\t{amount}\n")
    said = keyed.refused(hive).splitlines()
    assert said[0].startswith("FAILED: Execution Error")
    assert said[-1].startswith("ValueError: ")
    with pytest.raises(ValueError, match=r"float|math"):
        keyed.keyed_python(f"a\t{amount}\n")


def test_what_has_a_root_is_no_error(hive):
    keyed.load(hive, "a\t4\n")
    assert keyed.refused(hive) == ""


def test_the_ranking_runs_the_jobs_that_are_planned_and_is_right(hive):
    (rows,) = keyed.workload(200)
    keyed.load(hive, rows)
    hive.sql("SET hive.auto.convert.join=false")
    plan = keyed.stages(hive.explain(keyed.ranking(hive)))
    assert keyed.rounded(hive.sql(keyed.ranking(hive))) == keyed.ranked(rows)
    named = keyed.sorts(plan)
    assert named["MapReduce job that runs our script"] == ["Stage-1"]
    assert sorted(hive.jobs) == sorted(named["MapReduce job"] + ["Stage-1"])
    assert plan["Stage-2"].needs == ("Stage-1", "Stage-4")


def test_each_part_of_the_table_has_a_process_of_its_own(hive):
    (rows,) = keyed.workload(200)
    keyed.load(hive, rows)
    hive.sql(f"SET mapreduce.input.fileinputformat.split.maxsize={len(rows) // 3}")
    try:
        found = keyed.processes(hive)
    finally:
        hive.sql("SET mapreduce.input.fileinputformat.split.maxsize=256000000")
    pids, parents, counts = zip(*found, strict=True)
    assert len(set(pids)) == len(pids) > 1
    assert os.getpid() not in {*pids, *parents}
    assert sum(counts) == 200
    ((own, _, count),) = who(iter([["a", "1"]]))
    assert (own, count) == (os.getpid(), 1)


PLAN = """STAGE DEPENDENCIES:
  Stage-1 is a root stage
  Stage-7 depends on stages: Stage-1, Stage-4 , consists of Stage-8, Stage-2
  Stage-8 has a backup stage: Stage-2
  Stage-3 depends on stages: Stage-2, Stage-8
  Stage-2
  Stage-4 is a root stage
  Stage-0 depends on stages: Stage-3

STAGE PLANS:
  Stage: Stage-1
    Map Reduce
      Map Operator Tree:
              Transform Operator

  Stage: Stage-7
    Conditional Operator

  Stage: Stage-8
    Map Reduce

  Stage: Stage-3
    Map Reduce

  Stage: Stage-2
    Map Reduce

  Stage: Stage-4
    Map Reduce

  Stage: Stage-0
    Fetch Operator
""".splitlines()


def test_a_plan_with_a_choice_is_read():
    plan = keyed.stages(PLAN)
    assert list(plan) == ["Stage-1", "Stage-4", "Stage-7", "Stage-2", "Stage-8", "Stage-3", "Stage-0"]
    assert plan["Stage-8"] == keyed.Stage(("Stage-7",), "Map Reduce", False)
    assert plan["Stage-1"] == keyed.Stage((), "Map Reduce", True)
    assert keyed.places(plan)["Stage-4"] == (0, -0.5)
    assert keyed.places(plan)["Stage-0"] == (4, 0)
    assert keyed.sorts(plan) == {
        "MapReduce job that runs our script": ["Stage-1"],
        "MapReduce job": ["Stage-4", "Stage-2", "Stage-8", "Stage-3"],
        "another stage": ["Stage-7"],
        "hands over the rows": ["Stage-0"],
    }


def test_a_negative_size_is_refused():
    with pytest.raises(ValueError, match="not be negative, not -1"):
        keyed.workload(-1)


def test_work_counts_the_rows():
    assert keyed.work(50) == {"items": 50}
    assert keyed.workload(50)[0].count("\n") == 50
