"""A small site with a fault of every kind: each is reported, every page is built, and the build fails."""

from __future__ import annotations

import pytest
from lxml import html

from tests.site.conftest import Site

pytestmark = pytest.mark.site


def test_the_build_fails_and_builds_every_page(wrong: Site) -> None:
    assert wrong.recorded.returncode == 1
    assert wrong.built.returncode == 1
    for language in ("en", "zh"):
        for name in ("10_wrong_result", "20_endless", "30_rule"):
            assert (wrong.html / language / "gallery" / "1_small" / f"{name}.html").exists()


@pytest.mark.parametrize(
    "told",
    [
        "gallery/1_small/10_wrong_result.py:14: error: WrongResult: total_loop gives another result",
        "gallery/1_small/20_endless.py:12: timeout",
        "prose: docs/index.md:3: '3 times' looks like a typed-in measurement",
        "index.md:3: WARNING: :time: nothing measured is called 'nothing_of_that_name'",
        "gallery/1_small/30_rule.py:14: WARNING: kernel: no kernel",
        "gallery/1_small/30_rule.py:16: WARNING: claim: rule 'surely(faster)'",
        "gallery/1_small/30_rule.py:21: WARNING: claim: rule 'faster(first, second, on=pypy)': on=free_threaded is the",
        "gallery/1_small/30_rule.py:26: WARNING: :limit: the machine's limits are measured by one script named",
        "'pypy': the one kind of interpreter to ask for is 'free-threaded'",
        "no kernel is called 'no_such_kernel'",
        "is not a call of one of faster",
        "translation (nox -s translate): index.po: missing: 'Wrong guide'",
        "English sentence",
    ],
)
def test_each_fault_is_told_with_its_place(wrong: Site, told: str) -> None:
    assert told in wrong.built.stderr


@pytest.mark.parametrize(("language", "head"), [("en", "Failed"), ("zh", "运行失败")])
def test_a_failed_script_has_a_box_with_the_traceback(wrong: Site, language: str, head: str) -> None:
    tree = html.fromstring(wrong.page(f"{language}/gallery/1_small/10_wrong_result.html"))
    (box,) = tree.find_class("script-status")
    assert box.get("data-status") == "error"
    assert head in box.text_content()
    assert "WrongResult" in box.xpath(".//pre")[0].text_content()


@pytest.mark.parametrize(("language", "head"), [("en", "Stopped: out of time"), ("zh", "已停止：超时")])
def test_a_stopped_script_has_a_box_and_keeps_what_it_printed(wrong: Site, language: str, head: str) -> None:
    page = wrong.page(f"{language}/gallery/1_small/20_endless.html")
    (box,) = html.fromstring(page).find_class("script-status")
    assert box.get("data-status") == "timeout"
    assert head in box.text_content()


def test_a_claim_whose_script_failed_is_not_tested(wrong: Site) -> None:
    tree = html.fromstring(wrong.page("en/gallery/1_small/10_wrong_result.html"))
    (claim,) = tree.find_class("claim")
    assert claim.get("data-verdict") == "not-tested"
    assert not tree.find_class("timings")
