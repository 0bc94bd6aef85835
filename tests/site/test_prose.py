"""A measurement typed into prose is found; a size, a version or a role is not one."""

from __future__ import annotations

from pathlib import Path

import pytest

from accelguide.site import prose


@pytest.mark.parametrize(
    "text",
    [
        "It is 3 times as fast.",
        "It took 12 ms.",
        "a 2.5× gain",
        "about 40 % less",
        "twelve seconds, or 80 MB",
        "快了 3 倍",
        "只需 12 毫秒",
        "是循环的两倍",
        "three times faster",
        "a tenfold gain",
    ],
)
def test_a_typed_measurement_is_found(text: str) -> None:
    assert prose.typed(text)


@pytest.mark.parametrize(
    "text",
    [
        "lists of a thousand to ten million elements",
        "on CPython 3.11 and newer",
        "it took :time:`x` and ran {speedup}`y` times as fast",
        "``sleep(3 * s)`` waits",
        "一千到一百万个元素",
        "第 3 轮",
    ],
)
def test_what_is_no_measurement_is_left_alone(text: str) -> None:
    assert prose.typed(text) == []


def test_scripts_chapters_and_catalogues_are_all_read(tmp_path: Path) -> None:
    for path, text in {
        "gallery/1_a/10_b.py": '"""\nTitle\n=====\n\nIt took 3 ms.\n"""\n# %%\n# And 4 ms.\n\nx = "5 ms"\n',
        "docs/index.md": "It took 6 ms.\n",
        "docs/chapters/c.md": "It took 7 ms.\n",
        "docs/locales/zh_CN/LC_MESSAGES/c.po": 'msgid ""\nmsgstr ""\n\nmsgid "It took"\nmsgstr "用了 8 毫秒"\n',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = "\n".join(prose.problems(tmp_path))
    assert all(f"'{number} " in found for number in (3, 4, 6, 7, 8))
    assert "gallery/1_a/10_b.py:5: '3 ms'" in found
    assert "docs/index.md:1: '6 ms'" in found
    assert "'5 " not in found
