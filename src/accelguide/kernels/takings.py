"""Orders of shops, of which the large ones are added up by month: a script of pandas, and what it becomes with Dask."""

from accelguide.sessions import within
from accelguide.sessions.dask import dask_cluster
from accelguide.systems import require

PARTS = 4


def workload(size, seed=0):
    """Return the arguments of the kernels: orders as a data frame, with ``day``, ``pieces`` and ``price``."""
    if size < 1:
        raise ValueError(f"size must be positive, not {size}: no orders have no months")
    require("pandas")
    import numpy
    import pandas

    made = numpy.random.default_rng(seed)
    days, pieces, prices = made.integers(0, 365, size), made.integers(0, 9, size), made.integers(1, 10_000, size) / 100
    return (pandas.DataFrame({"day": days, "pieces": pieces, "price": prices}),)


def work(size):
    """Items, orders, of one call."""
    return {"items": size}


def takings_pandas(orders):
    """Return, for each month with large orders, its number, their takings in all, on average and at the most.

    Large is an order whose takings are at least the average's. Rows are in the order of months, as floats.

    Parameters
    ----------
    orders : pandas.DataFrame
        One row for each: ``day`` and ``pieces``, whole numbers, and ``price``, of a piece.

    Raises
    ------
    KeyError, AttributeError
        A column is absent.
    Unavailable
        pandas is not installed, or Dask.
    """
    sold = orders[orders.pieces > 0]
    sold = sold.assign(takings=sold.pieces * sold.price)
    sold = sold.assign(month=sold.day // 30)
    large = sold[sold.takings >= sold.takings.mean()]
    months = large.groupby("month").takings.agg(["sum", "mean", "max"])
    months["least"] = months["sum"] / months["max"]
    return months.reset_index().sort_values("month").to_numpy()


@within(dask_cluster)
def takings_dask(orders, client):
    """A data frame in partitions, each of which is one of pandas."""
    import dask.dataframe as dd

    orders = dd.from_pandas(orders, npartitions=PARTS)
    sold = orders[orders.pieces > 0]
    sold = sold.assign(takings=sold.pieces * sold.price)
    sold = sold.assign(month=sold.day // 30)
    large = sold[sold.takings >= sold.takings.mean()]
    months = large.groupby("month").takings.agg(["sum", "mean", "max"])
    months["least"] = months["sum"] / months["max"]
    return months.reset_index().compute().sort_values("month").to_numpy()
