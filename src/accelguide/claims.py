"""A claim's verdict, computed from what this build measured.

A rule is one call, such as ``faster(doubling_comprehension, doubling_loop, by=1.1)``. Bare names are names of
variants, workloads or observations; the verdict is never typed in.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from accelguide.record import Comparison, Missing, Ratio, Records, exponent, seconds, speedup
from accelguide.record.figures import MARGIN, ORDER_MARGIN
from accelguide.record.limits import share
from accelguide.record.usl import cores_of, relative


@dataclass(frozen=True)
class Verdict:
    """What the record says of a claim.

    Attributes
    ----------
    code : str
        ``holds``, ``holds-if``, ``fails`` or ``not-tested``.
    why : str
        Key of the words that name the condition or the reason; empty where there is nothing to add.
    values : dict
        What fills those words in.
    """

    code: str
    why: str = ""
    values: dict[str, Any] = field(default_factory=dict)


ABSENT = Verdict("not-tested", "not-tested.absent")
NOISY = Verdict("not-tested", "not-tested.noisy")
WIDE = Verdict("not-tested", "not-tested.wide")


@dataclass(frozen=True)
class Rule:
    """A parsed rule: its name, its arguments as plain values, and whether it is about free-threaded CPython."""

    name: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    free_threaded: bool = False

    @property
    def subject(self) -> str:
        """The first name that the rule gives; empty where it gives none."""
        first = self.arguments[0] if self.arguments else ""
        return str(first[0] if isinstance(first, tuple) else first)


def parse(text: str) -> Rule:
    """Read a rule.

    Raises
    ------
    ValueError
        Where the text is no single call of a known rule, naming the rules there are.
    """
    try:
        call = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"rule {text!r} is not a call of one of {', '.join(RULES)}: {error.msg}") from error
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in RULES:
        raise ValueError(f"rule {text!r} is not a call of one of {', '.join(RULES)}")
    options = {one.arg: value_of(one.value) for one in call.keywords if one.arg}
    on = options.pop("on", None)
    if on not in (None, "free_threaded"):
        raise ValueError(f"rule {text!r}: on=free_threaded is the only kind of interpreter to ask for, not {on!r}")
    return Rule(call.func.id, tuple(map(value_of, call.args)), options, on is not None)


def value_of(node: ast.expr) -> Any:
    """A name as its text, a tuple of names as their texts, anything else as the constant it is."""
    if isinstance(node, ast.Tuple):
        return tuple(map(value_of, node.elts))
    return node.id if isinstance(node, ast.Name) else ast.literal_eval(node)


def judge(rule: Rule, records: Records, home: str | None, interpreter: str = "") -> Verdict:
    """Verdict of a rule on the records. Raises `Missing` where it names what was never measured."""
    if rule.free_threaded and not interpreter:
        interpreter = records.free_threaded(rule.subject)
    try:
        return RULES[rule.name](records, home, interpreter, *rule.arguments, **rule.options)
    except TypeError as error:
        raise ValueError(f"rule {rule.name}: {error}") from error


def demand(sweep: Sequence[Comparison], *names: str) -> None:
    """Refuse names that are no variants of a sweep: a mistyped one must not read as *not run here*."""
    known = {one.name for comparison in sweep for one in comparison.variants}
    for name in names:
        if name not in known:
            raise Missing(f"{name!r} was not measured there; variants: {', '.join(sorted(known))}")


def measured(sweep: Sequence[Comparison], name: str, base: str) -> list[tuple[int, Ratio]]:
    """Speed-up of `name` over `base` at each size where both ran. Raises `Missing` for a base never measured."""
    demand(sweep, name, base)
    found = [(one.size, speedup(one, name, base)) for one in sweep]
    return [(size, ratio) for size, ratio in found if ratio is not None]


def faster(
    records: Records, home: str | None, interpreter: str, name: str, base: str, by: float = 1 + MARGIN
) -> Verdict:
    """Holds where the whole interval of the speed-up of `name` over `base` lies above `by` at every size."""
    ratios = measured(records.sweep(name, home, interpreter), name, base)
    if not ratios:
        return ABSENT
    if all(ratio.verdict == "noisy" for _, ratio in ratios):
        return NOISY
    clear = [size for size, ratio in ratios if ratio.low > by and ratio.verdict != "noisy"]
    if len(clear) == len(ratios):
        return Verdict("holds")
    if clear:
        return Verdict("holds-if", *where(clear, [size for size, _ in ratios]))
    if all(ratio.verdict == "faster" for _, ratio in ratios):
        return Verdict("holds-if", "condition.clearly", {"by": by})
    return Verdict("fails") if any(ratio.high <= by for _, ratio in ratios) else WIDE


def where(clear: list[int], sizes: list[int]) -> tuple[str, dict[str, Any]]:
    """Words for the sizes at which a claim holds: from one on, up to one, or a list."""
    if clear == sizes[-1:]:
        return "condition.largest", {"size": clear[0]}
    if clear == sizes[-len(clear) :]:
        return "condition.from", {"size": clear[0]}
    if clear == sizes[: len(clear)]:
        return "condition.upto", {"size": clear[-1]}
    return "condition.sizes", {"sizes": clear}


def close(records: Records, home: str | None, interpreter: str, name: str, base: str, by: float = 1.1) -> Verdict:
    """Holds where the interval of the ratio lies within a factor `by` of one, either way, at every size."""
    ratios = measured(records.sweep(name, home, interpreter), name, base)
    if not ratios:
        return ABSENT
    near = [size for size, ratio in ratios if 1 / by <= ratio.low and ratio.high <= by]
    if len(near) == len(ratios):
        return Verdict("holds")
    if near:
        return Verdict("holds-if", *where(near, [size for size, _ in ratios]))
    return Verdict("fails") if any(ratio.high < 1 / by or ratio.low > by for _, ratio in ratios) else WIDE


def vain(records: Records, home: str | None, interpreter: str, name: str, base: str, by: float = 1 + MARGIN) -> Verdict:
    """Holds where the interval of the speed-up of `name` over `base` stays below `by` at every size: nothing gained."""
    ratios = measured(records.sweep(name, home, interpreter), name, base)
    if not ratios:
        return ABSENT
    useless = [size for size, ratio in ratios if ratio.high <= by]
    if len(useless) == len(ratios):
        return Verdict("holds")
    if any(ratio.low > by for _, ratio in ratios):
        return Verdict("holds-if", *where(useless, [size for size, _ in ratios])) if useless else Verdict("fails")
    return WIDE


AGREEMENT = {"agrees": Verdict("holds"), "differs": Verdict("fails"), "noisy": NOISY}


def order(records: Records, home: str | None, interpreter: str, name: str, claimed: str) -> Verdict:
    """Holds where the fitted exponent of a cost is that of the order claimed."""
    fit = exponent(records.sweep(name, home, interpreter), name, claimed)
    return AGREEMENT[fit.verdict] if fit else ABSENT


def orders(records: Records, home: str | None, interpreter: str, workload: str) -> Verdict:
    """Holds where every operation of a table of costs has the order claimed for it."""
    sweep = records.sweep(workload, home, interpreter)
    verdicts = {one.name: judge_cost(sweep, one.name) for one in sweep[0].variants}
    if all(verdict.code == "not-tested" for verdict in verdicts.values()):
        return next(iter(verdicts.values()))
    return except_for([name for name, verdict in verdicts.items() if verdict.code != "holds"], len(verdicts))


def except_for(wrong: list[str], count: int) -> Verdict:
    """Verdict on a claim of `count` parts, of which those named in `wrong` do not hold."""
    if not wrong:
        return Verdict("holds")
    if len(wrong) == count:
        return Verdict("fails")
    return Verdict("holds-if", "condition.parts", {"names": list(dict.fromkeys(wrong))})


def judge_cost(sweep: Sequence[Comparison], name: str) -> Verdict:
    """Verdict on the order claimed for one operation of a table of costs."""
    variant = sweep[0].variant(name)
    fit = exponent(sweep, name, variant.claimed or variant.order) if variant else None
    return AGREEMENT[fit.verdict] if fit else ABSENT


def observed(records: Records, home: str | None, interpreter: str, *names: str) -> Verdict:
    """Holds where everything named was observed to be true; a text instead of a truth says that nothing was."""
    if not names:
        raise ValueError("rule observed: nothing is named")
    values = {name: records.observation(name, home).value for name in names}
    if any(isinstance(value, str) for value in values.values()):
        return ABSENT
    return except_for([name for name in names if not values[name]], len(names))


def slow(records: Records, home: str | None, interpreter: str, name: str, limit: float) -> Verdict:
    """Holds where one call, at the largest size, takes longer than `limit` seconds."""
    variant = records.sweep(name, home, interpreter)[-1].variant(name)
    if variant is None or not variant.seconds:
        return ABSENT
    return Verdict("holds" if seconds(variant) > limit else "fails")


def reached(records: Records, home: str | None, interpreter: str, base: str, *names: str) -> Verdict:
    """Holds where each of `names` that ran is faster than `base` at the largest size."""
    last = records.sweep(base, home, interpreter)[-1]
    demand([last], base, *names)
    return faster_ones([(name, ratio) for name in names if (ratio := speedup(last, name, base))])


def gains(records: Records, home: str | None, interpreter: str, *pairs: tuple[str, str]) -> Verdict:
    """Holds where, at the largest size of each pair ``(name, base)``, `name` is faster than `base`."""
    if not pairs or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        raise ValueError("rule gains: give pairs, such as (total_numpy, total_loop)")
    ratios = []
    for name, base in pairs:
        sweep = records.sweep(name, home, interpreter)
        last = next((one for one in reversed(sweep) if one.variant(base)), sweep[-1])
        demand([last], name, base)
        if ratio := speedup(last, name, base):
            ratios.append((name, ratio))
    return faster_ones(ratios)


def faster_ones(ratios: Sequence[tuple[str, Ratio]]) -> Verdict:
    """Verdict on the claim that everything named is faster."""
    if ratios and all(ratio.verdict == "noisy" for _, ratio in ratios):
        return NOISY
    wrong = [name for name, ratio in ratios if ratio.verdict != "faster"]
    return except_for(wrong, len(ratios)) if ratios else ABSENT


def near(records: Records, home: str | None, interpreter: str, name: str, limit: float, cores: str = "one") -> Verdict:
    """Holds where, at the largest size, `name` reaches the share `limit` of what the machine can do."""
    last = records.sweep(name, home, interpreter)[-1]
    demand([last], name)
    found = share(records, last, name, cores)
    if found is None:
        return ABSENT
    _, low, high = found
    if low >= limit:
        return Verdict("holds")
    return Verdict("fails") if high < limit else WIDE


def scales(records: Records, home: str | None, interpreter: str, name: str) -> Verdict:
    """Holds where as many workers as cores are faster than one: sizes are numbers of workers."""
    return above(records, home, interpreter, name, 1 + MARGIN, each=False)


def efficient(records: Records, home: str | None, interpreter: str, name: str, limit: float) -> Verdict:
    """Holds where as many workers as cores are at least `limit` times as fast as one for each of them."""
    return above(records, home, interpreter, name, limit, each=True)


def above(records: Records, home: str | None, interpreter: str, name: str, limit: float, each: bool) -> Verdict:
    """Verdict on the speed-up over one worker, or on that for `each`, of the most workers that have a core."""
    sweep = records.sweep(name, home, interpreter)
    demand(sweep, name)
    cores = cores_of(records.holding(name, home))
    found = {workers: ratio for workers, ratio in relative(sweep, name).items() if 1 < workers <= cores}
    if not found:
        return ABSENT
    workers, ratio = max(found.items())
    limit *= workers if each else 1
    if ratio.low > limit:
        return Verdict("holds")
    return Verdict("fails") if ratio.high <= limit else WIDE


def ages(records: Records, home: str | None, interpreter: str, name: str, base: str) -> Verdict:
    """Holds where two interpreters measured speed-ups of `name` over `base` whose intervals lie apart."""
    sweeps = [records.sweep(name, home, label)[-1] for label in records.interpreters(name)]
    ratios = [ratio for sweep in sweeps if (ratio := speedup(sweep, name, base))]
    if len(ratios) < 2:
        return ABSENT
    apart = max(one.low for one in ratios) > (1 + MARGIN) * min(one.high for one in ratios)
    return Verdict("holds" if apart else "fails")


RULES: dict[str, Callable[..., Verdict]] = {
    "faster": faster,
    "close": close,
    "vain": vain,
    "order": order,
    "orders": orders,
    "observed": observed,
    "slow": slow,
    "reached": reached,
    "ages": ages,
    "gains": gains,
    "near": near,
    "scales": scales,
    "efficient": efficient,
}


def explain(rule: Rule) -> tuple[str, dict[str, Any]]:
    """Key of the words that state a rule, and what fills them in."""
    bound = inspect.signature(RULES[rule.name]).bind(None, None, "", *rule.arguments, **rule.options)
    bound.apply_defaults()
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in bound.arguments.items()}
    for unsaid in ("records", "home", "interpreter"):
        del told[unsaid]
    return f"rule.{rule.name}", {"margin": ORDER_MARGIN, **told}
