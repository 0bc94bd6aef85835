"""What a gallery script calls: ``compare``, ``costs``, ``observe``.

Recorded, the results go to the recorder; run by hand, they are printed and nothing is written.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from accelguide import fresh, onsite, portable, terminal
from accelguide.portable import BUDGET_SECONDS, Operation, Sessions, WrongResult
from accelguide.record import Comparison, NotRun, Observation, Variant, Work, collect, collecting, narrow
from accelguide.systems import Unavailable

__all__ = ["Operation", "Sessions", "WrongResult", "compare", "costs", "observe"]

Kernel = Callable[..., Any]


def compare(
    *variants: Kernel,
    workload: Callable[[int], tuple[Any, ...]],
    sizes: Sequence[int],
    budget: float = BUDGET_SECONDS,
    equal: Callable[[Any, Any], bool] = portable.same,
    once: bool | str = True,
    least: int | None = None,
    sessions: Sessions | None = None,
) -> tuple[Comparison, ...]:
    """Check and time variants of one workload, the first of which is the baseline.

    Parameters
    ----------
    *variants : callable
        Kernels of one module of ``accelguide.kernels``, named ``<workload>_<variant>``; none may change its arguments,
        but for an array ``out`` that it fills. One made by ``sessions.within`` gets its session started once.
    workload : callable
        ``workload(size)`` returns a kernel's arguments.
    sizes : sequence of int
        Sizes to measure at. The first call and peak memory are measured at the last one.
    budget : float
        Seconds of rounds per size.
    equal : callable
        ``equal(result, expected)``, whether a result is right.
    once : bool or ``"here"``
        Whether first calls and peak memory are measured. To compile each variant again for that takes long, and where
        variants are one step apart, only their times matter. With ``"here"`` they are taken in this process, where what
        the variants run in is started anyway, at the largest size, which then comes first: for engines, which take
        seconds to start. Bytes moved and lines changed are kept too.
    least : int, optional
        Rounds that are taken whatever they last, where calls are long.
    sessions : Sessions, optional
        Open ones, in which variants then run: for a page that has more to do with an engine than to compare, and starts
        it once. ``sessions.started(start)`` gives what such a variant gets as its last argument.

    Returns
    -------
    tuple of Comparison
        One for each size.

    Raises
    ------
    WrongResult
        A variant's result is not its baseline's.
    ValueError
        No variant, no size, a size below one, or a kernel that no fresh process could import.
    """
    validate(variants, sizes)
    here = once == "here"
    if once and not here:
        fresh.prepare(variants[0])
    found = []
    with Sessions() if sessions is None else contextlib.nullcontext(sessions) as started:
        ready = onsite.Onsite(started) if here else started
        single = {one.__name__ for one in variants if here and hasattr(one, "session")}  # no engine is quick
        rounds = partial(portable.rounds, budget=budget, enough=narrow, least=least, warm=here, single=single)
        for size in reversed(sizes) if here else sizes:
            with terminal.progress(f"{variants[0].__name__}, size {size}"):
                last = bool(once) and size == sizes[-1]
                found.append(compare_at(variants, ready, workload, size, rounds, equal, last))
            collect(found[-1]) if collecting() else terminal.show(found[-1])
    return tuple(sorted(found, key=lambda one: one.size))


def validate(variants: Sequence[Kernel], sizes: Sequence[int]) -> None:
    """Refuse what cannot be measured, saying why."""
    if not variants or not sizes:
        raise ValueError("compare() needs at least one variant and one size")
    if any(size < 1 for size in sizes) or list(sizes) != sorted(set(sizes)):
        raise ValueError(f"sizes must be positive, each once, in rising order, not {list(sizes)}")
    for variant in variants:
        if variant.__module__ == "__main__":
            name = variant.__name__
            raise ValueError(f"{name} is defined in a script: what is measured belongs in accelguide.kernels")


def compare_at(
    variants: Sequence[Kernel],
    sessions: Sessions | onsite.Onsite,
    workload: Callable[[int], tuple[Any, ...]],
    size: int,
    rounds: Callable[..., Any],
    equal: Callable[[Any, Any], bool],
    last: bool,
) -> Comparison:
    """Gate and time all variants at one size."""
    calls, absent = gate(variants, sessions, workload, size, equal)
    alone = len(calls) < len(variants) and len(calls) == 1  # then a first call has nothing to be compared with
    arguments = workload(size)
    timers = {name: portable.timer_of(call, arguments) for name, call in calls.items()}
    fresh.settle()
    samples, numbers, stopped = rounds(timers) if timers else ({}, {}, "")
    beside = {name: call.beside(*arguments) for name, call in calls.items() if hasattr(call, "beside")}
    del arguments, timers
    described = []
    for variant in variants:
        name = variant.__name__
        if name in absent:
            described.append(Variant(name, not_run=absent[name], lines=lines_of(variant)))
        else:
            once = once_facts(variant, variants[0], sessions, workload, size) if last and not alone else {}
            facts = {**once, **beside.get(name, {})}
            described.append(variant_of(name, samples[name], numbers[name], lines=lines_of(variant), **facts))
    return Comparison(workload.__module__.rpartition(".")[2], size, tuple(described), stopped, work_of(workload, size))


def once_facts(
    variant: Kernel,
    base: Kernel,
    sessions: Sessions | onsite.Onsite,
    workload: Callable[[int], tuple[Any, ...]],
    size: int,
) -> dict[str, Any]:
    """What is measured once: in this process, if it was watched, or in a fresh one."""
    if not isinstance(sessions, onsite.Onsite):
        return fresh.measure(variant, workload, size)
    changed = None if variant is base else onsite.changed(code_of(base), code_of(variant))
    return {**sessions.facts[variant.__name__], "changed": changed}


def gate(
    variants: Sequence[Kernel],
    sessions: Sessions | onsite.Onsite,
    workload: Callable[[int], tuple[Any, ...]],
    size: int,
    equal: Callable[[Any, Any], bool],
) -> tuple[dict[str, Kernel], dict[str, NotRun]]:
    """Refuse any wrong result; return calls of the variants that can run, and why the others cannot."""
    try:
        calls = {variants[0].__name__: sessions.ready(variants[0])}
        expected = calls[variants[0].__name__](*workload(size))
    except Unavailable as missing:  # nothing is left to compare the others with
        return {}, {variant.__name__: NotRun(missing.system, missing.reason) for variant in variants}
    absent = {}
    for variant in variants[1:]:
        try:
            call = sessions.ready(variant)
            portable.check(call, workload, size, expected, equal)
            calls[variant.__name__] = call
        except Unavailable as missing:
            absent[variant.__name__] = NotRun(missing.system, missing.reason)
    return calls, absent


def variant_of(name: str, samples: Sequence[tuple[float, bool]], calls: int, **facts: Any) -> Variant:
    """Samples as a record keeps them."""
    seconds, preempted = zip(*samples, strict=True)
    return Variant(name, seconds, preempted, calls, **facts)


def work_of(workload: Kernel, size: int) -> Work | None:
    """What the workload's module says that one call does, ``work(size)``."""
    work = getattr(sys.modules[workload.__module__], "work", None)
    return Work(**work(size)) if work else None


def lines_of(kernel: Kernel) -> int:
    """Number of lines of a kernel's source, see `code_of`."""
    return len(code_of(kernel))


def code_of(kernel: Kernel) -> list[str]:
    """Lines of a kernel's source, without its docstring, blank lines, comments and decorators."""
    text = textwrap.dedent(inspect.getsource(inspect.unwrap(getattr(kernel, "py_func", kernel))))
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    lines = text.splitlines()
    lines[: function.lineno - 1] = [""] * (function.lineno - 1)
    if ast.get_docstring(function) is not None:
        told = function.body[0]
        lines[told.lineno - 1 : told.end_lineno] = []
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def costs(
    *operations: Operation,
    setup: Callable[[int], dict[str, Any]],
    sizes: Sequence[int],
    budget: float = BUDGET_SECONDS,
) -> tuple[Comparison, ...]:
    """Time operations on a container over sizes, so that the exponent of each cost can be fitted.

    Parameters
    ----------
    *operations : Operation
        Statements, each on a container of its own called ``values``.
    setup : callable
        ``setup(size)`` returns the names that the statements see.
    sizes : sequence of int
        At least three, for an exponent.
    budget : float
        Seconds of rounds per size.

    Raises
    ------
    WrongResult
        An operation left the container with another size.
    """
    workload = setup.__module__.rpartition(".")[2]
    found = []
    for size in sizes:
        with terminal.progress(f"{workload}, size {size}"):
            samples, numbers, stopped = portable.time_operations(operations, size, setup, budget)
        variants = tuple(
            variant_of(one.name, samples[one.name], numbers[one.name], **described(one)) for one in operations
        )
        found.append(Comparison(workload, size, variants, stopped))
        collect(found[-1]) if collecting() else terminal.show(found[-1])
    return tuple(found)


def described(operation: Operation) -> dict[str, str | None]:
    """What a record keeps of an operation beside its samples."""
    return {"statement": operation.statement, "order": operation.order, "claimed": operation.claimed}


def observe(name: str, value: float | bool | str, unit: str = "") -> None:
    """Keep one observed value; `unit` is ``"bytes"``, ``"seconds"``, ``"share"`` (of one) or empty."""
    if collecting():
        collect(Observation(name, value, unit))
    else:
        print(f"{name} = {value} {unit}".rstrip())
