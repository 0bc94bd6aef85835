"""What makes two builds of one source into one bilingual site: the switch, the links, our settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from accelguide.sphinx_ext.context import language_of
from accelguide.sphinx_ext.html import tag
from accelguide.words import say


@dataclass(frozen=True)
class Language:
    """A language of the site: its folder, its tag in HTML, and its own name."""

    folder: str
    tag: str
    name: str


LANGUAGES = (Language("en", "en", "English"), Language("zh", "zh-Hans", "简体中文"))
SETTINGS: dict[str, dict[str, Any]] = {
    "zh": {
        "copyright": "2026 accelguide 开发者",
        "html_title": "accelguide：让 Python 快起来",
        "nb_code_prompt_show": "展开代码",
        "nb_code_prompt_hide": "收起代码",
    }
}


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the language: known here, but not yet in conf.py."""
    language = language_of(config)
    for name, value in SETTINGS.get(language, {}).items():
        config[name] = value
    if language == "zh":
        config.html_theme_options["search_bar_text"] = "搜索文档……"
    if config.accelguide_address:
        config.html_baseurl = f"{config.accelguide_address.rstrip('/')}/{language}/"
    os.environ["ACCELGUIDE_LANGUAGE"] = language  # for the cells of chapters


def link(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell each page where it stands in the other language."""
    suffix = context.get("file_suffix", ".html")
    here = language_of(app.config)
    base = app.config.accelguide_address.rstrip("/")
    up = context.get("content_root", "./") + "../"
    page = pagename + suffix
    alternates = [
        {"tag": one.tag, "name": one.name, "current": one.folder == here, "href": f"{up}{one.folder}/{page}"}
        for one in LANGUAGES
    ]
    links = [
        tag("link", rel="alternate", hreflang=one.tag, href=address(base, up, one.folder, page)) for one in LANGUAGES
    ]
    links.append(tag("link", rel="alternate", hreflang="x-default", href=address(base, up, "en", page)))
    if not base:
        links.append(tag("link", rel="canonical", href=address(base, up, here, page)))
    context["alternates"] = alternates
    context["switch_label"] = say("language", here)
    context["metatags"] = context.get("metatags", "") + "\n" + "\n".join(one.replace("</link>", "") for one in links)


def address(base: str, up: str, folder: str, page: str) -> str:
    """Where a page stands: absolute where the site's address is known, else relative to the page at hand."""
    return f"{base}/{folder}/{page}" if base else f"{up}{folder}/{page}"


def setup(app: Sphinx) -> None:
    """Connect to the build."""
    app.add_config_value("accelguide_address", os.environ.get("ACCELGUIDE_ADDRESS", ""), "html")
    app.connect("config-inited", configure, priority=900)
    app.connect("html-page-context", link)
