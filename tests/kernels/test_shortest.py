"""Times that a page needs beside its comparisons."""

from accelguide.kernels import _shortest


def test_the_shortest_call_counts_and_the_first_does_not(monkeypatch):
    clock = iter([0, 1, 10, 17, 20, 25])
    monkeypatch.setattr(_shortest.time, "perf_counter", lambda: next(clock))
    calls = []
    assert _shortest.shortest(calls.append, "given", repeats=2) == 5
    assert calls == ["given"] * 3
