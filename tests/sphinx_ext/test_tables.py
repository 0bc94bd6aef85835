"""Tables and charts made from records that the tests make up."""

from __future__ import annotations

import pytest
from lxml import html

from accelguide.record import NotRun, Ratio
from accelguide.record.amdahl import amdahl
from accelguide.record.usl import Curve, Law, Rates
from accelguide.sphinx_ext.amdahl import chart
from accelguide.sphinx_ext.families import families_table
from accelguide.sphinx_ext.laws import Drawing, figure
from accelguide.sphinx_ext.timings import timings_table
from accelguide.sphinx_ext.usl import outlook
from accelguide.words import LANGUAGES
from tests.builders import comparison, steady, variant

ABSENT = variant("toys_numba", [], not_run=NotRun("numba", "not-installed"))
PLAIN = steady("toys_loop", 2.0)
ONCE = {"startup": 0.25, "first": 0.5, "peak_memory": 1000}
SHARE = [(0.5, 0.4, 0.6), (0.25, 0.2, 0.3)]
VARIANTS = [
    (PLAIN, steady("toys_processes", 1.0), ABSENT),
    (PLAIN, steady("toys_processes", 1.0, startup=0.25), ABSENT),
    (PLAIN, steady("toys_processes", 1.0, **ONCE), ABSENT),
    (PLAIN, steady("toys_numpy", 1.0, first=0.5), ABSENT),
    (ABSENT,),
]


def cells(table: html.HtmlElement) -> list[list[str]]:
    """Text of the cells of each row, heads first; one that spans several columns is repeated."""
    return [
        [cell.text_content() for cell in row for _ in range(int(cell.get("colspan", 1)))]
        for row in table.xpath(".//tr")
    ]


def timings(*variants, shares=None, language="en") -> list[list[str]]:
    """Cells of a table of timings."""
    return cells(html.fromstring(timings_table(comparison(*variants), language, shares or {})))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variants", VARIANTS)
@pytest.mark.parametrize("shared", [False, True])
def test_every_row_of_timings_is_as_wide_as_its_head(variants, shared: bool, language: str) -> None:
    shares = {one.name: SHARE for one in variants} if shared else {}
    head, *rows = timings(*variants, shares=shares, language=language)
    assert len(rows) == len(variants)
    assert {len(row) for row in rows} == {len(head)}


def test_a_column_that_holds_nothing_is_left_out() -> None:
    assert timings(PLAIN)[0] == ["Variant", "Time (median)", "Speed-up [95% interval]", "Result", "Ratio of minima"]
    assert timings(PLAIN, steady("toys_threads", 1.0, startup=0.25))[0][5:] == ["Start-up"]
    assert timings(PLAIN, steady("toys_numpy", 1.0, first=0.25))[0][5:] == ["First call"]


def test_what_an_engine_asks_for_stands_in_its_column() -> None:
    head, plain, ray = timings(PLAIN, steady("toys_ray", 1.0, moved=2000, changed=3))
    assert head[5:] == ["Bytes moved", "Lines that differ"]
    assert plain[5:] == ["–", "–"]
    assert ray[5:] == ["2\u00a0kB", "3"]


def test_what_was_measured_once_stands_in_its_column() -> None:
    head, plain, processes = timings(PLAIN, steady("toys_processes", 1.0, **ONCE))
    assert head[5:8] == ["Start-up", "First call", "Peak memory"]
    assert plain[5:8] == ["–"] * 3
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in processes[5:8]] == ["250 ms", "500 ms", "1 kB"]


def test_shares_stand_in_their_columns_and_what_has_none_has_a_dash() -> None:
    shares = {"toys_loop": [None, None], "toys_numpy": SHARE}
    head, plain, numpy = timings(PLAIN, steady("toys_numpy", 1.0), shares=shares)
    assert head[5:7] == ["Share of one core's limit", "Share of all cores' limit"]
    assert plain[5:7] == ["–", "–"]
    assert numpy[5:7] == ["50%", "25%"]


def test_shares_stand_before_what_was_measured_once() -> None:
    head, processes = timings(steady("toys_processes", 1.0, **ONCE), shares={"toys_processes": SHARE})
    shown = dict(zip(head, processes, strict=True))
    assert (shown["Share of all cores' limit"], shown["First call"]) == ("25%", "500\N{NO-BREAK SPACE}ms")


def test_a_table_of_another_interpreter_names_it() -> None:
    found = comparison(PLAIN, interpreter="3.14.0t")
    (caption,) = html.fromstring(timings_table(found, "en", {})).xpath(".//caption")
    assert caption.text_content() == "toys, size 100, CPython 3.14.0t"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_families_is_as_wide_as_its_head(language: str) -> None:
    found = comparison(PLAIN, steady("toys_native", 1.0), steady("toys_processes", 1.0, **ONCE), ABSENT)
    head, *rows = cells(html.fromstring(families_table(found, language)))
    assert len(rows) == 4
    assert {len(row) for row in rows} == {len(head)}


def test_a_family_pays_for_its_start_up() -> None:
    found = comparison(PLAIN, steady("toys_processes", 1.0, **ONCE), steady("toys_numpy", 1.0))
    head, *rows = cells(html.fromstring(families_table(found, "en")))
    shown = {row[1]: row[head.index("Start-up")].replace("\N{NO-BREAK SPACE}", " ") for row in rows}
    assert shown == {"toys_loop": "–", "toys_processes": "250 ms", "toys_numpy": "–"}


# Amdahl's law


def drawn(ratios: dict[int, float]) -> html.HtmlElement:
    """Chart of a team that was so many times as fast as one worker."""
    sweep = [
        comparison(steady("alone", 1.0), steady("team", 1 / ratio), size=workers) for workers, ratio in ratios.items()
    ]
    law = amdahl(sweep, "team")
    assert law is not None
    return html.fromstring(chart(sweep, "team", law, "en"))


def ends(figure: html.HtmlElement, kind: str) -> list[tuple[float, float]]:
    """First and last point of a curve."""
    (line,) = figure.xpath(f".//polyline[@class='{kind}']")
    points = [tuple(map(float, one.split(","))) for one in line.get("points").split()]
    return [points[0], points[-1]]


def test_the_prediction_goes_on_where_the_fit_ends() -> None:
    figure = drawn({1: 1.0, 2: 1.8, 4: 3.0})
    (left, bottom), (middle, height) = ends(figure, "series s1")
    assert ends(figure, "series s2 predicted")[0] == (middle, height)
    right, top = ends(figure, "series s2 predicted")[1]
    assert left < middle < right
    assert bottom > height > top


def test_a_perfect_team_lies_on_the_ideal() -> None:
    figure = drawn({1: 1.0, 2: 2.0, 4: 4.0})
    ideal = ends(figure, "series s0")
    assert [ends(figure, "series s1")[0], ends(figure, "series s2 predicted")[1]] == ideal
    marks = [(float(one.get("x")), float(one.get("y")) - 4) for one in figure.find_class("dot") if one.tag == "text"]
    assert [marks[0], marks[-1]] == [ideal[0], ends(figure, "series s1")[1]]


def test_what_is_slower_than_one_worker_stays_inside_the_chart() -> None:
    figure = drawn({1: 0.4, 2: 0.7, 4: 1.1})
    _, _, width, height = map(float, figure.xpath("./svg")[0].get("viewbox").split())
    for one in figure.xpath(".//svg/text[contains(@class, 'dot')]"):
        assert 0 < float(one.get("x")) < width
        assert 0 < float(one.get("y")) < height


def test_the_table_holds_what_was_measured_and_what_is_predicted() -> None:
    _, *rows = cells(drawn({1: 1.0, 3: 1.5}))
    assert [row[0] for row in rows] == ["1", "3", "6", "12", "24", "48"]
    assert [row[1] for row in rows] == ["1 [1, 1]", "1.5 [1.5, 1.5]", *["–"] * 4]
    assert [row[2] for row in rows] == ["1", "1.5", *["–"] * 4]
    assert [row[3] for row in rows] == ["–", "–", "1.71", "1.85", "1.92", "1.96"]


# the universal scalability law


def even(ratio: float) -> Ratio:
    """A speed-up without noise."""
    return Ratio(ratio, ratio, ratio, ratio, "same")


def law_of(contention: float, coherency: float = 0.0, both: bool = True) -> Law:
    """The law, fitted without noise."""
    curve = Curve(contention, coherency)
    return Law(curve, curve, curve, both)


@pytest.mark.parametrize(
    ("language", "legend"),
    [("en", "measured with more workers than cores"), ("zh", "工作进程多于核心时的实测值")],
)
def test_more_workers_than_cores_are_drawn_apart(language: str, legend: str) -> None:
    points = {1: even(1.0), 2: even(1.8), 3: even(1.7)}
    made = html.fromstring(figure(Drawing("usl", "team", points, law_of(0.1).speedup, cores=2.0), language))
    assert legend in made.find_class("legend")[0].text_content()
    assert [one.text for one in made.xpath(".//svg/text[contains(@class, 'dot')]")] == ["●", "●", "○"]
    assert ends(made, "series s2 predicted")[0] == ends(made, "series s1")[1]
    _, *rows = cells(made)
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "8", "16", "32"]
    assert [row[2] == "–" for row in rows] == [False, False, *[True] * 5]
    assert [row[3] == "–" for row in rows] == [True, True, *[False] * 5]
    assert rows[2][1] == "1.7 [1.7, 1.7]"


def test_a_law_that_falls_below_one_stays_inside_the_chart() -> None:
    made = html.fromstring(figure(Drawing("usl", "team", {1: even(1.0), 4: even(1.2)}, law_of(0.1, 0.2).speedup), "en"))
    _, _, width, height = map(float, made.xpath("./svg")[0].get("viewbox").split())
    assert all(0 < x < width and 0 < y < height for x, y in ends(made, "series s2 predicted"))


def predicted(law: Law, moved: float | None = 0.5, language: str = "en") -> html.HtmlElement:
    """Outlook of a team of which each worker reads a gigabyte a second, on two cores."""
    return html.fromstring(f"<div>{outlook('team', law, Rates(1e9, moved), 2.0, language)}</div>")


def spaced(rows: list[list[str]]) -> list[list[str]]:
    """Cells with plain spaces."""
    return [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows]


def test_an_outlook_scales_what_was_measured() -> None:
    _, *rows = spaced(cells(predicted(law_of(0.0))))
    assert rows[0] == ["1 TB", "16", "8", "1.04 min [1.04 min, 1.04 min]", "500 GB"]
    assert rows[-1] == ["1 PB", "1,024", "512", "16.3 min [16.3 min, 16.3 min]", "500 TB"]
    assert [row[1] for row in rows] == ["16", "128", "1,024"] * 2


def test_an_outlook_follows_the_law_and_its_interval() -> None:
    law = Law(Curve(0.5), Curve(0.0), Curve(1.0), both=False)
    _, *rows = spaced(cells(predicted(law)))
    assert rows[0][3] == "8.85 min [1.04 min, 16.7 min]"


def test_bytes_that_were_not_counted_are_a_dash() -> None:
    _, *rows = cells(predicted(law_of(0.0), moved=None))
    assert {row[4] for row in rows} == {"–"}


@pytest.mark.parametrize(
    ("law", "told"),
    [
        (law_of(0.19, 0.01), "more than 9 workers"),
        (law_of(0.1), "no number of workers"),
        (law_of(0.1, both=False), "no peak"),
    ],
)
def test_an_outlook_tells_where_the_law_has_its_peak(law: Law, told: str) -> None:
    assert told in predicted(law).xpath("./p")[0].text_content()


@pytest.mark.parametrize(("language", "word"), [("en", "PREDICTION"), ("zh", "预测")])
def test_an_outlook_is_marked_as_a_prediction(language: str, word: str) -> None:
    made = predicted(law_of(0.19, 0.01), language=language)
    assert made.xpath(".//caption")[0].text_content().startswith(word)
    assert made.xpath("./p")[0].text_content().startswith(word)
