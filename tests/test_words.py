"""Words in two languages, and numbers made into text."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide import words
from accelguide.words import DASH, LANGUAGES, WORDS, count, duration, flops, memory, plain, ratio, say, share, time

NARROW, FIXED = ",", "\u00a0"
NUMBER = re.compile(rf"-?\d{{1,3}}(?:{NARROW}\d{{3}})*(?:\.\d+)?")


def placeholders(text):
    """Names that `text` wants filled in."""
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def spaced(text):
    """Text with the two special spaces made plain."""
    return text.replace(FIXED, " ").replace(NARROW, " ")


def read(text, units):
    """Number that a text shows, in the basic unit."""
    shown, _, unit = text.partition(FIXED)
    factor = {name: factor for factor, name in units}[unit]
    return float(shown.replace(NARROW, "")), factor


# words


@pytest.mark.parametrize("key", WORDS)
def test_every_entry_is_said_in_both_languages(key):
    assert len(WORDS[key]) == len(LANGUAGES)
    assert all(text.strip() for text in WORDS[key])


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_want_the_same_filled_in(key):
    english, chinese = map(placeholders, WORDS[key])
    assert english == chinese
    assert all(name.isidentifier() for name in english)


def test_words_are_filled_in():
    assert say("status.line", "en", reason="gone", line=3) == "gone (line 3)"
    assert say("status.line", "zh", reason="没了", line=3) == "没了（第 3 行）"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="not in tuple"):
        say("claim", "fr")


# numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (float("nan"), DASH),
        (1, "1"),
        (1.0, "1"),
        (1.2345, "1.23"),
        (9.996, "10"),
        (12.345, "12.3"),
        (99.96, "100"),
        (123.4, "123"),
        (999.6, "1 000"),
        (1234, "1 230"),
        (9996, "10 000"),
        (1234567, "1 230 000"),
        (0.1234, "0.123"),
        (0.00012345, "0.000123"),
        (0.000012345, "0.0000123"),
        (1.2345e-9, "0.00000000123"),
        (-2.5, "-2.5"),
        (-1234, "-1 230"),
    ],
)
def test_plain(value, text):
    assert spaced(plain(value)) == text


@pytest.mark.parametrize(("digits", "text"), [(1, "1 000"), (2, "1 200"), (4, "1 235"), (6, "1234.57")])
def test_plain_keeps_as_many_digits_as_asked(digits, text):
    assert spaced(plain(1234.567, digits)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 ns"),
        (1.2e-12, "0.0012 ns"),
        (4.2e-10, "0.42 ns"),
        (1e-9, "1 ns"),
        (999.4e-9, "999 ns"),
        (999.6e-9, "1 µs"),
        (999.6e-6, "1 ms"),
        (0.001, "1 ms"),
        (0.0123456, "12.3 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1 s"),
        (1, "1 s"),
        (59.96, "60 s"),
        (1234.5, "1 230 s"),
    ],
)
def test_time(value, text):
    assert spaced(time(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "500 ms"), (59, "59 s"), (60, "1 min"), (5400, "1.5 h"), (86_400, "1 d"), (8.64e8, "10 000 d")],
)
def test_duration(value, text):
    assert spaced(duration(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1536, "1.54 kB"),
        (999_499, "999 kB"),
        (999_999, "1 MB"),
        (50_000_000, "50 MB"),
        (128e9, "128 GB"),
        (2.5e12, "2.5 TB"),
        (1e15, "1 PB"),
        (-4096, "-4.1 kB"),
    ],
)
def test_memory(value, text):
    assert spaced(memory(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 FLOP/s"),
        (0.5, "0.5 FLOP/s"),
        (999, "999 FLOP/s"),
        (999_499, "999 000 FLOP/s"),
        (1e6, "1 MFLOP/s"),
        (32.14e9, "32.1 GFLOP/s"),
        (999.9e9, "1 TFLOP/s"),
        (2.5e15, "2 500 TFLOP/s"),
    ],
)
def test_flops(value, text):
    assert spaced(flops(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (0.999, "0.999"), (0.9999, "1"), (1.034, "1.03"), (254.7, "255")]
)
def test_ratio(value, text):
    assert ratio(value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (7.0, "7"), (1000, "1 000"), (10**6, "1 000 000")])
def test_count(value, text):
    assert spaced(count(value)) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0%"), (0.12345, "12.3%"), (1, "100%"), (2.5, "250%")])
def test_share(value, text):
    assert spaced(share(value)) == text


def test_a_number_is_not_parted_from_its_unit():
    assert all(" " not in shown for shown in (time(1234.5), memory(50e6), flops(5e9), share(0.5), count(10**7)))


@given(st.floats(1e-15, 1e15) | st.floats(-1e15, -1e-15))
def test_no_number_is_in_exponent_form(value):
    for shown in (plain(value), ratio(value)):
        assert NUMBER.fullmatch(shown)
    assert NUMBER.fullmatch(share(value).removesuffix("%"))
    for shown in (time(value), memory(value), flops(value)):
        number, _, unit = shown.partition(FIXED)
        assert NUMBER.fullmatch(number)
        assert unit


@given(st.floats(1e-15, 1e15))
def test_plain_is_right_to_three_digits(value):
    assert float(plain(value).replace(NARROW, "")) == pytest.approx(value, rel=0.0051)


@given(
    st.floats(1e-9, 999),
    st.sampled_from([(time, words.TIMES, 1.0), (memory, words.SIZES, 1e9)]),
)
def test_a_unit_is_chosen_in_which_the_number_has_one_to_three_digits(value, kind):
    show, units, scale = kind
    number, factor = read(show(value * scale), units)
    assert 1 <= number < 1000
    assert number * factor == pytest.approx(value * scale, rel=0.0051)


def test_an_ending_is_told_with_its_line():
    assert words.ended("timeout", "60 s", "", 7, "en") == "stopped after 60 s (line 7)"
    assert words.ended("skipped", "not-installed", "ray", 3, "zh") == "未安装 ray（第 3 行）"
    assert words.ended("error", "ValueError: no", "", None, "en") == "ValueError: no"


def test_a_remedy_is_named_where_there_is_one():
    assert words.remedy("not-installed", "ray", "en") == "pip install ray"
    assert words.remedy("wrong-platform", "fork", "en") == ""


@pytest.mark.parametrize("system", words.DEBIAN)
def test_what_debian_packages_is_not_asked_of_pip(system):
    for language in LANGUAGES:
        assert words.remedy("not-installed", system, language) == f"apt-get install {system}"
        assert words.remedy("left-out", system, language) == words.remedy("left-out", "numba", language)


def test_an_interpreter_is_not_asked_of_pip():
    for language in LANGUAGES:
        command = words.remedy("no-interpreter", "free-threaded CPython", language)
        assert re.fullmatch(r"uv python install 3\.\d+t", command)
