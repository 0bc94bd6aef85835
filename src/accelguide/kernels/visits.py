"""Lines of a web server's log, in JSON, of which the pages are counted: plain Python, and a bag of Dask."""

import json
from collections import Counter

from accelguide.sessions import processes, within
from accelguide.sessions.dask import dask_cluster
from accelguide.systems import require

PARTS = 8
PAGES = 50


def workload(size, seed=0):
    """Return the arguments of the kernels: lines with ``page`` and ``status``."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    return (
        [
            json.dumps({"page": f"/page/{place * place % PAGES}", "status": 404 if place % 7 == seed % 7 else 200})
            for place in range(size)
        ],
    )


def work(size):
    """Items, lines, of one call."""
    return {"items": size}


def answered(record):
    """Whether a visitor got the page."""
    return record["status"] == 200


def visits_python(lines):
    """Return pages that were found and how often, as a sorted list of pairs.

    Parameters
    ----------
    lines : list of str
        Each a JSON object with ``page`` and ``status``.

    Raises
    ------
    json.JSONDecodeError
        A line is no JSON.
    KeyError
        A line lacks ``status``; a page that is absent too.
    Unavailable
        In the other variants: Dask is not installed.
    """
    records = [json.loads(line) for line in lines]
    found = [record for record in records if answered(record)]
    pages = [record["page"] for record in found]
    counts = Counter(pages).items()
    return sorted(counts)


@within(dask_cluster)
def visits_dask(lines, client):
    """A bag of any Python objects: methods in the place of comprehensions."""
    import dask.bag

    if not lines:  # a bag has at least one object
        return []
    records = dask.bag.from_sequence(lines, npartitions=PARTS).map(json.loads)
    found = records.filter(answered)
    pages = found.pluck("page")
    counts = pages.frequencies().compute()
    return sorted(counts)


def visits_threads(lines):
    """The same bag, run by the threads of this process."""
    require("dask")
    import dask

    with dask.config.set(scheduler="threads"):
        return visits_dask.inside(lines, None)


@within(processes)
def visits_processes(lines, workers):
    """The same bag, run by the worker processes of a pool."""
    require("dask")
    import dask

    with dask.config.set(scheduler="processes", pool=workers):
        return visits_dask.inside(lines, None)
