"""The metres that each vehicle has driven: a value computed per row, added up by key, in the forms that Spark has."""

from operator import add

from accelguide.kernels._legs import distance, driven, driver, frame_of, of_columns, of_rows, summed
from accelguide.sessions import within
from accelguide.sessions.spark import spark_session


def workload(size, seed=0):
    """Return the argument of the kernels, how many legs there are; they are made where they are used, `seed` or not."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    return (size,)


def work(size):
    """Items, legs, of one call."""
    return {"items": size}


def legs_python(count):
    """Return the metres of each vehicle.

    Parameters
    ----------
    count : int
        Of legs.

    Returns
    -------
    list of (int, float)
        Vehicle and metres, by vehicle; of those that have driven.
    """
    metres = {}
    for number in range(count):
        vehicle, length = driven(number)
        metres[vehicle] = metres.get(vehicle, 0.0) + length
    return sorted(metres.items())


@within(spark_session)
def legs_rdd(count, session):
    """Python objects in the parts of an RDD: each step is a Python function."""
    pairs = driver(session).range(count).map(driven)
    return sorted(pairs.reduceByKey(add).collect())


@within(spark_session)
def legs_pickled(count, session):
    """A Python function called row by row; rows are pickled there and back."""
    rows = summed(frame_of(count, session), of_rows(arrow=False)).collect()
    return sorted(map(tuple, rows))


@within(spark_session)
def legs_rows(count, session):
    """The same, while rows travel as columns in Arrow's format."""
    rows = summed(frame_of(count, session), of_rows(arrow=True)).collect()
    return sorted(map(tuple, rows))


@within(spark_session)
def legs_columns(count, session):
    """A Python function called with whole columns, in Arrow's format on the way."""
    rows = summed(frame_of(count, session), of_columns()).collect()
    return sorted(map(tuple, rows))


@within(spark_session)
def legs_builtin(count, session):
    """No Python function at all: `distance` is called once, with expressions, and gives one."""
    rows = summed(frame_of(count, session), distance).collect()
    return sorted(map(tuple, rows))
