"""What the tests share: a clean environment, a listening recorder, kernels that a fresh process can import."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from accelguide.record.store import COLLECT
from accelguide.terminal import LANGUAGE

settings.register_profile("repeatable", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items):
    """Keep in one process, under pytest-xdist, what shares a built site, or compiles the same kernels."""
    for item in items:
        if item.path.name != "test_standalone.py":  # each of its scripts has a process of its own anyway
            group = "site" if item.get_closest_marker("site") else item.path.name
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def by_hand_in_english(monkeypatch):
    """Whoever runs the tests may record, or speak Chinese: a test says so where it wants that."""
    monkeypatch.delenv(COLLECT, raising=False)
    monkeypatch.setenv(LANGUAGE, "en")


@pytest.fixture
def notes(monkeypatch, tmp_path):
    """File of a recorder that listens."""
    path = tmp_path / "notes"
    monkeypatch.setenv(COLLECT, str(path))
    return path


@pytest.fixture
def importable_toys(monkeypatch):
    """Let a fresh process import the module ``tests.toys``."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
