"""Logistic regression by gradient descent over rows in files: each step is a map over the files, and a sum."""

import os
from functools import partial

import numpy as np

from accelguide.kernels._descended import COLUMNS, gradient, gradient_rows, gradients_of_batches, rows_drawn
from accelguide.kernels._shards import shards_folder, shards_of
from accelguide.sessions import gather, processes, within
from accelguide.sessions.dask import dask_cluster
from accelguide.sessions.hive import hive_session
from accelguide.sessions.ray import ray_cluster
from accelguide.sessions.spark import spark_session

STEPS = 2
GRADIENT = ", ".join(f"g{column} DOUBLE" for column in range(COLUMNS))


def workload(size, seed=0):
    """Return the arguments of the kernels: a folder with `size` rows, and a step width that suits their number."""
    return shards_folder(rows_drawn, size, seed), 4.0 / max(size, 1)


def work(size):
    """Items, rows, of one call, and the bytes that are read in it."""
    return {"items": size, "bytes": STEPS * size * 8 * (COLUMNS + 1)}


def descent_numpy(folder, rate):
    """Return the weights after some steps of gradient descent from zero, each by the gradient over all rows.

    Parameters
    ----------
    folder : str
        Of files that NumPy can load: arrays of float64 of the same number of columns, the last one the label, 0 or 1.
    rate : float
        Width of a step, by which the gradient is multiplied.

    Returns
    -------
    ndarray of float64
        A weight for each column but the last.

    Raises
    ------
    ValueError
        A file holds something else.
    """
    weights = np.zeros(COLUMNS)
    for _ in range(STEPS):
        weights = weights - rate * sum(map(partial(gradient, weights), shards_of(folder)))
    return weights


@within(processes)
def descent_processes(folder, rate, pool):
    """The same map on worker processes: weights go there, a gradient comes back for each file."""
    weights = np.zeros(COLUMNS)
    for _ in range(STEPS):
        weights = weights - rate * sum(gather(pool, partial(gradient, weights), shards_of(folder)))
    return weights


@within(dask_cluster)
def descent_dask(folder, rate, client):
    """By tasks of Dask's. They are said to be impure: else a second call would find the results of the first."""
    weights = np.zeros(COLUMNS)
    for _ in range(STEPS):
        tasks = client.map(partial(gradient, weights), shards_of(folder), pure=False)
        weights = weights - rate * sum(client.gather(tasks))
    return weights


@within(ray_cluster)
def descent_ray(folder, rate, ray):
    """By tasks of Ray's; the weights are put into its store once a step."""
    task, weights = ray.remote(gradient), np.zeros(COLUMNS)
    for _ in range(STEPS):
        tasks = [task.remote(weights, path) for path in shards_of(folder)]
        weights = weights - rate * sum(ray.get(tasks, timeout=60))
    return weights


@within(spark_session)
def descent_rdd(folder, rate, spark):
    """A distributed list of paths: the function is sent to it in each step."""
    paths = spark.sparkContext.parallelize(shards_of(folder))
    weights = np.zeros(COLUMNS)
    for _ in range(STEPS):
        weights = weights - rate * paths.map(partial(gradient, weights)).sum()
    return weights


@within(spark_session)
def descent_arrow(folder, rate, spark):
    """A frame of paths; paths and gradients pass between Java and Python in Arrow's format."""
    paths = spark.createDataFrame([(path,) for path in shards_of(folder)], "path string")
    weights = np.zeros(COLUMNS)
    for _ in range(STEPS):
        found = paths.mapInArrow(partial(gradients_of_batches, weights), "gradient array<double>").collect()
        weights = weights - rate * sum(np.array(row.gradient) for row in found)
    return weights


@within(hive_session)
def descent_hive(folder, rate, hive):
    """A table of paths; each step is a query, which tells a Python script the weights."""
    with open(os.path.join(hive.folder, "paths"), "w", encoding="utf-8") as file:
        file.writelines(f"{path}\n" for path in shards_of(folder))
    hive.table("paths", "path STRING", file.name)
    program, weights = hive.script(gradient_rows), np.zeros(COLUMNS)
    for _ in range(STEPS):
        columns = ", ".join(f"'{weight!r}'" for weight in weights.tolist())
        found = hive.sql(f"SELECT TRANSFORM (path, {columns}) USING {program} AS ({GRADIENT}) FROM paths")
        weights = weights - rate * sum(np.array(row, float) for row in found)
    return weights
