"""Catalogues: kept up to date without losing a translation, and every fault in them found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accelguide.site import catalogues
from accelguide.site.build import Folders


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Folders of a project with one page of two messages."""
    made = Folders(tmp_path / "docs", tmp_path / "docs" / "_build")
    write(made, ["Hello there, reader.", "It took {time}`x` in all."])
    return made


def write(folders: Folders, messages: list[str], complete: bool = True) -> None:
    """Say what there is to translate on the page."""
    folders.messages.mkdir(parents=True, exist_ok=True)
    (folders.messages / "page.json").write_text(json.dumps({"complete": complete, "messages": messages}), "utf-8")


def fill(folders: Folders, *translations: str) -> None:
    """Translate the messages in order."""
    path = folders.catalogues / "page.po"
    parts = path.read_text(encoding="utf-8").split('msgstr ""')
    text = parts[0] + 'msgstr ""' + parts[1]
    for translation, part in zip(translations, parts[2:], strict=True):
        text += f'msgstr "{translation}"' + part
    path.write_text(text, encoding="utf-8")


def told(folders: Folders) -> str:
    """All problems in one text."""
    return "\n".join(catalogues.problems(folders))


def test_a_new_page_is_listed_and_then_complete(folders: Folders) -> None:
    assert "missing" in told(folders)
    catalogues.update(folders)
    assert "not translated" in told(folders)
    fill(folders, "读者你好。", "共用了 {time}`x`。")
    assert told(folders) == ""


def test_nothing_changes_where_nothing_changed(folders: Folders) -> None:
    assert catalogues.update(folders) == [Path("page.po")]
    fill(folders, "读者你好。", "共用了 {time}`x`。")
    assert catalogues.update(folders) == []


def test_a_changed_message_is_fuzzy_and_a_gone_one_is_dropped(folders: Folders) -> None:
    catalogues.update(folders)
    fill(folders, "读者你好。", "共用了 {time}`x`。")
    write(folders, ["Hello there, dear reader."])
    assert "obsolete" in told(folders)
    catalogues.update(folders)
    assert "fuzzy" in told(folders)
    assert "obsolete" not in told(folders)


def test_nothing_is_gone_from_a_page_whose_script_was_not_measured(folders: Folders) -> None:
    catalogues.update(folders)
    fill(folders, "读者你好。", "共用了 {time}`x`。")
    write(folders, ["Hello there, reader."], complete=False)
    assert told(folders) == ""
    assert catalogues.update(folders) == []


@pytest.mark.parametrize(
    ("translation", "problem"),
    [
        ("共用了 12 秒。", "marked up differently"),
        ("共用了 {time}`y`。", "marked up differently"),
        ("It took {time}`x` altogether there.", "not Chinese"),
    ],
)
def test_a_wrong_translation_is_found(folders: Folders, translation: str, problem: str) -> None:
    catalogues.update(folders)
    fill(folders, "读者你好。", translation)
    assert problem in told(folders)


def test_a_catalogue_of_a_page_that_is_gone_is_found_and_removed(folders: Folders) -> None:
    catalogues.update(folders)
    (folders.messages / "page.json").unlink()
    assert "no page" in told(folders)
    catalogues.update(folders)
    assert not (folders.catalogues / "page.po").exists()


def test_text_between_two_roles_is_no_literal() -> None:
    assert catalogues.marks(":time:`a` and :time:`b`") == [":time:`a`", ":time:`b`"]


def test_the_text_of_a_reference_may_be_translated_but_not_its_target() -> None:
    assert catalogues.marks("{doc}`there </a/b>`") == catalogues.marks("{doc}`那里 </a/b>`")
    assert catalogues.marks("{doc}`there </a/b>`") != catalogues.marks("{doc}`那里 </a/c>`")
