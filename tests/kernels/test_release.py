"""Work that releases the GIL, and work that holds it: threads give the results of one thread."""

import copy
import hashlib
import zlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelguide.kernels import deflate, digest, escape, layers, sines, small, tokens
from accelguide.portable import same
from accelguide.sessions import processes, threads
from accelguide.systems import Unavailable, require

NEEDS = {"layers": "threadpoolctl", "escape": "numba"}
MODULES = [deflate, digest, escape, layers, sines, small, tokens]
PIECES = {"BYTES": 4096, "PIECE": 64, "LINES": 5, "STEPS": 5, "ROWS": 2}


def name_of(module):
    """A module's own name."""
    return module.__name__.rpartition(".")[2]


def variants(module):
    """Kernels of a module, the baseline first."""
    return [kernel for name, kernel in vars(module).items() if name.startswith(name_of(module) + "_")]


def here(system):
    """Skip a test where a system is absent."""
    try:
        require(system)
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def pools():
    """What kernels run in, by the function that starts it."""
    with threads(3) as one, processes(2) as other:
        yield {threads: one, processes: other}


@pytest.fixture(params=MODULES, ids=name_of)
def module(request, monkeypatch):
    """A module of kernels, its pieces made small."""
    if name_of(request.param) in NEEDS:
        here(NEEDS[name_of(request.param)])
    for name, value in PIECES.items():
        if hasattr(request.param, name) and request.param is not escape:  # whose constants are compiled
            monkeypatch.setattr(request.param, name, value)
    return request.param


def ready(kernel, pools):
    """The kernel as a call that takes the workload's arguments alone."""
    if not hasattr(kernel, "session"):
        return kernel
    return lambda *arguments: kernel.inside(*arguments, pools[kernel.session])


@pytest.mark.parametrize("size", [0, 1, 2, 7])
def test_every_variant_gives_the_result_of_its_baseline(module, pools, size):
    baseline, *others = variants(module)
    expected = baseline(*module.workload(size))
    assert others
    for other in others:
        assert same(ready(other, pools)(*module.workload(size)), expected), other.__name__


def test_no_kernel_changes_its_arguments(module, pools):
    for kernel in variants(module):
        *arguments, last = module.workload(4)
        arguments += [] if module is sines else [last]  # `out`, which is filled
        before = copy.deepcopy(arguments)
        ready(kernel, pools)(*arguments, *([last] if module is sines else []))
        assert same(arguments, before), kernel.__name__


def test_a_workload_is_the_same_every_time_and_another_with_another_seed(module):
    assert same(first_of(module, 0), first_of(module, 0))
    assert module is escape or not same(first_of(module, 0), first_of(module, 1))


def first_of(module, seed):
    """First argument that a workload makes."""
    return module.workload(3, seed)[0]


def test_a_kernel_can_be_called_without_a_pool(module):
    serial, threaded = variants(module)[:2]
    assert same(threaded(*module.workload(2)), serial(*module.workload(2)))


@pytest.mark.parametrize("size", [0, 3])
def test_work_is_that_of_all_pieces(size):
    assert digest.work(size) == {"items": size, "bytes": sum(map(len, digest.workload(size)[0]))}
    assert deflate.work(size) == {"items": size, "bytes": sum(map(len, deflate.workload(size)[0]))}
    assert tokens.work(size) == {"items": size}
    assert small.work(size) == {"items": size * small.STEPS}
    assert sines.work(size) == {"items": len(sines.workload(size)[0]), "bytes": 16 * len(sines.workload(size)[0])}


def test_work_of_the_network_counts_products_additions_and_comparisons():
    batches, weights = layers.workload(2)
    rows = sum(map(len, batches))
    assert layers.work(2)["items"] == rows
    assert layers.work(2)["flops"] == sum(2 * rows * weight.size + rows * weight.shape[1] for weight in weights)


def test_work_of_the_points_counts_them():
    here("numba")
    bands = escape.workload(2)[0]
    assert escape.work(2)["items"] == sum(map(np.size, escape.escape_serial(bands)))


# contracts


@given(st.lists(st.binary(max_size=50), max_size=5))
def test_digest_is_sha256(pieces):
    assert [one.hex() for one in digest.digest_serial(pieces)] == [hashlib.sha256(one).hexdigest() for one in pieces]


@given(st.lists(st.binary(max_size=50), max_size=5))
def test_what_was_deflated_inflates_to_what_it_was(pieces):
    assert [zlib.decompress(one) for one in deflate.deflate_serial(pieces)] == pieces


def test_the_text_to_deflate_can_be_deflated():
    pieces = deflate.workload(2)[0]
    assert all(len(piece) == deflate.BYTES for piece in pieces)
    assert all(len(packed) < deflate.BYTES / 2 for packed in deflate.deflate_serial(pieces))


@pytest.mark.parametrize("size", [0, 1, 3])
def test_sines_fill_the_array_that_they_are_given(size, pools):
    values, out = sines.workload(size)
    values[:2] = [np.nan, -0.0][: len(values)]
    for kernel in variants(sines):
        out[:] = 7
        assert ready(kernel, pools)(values, out) is out
        np.testing.assert_array_equal(out, np.sin(values))


def test_a_last_slice_may_be_shorter(pools):
    values = np.linspace(0, 1, sines.PIECE + 3)
    found = ready(sines.sines_threads, pools)(values, np.empty_like(values))
    np.testing.assert_array_equal(found, np.sin(values))


def test_the_network_keeps_what_is_positive_after_each_layer():
    here("threadpoolctl")
    batch = np.array([[1, -2], [3, 4]], np.float32)
    weights = [np.array([[1, 0], [0, -1]], np.float32), np.array([[1, -1], [1, 1]], np.float32)]
    (found,) = layers.layers_serial([batch], weights)
    np.testing.assert_array_equal(found, [[3, 1], [3, 0]])


def test_the_threads_of_blas_are_given_back():
    here("threadpoolctl")
    from threadpoolctl import threadpool_info

    before = [one["num_threads"] for one in threadpool_info()]
    layers.layers_serial(*layers.workload(1))
    assert [one["num_threads"] for one in threadpool_info()] == before


def test_without_threadpoolctl_the_network_is_absent(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "threadpoolctl")
    with pytest.raises(Unavailable, match="threadpoolctl"):
        layers.layers_serial([], [])


def test_points_escape_after_the_steps_that_plain_python_counts():
    here("numba")
    bands = [np.array([-1.25, 0.0]), np.array([0.5])]
    found = escape.escape_serial(bands)
    assert [one.shape for one in found] == [(2, escape.COLUMNS), (1, escape.COLUMNS)]
    np.testing.assert_array_equal(np.concatenate(found), escape.steps(np.concatenate(bands)))


def test_points_of_the_set_never_escape():
    middle = 4 * escape.COLUMNS // 5  # c = 0
    found = escape.steps(np.array([0.0]))[0]
    assert found[middle] == escape.MOST
    assert found[0] == escape.MOST  # c = -2
    assert escape.steps(np.array([2.5]))[0, 0] == 1


@given(st.lists(st.text(max_size=20), max_size=5))
def test_tokens_count_each_word(texts):
    assert tokens.tokens_serial(texts) == Counter(" ".join(texts).lower().split())


def test_tokens_are_words_in_small_letters():
    assert tokens.tokens_serial(["One fish\n two  Fish", "ONE", ""]) == {"one": 2, "fish": 2, "two": 1}


def test_the_state_follows_the_rule(monkeypatch):
    monkeypatch.setattr(small, "STEPS", 2)
    weights = np.array([[0.0, 1.0], [2.0, 0.0]])
    (found,) = small.small_serial([np.array([1.0, -1.0])], weights)
    np.testing.assert_allclose(found, np.tanh(weights @ np.tanh(weights @ [1.0, -1.0])))
