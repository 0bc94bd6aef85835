"""Exponential, logarithm and normal distribution by arithmetic, and what is built on them: prices and softmax."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from accelguide.kernels import _exponential, blackscholes, singles, softmax
from accelguide.portable import same
from accelguide.systems import Unavailable, require

WIDTHS = {"64": np.float64, "32": np.float32}
BOUND = 1.2  # units in the last place
TOP = {"64": 709.78, "32": 88.72}

few = settings(max_examples=25)  # of many kernels each
quiet = pytest.mark.filterwarnings("ignore::RuntimeWarning")
each_width = pytest.mark.parametrize("width", WIDTHS)


def kernels(module):
    """Variants of a module's workload."""
    name = module.__name__.rpartition(".")[2]
    return [function for key, function in vars(module).items() if key.startswith(f"{name}_")]


def name_of(kernel):
    """A kernel's own name."""
    return kernel.__name__


def run(kernel, *arguments):
    """Call a kernel, or skip the test where what it needs is absent."""
    try:
        return kernel(*arguments)
    except Unavailable as missing:
        pytest.skip(str(missing))


def apart(found, exact, dtype):
    """Units in the last place between a result and the exact value, which is a `Decimal`."""
    unit = np.spacing(dtype(abs(float(exact))))
    return float(abs(Decimal(float(found)) - exact) / Decimal(float(unit)))


def worst(name, width, numbers, exact):
    """Largest error of a function over some numbers."""
    function, dtype = getattr(_exponential, name + width), WIDTHS[width]
    with localcontext() as context:
        context.prec = 60
        given = [dtype(number) for number in numbers]
        return max(apart(run(function, one), exact(Decimal(float(one))), dtype) for one in given)


def spread(width, low, high, count=500):
    """Numbers over a range, and as many near zero."""
    generator = np.random.default_rng(5)
    return np.concatenate([generator.uniform(low, high, count), generator.normal(0, 0.3, count)])


@each_width
def test_an_exponential_is_right_over_the_whole_range(width):
    low = {"64": -745.1, "32": -103.9}[width]  # results below the least normal number are among them
    assert worst("exp", width, spread(width, low, TOP[width]), Decimal.exp) < BOUND


@each_width
def test_a_logarithm_is_right_over_the_whole_range(width):
    lowest, highest = {"64": (-323, 308), "32": (-44, 38)}[width]
    generator = np.random.default_rng(6)
    far = 10.0 ** generator.uniform(lowest, highest, 500)
    near = 1 + generator.choice([-1, 1], 500) * 10.0 ** generator.uniform(-6, -0.3, 500)
    numbers = [one for one in np.concatenate([far, near, [0.5, 2.0, math.sqrt(0.5), math.sqrt(2)]]) if one != 1]
    numbers = [one for one in numbers if WIDTHS[width](one) != 1]
    assert worst("log", width, numbers, Decimal.ln) < BOUND


@each_width
@quiet
@given(number=st.floats(allow_subnormal=True, width=32))
def test_any_number_gives_what_the_library_gives_to_a_few_digits(width, number):
    number = WIDTHS[width](number)
    for name, expected in (("exp", np.exp(number)), ("log", np.log(number))):
        found = run(getattr(_exponential, name + width), number)
        assert np.isclose(found, expected, rtol=4e-7, atol=1e-44, equal_nan=True)


@each_width
@quiet
def test_the_edges_are_exact(width):
    dtype = WIDTHS[width]
    exp, log = getattr(_exponential, "exp" + width), getattr(_exponential, "log" + width)
    edges = [0.0, -0.0, math.inf, -math.inf, math.nan, 1e4, -1e4]
    assert same(np.array([run(exp, dtype(x)) for x in edges]), np.array([1, 1, math.inf, 0, math.nan, math.inf, 0]))
    edges = [1.0, 0.0, -0.0, math.inf, -math.inf, math.nan, -1.0]
    expected = [0, -math.inf, -math.inf, math.inf, math.nan, math.nan, math.nan]
    assert same(np.array([run(log, dtype(x)) for x in edges]), np.array(expected))
    least = np.nextafter(dtype(0), dtype(1))
    assert run(exp, dtype(math.log(least))) == least
    assert run(exp, run(log, np.finfo(dtype).max)) > np.finfo(dtype).max * 0.9


def tail(x):
    """Normal distribution beyond `x`, by its series, as a `Decimal`."""
    x = Decimal(float(x))
    root = Decimal("6.28318530717958647692528676655900576839433879875021164").sqrt()
    term = total = x
    k = 0
    while abs(term) > Decimal("1e-45"):
        k += 1
        term *= -x * x / (2 * k)
        total += term / (2 * k + 1)
    return Decimal("0.5") - total / root


@pytest.mark.parametrize(("width", "bound"), [("64", 2.3e-16), ("32", 1.2e-7)])
def test_the_tail_of_the_normal_distribution_is_right(width, bound):
    dtype, exp = WIDTHS[width], getattr(_exponential, "exp" + width)
    mills = getattr(_exponential, "mills" + width)
    with localcontext() as context:
        context.prec = 60
        for x in np.linspace(-8.5, 8.5, 201).astype(dtype):
            found = run(exp, dtype(-0.5) * x * x) * mills(x)
            assert abs(Decimal(float(found)) - tail(abs(x))) < bound


@pytest.mark.parametrize(("width", "end", "bound"), [("64", 37.0, 1e-9), ("32", 12.0, 1e-4)])
def test_the_tail_keeps_digits_where_it_is_small(width, end, bound):
    mills = getattr(_exponential, "mills" + width)
    for x in np.linspace(0, end, 100).astype(WIDTHS[width]):
        expected = math.exp(float(x) ** 2 / 2) * math.erfc(float(x) / math.sqrt(2)) / 2
        assert run(mills, x) == pytest.approx(expected, rel=bound)
    assert np.isnan(mills(WIDTHS[width](math.nan)))
    assert mills(WIDTHS[width](math.inf)) > 0


def test_a_callers_fastmath_does_not_change_them():
    try:
        require("numba")
    except Unavailable as missing:
        pytest.skip(str(missing))
    import numba

    exp64 = _exponential.exp64

    @numba.njit(fastmath=True)
    def hurried(numbers, out):
        for i in range(numbers.size):
            out[i] = exp64(numbers[i])
        return out

    numbers = np.linspace(-745, 709, 1001)
    assert run(hurried, numbers, np.empty(1001)).tolist() == [exp64(one) for one in numbers]


# prices

PRICES = kernels(blackscholes) + kernels(singles)
MONEY = st.floats(0.5, 50, width=32)
YEARS = st.floats(0.0625, 8, width=32)


def module_of(kernel):
    """Module of a kernel."""
    return singles if kernel.__name__.startswith("singles") else blackscholes


def prices(kernel, spot, strike, time, rate, volatility):
    """Prices by one kernel, and by the baseline in double precision."""
    expected = blackscholes.blackscholes_python(
        spot, strike, time, float(rate), float(volatility), np.empty((2, spot.size))
    )
    dtype = np.float32 if module_of(kernel) is singles else np.float64
    given = [array.astype(dtype) for array in (spot, strike, time)]
    if dtype is np.float32:
        rate, volatility = dtype(rate), dtype(volatility)
    return run(kernel, *given, rate, volatility, np.full((2, spot.size), np.nan, dtype)), expected


@pytest.mark.parametrize("kernel", PRICES, ids=name_of)
@few
@given(
    options=arrays.arrays(np.float64, st.tuples(st.integers(0, 40), st.just(3)), elements=st.floats(0.5, 50, width=32)),
    rate=st.floats(-0.125, 0.25, width=16),
    volatility=st.floats(0.0625, 2, width=16),
)
def test_any_option_has_the_price_of_the_baseline(kernel, options, rate, volatility):
    spot, strike, time = np.ascontiguousarray(options.T)
    found, expected = prices(kernel, spot, strike, time / 8, rate, volatility)
    assert module_of(kernel).equal(found, expected)


@pytest.mark.parametrize("kernel", PRICES, ids=name_of)
@quiet
def test_a_nan_spoils_the_prices_of_its_option_only(kernel):
    spot, strike, time = (np.full(40, value) for value in (40.0, 30.0, 1.5))
    spot[3] = strike[17] = time[39] = np.nan
    found, expected = prices(kernel, spot, strike, time, 0.1, 0.2)
    assert module_of(kernel).equal(found, expected)
    assert np.flatnonzero(np.isnan(found[0])).tolist() == [3, 17, 39]


@pytest.mark.parametrize("kernel", PRICES, ids=name_of)
def test_prices_far_in_and_out_of_the_money(kernel):
    spot, strike = np.array([1e-3, 40.0, 30.0, 30.0]), np.array([40.0, 1e-3, 30.0, 30.0])
    found, expected = prices(kernel, spot, strike, np.array([1.0, 1.0, 1e-6, 30.0]), 0.1, 0.2)
    assert module_of(kernel).equal(found, expected)


@pytest.mark.parametrize("kernel", PRICES, ids=name_of)
@pytest.mark.parametrize("wrong", [0, 1, 2, 5])
def test_prices_of_arrays_that_do_not_fit_are_refused(kernel, wrong):
    arguments = list(module_of(kernel).workload(10))
    arguments[wrong] = arguments[wrong][:-1]
    with pytest.raises(ValueError, match="spot, strike and time must be of one length n, and out of shape"):
        run(kernel, *arguments)


@pytest.mark.parametrize("kernel", PRICES, ids=name_of)
def test_prices_change_nothing_but_out(kernel):
    arguments = module_of(kernel).workload(50, seed=3)
    before = [np.copy(one) for one in arguments]
    assert run(kernel, *arguments) is arguments[-1]
    assert all(map(same, arguments[:-1], before[:-1]))
    assert not np.isnan(arguments[-1]).any()


@pytest.mark.parametrize(
    "kernel", [blackscholes.blackscholes_numpy, blackscholes.blackscholes_shared, singles.singles_shared], ids=name_of
)
def test_prices_of_arrays_with_gaps(kernel):
    arguments = list(module_of(kernel).workload(50))
    expected = run(
        kernel,
        *[np.copy(one[::2]) if np.ndim(one) == 1 else one for one in arguments[:5]],
        np.copy(arguments[5][:, ::2]),
    )
    arguments = [one[::2] if np.ndim(one) == 1 else one for one in arguments[:5]]
    assert module_of(kernel).equal(run(kernel, *arguments, np.empty_like(expected)), expected)


def test_one_exponential_serves_both_terms():
    spot, strike, time, rate, volatility, _ = blackscholes.workload(100)
    deviation = volatility * np.sqrt(time)
    d1 = (np.log(spot / strike) + (rate + 0.5 * volatility**2) * time) / deviation
    d2 = d1 - deviation
    assert same(spot * np.exp(-(d1**2) / 2), strike * np.exp(-rate * time) * np.exp(-(d2**2) / 2))


# softmax

FLOATS = st.floats(-1000, 1000, width=32) | st.sampled_from([math.inf, -math.inf, math.nan, -math.nan, -0.0])
TABLES = st.tuples(st.integers(0, 4), st.integers(1, 70))


@pytest.mark.parametrize("kernel", kernels(softmax), ids=name_of)
@quiet
@few
@given(values=TABLES.flatmap(lambda shape: arrays.arrays(np.float32, shape, elements=FLOATS)))
def test_any_table_has_the_softmax_of_the_baseline(kernel, values):
    before = values.copy()
    expected = softmax.softmax_python(values, np.empty_like(values))
    out = np.full_like(values, 7)
    found = run(kernel, values, out)
    assert softmax.equal(found, expected)
    assert found is out
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("kernel", kernels(softmax), ids=name_of)
@few
@given(values=arrays.arrays(np.float32, (2, 50), elements=st.floats(-80, 80, width=32)))
def test_shares_of_a_row_add_up_to_one(kernel, values):
    assert run(kernel, values, np.empty_like(values)).sum(axis=1) == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("kernel", kernels(softmax), ids=name_of)
@pytest.mark.parametrize(("shape", "room"), [((2, 3), (3, 2)), ((2, 3), (2, 4)), ((2, 0), (2, 0))])
def test_tables_that_do_not_fit_are_refused(kernel, shape, room):
    with pytest.raises(ValueError, match="values and out must be of one shape, with at least one column"):
        run(kernel, np.zeros(shape, np.float32), np.zeros(room, np.float32))


@pytest.mark.parametrize("kernel", [softmax.softmax_numpy, softmax.softmax_keys], ids=name_of)
def test_softmax_of_a_table_with_gaps(kernel):
    values, out = softmax.workload(6)
    expected = run(kernel, np.copy(values[::2, ::3]), np.copy(out[::2, ::3]))
    assert softmax.equal(run(kernel, values[::2, ::3], np.empty_like(expected)), expected)


@pytest.mark.parametrize("module", [blackscholes, singles, softmax], ids=lambda module: module.__name__)
def test_a_workload_is_the_same_every_time_and_its_work_counts_its_bytes(module):
    first, second = module.workload(10), module.workload(10)
    assert all(map(same, first, second))
    assert not same(module.workload(10, seed=1)[0], first[0])
    assert module.work(10)["bytes"] == sum(one.nbytes for one in first if np.ndim(one))
    assert module.work(10)["items"] == 10
