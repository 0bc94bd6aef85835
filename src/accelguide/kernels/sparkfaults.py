"""What Spark does with a job, a Python worker of which is killed by its process id while it works."""

import contextlib
from functools import partial

from accelguide.kernels._faulty import SEVERAL, TASKS, outcomes, task, tried
from accelguide.kernels._legs import driver
from accelguide.sessions.spark import spark_session
from accelguide.systems import Unavailable


def by_spark(session, folder):
    """Sum of squares by an RDD of Spark's, whose parts are one task each."""
    return session.sparkContext.parallelize(range(TASKS), TASKS).map(partial(task, folder)).sum()


def spark_killed(session, usual, blows):
    """A Python worker of Spark's is killed, so many times."""
    from py4j.protocol import Py4JJavaError

    return tried(partial(by_spark, session), usual, (Py4JJavaError,), count=blows)


@contextlib.contextmanager
def spark_near(engines):
    """Session of Spark's among open ones, if its workers are on this machine: a process id means nothing elsewhere."""
    session = engines.started(spark_session)
    if not driver(session).master.startswith("local"):
        raise Unavailable("spark", "wrong-platform")
    yield session


def on_spark(engines):
    """Outcomes on Spark, by name, in the session that is open among `engines`, a `Sessions`; where none is, in one."""
    return outcomes(
        partial(spark_near, engines),
        by_spark,
        spark=partial(spark_killed, blows=1),
        spark_always=partial(spark_killed, blows=SEVERAL),
    )
