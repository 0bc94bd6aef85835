"""Sources that pages show."""

from __future__ import annotations

from pathlib import Path

from accelguide.sphinx_ext.kernel import sources

TEXT = '''
def function(x):
    """Say what."""
    return x


@decorated
class Actor:
    """Say what it holds."""

    def method(self):
        """Say what it does."""
        return 1


NAME = 2
'''


def test_functions_and_classes_are_shown_without_their_own_docstrings(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(TEXT, encoding="utf-8")
    found = sources(path)
    assert found["function"] == "def function(x):\n    return x"
    assert found["Actor"].splitlines()[:3] == ["@decorated", "class Actor:", "    def method(self):"]
    assert "holds" not in found["Actor"]
    assert "Say what it does" in found["Actor"]
    assert set(found) == {"function", "Actor"}
