"""A small site with nothing wrong: same numbers in both languages, everything where tests and readers expect it."""

from __future__ import annotations

import json
import re
import zipfile

import pytest
from lxml import html

from tests.site.conftest import Site

pytestmark = pytest.mark.site
PAGE = "gallery/1_small/10_good.html"


def test_both_steps_end_well(good: Site) -> None:
    assert good.recorded.returncode == 0, good.recorded.stdout + good.recorded.stderr
    assert good.built.returncode == 0, good.built.stdout + good.built.stderr


def test_the_address_of_the_result_is_printed(good: Site) -> None:
    assert (good.html / "index.html").as_uri() in good.built.stdout


def test_a_missing_system_is_told_with_its_reason(good: Site) -> None:
    assert "surely_absent is not installed" in good.recorded.stdout
    boxes = {one: html.fromstring(good.page(f"{one}/gallery/1_small/20_absent.html")) for one in ("en", "zh")}
    for tree in boxes.values():
        (box,) = tree.find_class("script-status")
        assert box.get("data-status") == "skipped"
        assert "pip install surely_absent" in box.text_content()
    assert "Not run here" in boxes["en"].find_class("script-status")[0].text_content()
    assert "此处未运行" in boxes["zh"].find_class("script-status")[0].text_content()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_timings_carry_raw_figures_of_the_record(good: Site, language: str) -> None:
    record = json.loads((good.root / "docs/_build/records/1_small/10_good.json").read_text(encoding="utf-8"))
    tree = html.fromstring(good.page(f"{language}/{PAGE}"))
    (table,) = tree.find_class("timings")
    assert (table.get("data-workload"), table.get("data-size")) == ("doubling", "100")
    shown = {row.get("data-variant"): float(row.get("data-seconds")) for row in table.xpath(".//tr[@data-variant]")}
    last = [one for one in record["comparisons"] if one["workload"] == "doubling"][-1]
    assert set(shown) == {one["name"] for one in last["variants"]}
    for variant in last["variants"]:
        assert min(variant["seconds"]) <= shown[variant["name"]] * 1.001
        assert shown[variant["name"]] <= max(variant["seconds"]) * 1.001


def test_numbers_are_the_same_in_both_languages(good: Site) -> None:
    pages = [html.fromstring(good.page(f"{one}/{PAGE}")) for one in ("en", "zh")]
    first, second = ({one.get("data-key"): one.text_content() for one in tree.find_class("measured")} for tree in pages)
    assert first == second
    assert set(first) == {"speedup:doubling_comprehension", "observed:answer"}
    assert first["observed:answer"] == "42"


def test_claims_and_rows_of_costs_have_ids_and_verdicts(good: Site) -> None:
    tree = html.fromstring(good.page(f"en/{PAGE}"))
    verdicts = {one.get("id"): one.get("data-verdict") for one in tree.find_class("claim")}
    assert set(verdicts) == {"claim-small.dict.get", "claim-small.dict.set", "claim-small.answer"}
    assert verdicts["claim-small.answer"] == "holds"


def test_the_table_of_claims_speaks_the_language_of_its_page(good: Site) -> None:
    assert "The answer is true." in good.page("en/chapters/claims.html")
    assert "答案为真。" in good.page("zh/chapters/claims.html")


def test_output_and_drawing_are_shown_and_the_words_of_the_drawing_translated(good: Site) -> None:
    english, chinese = good.page(f"en/{PAGE}"), good.page(f"zh/{PAGE}")
    assert "printed by the script" in english
    assert "printed by the script" in chinese
    assert 'aria-label="A drawing of two points"' in english
    assert 'aria-label="两个点的图"' in chinese
    assert re.search(r"<text[^>]*>A drawing of two points<", english)
    assert not re.search(r"<text[^>]*>A drawing of two points<", chinese)


def test_formulas_are_mathml(good: Site) -> None:
    assert "<msub>" in good.page("en/chapters/claims.html")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_page_says_its_language_and_where_the_other_is(good: Site, language: str) -> None:
    tree = html.fromstring(good.page(f"{language}/{PAGE}"))
    assert tree.get("lang").startswith(language)
    found = {one.get("hreflang"): one.get("href") for one in tree.xpath("//link[@rel='alternate']")}
    assert found["en"].endswith(f"/en/{PAGE}")
    assert found["zh-Hans"].endswith(f"/zh/{PAGE}")
    assert found["x-default"] == found["en"]
    assert [one.get("href") for one in tree.xpath("//link[@rel='canonical']")] == [f"../../../{language}/{PAGE}"]
    switch = tree.xpath("//nav[contains(@class, 'language-switch')]//a")
    assert {one.get("href") for one in switch} == {f"../../../{'zh' if language == 'en' else 'en'}/{PAGE}"}


def test_the_root_page_offers_both_languages_without_javascript(good: Site) -> None:
    tree = html.fromstring(good.page("index.html"))
    assert [one.get("href") for one in tree.xpath("//body//a")] == ["en/index.html", "zh/index.html"]


def test_titles_of_thumbnails_are_translated(good: Site) -> None:
    assert "一页尽有" in good.page("zh/gallery/1_small/index.html")
    assert "Everything on one page" not in good.page("zh/gallery/1_small/index.html")


def test_nothing_is_loaded_from_other_hosts(good: Site) -> None:
    for path in good.html.rglob("*.html"):
        loaded = re.findall(
            r"<(?:script|img|link rel=\"stylesheet\")[^>]*(?:src|href)=\"(https?:)?//", path.read_text("utf-8")
        )
        assert not loaded, path


def test_chinese_downloads_translate_prose_and_keep_code(good: Site) -> None:
    folder = good.html / "zh" / "_downloads" / "gallery" / "1_small"
    original = (good.root / "gallery/1_small/10_good.py").read_text(encoding="utf-8")
    script = (folder / "10_good.py").read_text(encoding="utf-8")
    assert "一个把指南用到的都用上的脚本。" in script
    code = [line for line in original.splitlines() if line and not line.startswith("#")]
    assert all(line in script.splitlines() for line in code[code.index("import matplotlib.pyplot as plt") :])
    notebook = json.loads((folder / "10_good.ipynb").read_text(encoding="utf-8"))
    assert "一页尽有" in "".join(notebook["cells"][0]["source"])
    assert ".. timings::" not in json.dumps(notebook)


def test_a_zip_holds_script_notebook_and_standalone_script(good: Site) -> None:
    with zipfile.ZipFile(good.html / "en/_downloads/gallery/1_small/10_good.zip") as archive:
        assert sorted(archive.namelist()) == ["10_good.ipynb", "10_good.py", "10_good_standalone.py"]
