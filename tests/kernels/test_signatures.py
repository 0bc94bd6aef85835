"""Square roots with declared and undeclared types: the same roots, and nothing let in that was not declared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import declared
from accelguide.portable import Sessions, same
from accelguide.systems import WITHOUT, Unavailable, require

KERNELS = [declared.declared_numpy, declared.declared_lazy, declared.declared_eager, declared.declared_any]
FLOATS = st.floats(0, 1e300) | st.sampled_from([np.nan, np.inf, -0.0, 5e-324])


@pytest.fixture(scope="module")
def ready():
    """Calls of the kernels, each compiled once."""
    with Sessions() as sessions:
        yield {kernel: sessions.ready(kernel) for kernel in KERNELS}


@pytest.fixture(scope="module", params=KERNELS, ids=lambda kernel: kernel.__name__)
def call(request, ready):
    """One kernel after the other."""
    return refusing(ready[request.param])


def refusing(kernel):
    """Make a kernel skip the test where what it needs is absent."""

    def run(*arguments):
        try:
            return kernel(*arguments)
        except Unavailable as missing:
            pytest.skip(str(missing))

    return run


def needs_numba():
    """Skip a test where Numba is absent."""
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))


@given(values=arrays.arrays(np.float64, st.integers(0, 60), elements=FLOATS))
def test_every_variant_gives_the_roots(call, values):
    before, out = values.copy(), np.full(values.size, 7.0)
    found = call(values, out)
    np.testing.assert_array_equal(found, [x**0.5 if x else x for x in values.tolist()])
    np.testing.assert_array_equal(values, before)
    assert found.ctypes.data == out.ctypes.data


@pytest.mark.parametrize("lengths", [(1, 2), (2, 1), (0, 1), (5, 4)])
def test_arrays_of_different_lengths_are_refused(call, lengths):
    with pytest.raises(ValueError, match="values and out must be of one length"):
        call(*(np.ones(length) for length in lengths))


def test_a_signature_says_what_is_let_in(ready):
    out = np.full(4, np.nan)
    single, stepped = np.ones(4, np.float32), np.ones(8)[::2]
    eager, strided, lazy = (refusing(ready[kernel]) for kernel in (KERNELS[2], KERNELS[3], KERNELS[1]))
    for array in (single, stepped, np.ones(4, int)):
        with pytest.raises(TypeError, match="No matching definition"):
            eager(array, out)
    with pytest.raises(TypeError, match="No matching definition"):
        strided(single, out)
    assert same(strided(stepped, out), np.ones(4))
    assert same(lazy(stepped, out), np.ones(4))


def test_an_eager_function_is_compiled_before_its_first_call():
    needs_numba()
    with declared.compiled_lazily() as lazy, declared.compiled_contiguous() as eager:
        assert (len(lazy.signatures), len(eager.signatures)) == (0, 1)


def test_without_numba_only_numpy_is_left(monkeypatch):
    monkeypatch.setenv(WITHOUT, "numba")
    assert same(declared.declared_numpy(*declared.workload(3)), np.sqrt(declared.workload(3)[0]))


def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes():
    first, second = declared.workload(10), declared.workload(10)
    assert all(map(same, first, second))
    assert not same(declared.workload(10, seed=1)[0], first[0])
    assert declared.work(10) == {"items": 10, "bytes": sum(array.nbytes for array in first), "flops": 10}
    assert declared.doubled(4) == 8
