"""Counting keys and words: every variant counts the same, and refuses the same."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accelguide.kernels import _counters, _scans, _words, histogram, skewed, wordcount
from accelguide.portable import same
from accelguide.sessions import threads
from accelguide.systems import Unavailable, require

HISTOGRAMS = [one for name, one in vars(histogram).items() if name.startswith("histogram_") and "cuda" not in name]
SKEWED = [one for name, one in vars(skewed).items() if name.startswith("skewed_") and "cuda" not in name]
WORDS = [one for name, one in vars(wordcount).items() if name.startswith("wordcount_")]
ALONE = [one for one in WORDS if one is not wordcount.wordcount_threads]
PIECES = [
    b" ",
    b"\t",
    b"\n",
    b"\v",
    b"\f",
    b"\r",
    b"  ",
    b"a",
    b"b",
    b"ab",
    b"\0",
    b"\x1c",
    b"\x85",
    b"\xc2\xa0",
    b"ba" * 5,
]


def name_of(kernel):
    """A kernel's own name."""
    return kernel.__name__


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def needs(system):
    """Skip a test where a system is absent."""
    try:
        require(system)
    except Unavailable as missing:
        pytest.skip(str(missing))


each_histogram = pytest.mark.parametrize("kernel", HISTOGRAMS + SKEWED, ids=name_of)
each_alone = pytest.mark.parametrize("kernel", ALONE, ids=name_of)
each_words = pytest.mark.parametrize("kernel", WORDS, ids=name_of)


@st.composite
def keys_and_bins(draw):
    """Bins, and keys that have one; sometimes most of them are equal."""
    bins = draw(st.integers(1, 300))
    key = st.integers(0, bins - 1)
    keys = draw(st.lists(key | st.just(draw(key)), max_size=60))
    return np.array(keys, np.int64), bins


# keys


@each_histogram
@given(given_keys=keys_and_bins())
@example((np.zeros(0, np.int64), 0))
@example((np.zeros(0, np.int64), 7))
@example((np.zeros(9, np.int64), 1))
def test_every_key_is_counted_once(kernel, given_keys):
    keys, bins = given_keys
    found = run(kernel, keys, bins)
    assert found.dtype == np.int64
    assert same(found, np.bincount(keys, minlength=bins))


@each_histogram
@pytest.mark.parametrize("wrong", [-1, 5, 6, 10**15, -(2**63), 2**63 - 1])
@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_key_that_has_no_counter_is_refused(kernel, wrong, place):
    keys = np.arange(10) % 5
    keys[place] = wrong
    with pytest.raises(ValueError, match=f"^{_counters.OUTSIDE}$"):
        run(kernel, keys, 5)


@each_histogram
def test_no_bin_holds_no_key(kernel):
    with pytest.raises(ValueError, match=f"^{_counters.OUTSIDE}$"):
        run(kernel, np.zeros(1, np.int64), 0)


@each_histogram
@pytest.mark.parametrize(
    ("keys", "bins"),
    [
        (np.zeros((2, 2), np.int64), 5),
        (np.zeros((), np.int64), 5),
        (np.zeros(3), 5),
        (np.zeros(3, np.uint64), 5),
        (np.zeros(3, np.int64), -1),
    ],
)
def test_other_arguments_are_refused_in_one_way(kernel, keys, bins):
    with pytest.raises(ValueError, match=f"^{_counters.WRONG}$"):
        run(kernel, keys, bins)


@each_histogram
def test_keys_need_not_be_contiguous(kernel):
    keys = np.arange(40) % 7
    for part in (keys[::2], keys[::-1], keys.reshape(4, 10)[:, 3]):
        assert same(run(kernel, part, 7), np.bincount(part, minlength=7))


@each_histogram
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_parts_meet(kernel, parts, monkeypatch):
    monkeypatch.setattr(_counters, "ENOUGH", 8)
    for module in (histogram, skewed):
        monkeypatch.setattr(module, "counted", lambda workers: parts)
    for size in (1, 7, 8, 9, 33, 39, 40, 41):
        keys = np.arange(size) ** 2 % 11
        assert same(run(kernel, keys, 11), np.bincount(keys, minlength=11))


def test_few_keys_get_few_tables():
    assert _counters.cleared_tables(np.zeros(10, np.int64), 3, 64).shape == (4, 4)
    assert _counters.cleared_tables(np.zeros(3 * _counters.ENOUGH, np.int64), 3, 64).shape == (16, 4)
    assert _counters.cleared_tables(np.zeros(3 * _counters.ENOUGH, np.int64), 3, 2).shape == (8, 4)


@each_histogram
def test_keys_are_left_as_they_were(kernel):
    module = histogram if kernel in HISTOGRAMS else skewed
    keys, bins = module.workload(1000, seed=3)
    before = keys.copy()
    run(kernel, keys, bins)
    assert same(keys, before)


@pytest.mark.parametrize("module", [histogram, skewed])
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    keys, bins = module.workload(1000)
    assert same(module.workload(1000)[0], keys)
    assert not same(module.workload(1000, seed=1)[0], keys)
    assert module.work(1000) == {"items": 1000, "bytes": keys.nbytes + 8 * bins}


def test_half_of_the_skewed_keys_are_the_same_one():
    keys, _ = skewed.workload(10_000)
    assert 0.45 < np.mean(keys == 0) < 0.55
    assert np.mean(histogram.workload(10_000)[0] == 0) < 0.01


# words

texts = st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=40).map(b"".join)


@each_alone
@given(text=texts)
@example(b"")
@example(b" ")
@example(b"a")
@example(b"a" * 64)
@example(b"a" * 63 + b" " + b"b" * 64)
@example(b"12345678 123456789 12345678 1234567812345678 1234567812345678x 123456789")
@example(b"a\0 a a\0\0 \0")
def test_every_word_is_counted(kernel, text):
    assert run(kernel, text) == dict(Counter(text.split()))


@pytest.mark.parametrize("parts", [1, 2, 7])
@settings(max_examples=30)
@given(text=texts)
def test_threads_cut_at_blanks(parts, text):
    needs("numba")
    wordcount_counted = wordcount.counted
    with threads(2) as pool:
        try:
            wordcount.counted = lambda workers: parts
            assert wordcount.wordcount_threads.inside(text, pool) == dict(Counter(text.split()))
        finally:
            wordcount.counted = wordcount_counted


@each_words
def test_blanks_of_other_kinds_belong_to_words(kernel):
    text = "a\u00a0b c\u3000d é e\u0301 é".encode()
    assert run(kernel, text) == {"a\u00a0b".encode(): 1, "c\u3000d".encode(): 1, "é".encode(): 2, "e\u0301".encode(): 1}


@each_words
@pytest.mark.parametrize("before", range(0, 70, 9))
def test_words_end_where_the_text_ends(kernel, before):
    text = b" " * before + b"word and a word which is longer than eight word"
    assert run(kernel, text) == dict(Counter(text.split()))


@each_words
def test_a_table_grows(kernel):
    words = [b"%d" % (i * i) for i in range(_words.FEW)] + [b"%d" % i**5 for i in range(_words.FEW)]
    text = b" ".join(words + words[::3])
    assert run(kernel, text) == dict(Counter(text.split()))


@each_words
@pytest.mark.parametrize("wrong", ["a b", bytearray(b"a b"), None, [b"a"]])
def test_what_is_not_bytes_is_refused_in_one_way(kernel, wrong):
    with pytest.raises(TypeError, match=r"^text must be bytes$"):
        run(kernel, wrong)


@each_words
def test_counts_are_plain_numbers(kernel):
    assert {type(count) for count in run(kernel, b"a b a").values()} == {int}


def test_a_search_that_breaks_counts_its_references():
    needs("numba")
    for kernel in (wordcount.wordcount_bits, wordcount.wordcount_break):
        kernel(b"a b")
    straight = _scans.references(_scans.by_bits, _words.slot_of)
    assert 0 <= straight <= _scans.references(_scans.by_bits, _words.slot_of_break)


def test_a_text_is_the_same_every_time_and_its_work_counts_its_words():
    (text,) = wordcount.workload(500)
    assert wordcount.workload(500) == (text,) != wordcount.workload(500, seed=1)
    assert wordcount.work(500) == {"items": len(text.split())}
