"""Drawings: which of their texts are words, that each language has its own of."""

from __future__ import annotations

import io

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure as Drawn

from accelguide.record import Figure
from accelguide.sphinx_ext.charts import drawing_of, markup


@pytest.fixture
def svg() -> str:
    """A drawing, as the recorder keeps it, with a word, a name of code, and a number."""
    figure = Drawn()
    figure.text(0.1, 0.1, "time taken")
    figure.text(0.1, 0.2, "legs_rows", family="monospace")
    figure.text(0.1, 0.3, "12.5")
    text = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(text, format="svg")
    return text.getvalue()


def test_words_are_extracted_and_names_of_code_are_not(svg: str) -> None:
    node = drawing_of(Figure(svg, "How long"), "one", "page.rst", 1)
    assert node["strings"] == ["How long", "time taken"]


def test_words_are_translated_and_names_of_code_stay(svg: str) -> None:
    node = drawing_of(Figure(svg, "How long"), "one", "page.rst", 1)
    for text, translation in (("How long", "多久"), ("time taken", "用时"), ("legs_rows", "行")):
        node.apply_translated_message(text, translation)
    shown = markup(node)
    assert all(text in shown for text in ("多久", "用时", "legs_rows", "12.5"))
    assert "time taken" not in shown
