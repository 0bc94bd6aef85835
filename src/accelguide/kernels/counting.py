"""Two worker processes that count into one shared number."""

import contextlib

from accelguide.sessions import Family, process, receive, within

WORKERS = 2


def workload(size, seed=0):
    """Return the argument of the kernels: how often to count. `seed` changes nothing here."""
    return (size,)


def work(size):
    """Items, steps of one, of one call."""
    return {"items": size}


def count_bare(shared, turns):
    """Worker: add one so often. Reading and writing take the number's lock one after the other, not as one."""
    for _ in range(turns):
        shared.value += 1


def count_locked(shared, turns):
    """Worker: the same, the lock held from reading to writing."""
    for _ in range(turns):
        with shared.get_lock():
            shared.value += 1


def count_direct(shared, turns):
    """Worker: the same, past the lock that reading and writing would take once more."""
    lock, number = shared.get_lock(), shared.get_obj()
    for _ in range(turns):
        with lock:
            number.value += 1


def count_local(shared, turns):
    """Worker: count in a variable of its own, and add that once."""
    own = 0
    for _ in range(turns):
        own += 1
    with shared.get_lock():
        shared.value += own


def serve(shared, pipe):
    """Worker: count in the way and as often as it is told, until the pipe is closed."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            count, turns = pipe.recv()
            count(shared, turns)
            pipe.send(turns)


@contextlib.contextmanager
def counters():
    """Start workers that share a number; gives the number, and the workers with their pipes."""
    shared = Family().context.Value("q", 0)
    with contextlib.ExitStack() as stack:
        yield shared, [stack.enter_context(process(serve, shared)) for _ in range(WORKERS)]


def together(session, count, turns):
    """Let all workers count at once, `turns` in all; return what the shared number holds after that."""
    shared, workers = session
    shared.value = 0
    for place, (_, pipe) in enumerate(workers):
        pipe.send((count, turns * (place + 1) // WORKERS - turns * place // WORKERS))
    for worker, pipe in workers:
        receive(pipe, worker)
    return shared.value


def until_lost(turns, rounds=20):
    """Let workers count without the lock, at most so many rounds, until steps are lost.

    Returns
    -------
    reached : int
        What the shared number held after the last round of `turns` steps.
    taken : int
        Rounds that were taken.
    """
    reached, taken = turns, 0
    with counters() as session:
        while reached == turns and taken < rounds:
            reached, taken = together(session, count_bare, turns), taken + 1
    return reached, taken


@within(counters)
def counting_locked(turns, session):
    """Return `turns`, counted in steps of one into a shared number by two processes, each step under its lock.

    Parameters
    ----------
    turns : int
        Steps of all workers together, not negative.
    session : tuple
        The shared number, and the workers with their pipes, from `counters`; not given by a caller.
    """
    return together(session, count_locked, turns)


@within(counters)
def counting_direct(turns, session):
    """The same; within the lock, the number is reached without taking it again."""
    return together(session, count_direct, turns)


@within(counters)
def counting_local(turns, session):
    """The same; each worker counts by itself and adds to the shared number once."""
    return together(session, count_local, turns)
