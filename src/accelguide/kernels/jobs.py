"""What Spark does with a job: when it computes, in which processes, by which steps, and what it moves."""

import contextlib
import io
import re
import time
from operator import add

from accelguide.kernels._legs import distance, driven, driver, frame_of, of_columns, of_rows, summed

STEP = re.compile(r"^[\s:|+-]*(?:\*\(\d+\) )?(\w+)")
FORMS = {"legs_pickled": lambda: of_rows(arrow=False), "legs_columns": of_columns, "legs_builtin": lambda: distance}


def plan(frame):
    """Names of the steps by which Spark will compute a ``DataFrame``, the first one first; there are no branches."""
    with contextlib.redirect_stdout(io.StringIO()) as told:
        frame.explain()
    names = [found[1] for found in map(STEP.match, told.getvalue().splitlines()) if found]
    return [name for name in reversed(names) if name not in ("AdaptiveSparkPlan", "Physical")]


def plans(count, session):
    """`plan` of three forms of a job, by the name of the kernel."""
    return {name: plan(summed(frame_of(count, session), form())) for name, form in FORMS.items()}


def workers_seconds(session):
    """Seconds of a processor that the processes below Spark's virtual machine, its Python workers, have taken."""
    below = driver(session)._jvm.java.lang.ProcessHandle.current().descendants().toArray()
    spent = [one.info().totalCpuDuration().orElse(None) for one in below]
    return sum(one.toMillis() for one in spent if one is not None) / 1000


def in_workers(session, job):
    """Seconds of a processor that Python workers take for a job."""
    before = workers_seconds(session)
    job()
    return workers_seconds(session) - before


def by_scala(session):
    """Whether the class at the heart of Spark bears the signature that the compiler of Scala leaves."""
    found = driver(session)._jvm.java.lang.Class.forName("org.apache.spark.SparkContext").getAnnotations()
    return any("scala.reflect.ScalaSignature" in one.toString() for one in found)


def calls(count, session):
    """How often Spark calls a function on `count` legs, and the seconds that each step takes.

    Returns
    -------
    list of (int, float)
        Of five steps: ``map``, which is a transformation; ``sum``, an action; ``sum`` again; ``sum`` after ``cache``;
        and once more.
    """
    counted = driver(session).accumulator(0)

    def seen(number):
        counted.add(1)
        return driven(number)[1]

    found, steps = [], driver(session).range(count)
    for step in ("map", "sum", "sum", "cache", "sum"):
        before, start = counted.value, time.perf_counter()
        if step == "map":
            steps = steps.map(seen)
        else:
            (steps.cache() if step == "cache" else steps).sum()
        found.append((counted.value - before, time.perf_counter() - start))
    steps.unpersist()
    return found


def shuffled(session, job):
    """Bytes that workers write for the shuffles of a job."""
    store = driver(session)._jsc.sc().statusStore()
    before = written_by(store)
    job()
    return written_by(store) - before


def written_by(store):
    """Bytes written for shuffles by all workers so far."""
    workers = store.executorList(False)
    return sum(workers.apply(place).totalShuffleWrite() for place in range(workers.size()))


def reduced_by_key(count, session):
    """Metres by vehicle: sums of each part go through the shuffle."""
    return driver(session).range(count).map(driven).reduceByKey(add).collect()


def grouped_by_key(count, session):
    """Metres by vehicle: every leg goes through the shuffle, and is added up behind it."""
    return driver(session).range(count).map(driven).groupByKey().mapValues(sum).collect()
