"""Rows of text, grouped by key: how many there are, and the sum of their square roots."""

from accelguide.kernels._grouped import (
    in_order,
    merged,
    plus,
    rooted,
    rooted_batches,
    rooted_rows,
    rows_written,
    totals_of,
)
from accelguide.kernels._shards import shards_folder, shards_of
from accelguide.sessions import gather, processes, within
from accelguide.sessions.dask import dask_cluster
from accelguide.sessions.hive import hive_session
from accelguide.sessions.ray import ray_cluster
from accelguide.sessions.spark import spark_session
from accelguide.systems import require

NAMES = ["key", "value"]
TABBED = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t'"
SCHEMA = "key string, value double"


def workload(size, seed=0):
    """Return the argument of the kernels: a folder with `size` rows, in a few files, written at the first call."""
    return (shards_folder(rows_written, size, seed),)


def work(size):
    """Items, rows, of one call."""
    return {"items": size}


def grouping_python(folder):
    """Return, for each key, how many rows have it and the sum of the square roots of their values.

    Parameters
    ----------
    folder : str
        Of text files: in each line a key, a tab, and a number that is not negative.

    Returns
    -------
    list of (str, int, float)
        By key.

    Raises
    ------
    ValueError
        A line is none of these, or a number is negative.
    """
    return merged(map(totals_of, shards_of(folder)))


def grouping_pandas(folder):
    """A frame of each file, one after the other; pandas reads text and adds up in compiled loops."""
    require("pandas")
    import pandas as pd

    frames = [pd.read_csv(path, sep="\t", names=NAMES) for path in shards_of(folder)]
    rows = pd.concat(frames)
    rows["value"] **= 0.5
    found = rows.groupby("key")["value"].agg(["count", "sum"])
    return in_order(found.itertuples())


@within(processes)
def grouping_processes(folder, pool):
    """The baseline's two functions: one on worker processes, a file at a time, the other here."""
    return merged(gather(pool, totals_of, shards_of(folder)))


@within(ray_cluster)
def grouping_ray(folder, ray):
    """The same two functions; the first is a task of Ray's."""
    task = ray.remote(totals_of)
    return merged(ray.get([task.remote(path) for path in shards_of(folder)], timeout=60))


@within(dask_cluster)
def grouping_dask(folder, client):
    """And as tasks of Dask's. They are said to be impure: else a second call could find the results of the first."""
    return merged(client.gather(client.map(totals_of, shards_of(folder), pure=False)))


@within(spark_session)
def grouping_rdd(folder, spark):
    """Spark's oldest interface: Python functions on rows, in Python processes."""
    rows = spark.sparkContext.textFile(folder).map(rooted)
    found = rows.mapValues(lambda root: (1, root)).reduceByKey(plus).collect()
    return in_order((key, *total) for key, total in found)


@within(spark_session)
def grouping_dataframe(folder, spark):
    """Expressions only: no row enters a Python process, but for the answer."""
    from pyspark.sql import functions as sql

    rows = spark.read.csv(folder, SCHEMA, sep="\t")
    found = rows.groupBy("key").agg(sql.count("*"), sql.sum(sql.sqrt("value")))
    return in_order(found.collect())


@within(spark_session)
def grouping_arrow(folder, spark):
    """The roots by a Python function that gets whole columns, in Arrow's format."""
    from pyspark.sql import functions as sql

    rows = spark.read.csv(folder, SCHEMA, sep="\t").mapInArrow(rooted_batches, "key string, root double")
    found = rows.groupBy("key").agg(sql.count("*"), sql.sum("root"))
    return in_order(found.collect())


@within(hive_session)
def grouping_hive(folder, hive):
    """In SQL, which Hive turns into a MapReduce; the roots by a Python script, which gets and prints rows of text."""
    hive.sql("DROP TABLE IF EXISTS given")
    hive.sql(f"CREATE EXTERNAL TABLE given (key STRING, value STRING) {TABBED} LOCATION '{folder}'")
    rooting = f"SELECT TRANSFORM (key, value) USING {hive.script(rooted_rows)} AS (key STRING, root DOUBLE) FROM given"
    return in_order(hive.sql(f"SELECT key, count(*), sum(root) FROM ({rooting}) rooted GROUP BY key"))
