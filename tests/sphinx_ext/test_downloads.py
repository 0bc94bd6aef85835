"""Prose of downloads: translated from the catalogue, made plain for notebooks."""

from __future__ import annotations

import pytest

from accelguide.sphinx_ext.downloads import FIGURES, plain, translate, width
from accelguide.sphinx_ext.numbers import ROLES


def test_paragraphs_are_replaced_however_they_are_wrapped() -> None:
    assert (
        translate("A first\nsentence here.\n\nAnother.", {"A first sentence here.": "第一句。"})
        == "第一句。\n\nAnother."
    )


def test_a_short_message_leaves_a_longer_one_alone() -> None:
    known = {"loop": "循环", "the loop is slow": "循环很慢"}
    assert translate("the loop is slow", known) == "循环很慢"


def test_underlines_grow_with_wide_characters() -> None:
    text = translate("Title\n=====\n", {"Title": "很长的中文标题"})
    title, line, *_ = text.split("\n")
    assert len(line) >= width(title) == 14


def test_a_notebook_names_figures_and_keeps_statements() -> None:
    text = (
        ".. timings:: doubling\n\n.. claim:: a.b\n   :rule: faster(x, y)\n\n   It is so.\n\nIt ran :speedup:`x` fast.\n"
    )
    shown = plain(text)
    assert "timings" not in shown
    assert "rule" not in shown
    assert "It is so." in shown
    assert "*[speedup: x]*" in shown


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_notebook_names_the_figure_of_every_role(role: str) -> None:
    assert plain(f"It is :{role}:`x`.") == f"It is *[{role}: x]*.\n"


@pytest.mark.parametrize("shown", FIGURES.split("|"))
def test_a_notebook_leaves_out_what_only_a_page_can_show(shown: str) -> None:
    assert plain(f"Before.\n\n.. {shown}:: x\n   :size: 3\n\nAfter.\n").split() == ["Before.", "After."]
