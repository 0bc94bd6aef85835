"""What a script says when it is run by hand."""

import io
import locale
from types import SimpleNamespace

import pytest

from accelguide import terminal
from accelguide.record import NotRun
from tests.builders import comparison, lucky, steady, variant


class Screen(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self):
        """Yes."""
        return True


class Turns:
    """An event that is set after some waits, none of which takes any time."""

    def __init__(self, count):
        self.left = count

    def wait(self, seconds):
        """Whether it is set."""
        self.left -= 1
        return self.left < 0


@pytest.fixture
def screen(monkeypatch):
    made = Screen()
    monkeypatch.setattr(terminal, "sys", SimpleNamespace(stderr=made))
    return made


@pytest.mark.parametrize(("wanted", "expected"), [("zh", "zh"), ("zh_CN.UTF-8", "zh"), ("en", "en"), ("fr", "en")])
def test_the_language_may_be_chosen(monkeypatch, wanted, expected):
    monkeypatch.setenv(terminal.LANGUAGE, wanted)
    assert terminal.language() == expected


@pytest.mark.parametrize(
    ("found", "expected"), [("zh_CN", "zh"), ("Chinese (Simplified)_China", "zh"), ("en_GB", "en"), (None, "en")]
)
def test_the_language_is_that_of_the_locale_otherwise(monkeypatch, found, expected):
    monkeypatch.delenv(terminal.LANGUAGE)
    monkeypatch.setattr(locale, "getlocale", lambda: (found, "UTF-8"))
    assert terminal.language() == expected


def shown(capsys, *variants):
    """Lines of the table of a comparison."""
    terminal.show(comparison(*variants, size=12345))
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_comparison_is_shown_as_a_table(capsys):
    assert shown(capsys, steady("plain", 2.0), steady("quick", 0.5), lucky("odd", 1.0, 2.0)) == [
        "toys, size 12,345",
        "plain 2 s baseline",
        "quick 500 ms × 4 [4, 4] faster",
        "odd 1 s × 2 [2, 2] faster",
    ]


def test_a_noisy_ratio_is_said_to_be_so(capsys):
    assert shown(capsys, lucky("plain", 2.0, 1.0), steady("quick", 1.0))[2].endswith("noisy")


def test_what_did_not_run_says_why(capsys):
    absent = variant("compiled", [], not_run=NotRun("numba", "not-installed"))
    assert shown(capsys, steady("plain", 2.0), absent)[2] == "compiled not run here: numba is not installed"


def test_an_operation_is_shown_with_its_statement(capsys):
    assert (
        shown(capsys, steady("walk", 0.5, statement="for _ in values: pass"))[1] == "walk 500 ms for _ in values: pass"
    )


def test_a_table_is_shown_in_chinese(capsys, monkeypatch):
    monkeypatch.setenv(terminal.LANGUAGE, "zh")
    absent = variant("compiled", [], not_run=NotRun("numba", "left-out"))
    assert shown(capsys, steady("plain", 2.0), steady("quick", 1.0), absent) == [
        "toys，规模 12,345",
        "plain 2 s 基准",
        "quick 1 s × 2 [2, 2] 更快",
        "compiled 此处未运行：本次构建未包含 numba",
    ]


def test_progress_is_silent_where_no_one_looks(capsys):
    with terminal.progress("toys"):
        pass
    assert capsys.readouterr() == ("", "")


def test_progress_is_silent_while_a_recorder_listens(screen, notes):
    with terminal.progress("toys"):
        pass
    assert screen.getvalue() == ""


def test_progress_is_erased_at_the_end(screen):
    with terminal.progress("toys"):
        pass
    assert screen.getvalue().endswith("\r\033[K")


def test_progress_is_erased_when_measuring_fails(screen):
    with pytest.raises(ZeroDivisionError), terminal.progress("toys"):
        raise ZeroDivisionError
    assert screen.getvalue().endswith("\r\033[K")


def test_progress_counts_the_seconds(screen, monkeypatch):
    seconds = iter([0.0, 3.0, 26.0])
    monkeypatch.setattr(terminal.time, "monotonic", lambda: next(seconds))
    terminal.tick("toys", Turns(2))
    assert screen.getvalue().split("\r") == ["", f"toys [###{' ' * 21}] 3 s ", f"toys [#{' ' * 23}] 26 s "]
