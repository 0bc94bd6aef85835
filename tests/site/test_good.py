"""A small site with nothing wrong: same numbers in both languages, everything where tests and readers expect it."""

from __future__ import annotations

import ast
import json
import re
import sysconfig
import zipfile

import pytest
from lxml import html

from accelguide import words
from accelguide.claims import judge, parse
from accelguide.record import Comparison, Records, Variant, seconds, speedup
from accelguide.record.amdahl import amdahl
from accelguide.record.figures import calm
from tests.site.conftest import Site

pytestmark = pytest.mark.site
PAGE = "gallery/1_small/10_good.html"
LIMITS = "gallery/1_small/30_limits.html"
THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))  # then the running interpreter is found


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


# limits, shares, start-up, Amdahl's law, free-threaded CPython


def records(good: Site) -> Records:
    """What the site was built from."""
    return Records(good.root / "docs/_build/records")


def last(good: Site, name: str) -> tuple[Comparison, Variant]:
    """A variant at the largest size, and the comparison that holds it."""
    comparison = records(good).sweep(name)[-1]
    variant = comparison.variant(name)
    assert variant is not None
    return comparison, variant


def rate(good: Site, name: str, kind: str) -> float:
    """Bytes or operations a second of a variant, at the largest size."""
    comparison, variant = last(good, name)
    return float(getattr(comparison.work, kind)) / seconds(variant)


def most(good: Site, kind: str, *names: str) -> float:
    """Bytes or operations a second that any of these reached in an undisturbed round."""
    found = [last(good, name) for name in names]
    return max(
        float(getattr(comparison.work, kind)) / min(variant.seconds[place] for place in calm(variant))
        for comparison, variant in found
    )


def shares(good: Site) -> dict[str, list[str]]:
    """Shares of the limit of one core, and of all, as text."""
    bounds = most(good, "bytes", "digest_serial"), most(good, "bytes", "digest_serial", "digest_threads")
    names = "digest_serial", "digest_threads"
    return {name: [words.share(rate(good, name, "bytes") / bound) for bound in bounds] for name in names}


def test_roles_put_limits_and_shares_into_sentences_of_both_languages(good: Site) -> None:
    law = amdahl(records(good).sweep("solving_numpy"), "solving_numpy")
    assert law is not None
    startup = last(good, "digest_threads")[1].startup
    assert startup is not None
    expected = {
        "startup:digest_threads": words.time(startup),
        "share-one:digest_serial": shares(good)["digest_serial"][0],
        "share:digest_serial": shares(good)["digest_serial"][1],
        "limit:bandwidth@one": f"{words.memory(most(good, 'bytes', 'digest_serial'))}/s",
        "limit:bandwidth": f"{words.memory(most(good, 'bytes', 'digest_serial', 'digest_threads'))}/s",
        "flops:solving_numpy": words.flops(rate(good, "solving_numpy", "flops")),
        "limit:flops": words.flops(most(good, "flops", "solving_inverse", "solving_numpy")),
        "serial-share:solving_numpy": words.share(law.serial),
    }
    for language in ("en", "zh"):
        found = html.fromstring(good.page(f"{language}/{LIMITS}")).find_class("measured")
        assert {one.get("data-key"): one.text_content() for one in found} == expected


def test_a_share_is_found_from_another_page(good: Site) -> None:
    for language in ("en", "zh"):
        found = html.fromstring(good.page(f"{language}/index.html")).find_class("measured")
        shown = [one.text_content() for one in found if one.get("data-key") == "share-one:digest_serial"]
        assert shown == [shares(good)["digest_serial"][0]]


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("en", ["Share of one core's limit", "Share of all cores' limit", "Start-up", "First call"]),
        ("zh", ["占单核极限的比例", "占全部核心极限的比例", "启动时间", "首次调用"]),
    ],
)
def test_a_table_has_columns_for_shares_and_start_up(good: Site, language: str, heads: list[str]) -> None:
    table = html.fromstring(good.page(f"{language}/{LIMITS}")).find_class("timings")[0]
    known = [one.text_content() for one in table.xpath("./thead//th")]
    assert known[5:9] == heads
    cells = {
        row.get("data-variant"): dict(zip(known, (one.text_content() for one in row), strict=True))
        for row in table.xpath("./tbody/tr")
    }
    startup = last(good, "digest_threads")[1].startup
    assert startup is not None
    assert [cells[name][heads[2]] for name in ("digest_serial", "digest_threads")] == ["–", words.time(startup)]
    assert {name: [cells[name][one] for one in heads[:2]] for name in cells} == shares(good)


def test_a_table_has_no_columns_that_were_not_asked_for(good: Site) -> None:
    heads = [one.text_content() for one in html.fromstring(good.page(f"en/{PAGE}")).xpath("//table/thead//th")]
    assert "Time (median)" in heads
    assert not {"Start-up", "Share of one core's limit", "Share of all cores' limit"} & set(heads)


@pytest.mark.parametrize(
    ("language", "reason", "columns"),
    [
        ("en", "not run here", ["Variant", "Time (median)", "Result"]),
        ("zh", "此处未运行", ["变体", "时间（中位数）", "结论"]),
    ],
)
@pytest.mark.skipif(THREADED, reason="a free-threaded interpreter runs this")
def test_what_no_interpreter_was_found_for_says_so(good: Site, language: str, reason: str, columns: list[str]) -> None:
    _, table = html.fromstring(good.page(f"{language}/{LIMITS}")).find_class("timings")
    assert "CPython" in table.xpath("./caption")[0].text_content()
    heads = [one.text_content() for one in table.xpath("./thead//th")]
    assert [heads[place] for place in (0, 1, 3)] == columns
    rows = table.xpath("./tbody/tr")
    assert [row.get("data-variant") for row in rows] == ["digest_serial", "digest_threads"]
    for row in rows:
        (cell,) = row.xpath("./td")
        assert int(cell.get("colspan")) == len(heads) - 1
        assert cell.text_content().startswith(reason)
        assert cell.xpath(".//code")[0].text_content().startswith("uv python install 3.")


@pytest.mark.parametrize(
    ("language", "heads", "none"),
    [
        (
            "en",
            ["workers", "measured, with interval", "prediction of the law, not measured"],
            "Only one core may be used",
        ),
        ("zh", ["工作进程数", "实测值及置信区间", "定律的预测，未经实测"], "此处只能使用一个核心"),
    ],
)
def test_amdahls_law_is_drawn_and_predicts_beyond_what_was_measured(
    good: Site, language: str, heads: list[str], none: str
) -> None:
    page = good.page(f"{language}/{LIMITS}")
    (figure,) = html.fromstring(page).xpath("//figure[@data-variant='solving_numpy']")
    (chart,) = figure.xpath("./svg")
    assert figure.xpath("./figcaption")[0].text_content() == chart.get("aria-label")
    assert len(chart.find_class("dot")) == 2
    assert len(chart.find_class("predicted")) == 1
    assert [one.text_content() for one in figure.xpath(".//thead//th")][::3] == [heads[0], heads[2]]
    assert heads[1] in figure.find_class("legend")[0].text_content()
    rows = [[cell.text_content() for cell in row] for row in figure.xpath(".//tbody/tr")]
    sweep = records(good).sweep("solving_numpy")
    law = amdahl(sweep, "solving_numpy")
    assert law is not None
    assert [row[0] for row in rows] == ["1", "2", "4", "8", "16", "32"]
    for row, comparison in zip(rows[:2], sweep, strict=True):
        ratio = speedup(comparison, "solving_numpy")
        assert ratio is not None
        bounds = f"{words.ratio(ratio.median)} [{words.ratio(ratio.low)}, {words.ratio(ratio.high)}]"
        assert row[1:] == [bounds, words.ratio(law.speedup(comparison.size)), "–"]
    for row in rows[2:]:
        assert row[1:] == ["–", "–", words.ratio(law.speedup(int(row[0])))]
    assert none in page


RULES = {
    "small.near": "near(digest_serial, 0.001)",
    "small.gains": "gains((digest_threads, digest_serial), (solving_numpy, solving_inverse))",
    "small.threaded": "faster(digest_threads, digest_serial, on=free_threaded)",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            {
                "small.near": "digest_serial reaches at least 0.1% of the machine's limit (one core)",
                "small.gains": "digest_threads over digest_serial, solving_numpy over solving_inverse",
                "small.threaded": "on free-threaded CPython",
            },
        ),
        (
            "zh",
            {
                "small.near": "digest_serial 至少达到本机极限（单核）的 0.1%",
                "small.gains": "digest_threads 相对 digest_serial、solving_numpy 相对 solving_inverse",
                "small.threaded": "在自由线程版 CPython 上",
            },
        ),
    ],
)
def test_claims_say_their_rules_and_what_the_record_says_of_them(
    good: Site, language: str, said: dict[str, str]
) -> None:
    found = {
        one.get("id").removeprefix("claim-"): one
        for one in html.fromstring(good.page(f"{language}/{LIMITS}")).find_class("claim")
    }
    assert set(found) == set(RULES)
    for key, claim in found.items():
        assert claim.get("data-verdict") == judge(parse(RULES[key]), records(good), "1_small/30_limits").code
        assert said[key] in claim.text_content()
    assert found["small.near"].get("data-verdict") == "holds"
    assert found["small.threaded"].get("data-verdict") == "not-tested" or THREADED


def test_downloads_of_a_page_that_starts_workers_are_whole(good: Site) -> None:
    folder = good.html / "en/_downloads/gallery/1_small"
    notebook = (folder / "30_limits.ipynb").read_text(encoding="utf-8")
    assert ".. amdahl::" not in notebook
    assert "*[serial-share: solving_numpy]*" in notebook
    script = (folder / "30_limits_standalone.py").read_text(encoding="utf-8")
    *_, guard = ast.parse(script).body
    assert isinstance(guard, ast.If)
    assert ast.unparse(guard.test) == "__name__ == '__main__'"
