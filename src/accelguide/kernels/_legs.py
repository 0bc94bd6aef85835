"""Legs of trips, made from their numbers: what Spark's Python workers run on one row, or on whole columns."""

from accelguide.systems import Unavailable

VEHICLES = 100


def leg(number):
    """Vehicle, metres to the east and metres to the north of a leg."""
    return number % VEHICLES, number * 7919 % 1009, number * 104729 % 1013


def distance(east, north):
    """Metres along a straight line: of two numbers, of two columns of numbers, or of two of Spark's expressions."""
    return (east * east + north * north) ** 0.5


def driven(number):
    """Vehicle and length of a leg."""
    vehicle, east, north = leg(number)
    return vehicle, distance(east, north)


def frame_of(count, session):
    """Legs as a ``DataFrame`` of three columns. `leg` gets the expression of a column, and gives three of them."""
    rows = session.range(count)
    columns = zip(leg(rows.id), ("vehicle", "east", "north"), strict=True)
    return rows.select(*[column.alias(name) for column, name in columns])


def summed(legs, metres):
    """``DataFrame`` of the metres of each vehicle, where `metres` says what makes a leg's of east and north."""
    from pyspark.sql import functions as sql

    lengths = legs.select("vehicle", metres(legs.east, legs.north).alias("metres"))
    return lengths.groupBy("vehicle").agg(sql.sum("metres"))


def of_columns():
    """Make `distance` a function of Spark's that is called with whole columns, as pandas has them."""
    from pandas import Series
    from pyspark.sql.functions import pandas_udf

    def lengths(east: Series, north: Series) -> Series:
        return distance(east, north)

    return pandas_udf(lengths, "double")


def of_rows(arrow):
    """Make `distance` a function of Spark's that is called row by row; rows travel pickled, or as Arrow's columns."""
    from pyspark.sql.functions import udf

    return udf(distance, "double", useArrow=arrow)


def driver(session):
    """Context of a session with a driver of ours. Raises `Unavailable` for one of a Connect server, which has none."""
    try:
        return session.sparkContext
    except Exception as error:
        raise Unavailable("SparkContext", "wrong-platform") from error
