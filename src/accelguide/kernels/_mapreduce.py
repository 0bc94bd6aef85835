"""MapReduce, each step a function that a worker can run, and the graph of tasks that these steps make."""

import functools
import heapq
import zlib
from graphlib import TopologicalSorter
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from accelguide.kernels._grouped import plus, rooted

KEY = itemgetter(0)


def mapped(lines):
    """Map: a pair, key and total, for each line on its own."""
    return [(key, (1, root)) for key, root in map(rooted, lines)]


def add_root(total, pair):
    """Add one row, as `rooted` gives it, to a total."""
    return plus(total, (1, pair[1]))


def combined(pairs):
    """Combine: one pair for each key that this worker has seen."""
    totals = {}
    for key, total in pairs:
        totals[key] = plus(totals.get(key, (0, 0.0)), total)
    return list(totals.items())


def reducer_of(key, reducers):
    """Number of the reducer that gets a key: one for all processes, which Python's own ``hash`` of a text is not."""
    return zlib.crc32(key.encode()) % reducers


def partitioned(pairs, reducers):
    """Shuffle, the sender's half: the pairs for each reducer."""
    buckets = [[] for _ in range(reducers)]
    for pair in pairs:
        buckets[reducer_of(pair[0], reducers)].append(pair)
    return buckets


def reduced(*buckets):
    """Shuffle, the receiver's half, and reduce: sort, so that equal keys are neighbours; make each group a row."""
    pairs = sorted(chain(*buckets), key=KEY)
    return [
        (key, *functools.reduce(plus, (total for _, total in group), (0, 0.0))) for key, group in groupby(pairs, KEY)
    ]


def collected(*rows):
    """The answer: what the reducers sorted, merged."""
    return list(heapq.merge(*rows))


def map_task(text, reducers):
    """Task: map and shuffle."""
    return partitioned(mapped(text.splitlines()), reducers)


def map_combine_task(text, reducers):
    """Task: map, combine and shuffle."""
    return partitioned(combined(mapped(text.splitlines())), reducers)


class Result(NamedTuple):
    """Stands, among the arguments of a task, for the result of another one, or a part of it."""

    task: str
    part: Any = slice(None)


def tasks_of(texts, reducers, task=map_combine_task):
    """Tasks by name, each a function and its arguments; the last one gives the answer."""
    maps = {f"map {place}": (task, text, reducers) for place, text in enumerate(texts)}
    reduces = {f"reduce {part}": (reduced, *(Result(name, part) for name in maps)) for part in range(reducers)}
    return {**maps, **reduces, "collect": (collected, *map(Result, reduces))}


def needs(graph):
    """Names of the tasks that each task waits for: the edges of the graph."""
    return {name: [one.task for one in task if isinstance(one, Result)] for name, task in graph.items()}


def call_of(task, results):
    """Function and arguments of a task, results in their places."""
    return [results[one.task][one.part] if isinstance(one, Result) else one for one in task]


def in_turn(graph):
    """Run the tasks one by one, each after those that it needs."""
    results = {}
    for name in TopologicalSorter(needs(graph)).static_order():
        function, *arguments = call_of(graph[name], results)
        results[name] = function(*arguments)
    return results[name]
