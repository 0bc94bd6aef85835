"""A gallery in a temporary folder, and a check after every test that nothing was left behind."""

import tempfile
from pathlib import Path

import psutil
import pytest
from recording import Gallery


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    before = set(psutil.Process().children(recursive=True))
    yield
    assert set(psutil.Process().children(recursive=True)) <= before
    assert list(folder.iterdir()) == []
