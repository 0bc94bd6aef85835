"""The built pages of both languages, compared: same pages, places, code and numbers; no raw mark-up; no other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

from lxml import html
from lxml.html import HtmlElement

RAW = re.compile(r"\*\*|``|\\ |\{[a-z:-]+\}`|:[a-z:-]+:`")
ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.I)
HAN = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"(?:[A-Za-z][A-Za-z'’]+[ ,]+){3}[A-Za-z]")
LOADED = ".//script[@src] | .//img[@src] | .//iframe[@src] | .//source[@src] | .//link[@href]"
MEASURED = ".//*[contains(concat(' ', @class, ' '), ' measured ')]"
NUMBER = ".//td[contains(@class, 'number')][not(.//*[contains(@class, 'verdict')])]"
BLIND = ".//img[not(@alt)] | .//*[local-name()='svg'][@role='img'][not(@aria-label)]"
WORDLESS = ".//*[local-name()='svg' or local-name()='math' or self::pre or self::code or self::script or self::style]"
WORDED_TAGS = ("p", "h1", "h2", "h3", "li", "td", "th", "figcaption", "caption", "dt", "dd", "summary")
WORDED = " | ".join(f".//{name}" for name in WORDED_TAGS)
RECORDED = ("seconds", "speedup", "not-run", "verdict")
LOADING = {"stylesheet", "preload", "icon", "preconnect", "modulepreload", "manifest"}
SPARED = ("genindex.html", "py-modindex.html", "search.html")


class Page:
    """One page: what must be the same in both languages, and what must be right in each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree: HtmlElement = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        articles: Any = self.tree.xpath("//article")
        self.body: HtmlElement = articles[0] if articles else self.tree

    def shared(self) -> dict[str, list[str]]:
        """What no translation may change."""
        return {
            "anchors": self.found("./@id | .//@id"),
            "numbers in prose": sorted(one.get("data-key", "") + digits(one) for one in self.all(MEASURED)),
            "numbers in tables": [text for one in self.all(NUMBER) if not HAN.search(text := one.text_content())],
            "records": self.found(" | ".join(f".//@data-{name}" for name in RECORDED)),
            "code": [one.text_content() for one in self.all(".//div[contains(@class, 'highlight')]//pre")],
        }

    def all(self, path: str) -> list[HtmlElement]:
        """Elements of the page's body, by XPath."""
        found: Any = self.body.xpath(path)
        return list(found)

    def found(self, path: str) -> list[str]:
        """Attributes of the page's body, by XPath, as text."""
        return [str(one) for one in self.all(path)]

    def foreign(self) -> Iterator[str]:
        """Addresses on other hosts from which the page would load something."""
        loaded: Any = self.tree.xpath(LOADED)
        for one in loaded:
            address = one.get("src") or one.get("href")
            if one.tag == "link" and not LOADING & set((one.get("rel") or "").split()):
                continue
            if ELSEWHERE.match(address):
                yield address

    def blind(self) -> Iterator[str]:
        """Pictures that say nothing to who cannot see them."""
        for one in self.all(BLIND):
            yield str(one.get("src") or one.get("class") or one.tag)

    def words(self) -> Iterator[str]:
        """Texts of the page's sentences and heads, without code, drawings and formulas."""
        for one in self.all(WORDLESS):
            one.drop_tree()
        for one in self.all(WORDED):
            yield " ".join(one.text_content().split())

    def broken(self, root: Path) -> Iterator[str]:
        """Links within the site that lead nowhere."""
        links: Any = self.tree.xpath("//a/@href")
        for address in links:
            target, _ = urldefrag(unquote(str(address)))
            if not target or ELSEWHERE.match(target) or ":" in target.partition("/")[0]:
                continue
            aim = (self.path.parent / target).resolve()
            if not aim.exists() or root.resolve() not in aim.parents:
                yield str(address)


def digits(one: HtmlElement) -> str:
    """A figure's text where it is a number; words such as *holds* are each language's own."""
    return " ".join(re.findall(r"\d[\d.,]*", one.text_content()))


def pages(folder: Path) -> dict[str, Path]:
    """Pages of one language by their address."""
    found = (path for path in folder.rglob("*.html") if "_static" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path for path in found}


def problems(root: Path) -> Iterator[str]:
    """Everything that is wrong with the site at `root`."""
    english, chinese = pages(root / "en"), pages(root / "zh")
    yield from (f"{name}: exists in one language only" for name in sorted(set(english) ^ set(chinese)))
    for name in sorted(set(english) & set(chinese)):
        pair = {"en": Page(english[name]), "zh": Page(chinese[name])}
        shared = {language: page.shared() for language, page in pair.items()}
        for what, values in shared["en"].items():
            if values != shared["zh"][what]:
                other = shared["zh"][what]
                first = next(((a, b) for a, b in zip(values, other, strict=False) if a != b), (len(values), len(other)))
                yield f"{name}: {what} differ between the languages: {first}"
        for language, page in pair.items():
            yield from (f"{language}/{name}: {problem}" for problem in faults(page, language, root, name))


def faults(page: Page, language: str, root: Path, name: str) -> Iterator[str]:
    """What is wrong with one page by itself."""
    yield from (f"loads from another host: {address}" for address in page.foreign())
    yield from (f"link leads nowhere: {address}" for address in page.broken(root))
    yield from (f"picture without words: {one}" for one in page.blind())
    for text in page.words():
        if RAW.search(text):
            yield f"raw mark-up: {text[:80]!r}"
        if language == "zh" and name not in SPARED and SENTENCE.search(text) and not HAN.search(text):
            yield f"English sentence: {text[:80]!r}"
