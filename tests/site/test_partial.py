"""One script measured in a fresh clone: the site is built, and says what is missing."""

from __future__ import annotations

import pytest
from lxml import html

from tests.site.conftest import Site

pytestmark = pytest.mark.site


def test_the_build_goes_well(partial: Site) -> None:
    assert partial.recorded.returncode == 0
    assert partial.built.returncode == 0, partial.built.stderr


def test_a_number_that_was_not_measured_is_a_dash(partial: Site) -> None:
    numbers = html.fromstring(partial.page("en/index.html")).find_class("measured")
    assert [one.text_content() for one in numbers] == ["–", "–"]


@pytest.mark.parametrize(("language", "head"), [("en", "Not measured in this build"), ("zh", "本次构建未测量此页")])
def test_a_page_that_was_not_measured_says_so(partial: Site, language: str, head: str) -> None:
    (box,) = html.fromstring(partial.page(f"{language}/gallery/1_small/10_good.html")).find_class("script-status")
    assert head in box.text_content()
    assert "nox -s docs" in box.text_content()
