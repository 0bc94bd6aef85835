"""The pages as a reader meets them, in headless Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from accelguide.site.serve import server
from tests.chromium import FLAGS, find
from tests.site.conftest import Site

pytestmark = [pytest.mark.site, pytest.mark.browser]
PAGE = "gallery/1_small/10_good.html"
LIMITS = "gallery/1_small/30_limits.html"


@pytest.fixture(scope="module")
def address(good: Site) -> Iterator[str]:
    """Address of the site, served on loopback."""
    with server(good.html, 0) as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Headless Chromium."""
    path = find()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and CI must test the pages in it")
        pytest.skip("Chromium is missing")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def context(browser, address: str) -> Iterator[BrowserContext]:
    """A fresh profile that may write to the clipboard."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", accept_downloads=True)
    made.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page on which no error and no request to another host may happen."""
    found = context.new_page()
    faults: list[str] = []
    found.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    found.on("pageerror", lambda one: faults.append(str(one)))
    found.on(
        "request", lambda one: faults.append(one.url) if not one.url.startswith((address, "data:", "blob:")) else None
    )
    yield found
    assert not faults


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "path", ["index.html", PAGE, LIMITS, "chapters/claims.html", "gallery/1_small/index.html", "search.html"]
)
def test_pages_load_nothing_from_elsewhere_and_report_no_error(
    page: Page, address: str, language: str, path: str
) -> None:
    page.goto(f"{address}/{language}/{path}", wait_until="networkidle")
    assert page.locator("h1").count() == 1


def test_the_switch_keeps_page_and_place(page: Page, address: str) -> None:
    page.goto(f"{address}/en/{PAGE}#claims")
    page.locator(".language-switch a:visible").first.click()
    page.wait_for_url(f"{address}/zh/{PAGE}#claims")
    assert page.locator("h1").inner_text().startswith("一页尽有")


def test_the_switch_works_without_javascript(browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/zh/{PAGE}")
    page.locator(".language-switch a:visible").first.click()
    page.wait_for_url(f"{address}/en/{PAGE}")
    context.close()


@pytest.mark.parametrize(("locale", "folder"), [("zh-CN", "zh"), ("en-US", "en"), ("fr-FR", "en")])
def test_the_root_page_picks_the_browser_language(browser, address: str, locale: str, folder: str) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(f"{address}/")
    page.wait_for_url(f"{address}/{folder}/index.html")
    context.close()


def test_the_root_page_remembers_the_choice(page: Page, address: str) -> None:
    page.goto(f"{address}/en/index.html")
    page.locator(".language-switch a:visible").first.click()
    page.wait_for_url(f"{address}/zh/index.html")
    page.goto(f"{address}/")
    page.wait_for_url(f"{address}/zh/index.html")


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("en", "doubling", True),
        ("en", "qzxv", False),
        ("zh", "推导式", True),
        ("zh", "循环", True),
        ("zh", "doubling", True),
        ("zh", "量子纠缠", False),
    ],
)
def test_search_finds_what_is_there_in_both_languages(
    page: Page, address: str, language: str, query: str, found: bool
) -> None:
    page.goto(f"{address}/{language}/search.html?q={query}", wait_until="networkidle")
    page.wait_for_function("document.querySelector('#search-results .search-summary')?.textContent.trim().length > 0")
    page.wait_for_timeout(300)
    assert (page.locator("#search-results ul.search li").count() > 0) == found


def test_the_copy_button_copies_the_code(page: Page, address: str) -> None:
    page.goto(f"{address}/en/{PAGE}")
    block = page.locator("div.highlight").first
    block.hover()
    block.locator("button.copybtn").click()
    copied = "navigator.clipboard.readText().then(text => text.startsWith('def doubling_loop(count):'))"
    page.wait_for_function(copied, timeout=5000)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_downloaded_standalone_script_runs_without_the_package(
    page: Page, address: str, language: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/{language}/{PAGE}")
    with page.expect_download() as waiting:
        page.locator("a.download[href$='_standalone.py']").evaluate("link => { link.download = ''; link.click(); }")
    script = tmp_path / "standalone.py"
    waiting.value.save_as(script)
    script.write_text("import sys\nsys.modules['accelguide'] = None\n" + script.read_text("utf-8"), encoding="utf-8")
    environment = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "doubling_comprehension" in done.stdout
    assert "printed by the script" in done.stdout


@pytest.mark.parametrize("path", [PAGE, LIMITS])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_pages_never_scroll_sideways(page: Page, address: str, width: int, path: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/zh/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".language-switch a:visible").count() >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_of_tables_stand_out_from_the_page(browser, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/en/{PAGE}")
    ratios = page.evaluate(CONTRAST)
    context.close()
    assert ratios
    assert min(ratios) >= 4.5


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = colour => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
                          return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const light = colour => { const [r, g, b] = rgb(colour).map(one => { const v = one / 255;
                            return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
                            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll(".result, .verdict, .machine, .figures td, .figures small")].map(one => {
    const ink = light(getComputedStyle(one).color);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  });
}"""
