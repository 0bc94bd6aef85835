"""The comparison of the built pages finds each kind of fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from accelguide.site import check

PAGE = '<html><body><article><h1 id="a">{head}</h1>{body}</article></body></html>'


def site(root: Path, english: str, chinese: str) -> list[str]:
    """Problems of a site of one page in each language."""
    for language, head, body in (("en", "Title", english), ("zh", "标题", chinese)):
        (root / language).mkdir(parents=True)
        (root / language / "p.html").write_text(PAGE.format(head=head, body=body), encoding="utf-8")
    return list(check.problems(root))


def test_two_pages_that_agree_have_no_problem(tmp_path: Path) -> None:
    same = '<span class="measured" data-key="time:x">3 ms</span><div class="highlight"><pre>x = 1</pre></div>'
    assert site(tmp_path, f"<p>It took {same} here.</p>", f"<p>用了 {same}。</p>") == []


@pytest.mark.parametrize(
    ("english", "chinese", "told"),
    [
        (
            '<span class="measured" data-key="k">3</span>',
            '<span class="measured" data-key="k">4</span>',
            "numbers in prose",
        ),
        (
            '<table><tr><td class="number">3</td></tr></table>',
            '<table><tr><td class="number">4</td></tr></table>',
            "tables",
        ),
        ('<p id="x"></p>', "<p></p>", "anchors"),
        ('<div class="claim" data-verdict="holds"></div>', '<div class="claim" data-verdict="fails"></div>', "records"),
        ('<div class="highlight"><pre>a</pre></div>', '<div class="highlight"><pre>b</pre></div>', "code"),
        ("", "<p>This is an English sentence.</p>", "English sentence"),
        ("", "<p>**注意：**请看</p>", "raw mark-up"),
        ("", "<p>{time}`x`</p>", "raw mark-up"),
        ('<img src="x.png">', "", "picture without words"),
        ('<a href="gone.html">x</a>', "", "link leads nowhere"),
        ('<script src="https://elsewhere.example/x.js"></script>', "", "another host"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, english: str, chinese: str, told: str) -> None:
    assert any(told in problem for problem in site(tmp_path, english, chinese))


def test_a_page_of_one_language_only_is_found(tmp_path: Path) -> None:
    site(tmp_path, "", "")
    (tmp_path / "en" / "q.html").write_text(PAGE.format(head="Q", body=""), encoding="utf-8")
    assert any("one language only" in problem for problem in check.problems(tmp_path))
