"""Text of the roles that put figures into sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from accelguide.record import Missing, Work
from accelguide.record.limits import NoLimits
from accelguide.sphinx_ext.numbers import ROLES
from accelguide.words import DASH
from tests.builders import PAGE, comparison, record, shelve, steady, variant

MACHINE = "5_method/10_limits"
MEASURED = [
    comparison(steady("toys_loop", 8.0), steady("toys_threads", 4.0, startup=0.25), size=10, work=Work(bytes=100)),
    comparison(steady("toys_loop", 4.0), steady("toys_threads", 1.0, startup=0.5), size=100, work=Work(bytes=100)),
    comparison(steady("sum_numpy", 2.0), variant("sum_numba", []), workload="sum", work=Work(flops=3_000_000)),
    comparison(steady("team_serial", 1.0), steady("team_all", 1.0), size=1, workload="team"),
    comparison(steady("team_serial", 1.0), steady("team_all", 2 / 3), size=2, workload="team"),
]
LIMITS = [
    comparison(steady("copy_numpy", 1.0), steady("copy_threads", 0.5), workload="copy", work=Work(bytes=100)),
    comparison(steady("peak_numpy", 1.0), steady("peak_all", 0.25), workload="peak", work=Work(flops=1_000_000)),
]
Tell = Callable[[str, str], str]


@pytest.fixture
def depended() -> list[str]:
    """Records that a page was said to depend on."""
    return []


@pytest.fixture
def tell(tmp_path: Path, depended: list[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Text of a role on the page that made the records."""
    shelve(tmp_path, record(*MEASURED), record(*LIMITS, script=MACHINE))
    return telling(tmp_path, depended, monkeypatch)


def telling(folder: Path, depended: list[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Ask a role what it shows where the records lie in a folder."""
    env = SimpleNamespace(
        app=SimpleNamespace(confdir=folder),
        config=SimpleNamespace(accelguide_records="", accelguide_published="published", language="en"),
        docname=f"gallery/{PAGE}",
        note_dependency=lambda path: depended.append(Path(path).relative_to(folder).with_suffix("").as_posix()),
    )
    inliner = SimpleNamespace(document=SimpleNamespace(settings=SimpleNamespace(env=env)))

    def told(name: str, text: str) -> str:
        monkeypatch.setattr(ROLES[name], "inliner", inliner, raising=False)
        monkeypatch.setattr(ROLES[name], "text", text, raising=False)
        return ROLES[name].figure().replace("\N{NO-BREAK SPACE}", " ")

    return told


@pytest.mark.parametrize(
    ("role", "text", "expected"),
    [
        ("startup", "toys_threads", "500 ms"),
        ("startup", "toys_threads@10", "250 ms"),
        ("startup", "toys_loop", DASH),
        ("flops", "sum_numpy", "1.5 MFLOP/s"),
        ("flops", "sum_numba", DASH),
        ("flops", "toys_loop", DASH),
        ("share", "toys_threads", "50%"),
        ("share-one", "toys_threads", "100%"),
        ("share", "toys_threads@10", "12.5%"),
        ("share-one", "toys_loop", "25%"),
        ("share", "sum_numpy", "37.5%"),
        ("share-one", "sum_numpy", "150%"),
        ("share", "sum_numba", DASH),
        ("share-one", "team_all", DASH),
        ("limit", "bandwidth", "200 B/s"),
        ("limit", "bandwidth@all", "200 B/s"),
        ("limit", "bandwidth@one", "100 B/s"),
        ("limit", "flops", "4 MFLOP/s"),
        ("limit", "flops@one", "1 MFLOP/s"),
        ("serial-share", "team_all", "33.3%"),
        ("serial-share", "team_serial", "100%"),
        ("serial-share", "sum_numba", DASH),
        ("contention", "team_all", "0.333"),
        ("contention", "toys_loop", DASH),
        ("coherency", "team_all", "not fitted"),
        ("coherency", "toys_loop", DASH),
        ("efficiency", "team_all", "75%"),
        ("efficiency", "team_all@1", "100%"),
        ("efficiency", "toys_loop", DASH),
        ("verdict", "near(toys_threads, 0.9)", "holds"),
        ("verdict", "near(toys_threads, 0.9, cores=all)", "does not hold here"),
        ("verdict", "gains((toys_threads, toys_loop), (team_all, team_serial))", "holds"),
    ],
)
def test_what_a_role_shows(tell: Tell, role: str, text: str, expected: str) -> None:
    assert tell(role, text) == expected


@pytest.mark.parametrize("role", ["share", "share-one"])
def test_a_page_that_shows_a_share_depends_on_the_limits(tell: Tell, depended: list[str], role: str) -> None:
    tell(role, "toys_threads")
    assert set(depended) == {PAGE, MACHINE}


def test_a_page_that_shows_a_limit_depends_on_it(tell: Tell, depended: list[str]) -> None:
    tell("limit", "flops")
    assert depended == [MACHINE]


def test_an_unknown_limit_is_answered_with_those_there_are(tell: Tell) -> None:
    with pytest.raises(Missing, match="no limit is called 'latency'; known: bandwidth, flops"):
        tell("limit", "latency")


def test_the_limit_of_other_cores_is_refused(tell: Tell) -> None:
    with pytest.raises(ValueError, match="cores are 'one', 'all', 'device', not 'two'"):
        tell("limit", "flops@two")


def test_a_limit_that_was_not_reached_for_is_a_dash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelve(tmp_path, record(LIMITS[0], script=MACHINE))
    assert telling(tmp_path, [], monkeypatch)("limit", "flops") == DASH


@pytest.mark.parametrize(("role", "text"), [("limit", "flops"), ("share", "toys_loop"), ("share-one", "toys_loop")])
def test_without_limits_there_is_none_to_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, text: str
) -> None:
    shelve(tmp_path, record(*MEASURED))
    with pytest.raises(NoLimits):
        telling(tmp_path, [], monkeypatch)(role, text)


def test_figures_over_workers_leave_those_above_the_cores_out(
    tmp_path: Path, depended: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = [
        comparison(steady("crew_serial", 1.0), steady("crew_all", 1 / speed), size=count, workload="crew")
        for count, speed in ((1, 1.0), (2, 1.6), (3, 1.5), (4, 1.2))
    ]
    shelve(tmp_path / "two", dataclasses.replace(record(*crew), machine={"cores": 2.0}))
    tell = telling(tmp_path / "two", depended, monkeypatch)
    assert tell("efficiency", "crew_all") == "80%"
    assert tell("efficiency", "crew_all@4") == "30%"
    assert (tell("contention", "crew_all"), tell("coherency", "crew_all")) == ("0.25", "not fitted")
    shelve(tmp_path / "four", dataclasses.replace(record(*crew), machine={"cores": 4.0}))
    tell = telling(tmp_path / "four", depended, monkeypatch)
    assert tell("efficiency", "crew_all") == "30%"
    assert tell("coherency", "crew_all") != "not fitted"
