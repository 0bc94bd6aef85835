"""Verdicts of rules on records that the tests make up."""

import dataclasses

import pytest

from accelguide import words
from accelguide.claims import RULES, Rule, Verdict, explain, judge, parse
from accelguide.record import FREE_THREADED, Missing, NotRun, Work
from accelguide.record.limits import NoLimits
from tests.builders import PAGE, comparison, erratic, lucky, record, shelve, steady, sweep, variant

SIZES = (10, 100, 1000)
EXAMPLES = {
    "faster": "faster(quick, plain, by=1.5)",
    "close": "close(quick, plain)",
    "vain": "vain(quick, plain, by=1.2)",
    "order": "order(quick, 'n log n')",
    "orders": "orders(toys)",
    "observed": "observed(alive, gone)",
    "slow": "slow(quick, 0.5)",
    "reached": "reached(plain, quick, other)",
    "ages": "ages(quick, plain)",
    "gains": "gains((quick, plain), (other, plain))",
    "near": "near(quick, 0.5, cores=all)",
    "scales": "scales(quick)",
    "efficient": "efficient(quick, 0.5)",
}


def against(base, *levels):
    """Comparisons, one a size, of `plain` at `base` seconds and `quick` at each of `levels`."""
    return [
        comparison(steady("plain", base), steady("quick", level), size=size)
        for size, level in zip(SIZES, levels, strict=False)
    ]


def noise(size=10):
    """A comparison whose medians and minima disagree on `quick`."""
    return comparison(lucky("plain", 2.0, 1.0), steady("quick", 1.0), size=size)


def absence():
    """A comparison in which `quick` did not run."""
    return comparison(steady("plain", 1.0), variant("quick", [], not_run=NotRun("numba", "not-installed")))


@pytest.fixture
def verdict(tmp_path):
    """Judge a rule on comparisons and observations."""

    def judged(text, *comparisons, **observations):
        found = judge(parse(text), shelve(tmp_path, record(*comparisons, observations=observations)), PAGE)
        if found.why:
            for language in words.LANGUAGES:
                assert words.say(found.why, language, **found.values)
        return found.code, found.why.rpartition(".")[2], found.values

    return judged


HOLDS = ("holds", "", {})
FAILS = ("fails", "", {})
ABSENT = ("not-tested", "absent", {})
NOISY = ("not-tested", "noisy", {})
WIDE = ("not-tested", "wide", {})


# reading a rule


def test_a_rule_is_read_with_its_arguments():
    assert parse(" faster(a, b, by=1.5) ") == Rule("faster", ("a", "b"), {"by": 1.5})
    assert parse("order(a, 'n log n')") == Rule("order", ("a", "n log n"), {})
    assert parse("slow(a, -1)").arguments == ("a", -1)
    assert parse("gains((a, b), (c, 'd'))").arguments == (("a", "b"), ("c", "d"))
    assert parse("near(a, 0.5, cores=all)") == Rule("near", ("a", 0.5), {"cores": "all"})


def test_a_rule_may_be_about_free_threaded_cpython():
    assert parse("faster(a, b, by=2, on=free_threaded)") == Rule("faster", ("a", "b"), {"by": 2}, free_threaded=True)
    assert not parse("faster(a, b)").free_threaded


@pytest.mark.parametrize("kind", ["pypy", "'3.14t'", "True", "''"])
def test_another_kind_of_interpreter_is_refused(kind):
    with pytest.raises(ValueError, match="on=free_threaded is the only kind"):
        parse(f"faster(a, b, on={kind})")


@pytest.mark.parametrize(
    "text", ["", "faster", "quicker(a, b)", "faster(a, b", "a.faster(b)", "slow(a) or slow(b)", "1"]
)
def test_what_is_no_rule_is_answered_with_those_there_are(text):
    with pytest.raises(ValueError, match="is not a call of one of " + ", ".join(RULES)):
        parse(text)


@pytest.mark.parametrize("text", ["faster(a.b, c)", "faster(a, f(b))", "faster(*a)", "faster(a, b, by=c + d)"])
def test_arguments_are_names_and_constants_only(text):
    with pytest.raises(ValueError, match="malformed"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "faster(plain)",
        "faster(quick, plain, at=1)",
        "orders()",
        "observed()",
        "gains()",
        "gains(quick, plain)",
        "gains((quick, plain), quick)",
        "gains((quick, plain, plain))",
        "near(quick)",
    ],
)
def test_wrong_arguments_are_refused_naming_the_rule(verdict, text):
    with pytest.raises(ValueError, match="rule " + text.partition("(")[0]):
        verdict(text, *against(2.0, 1.0))


@pytest.mark.parametrize("name", sorted(set(RULES) - {"ages"}))
def test_what_was_never_measured_is_missing(verdict, name):
    with pytest.raises(Missing, match="nothing measured is called"):
        verdict(EXAMPLES[name], comparison(steady("unrelated", 1.0), workload="unrelated"))


# faster


def test_faster_holds_where_it_is_so_at_every_size(verdict):
    assert verdict("faster(quick, plain, by=1.9)", *against(2.0, 1.0, 1.0, 0.5)) == HOLDS


@pytest.mark.parametrize(
    ("levels", "why", "values"),
    [
        ((2.0, 1.0, 1.0), "from", {"size": 100}),
        ((2.0, 2.0, 1.0), "largest", {"size": 1000}),
        ((1.0, 1.0, 2.0), "upto", {"size": 100}),
        ((1.0, 2.0, 1.0), "sizes", {"sizes": [10, 1000]}),
        ((1.8, 1.8, 1.8), "clearly", {"by": 1.5}),
    ],
)
def test_faster_holds_under_a_condition(verdict, levels, why, values):
    assert verdict("faster(quick, plain, by=1.5)", *against(2.0, *levels)) == ("holds-if", why, values)


@pytest.mark.parametrize("levels", [(2.0, 2.0, 2.0), (3.0, 3.0, 3.0), (1.8, 1.8, 3.0)])
def test_faster_fails(verdict, levels):
    assert verdict("faster(quick, plain, by=1.5)", *against(2.0, *levels)) == FAILS


def test_faster_needs_the_whole_interval(verdict):
    found = comparison(erratic("plain", 1.2, 2.0), steady("quick", 1.0))
    assert verdict("faster(quick, plain, by=1.5)", found) == ("holds-if", "clearly", {"by": 1.5})


def test_faster_may_be_said_of_any_two_variants(verdict):
    found = comparison(steady("plain", 1.0), steady("quick", 0.9), steady("quicker", 0.3))
    assert verdict("faster(quicker, quick, by=2)", found) == HOLDS


def test_faster_leaves_out_a_noisy_size(verdict):
    assert verdict("faster(quick, plain)", noise(), *against(2.0, 2.0, 1.0)[1:]) == (
        "holds-if",
        "largest",
        {"size": 100},
    )


def test_faster_is_not_tested_where_all_is_noise(verdict):
    assert verdict("faster(quick, plain)", noise(10), noise(100)) == NOISY


@pytest.mark.parametrize(
    "rule",
    ["faster(quick, plain)", "close(quick, plain)", "slow(quick, 1)", "reached(plain, quick)", "gains((quick, plain))"],
)
def test_nothing_is_tested_of_what_did_not_run(verdict, rule):
    assert verdict(rule, absence()) == ABSENT


# close


def test_close_holds_within_the_factor_either_way(verdict):
    assert verdict("close(quick, plain)", *against(1.0, 1.05, 0.95, 1.0)) == HOLDS


@pytest.mark.parametrize(
    ("levels", "why", "values"),
    [((2.0, 1.0, 1.0), "from", {"size": 100}), ((1.0, 2.0, 0.5), "upto", {"size": 10})],
)
def test_close_holds_under_a_condition(verdict, levels, why, values):
    assert verdict("close(quick, plain)", *against(1.0, *levels)) == ("holds-if", why, values)


@pytest.mark.parametrize("level", [0.85, 1.2])
def test_close_fails(verdict, level):
    assert verdict("close(quick, plain)", *against(1.0, level)) == FAILS
    assert verdict("close(quick, plain, by=1.3)", *against(1.0, level)) == HOLDS


def test_faster_fails_only_where_the_interval_refutes_it(verdict):
    undecided = comparison(erratic("plain", 0.9, 1.3), steady("quick", 1.0))
    assert verdict("faster(quick, plain)", undecided) == WIDE
    assert verdict("faster(quick, plain)", *against(1.0, 1.0)) == FAILS


def test_close_needs_the_whole_interval(verdict):
    assert verdict("close(quick, plain)", comparison(erratic("plain", 0.9, 1.3), steady("quick", 1.0))) == WIDE


# order and orders


def costs(wrong=(), noisy=(), sizes=SIZES, **claims):
    """A table of two linear operations, some of which cost otherwise."""

    def cost(name, size):
        if name in noisy:
            return variant(name, [1e-9 * size] * 10 + [1e-5 * size] * 10, order="n", claimed=claims.get(name))
        return steady(name, 1e-9 * size ** (2 if name in wrong else 1), order="n", claimed=claims.get(name))

    return [comparison(cost("walk", size), cost("copy", size), size=size, workload="toys") for size in sizes]


@pytest.mark.parametrize(("claimed", "expected"), [("n", HOLDS), ("n log n", HOLDS), ("1", FAILS), ("n²", FAILS)])
def test_order_is_that_of_the_fitted_exponent(verdict, claimed, expected):
    assert verdict(f"order(quick, {claimed!r})", *sweep("quick", lambda size: 1e-9 * size)) == expected


def test_order_is_not_tested_where_the_samples_are_noisy(verdict):
    assert verdict("order(walk, 'n')", *costs(noisy=["walk"])) == NOISY


def test_order_is_not_tested_at_two_sizes(verdict):
    assert verdict("order(walk, 'n')", *costs(sizes=SIZES[:2])) == ABSENT


def test_an_unknown_order_is_refused(verdict):
    with pytest.raises(ValueError, match="known: 1, n, n log n"):
        verdict("order(walk, 'cubic')", *costs())


def test_orders_holds_where_every_operation_has_its_order(verdict):
    assert verdict("orders(toys)", *costs()) == HOLDS


def test_orders_names_the_operation_that_is_wrong(verdict):
    assert verdict("orders(toys)", *costs(wrong=["copy"])) == ("holds-if", "parts", {"names": ["copy"]})


def test_orders_judges_what_is_claimed_not_what_is_in_the_textbook(verdict):
    assert verdict("orders(toys)", *costs(walk="1")) == ("holds-if", "parts", {"names": ["walk"]})
    assert verdict("orders(toys)", *costs(wrong=["copy"], copy="n²")) == HOLDS


def test_orders_does_not_vouch_for_a_noisy_operation(verdict):
    assert verdict("orders(toys)", *costs(noisy=["copy"])) == ("holds-if", "parts", {"names": ["copy"]})


def test_orders_fails_where_every_operation_is_wrong(verdict):
    assert verdict("orders(toys)", *costs(wrong=["walk", "copy"])) == FAILS


def test_orders_is_not_tested_where_all_is_noise(verdict):
    assert verdict("orders(toys)", *costs(noisy=["walk", "copy"])) == NOISY


def test_orders_is_not_tested_at_two_sizes(verdict):
    assert verdict("orders(toys)", *costs(sizes=SIZES[:2])) == ABSENT


# observed, slow, reached


@pytest.mark.parametrize(
    ("alive", "gone", "expected"),
    [(True, True, HOLDS), (True, False, ("holds-if", "parts", {"names": ["gone"]})), (False, False, FAILS)],
)
def test_observed(verdict, alive, gone, expected):
    assert verdict("observed(alive, gone)", alive=alive, gone=gone) == expected


@pytest.mark.parametrize(("level", "expected"), [(0.6, HOLDS), (0.4, FAILS)])
def test_slow_is_of_the_largest_size(verdict, level, expected):
    assert verdict("slow(quick, 0.5)", *against(1.0, 0.5, 0.5, level)) == expected


@pytest.mark.parametrize(
    ("quick", "other", "expected"),
    [
        (1.0, 1.0, HOLDS),
        (1.0, 2.0, ("holds-if", "parts", {"names": ["other"]})),
        (2.0, 3.0, FAILS),
    ],
)
def test_reached(verdict, quick, other, expected):
    small = comparison(steady("plain", 1.0), steady("quick", 9.0), size=1)
    large = comparison(steady("plain", 2.0), steady("quick", quick), steady("other", other), size=100)
    assert verdict("reached(plain, quick, other)", large, small) == expected


def test_reached_is_of_those_that_ran(verdict):
    found = comparison(steady("plain", 2.0), steady("quick", 1.0), variant("other", []))
    assert verdict("reached(plain, quick, other)", found) == HOLDS


def test_reached_is_not_tested_where_all_is_noise(verdict):
    assert verdict("reached(plain, quick)", noise()) == NOISY


# gains


def pairs(quick, other, base=2.0):
    """Two workloads of one page, at two sizes; `quick` and `other` took those seconds at the larger one."""
    return [
        comparison(steady("plain", 1.0), steady("quick", 9.0), size=10),
        comparison(steady("plain", base), steady("quick", quick), size=100),
        comparison(steady("usual", 1.0), steady("other", 9.0), size=1, workload="games"),
        comparison(steady("usual", base), steady("other", other), size=5, workload="games"),
    ]


@pytest.mark.parametrize(
    ("quick", "other", "expected"),
    [
        (1.0, 0.5, HOLDS),
        (1.0, 3.0, ("holds-if", "parts", {"names": ["other"]})),
        (3.0, 1.0, ("holds-if", "parts", {"names": ["quick"]})),
        (2.0, 3.0, FAILS),
    ],
)
def test_gains_is_of_every_pair_at_its_own_largest_size(verdict, quick, other, expected):
    assert verdict("gains((quick, plain), (other, usual))", *pairs(quick, other)) == expected


def test_gains_judges_both_pairs_of_one_name(verdict):
    found = comparison(steady("plain", 1.0), steady("quick", 2.0), steady("other", 4.0))
    partly = ("holds-if", "parts", {"names": ["quick"]})
    assert verdict("gains((quick, plain), (quick, other))", found) == partly
    assert verdict("gains((quick, other), (quick, plain))", found) == partly
    assert verdict("gains((other, plain), (other, quick))", found) == FAILS


def test_gains_is_of_the_largest_size_at_which_both_were_measured(verdict):
    both = comparison(steady("plain", 2.0), steady("quick", 1.0), size=10)
    later = comparison(steady("quick", 1.0), steady("other", 0.5), size=99)
    assert verdict("gains((quick, plain), (other, quick))", both, later) == HOLDS


def test_gains_names_each_that_is_wrong_once(verdict):
    found = comparison(steady("plain", 2.0), steady("quick", 3.0), steady("other", 4.0), steady("best", 1.0))
    rule = "gains((quick, plain), (quick, best), (other, plain), (best, plain))"
    assert verdict(rule, found) == ("holds-if", "parts", {"names": ["quick", "other"]})


def test_gains_is_of_the_pairs_that_ran(verdict):
    found = comparison(steady("plain", 2.0), steady("quick", 1.0), variant("other", []))
    assert verdict("gains((quick, plain), (other, plain), (quick, other))", found) == HOLDS


def test_gains_is_not_tested_where_all_is_noise(verdict):
    assert verdict("gains((quick, plain))", noise()) == NOISY


def test_gains_wants_the_base_among_the_variants_of_its_first(verdict):
    with pytest.raises(Missing, match="'usual' was not measured there; variants: plain, quick"):
        verdict("gains((quick, usual))", *pairs(1.0, 1.0))


# near

LIMITS = record(
    comparison(steady("copy_numpy", 1.0), steady("copy_threads", 0.5), size=7, workload="copy", work=Work(bytes=100)),
    script="5_method/10_limits",
)


@pytest.fixture
def nearness(tmp_path):
    """Judge a rule where one core carries 100 bytes a second, and all of them 200."""

    def judged(text, *comparisons):
        return judge(parse(text), shelve(tmp_path, record(*comparisons), LIMITS), PAGE)

    return judged


def moving(*variants, size=100, bytes_moved=50):
    """A comparison of variants that each move so many bytes."""
    return comparison(*variants, size=size, work=Work(bytes=bytes_moved))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("near(quick, 0.49)", "holds"),
        ("near(quick, 0.51)", "fails"),
        ("near(quick, 0.24, cores=all)", "holds"),
        ("near(quick, 0.26, cores=all)", "fails"),
        ("near(quick, 0.49, all)", "fails"),
    ],
)
def test_near_is_of_the_limit_of_one_core_or_of_all(nearness, text, code):
    assert nearness(text, moving(steady("quick", 1.0))).code == code


def test_near_is_of_the_largest_size(nearness):
    found = moving(steady("quick", 1.0)), moving(steady("quick", 4.0), size=10_000)
    assert nearness("near(quick, 0.25)", *found).code == "fails"
    assert nearness("near(quick, 0.125)", *found).code == "holds"


def test_near_is_not_told_where_the_limit_lies_within_the_interval(nearness):
    found = moving(erratic("quick", 0.5, 2.0))
    assert [nearness(f"near(quick, {limit})", found) for limit in (0.4, 0.7, 1.1)] == [
        Verdict("holds"),
        Verdict("not-tested", "not-tested.wide"),
        Verdict("fails"),
    ]


@pytest.mark.parametrize(
    "found",
    [
        comparison(steady("quick", 1.0)),
        moving(steady("plain", 1.0), variant("quick", [], not_run=NotRun("numba", "left-out"))),
        comparison(steady("quick", 1.0), work=Work(flops=50)),
    ],
    ids=["no work", "not run", "no such limit"],
)
def test_near_is_not_tested_of_what_has_no_share(nearness, found):
    assert nearness("near(quick, 0.5)", found) == Verdict("not-tested", "not-tested.absent")


def test_near_wants_a_machine_that_was_measured(verdict):
    with pytest.raises(NoLimits, match="machine's limits"):
        verdict("near(quick, 0.5)", moving(steady("quick", 1.0)))


def test_near_wants_one_core_or_all(nearness):
    with pytest.raises(ValueError, match="cores are 'one', 'all', 'device', not 'two'"):
        nearness("near(quick, 0.5, cores=two)", moving(steady("quick", 1.0)))


def test_near_wants_a_variant(nearness):
    with pytest.raises(Missing, match="'toys' was not measured there; variants: quick"):
        nearness("near(toys, 0.5)", moving(steady("quick", 1.0)))


# ages and other interpreters


def aged(**levels):
    """Comparisons by two interpreters and more; `quick` took `levels` seconds where `plain` took one."""
    return [
        comparison(steady("plain", 1.0), steady("quick", level), interpreter=label) for label, level in levels.items()
    ]


def test_ages_holds_where_the_intervals_lie_apart(verdict):
    assert verdict("ages(quick, plain)", *aged(old=0.5, new=0.8)) == HOLDS


def test_ages_fails_where_they_meet(verdict):
    wide = comparison(steady("plain", 1.0), erratic("quick", 0.4, 2.0), interpreter="new")
    assert verdict("ages(quick, plain)", *aged(old=0.5), wide) == FAILS


@pytest.mark.parametrize("levels", [{}, {"old": 0.5}])
def test_ages_is_not_tested_with_fewer_than_two_interpreters(verdict, levels):
    assert verdict("ages(quick, plain)", *against(1.0, 0.1), *aged(**levels)) == ABSENT


def test_a_rule_may_be_judged_for_one_interpreter(tmp_path):
    shelf = shelve(tmp_path, record(*against(1.0, 1.0), *aged(old=2.0, new=0.5)))
    rule = parse("faster(quick, plain)")
    assert [judge(rule, shelf, PAGE, label).code for label in ("", "old", "new")] == ["fails", "fails", "holds"]


def threaded(**levels):
    """Comparisons by interpreters named in words, of which those that end in ``t`` are free-threaded."""
    return [
        comparison(steady("plain", 1.0), steady("quick", level), interpreter=label.strip("v").replace("_", "."))
        for label, level in levels.items()
    ]


@pytest.mark.parametrize("rule", ["faster(quick, plain", "gains((quick, plain)", "reached(plain, quick"])
def test_a_rule_on_free_threaded_cpython_is_judged_by_the_newest_of_them(verdict, rule):
    found = [*against(1.0, 0.5), *threaded(v3_13_0t=0.5, v3_14_0t=2.0, v3_15_0=0.5)]
    assert verdict(f"{rule}, on=free_threaded)", *found) == FAILS
    assert verdict(f"{rule})", *found) == HOLDS


def test_a_rule_on_free_threaded_cpython_is_not_tested_where_there_is_none(verdict):
    nothing = [variant(name, [], not_run=NotRun("it", "no-interpreter")) for name in ("plain", "quick")]
    found = comparison(*nothing, interpreter=FREE_THREADED)
    assert verdict("faster(quick, plain, on=free_threaded)", *against(1.0, 0.5), found) == ABSENT


def test_a_rule_on_free_threaded_cpython_is_missing_where_none_was_looked_for(verdict):
    with pytest.raises(Missing, match="not measured as a variant"):
        verdict("faster(quick, plain, on=free_threaded)", *against(1.0, 0.5), *threaded(v3_13_0=0.5))


def test_an_interpreter_that_is_named_outdoes_the_rule(tmp_path):
    shelf = shelve(tmp_path, record(*against(1.0, 0.5), *threaded(v3_13_0=0.5, v3_14_0t=2.0)))
    rule = parse("faster(quick, plain, on=free_threaded)")
    assert [judge(rule, shelf, PAGE, label).code for label in ("", "3.13.0")] == ["fails", "holds"]


# words


def test_every_rule_has_an_example_here():
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("name", RULES)
def test_every_rule_can_be_said(name, language):
    key, values = explain(parse(EXAMPLES[name]))
    assert key == f"rule.{name}"
    assert "{" not in words.say(key, language, **values)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("faster(a, b)", 1.03),
        ("faster(a, b, by=2)", 2),
        ("faster(a, b, 2)", 2),
        ("close(a, b)", 1.1),
        ("close(a, b, 1.2)", 1.2),
    ],
)
def test_the_words_say_the_factor_that_decides(text, by):
    assert explain(parse(text))[1]["by"] == by


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("code", ["holds", "holds-if", "fails", "not-tested"])
def test_every_verdict_can_be_said(code, language):
    assert words.say(code, language)


# vain


@pytest.mark.parametrize("levels", [(2.0, 2.0, 2.0), (4.0, 3.0, 2.0), (1.8, 9.0, 1.9)])
def test_vain_holds_where_nothing_is_gained_be_it_slower(verdict, levels):
    assert verdict("vain(quick, plain, by=1.2)", *against(2.0, *levels)) == HOLDS


def test_vain_fails_where_it_pays_at_every_size(verdict):
    assert verdict("vain(quick, plain, by=1.2)", *against(2.0, 1.0, 1.0, 0.5)) == FAILS


def test_vain_holds_up_to_where_it_pays(verdict):
    found = verdict("vain(quick, plain, by=1.2)", *against(2.0, 3.0, 2.0, 1.0))
    assert found == ("holds-if", "upto", {"size": 100})


def test_vain_says_nothing_of_an_interval_around_the_bound(verdict):
    found = comparison(erratic("plain", 1.0, 2.0), steady("quick", 1.0))
    assert verdict("vain(quick, plain, by=1.2)", found) == WIDE


def test_vain_is_not_tested_where_nothing_ran(verdict):
    assert verdict("vain(quick, plain)", absence()) == ABSENT


# observed


def test_what_could_not_be_observed_here_is_not_tested(verdict):
    assert verdict("observed(alive, gone)", alive=True, gone="–") == ABSENT


# scales, efficient


def crew(*speedups, single=2.0):
    """Comparisons, the first of one worker: `quick` is so many times as fast as one of its workers, which is slow."""
    return [
        comparison(steady("plain", 1.0), steady("quick", single / ratio), size=workers)
        for workers, ratio in enumerate(speedups, 1)
    ]


@pytest.fixture
def on_cores(tmp_path):
    """Judge a rule on comparisons of a machine with so many cores."""

    def judged(text, cores, *comparisons):
        made = dataclasses.replace(record(*comparisons), machine={"cores": cores})
        return judge(parse(text), shelve(tmp_path, made), PAGE)

    return judged


@pytest.mark.parametrize(
    ("text", "speedups", "code"),
    [
        ("scales(quick)", (1.0, 1.5), "holds"),
        ("scales(quick)", (1.0, 1.02), "fails"),
        ("scales(quick)", (1.0, 0.5), "fails"),
        ("scales(quick)", (1.0, 0.5, 1.2), "holds"),
        ("efficient(quick, 0.74)", (1.0, 1.5), "holds"),
        ("efficient(quick, 0.76)", (1.0, 1.5), "fails"),
        ("efficient(quick, 0.5)", (1.0, 2.0, 1.4), "fails"),
    ],
)
def test_scaling_is_over_one_worker_at_the_largest_size(verdict, text, speedups, code):
    assert verdict(text, *crew(*speedups)) == (code, "", {})


@pytest.mark.parametrize(("cores", "code"), [(1.0, "not-tested"), (2.0, "holds"), (3.0, "fails"), (64.0, "fails")])
def test_more_workers_than_cores_are_not_judged(on_cores, cores, code):
    assert on_cores("scales(quick)", cores, *crew(1.0, 1.8, 0.9)).code == code


def test_scaling_says_nothing_of_an_interval_around_the_bound(verdict):
    one, _ = crew(1.0, 1.5)
    two = comparison(erratic("plain", 1.0, 2.0), steady("quick", 1.0), size=2)
    assert verdict("efficient(quick, 1.5)", one, two) == WIDE


def test_scaling_is_not_tested_where_one_worker_was_not_measured(verdict):
    assert verdict("scales(quick)", crew(1.0, 1.5)[1]) == ABSENT


def test_scaling_is_not_tested_where_nothing_ran(verdict):
    assert verdict("scales(quick)", absence()) == ABSENT
