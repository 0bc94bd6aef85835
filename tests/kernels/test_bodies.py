"""Bodies that attract each other, and products of matrices: every variant gives the same."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _fours, _gravity, _panels, matmul, nbody
from accelguide.portable import same
from accelguide.systems import Unavailable

BODIES = [one for name, one in vars(nbody).items() if name.startswith("nbody_") and "cuda" not in name]
PRODUCTS = [one for name, one in vars(matmul).items() if name.startswith("matmul_") and "cuda" not in name]


def name_of(kernel):
    """A kernel's own name."""
    return kernel.__name__


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


each_step = pytest.mark.parametrize("kernel", BODIES, ids=name_of)
each_product = pytest.mark.parametrize("kernel", PRODUCTS, ids=name_of)
each = pytest.mark.parametrize("kernel", BODIES + PRODUCTS, ids=name_of)


@st.composite
def bodies(draw):
    """Positions, velocities and masses of some bodies: places on a grid, where some of them meet, or any."""
    count, seed = draw(st.integers(0, 20)), draw(st.integers(0, 99))
    random, spread = np.random.default_rng(seed), draw(st.sampled_from([2, 100]))
    positions = random.integers(-spread, spread + 1, (count, 3)) + draw(st.sampled_from([0.0, 0.1])) * random.random()
    return (
        positions,
        random.normal(size=(count, 3)),
        draw(arrays.arrays(np.float64, count, elements=st.floats(-10, 10))),
    )


def apart(count):
    """Bodies that no two of which share a place."""
    places = np.arange(3.0 * count).reshape(count, 3) ** 1.5 % 17
    return places, places[::-1].copy(), np.arange(1.0, count + 1)


# bodies


@each_step
@settings(max_examples=50)
@given(given_bodies=bodies(), step=st.floats(-1, 1), softening=st.floats(0.1, 10))
def test_every_step_is_the_same(kernel, given_bodies, step, softening):
    expected = nbody.nbody_python(*given_bodies, step, softening)
    found = run(kernel, *given_bodies, step, softening)
    most = np.abs(given_bodies[2]).sum() * 200 / softening**3  # of what a pull is the sum of
    for one, other in zip(found, expected, strict=True):
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13 * (1 + most))


@each_step
def test_two_bodies_pull_each_other_by_newtons_law(kernel):
    positions, still = np.array([[0.0, 0.0, 0.0], [3.0, 0.0, 4.0]]), np.zeros((2, 3))
    places, speeds = run(kernel, positions, still, np.array([50.0, 100.0]), 0.5, 1e-50)
    np.testing.assert_allclose(speeds, [[1.2, 0, 1.6], [-0.6, 0, -0.8]], rtol=1e-12)
    np.testing.assert_allclose(places, positions + 0.5 * speeds, rtol=1e-12)


@each_step
@pytest.mark.parametrize("parts", [1, 3, 40])
def test_momentum_is_kept_in_any_number_of_parts(kernel, parts, monkeypatch):
    monkeypatch.setattr(nbody, "counted", lambda workers: parts)
    positions, velocities, masses = apart(30)
    _, speeds = run(kernel, positions, velocities, masses, 0.1, 0.5)
    np.testing.assert_allclose(masses @ speeds, masses @ velocities, rtol=1e-11)


def test_blocks_meet():
    arguments = nbody.workload(_gravity.BLOCK + 3)
    expected = run(nbody.nbody_vectors, *arguments)
    for kernel in (nbody.nbody_unsigned, nbody.nbody_unsigned_parallel, nbody.nbody_numpy):
        assert same(kernel(*arguments), expected)


@each_step
def test_arrays_of_bodies_need_not_be_contiguous(kernel):
    positions, velocities, masses = apart(20)
    expected = nbody.nbody_python(positions[::2].copy(), velocities[::2].copy(), masses[::2].copy(), 0.1, 0.5)
    assert same(run(kernel, positions[::2], velocities[::2], masses[::2], 0.1, 0.5), expected)
    ordered = np.asfortranarray(positions[::2])
    assert same(run(kernel, ordered, np.asfortranarray(velocities[::2]), masses[::2], 0.1, 0.5), expected)


@each_step
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({0: np.zeros((4, 3))}, "shape"),
        ({1: np.zeros((5, 2))}, "shape"),
        ({2: np.zeros((5, 1))}, "shape"),
        ({2: np.zeros(4)}, "shape"),
        ({0: np.zeros((5, 3), np.float32)}, "float64"),
        ({2: np.zeros(5, np.int64)}, "float64"),
        ({4: 0.0}, "softening"),
        ({4: -1.0}, "softening"),
        ({4: float("nan")}, "softening"),
    ],
)
def test_other_bodies_are_refused_in_one_way(kernel, change, told):
    arguments = [np.ones((5, 3)), np.ones((5, 3)), np.ones(5), 0.1, 0.5]
    for place, value in change.items():
        arguments[place] = value
    with pytest.raises(ValueError, match=told) as refused:
        run(kernel, *arguments)
    with pytest.raises(ValueError, match=told) as expected:
        nbody.nbody_python(*arguments)
    assert str(refused.value) == str(expected.value)


# products


def matrices(rows, inner, columns, seed):
    """Two matrices that fit, of small whole numbers: their product is exact in any order."""
    random = np.random.default_rng(seed)
    return [random.integers(-8, 9, shape).astype(np.float64) for shape in ((rows, inner), (inner, columns))]


def exact(a, b):
    """Product of two matrices of whole numbers."""
    return (a.astype(np.int64) @ b.astype(np.int64)).astype(np.float64)


@each_product
@settings(max_examples=50)
@given(rows=st.integers(0, 20), inner=st.integers(0, 20), columns=st.integers(0, 40), seed=st.integers(0, 99))
@example(0, 3, 2, 0)
@example(2, 0, 3, 0)
@example(1, 1, 1, 0)
def test_every_product_is_the_same(kernel, rows, inner, columns, seed):
    a, b = matrices(rows, inner, columns, seed)
    found = run(kernel, a, b)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, exact(a, b))


@each_product
@pytest.mark.parametrize("parts", [1, 3, 64])
@pytest.mark.parametrize(
    "shape",
    [
        (_panels.HIGH + 1, 3, _panels.WIDE + 1),
        (_panels.ROWS + 1, 2, 5),
        (3, _panels.DEEP + 1, 2),
        (6, _fours.DEEP + 5, _fours.LINE + 1),
        (2 * _panels.ROWS, 4, 2 * _panels.WIDE),
    ],
)
def test_blocks_of_a_product_meet(kernel, shape, parts, monkeypatch):
    monkeypatch.setattr(matmul, "counted", lambda workers: parts)
    a, b = matrices(*shape, seed=parts)
    np.testing.assert_array_equal(run(kernel, a, b), exact(a, b))


@each_product
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_not_a_number_stays_where_it_belongs(kernel):
    a, b = np.ones((7, 9)), np.ones((9, 15))
    a[1, 2], a[3, 3], b[4, 14] = np.nan, np.inf, -np.inf
    expected = np.full((7, 15), 9.0)
    expected[3], expected[:, 14], expected[1], expected[3, 14] = np.inf, -np.inf, np.nan, np.nan
    np.testing.assert_array_equal(run(kernel, a, b), expected)


@each_product
@pytest.mark.parametrize(
    ("a", "b"),
    [
        (np.ones((2, 3)), np.ones((2, 3))),
        (np.ones(3), np.ones((3, 2))),
        (np.ones((2, 3)), np.ones((3, 2), np.float32)),
        (np.ones((4, 3))[::2], np.ones((3, 2))),
        (np.ones((2, 3)), np.ones((2, 3)).T),
    ],
)
def test_other_matrices_are_refused_in_one_way(kernel, a, b):
    with pytest.raises(ValueError, match=f"^{matmul.WRONG}$"):
        run(kernel, a, b)


@pytest.mark.parametrize("system", ["numba", "scipy"])
def test_the_blas_of_compiled_code_needs_both(system, monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", system)
    with pytest.raises(Unavailable, match=system):
        matmul.matmul_dot(*matmul.workload(3))


# both


@each
def test_arguments_are_left_as_they_were(kernel):
    module = nbody if kernel in BODIES else matmul
    arguments = module.workload(10, seed=3)
    before = [np.copy(one) for one in arguments]
    run(kernel, *arguments)
    assert all(map(same, map(np.asarray, arguments), before))


@pytest.mark.parametrize("module", [nbody, matmul])
def test_a_workload_is_the_same_every_time(module):
    first = module.workload(10)
    assert all(map(same, module.workload(10), first))
    assert not same(module.workload(10, seed=1)[0], first[0])


def test_work_counts_pairs_and_triples():
    assert nbody.work(4) == {"items": 6, "flops": 156}
    assert matmul.work(10) == {"flops": 2000}
