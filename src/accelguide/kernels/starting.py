"""Workers that come up, answer once and go, by each start method."""

from accelguide.sessions import gather, processes
from accelguide.systems import require


def workload(size, seed=0):
    """Return the argument of the kernels: the count of workers. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items, workers, of one call."""
    return {"items": size}


def answers(workers, method):
    """Start a pool, all of it up, take as many answers as it has workers, and end it."""
    with processes(workers, method) as pool:
        return gather(pool, abs, range(workers))


def starting_spawn(workers):
    """Return ``[0, … workers - 1]``, answered by a pool of spawned workers that exists for this call only.

    Parameters
    ----------
    workers : int
        Workers to start, at least one.

    Raises
    ------
    ValueError
        Where there is no worker to start.
    """
    return answers(workers, "spawn")


def starting_forkserver(workers):
    """The same, each worker forked from a server; the first call of a program starts the server too."""
    require("fork")
    return answers(workers, "forkserver")


def starting_fork(workers):
    """The same, each worker a copy of the process that calls."""
    require("fork")
    return answers(workers, "fork")
