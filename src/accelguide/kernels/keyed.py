"""Roots of amounts, added up by key: in Python, in Hive's SQL, and in Python that Hive runs."""

import math
import os
import random
import re
from functools import lru_cache
from typing import NamedTuple

from accelguide.kernels._keyed import root_rows, root_totals, who
from accelguide.sessions import within
from accelguide.sessions.hive import hive_session
from accelguide.sessions.hive_base import HiveError

KEYS = 100
COLUMNS = "name STRING, amount DOUBLE"
HEAD = re.compile(r"^  (Stage-\d+)\b(.*)$", re.M)
KINDS = {"Map Reduce": "MapReduce job", "Fetch Operator": "hands over the rows"}
ELSE = "another stage"
STAGE = re.compile(r"Stage-\d+")


class Stage(NamedTuple):
    """A stage of Hive's plan: which it needs, what it is in Hive's words, and whether it runs a script."""

    needs: tuple
    kind: str
    script: bool


@lru_cache(maxsize=2)
def workload(size, seed=0):
    """Return the arguments of the kernels: rows of random names and amounts, as text."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    draw = random.Random(seed)
    return ("".join(f"name_{draw.randrange(KEYS)}\t{draw.randrange(10**6) / 100}\n" for _ in range(size)),)


def work(size):
    """Items, rows, of one call."""
    return {"items": size}


def keyed_python(rows):
    """Return the sum of the square roots of the amounts of each name.

    Parameters
    ----------
    rows : str
        Lines of a name, a tab and an amount, which is not negative. Names are told apart without regard to case.

    Returns
    -------
    dict of str to float
        By the name in capitals.

    Raises
    ------
    ValueError
        In the variants that run Python: an amount is negative, or missing, or no number.
    """
    totals = {}
    for line in rows.splitlines():
        key, amount = line.split("\t")
        key = key.upper()
        totals[key] = totals.get(key, 0.0) + math.sqrt(float(amount))
    return totals


@within(hive_session)
def keyed_builtin(rows, hive):
    """SQL alone: Hive's own functions, in Java."""
    load(hive, rows)
    return totals_of(hive.sql("SELECT upper(name), sum(sqrt(amount)) FROM pairs GROUP BY upper(name)"))


@within(hive_session)
def keyed_each(rows, hive):
    """Each row goes to a Python script and comes back; Hive adds up."""
    load(hive, rows)
    return totals_of(hive.sql(f"SELECT name, sum(root) FROM {transformed(hive, root_rows)} GROUP BY name"))


@within(hive_session)
def keyed_combined(rows, hive):
    """The script adds up what it is given, and hands back a row for each name; Hive adds up these."""
    load(hive, rows)
    return totals_of(hive.sql(f"SELECT name, sum(root) FROM {transformed(hive, root_totals)} GROUP BY name"))


def load(hive, rows):
    """Write the rows to a file, and make Hive's table ``pairs`` of it."""
    path = os.path.join(hive.folder, "pairs.tsv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(rows)
    hive.table("pairs", COLUMNS, path)


def transformed(hive, function):
    """SQL for the table ``pairs``, passed through a function of `_keyed` that gives a name and a root."""
    script = hive.script(function)
    return f"(SELECT TRANSFORM (name, amount) USING {script} AS (name STRING, root DOUBLE) FROM pairs) made"


def totals_of(rows):
    """Rows of a name and a sum, as a dict."""
    return {name: float(total) for name, total in rows}


def processes(hive):
    """Process, parent and number of rows of each script that reads the table ``pairs``."""
    command = hive.script(who)
    found = hive.sql(f"SELECT TRANSFORM (name, amount) USING {command} AS (pid INT, parent INT, times INT) FROM pairs")
    return [tuple(map(int, row)) for row in found]


def ranking(hive, count=3):
    """SQL for the names of the largest totals, and how often each occurs."""
    return f"""
        SELECT largest.name, largest.total, counted.times
        FROM (SELECT name, sum(root) AS total FROM {transformed(hive, root_totals)} GROUP BY name) largest
        JOIN (SELECT upper(name) AS name, count(*) AS times FROM pairs GROUP BY upper(name)) counted
        ON largest.name = counted.name
        ORDER BY total DESC LIMIT {count}"""


def ranked(rows, count=3):
    """Answer of `ranking` in plain Python, totals to nine digits."""
    names = [line.split("\t")[0].upper() for line in rows.splitlines()]
    totals = sorted(keyed_python(rows).items(), key=lambda pair: -pair[1])
    return [(name, f"{total:.9g}", names.count(name)) for name, total in totals[:count]]


def rounded(rows):
    """Rows of `ranking` as `ranked` gives them."""
    return [(name, f"{float(total):.9g}", int(times)) for name, total, times in rows]


def refused(hive):
    """What Hive says of a script that fails on the table ``pairs``; nothing where it does not."""
    try:
        hive.sql(f"SELECT name, sum(root) FROM {transformed(hive, root_rows)} GROUP BY name")
    except HiveError as error:
        return str(error)
    return ""


def stages(lines):
    """Stages of a plan, by name, in the order in which they can run.

    Parameters
    ----------
    lines : list of str
        What ``EXPLAIN`` gives.

    Returns
    -------
    dict of str to Stage
    """
    order, _, plans = "\n".join(lines).partition("\nSTAGE PLANS:")
    needs = {}
    for name, told in HEAD.findall(order):
        before, _, chosen = told.partition("consists of")
        needs.setdefault(name, []).extend(STAGE.findall(before.partition("depends on")[2]))
        for other in STAGE.findall(chosen):
            needs.setdefault(other, []).append(name)
    texts = dict(part.split("\n", 1) for part in plans.split("\n  Stage: ")[1:])
    kinds = {name: text.strip().partition("\n")[0] for name, text in texts.items()}
    made = {name: Stage(tuple(needs[name]), kinds[name], "Transform Operator" in texts[name]) for name in needs}
    return {name: made[name] for name in sorted(made, key=lambda name: (depth(made, name), name))}


def depth(found, name):
    """How many stages must have run, one after the other, before one can."""
    return max((depth(found, one) + 1 for one in found[name].needs), default=0)


def places(found):
    """Where each stage stands in a drawing: steps to the right, and lanes, centred."""
    columns = {}
    for name in found:
        columns.setdefault(depth(found, name), []).append(name)
    return {
        name: (step, (len(column) - 1) / 2 - lane)
        for step, column in columns.items()
        for lane, name in enumerate(column)
    }


def sorts(found):
    """Names of stages by what they do, in words for a drawing."""
    named = {}
    for name, stage in found.items():
        named.setdefault(
            "MapReduce job that runs our script" if stage.script else KINDS.get(stage.kind, ELSE), []
        ).append(name)
    return named
