"""What may be absent, and why."""

import sys

import pytest

from accelguide import systems, words
from accelguide.systems import REASONS, WITHOUT, Unavailable, require


@pytest.fixture(autouse=True)
def nothing_left_out(monkeypatch):
    monkeypatch.delenv(WITHOUT, raising=False)


def refusal(system):
    """System and reason with which `require` refuses."""
    with pytest.raises(Unavailable) as refused:
        require(system)
    return refused.value.system, refused.value.reason


def test_what_is_here_may_be_used():
    require("json")
    require("numpy")


def test_a_package_that_is_not_installed():
    assert refusal("no_such_package") == ("no_such_package", "not-installed")


@pytest.mark.parametrize("value", ["json", "dask, json", " json ,numpy,"])
def test_a_package_that_was_left_out(monkeypatch, value):
    monkeypatch.setenv(WITHOUT, value)
    assert refusal("json") == ("json", "left-out")


@pytest.mark.parametrize("value", ["", " , ", "jsonl", "dask"])
def test_what_was_not_named_was_not_left_out(monkeypatch, value):
    monkeypatch.setenv(WITHOUT, value)
    require("json")


def test_another_platform(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert refusal("linux") == ("linux", "wrong-platform")


def test_this_platform(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    require("linux")


def test_a_platform_may_be_left_out(monkeypatch):
    monkeypatch.setenv(WITHOUT, "linux")
    assert refusal("linux") == ("linux", "left-out")


def test_an_unknown_reason_is_refused_naming_those_there_are():
    with pytest.raises(ValueError, match="unknown reason 'bad weather'; known: " + ", ".join(REASONS)):
        Unavailable("numba", "bad weather")


def test_an_absence_reads_well():
    assert str(Unavailable("numba", "not-installed")) == "numba is not available here: not-installed"


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("reason", systems.REASONS)
def test_every_reason_has_words(reason, language):
    told = words.say(reason, language, system="numba")
    assert "numba" in told or (reason == "no-interpreter" and "CPython" in told)
