"""MapReduce in plain Python: rows of text in parts, grouped by key; how many, and the sum of their square roots."""

import os
import random
import subprocess
import sys
from concurrent import futures
from graphlib import TopologicalSorter
from itertools import pairwise
from multiprocessing.reduction import ForkingPickler

from accelguide.kernels._grouped import in_order, plus, rooted
from accelguide.kernels._mapreduce import KEY, add_root, call_of, in_turn, map_combine_task, map_task, needs, tasks_of
from accelguide.sessions import PATIENCE, TookTooLong, WorkerLost, processes, split, within
from accelguide.systems import Unavailable, require

PARTS = 4
REDUCERS = 3
KEYS = 600
HOT = "k0"
FORGETFUL = {"PYTHONHASHSEED": "random"}


def workload(size, seed=0, hot=0.0):
    """Return the argument of the kernels: `size` rows in a few texts, the share `hot` of them with the same key.

    Raises ValueError for a size below zero or a share that is none.
    """
    if size < 0 or not 0 <= hot <= 1:
        raise ValueError(f"size must not be negative, and hot must be a share, not {size} and {hot}")
    draw = random.Random(seed)
    return ([text_of(draw, stop - start, hot) for start, stop in pairwise(split(size, PARTS))],)


def text_of(draw, rows, hot):
    """Draw some rows: a key, a tab, a whole number."""
    keys = [HOT if draw.random() < hot else f"k{draw.randrange(KEYS)}" for _ in range(rows)]
    return "".join(f"{key}\t{draw.randrange(1_000_003)}\n" for key in keys)


def work(size):
    """Items, rows, of one call."""
    return {"items": size}


def mapreduce_python(texts):
    """Return, for each key, how many rows have it and the sum of the square roots of their values: one loop, one dict.

    Parameters
    ----------
    texts : list of str
        Lines, each a key, a tab, and a number that is not negative.

    Returns
    -------
    list of (str, int, float)
        By key.

    Raises
    ------
    ValueError
        A line is none of these.
    """
    totals = {}
    for text in texts:
        for line in text.splitlines():
            key, root = rooted(line)
            totals[key] = plus(totals.get(key, (0, 0.0)), (1, root))
    return in_order((key, *total) for key, total in totals.items())


def mapreduce_steps(texts):
    """The steps of a MapReduce, one task after the other in one process."""
    return in_turn(tasks_of(texts, REDUCERS))


@within(processes)
def mapreduce_processes(texts, pool):
    """The same tasks on worker processes."""
    return side_by_side(pool, tasks_of(texts, REDUCERS))


@within(processes)
def mapreduce_uncombined(texts, pool):
    """Without a combiner: a pair for each row goes to a reducer."""
    return side_by_side(pool, tasks_of(texts, REDUCERS, map_task))


def side_by_side(pool, graph, timeout=PATIENCE):
    """Run the tasks on workers, each as soon as those that it needs are done; results pass through this process.

    Raises
    ------
    WorkerLost
        A worker was killed, or crashed.
    TookTooLong
        No task came to its end within `timeout` seconds.
    """
    order, results, waiting = TopologicalSorter(needs(graph)), {}, {}
    order.prepare()
    try:
        while order.is_active():
            waiting |= {pool.submit(*call_of(graph[name], results)): name for name in order.get_ready()}
            done, _ = futures.wait(waiting, timeout, futures.FIRST_COMPLETED)
            if not done:
                raise TookTooLong(f"no task was done within {timeout:g} s")
            for one in done:
                name = waiting.pop(one)
                results[name] = one.result()
                order.done(name)
    except futures.BrokenExecutor as error:
        raise WorkerLost("a worker was killed, or crashed, before its task was done") from error
    return results[name]


def shuffled(texts, task=map_combine_task):
    """Records that each reducer gets, and the bytes of them all, pickled."""
    buckets = [task(text, REDUCERS) for text in texts]
    counts = [sum(map(len, column)) for column in zip(*buckets, strict=True)]
    return counts, sum(len(ForkingPickler.dumps(bucket)) for row in buckets for bucket in row)


def shuffled_whole(texts):
    """The same without a combiner."""
    return shuffled(texts, map_task)


def hashes(key):
    """Python's ``hash`` of a text, and our number of its reducer, in two new processes: two pairs."""
    code = f"import zlib; print(hash({key!r}), zlib.crc32({key!r}.encode()) % {REDUCERS})"
    run = [[sys.executable, "-c", code]] * 2
    told = [
        subprocess.run(one, env={**os.environ, **FORGETFUL}, capture_output=True, check=True, timeout=PATIENCE).stdout
        for one in run
    ]
    return [tuple(map(int, one.split())) for one in told]


def own_graph():
    """Edges of our graph: the tasks that each task needs."""
    return needs(tasks_of([""] * PARTS, REDUCERS))


def dask_graph():
    """Edges of the graph that Dask makes of the same job, by names like ours; empty where Dask is not installed."""
    try:
        require("dask")
    except Unavailable:
        return {}
    import dask.bag
    from dask.core import get_dependencies
    from dask.utils import key_split

    rows = dask.bag.from_sequence([""] * PARTS, npartitions=PARTS).map(str.splitlines).flatten().map(rooted)
    totals = rows.foldby(KEY, add_root, (0, 0.0), plus, (0, 0.0), split_every=2)
    graph = dict(dask.optimize(totals)[0].__dask_graph__())
    names = {key: f"{key_split(key)} {place}" for place, key in enumerate(sorted(graph))}
    return {names[key]: sorted(names[one] for one in get_dependencies(graph, key)) for key in sorted(graph)}


def placed(edges):
    """Place of each task in a drawing: its depth, and its number among those of the same depth, from the middle."""
    depth = {}
    for name in TopologicalSorter(edges).static_order():
        depth[name] = 1 + max((depth[one] for one in edges.get(name, ())), default=-1)
    rows = {}
    for name, deep in depth.items():
        rows.setdefault(deep, []).append(name)
    return {
        name: (deep, (len(names) - 1) / 2 - place) for deep, names in rows.items() for place, name in enumerate(names)
    }
