"""What did not run here is shown from another machine: apart, folded, with that machine's name."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from lxml import html

from accelguide.record import NotRun, Work
from accelguide.record.limits import Limit
from accelguide.sphinx_ext.roofline import Spot, chart, spots
from accelguide.sphinx_ext.timings import Timings, timings_table
from accelguide.words import DASH, LANGUAGES
from tests.builders import PAGE, comparison, record, shelve, steady, variant
from tests.sphinx_ext.test_numbers import Tell, telling

LIMITS, DEVICE = "3_numpy/10_limits", "5_cuda/70_roofline"
ABSENT = variant("toys_cuda", [], not_run=NotRun("cuda", "no-device"))
RAN = steady("toys_cuda", 0.5, wall=0.75, transfers=2.0)
COUNTED = {"work": Work(bytes=100, flops=50)}
HERE = comparison(steady("toys_numpy", 2.0), ABSENT, **COUNTED)
THERE = comparison(steady("toys_numpy", 1.0), RAN, **COUNTED)
COPY = comparison(steady("copy_numpy", 1.0), workload="copy", work=Work(bytes=100, flops=100))
DEVICE_COPY = comparison(steady("copy_cuda", 0.1), workload="copy", work=Work(bytes=100, flops=100))
FACTS = {"processor": "far processor", "cores": 4.0, "memory": 10**9, "devices": ["Big GPU, 1.2"], "system": "s",
         "python": "p", "load": 0, "date": "2026-01-01"}  # fmt: skip

NEAR = FACTS | {"processor": "near processor", "devices": []}


def machines(folder, here=HERE, there=THERE) -> None:
    """This machine's records below `folder`, and those of one that has a device."""
    near, far = (dataclasses.replace(record(one), machine=facts) for one, facts in ((here, NEAR), (there, FACTS)))
    shelve(folder, near, record(COPY, script=LIMITS))
    shelve(folder / "published" / "far", far, record(DEVICE_COPY, script=DEVICE), record(COPY, script=LIMITS))


@pytest.fixture
def tell(tmp_path, monkeypatch) -> Tell:
    """Text of a role on the page of the toys."""
    machines(tmp_path)
    return telling(tmp_path, [], monkeypatch)


@pytest.mark.parametrize(
    ("role", "text", "expected"),
    [
        ("time", "toys_cuda", "500 ms (on far)"),
        ("wall", "toys_cuda", "750 ms (on far)"),
        ("transfers", "toys_cuda", "2 s (on far)"),
        ("speedup", "toys_cuda", "2 (on far)"),
        ("share-device", "toys_cuda", "20% (on far)"),
        ("time", "toys_numpy", "2 s"),
        ("wall", "toys_numpy", DASH),
        ("share-device", "toys_numpy", DASH),
    ],
)
def test_a_role_names_the_machine_whose_figure_it_shows(tell: Tell, role: str, text: str, expected: str) -> None:
    assert tell(role, text) == expected


def directive(folder, language="en", **options) -> Timings:
    """A directive on the page of the toys."""
    made = Timings.__new__(Timings)
    config = SimpleNamespace(
        accelguide_records="", accelguide_published="published", accelguide_partial=False, language=language
    )
    env = SimpleNamespace(
        app=SimpleNamespace(confdir=folder), config=config, docname=f"gallery/{PAGE}", note_dependency=lambda path: None
    )
    made.state = SimpleNamespace(document=SimpleNamespace(settings=SimpleNamespace(env=env)))
    made.arguments, made.options = ["toys"], options
    return made


def shown(folder, **options) -> html.HtmlElement:
    """What the directive shows."""
    (node,) = directive(folder, **options).show()
    return html.fromstring(f"<div>{node.astext()}</div>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_machine_s_table_is_folded_below_with_its_line(tmp_path, language) -> None:
    machines(tmp_path)
    page = shown(tmp_path, language=language)
    (own,) = page.xpath("./div[@class='figures']")
    (folded,) = page.xpath("./details[@class='elsewhere']")
    assert "open" not in folded.attrib
    assert folded.get("data-machine") == "far"
    assert "far" in folded.find("summary").text_content()
    assert own.xpath(".//tr[@data-not-run]/@data-variant") == ["toys_cuda"]
    assert folded.xpath(".//tr[@data-seconds]/@data-variant") == ["toys_numpy", "toys_cuda"]
    assert "far processor" in folded.find_class("machine")[0].text_content()
    assert "Big GPU, 1.2" in folded.find_class("machine")[0].text_content()


def test_nothing_is_folded_where_all_ran_here(tmp_path) -> None:
    machines(tmp_path, here=THERE)
    assert not shown(tmp_path).xpath(".//details")


def test_shares_of_a_device_have_a_column_of_their_own(tmp_path) -> None:
    machines(tmp_path)
    page = shown(tmp_path, share=None)
    own, far = ([head.text_content() for head in table.xpath(".//thead//th")] for table in page.xpath(".//table"))
    assert "Share of the device's limit" not in own
    place = far.index("Share of the device's limit")
    rows = page.xpath(".//details//tbody/tr")
    cells = {row.get("data-variant"): [cell.text_content() for cell in row] for row in rows}
    assert cells["toys_numpy"][place - 2 : place + 1] == ["100%", "100%", DASH]
    assert cells["toys_cuda"][place - 2 : place + 1] == [DASH, DASH, "20%"]


def test_wall_and_transfers_have_columns_where_a_device_was_used() -> None:
    table = html.fromstring(timings_table(THERE, "en", {}))
    heads = [head.text_content() for head in table.xpath(".//thead//th")]
    assert heads[-2:] == ["Launch to end, by the clock", "Transfers"]
    assert [cell.text_content() for cell in table.xpath(".//tr[@data-variant='toys_numpy']/*")][-2:] == [DASH, DASH]


# the roofline


def test_spots_are_what_ran_and_is_counted(tmp_path) -> None:
    uncounted = comparison(steady("odd_cuda", 1.0), workload="odd")
    shelf = shelve(tmp_path, record(THERE, uncounted, comparison(ABSENT, workload="none", **COUNTED)))
    found = list(spots(shelf, ["toys_cuda", "odd_cuda", "toys_numpy", "missing_cuda"], Limit(1000, 200), PAGE))
    assert found == [Spot("toys_cuda", 0.5, 100, 0.5), Spot("toys_numpy", 0.5, 50, 0.25)]


def test_without_both_limits_there_is_no_roof(tmp_path) -> None:
    shelf = shelve(tmp_path, record(THERE))
    assert not list(spots(shelf, ["toys_cuda"], Limit(1000, 0), PAGE))


def test_marks_lie_below_the_roof_and_the_roof_bends_at_the_ridge() -> None:
    figure = html.fromstring(chart([Spot("a", 0.5, 100, 0.2), Spot("b", 64.0, 900, 0.9)], Limit(1000, 1000), "r", "en"))
    (roof,) = figure.xpath(".//polyline")
    (x0, y0), (x1, y1), (x2, y2) = [tuple(map(float, one.split(","))) for one in roof.get("points").split()]
    assert x0 < x1 < x2
    assert y0 > y1 == y2
    marks = [(float(one.get("x")), float(one.get("y")) - 4) for one in figure.xpath(".//svg/text[@class]")
             if "dot" in one.get("class")]  # fmt: skip
    assert len(marks) == 2
    assert marks[0][0] < x1 < marks[1][0]
    assert all(y > y1 for _, y in marks)
