"""What the extension tells Sphinx of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from accelguide.sphinx_ext import fingerprint


@pytest.mark.parametrize("changed", ["claims.py", "record/model.py", "sphinx_ext/claim.py"])
def test_pages_are_read_anew_when_the_code_that_makes_them_changes(tmp_path: Path, changed: str) -> None:
    for name in ("claims.py", "record/model.py", "sphinx_ext/claim.py", "kernels/roots.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("before", encoding="utf-8")
    before = fingerprint(tmp_path)
    (tmp_path / "kernels/roots.py").write_text("a kernel's page depends on it by itself", encoding="utf-8")
    assert fingerprint(tmp_path) == before
    (tmp_path / changed).write_text("after", encoding="utf-8")
    assert fingerprint(tmp_path) != before
