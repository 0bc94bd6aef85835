"""When each of some threads ran, as they noticed it themselves."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

GAP = 0.001  # seconds between two looks at the clock, from which on the thread had to wait


def turns(workers=2, seconds=0.06):
    """Let threads do nothing but look at the clock; return, for each, the spans in which it ran.

    Parameters
    ----------
    workers : int
        Threads.
    seconds : float
        How long they run.

    Returns
    -------
    list of list of (float, float)
        Begin and end of each span, in seconds since the start.
    """
    together = Barrier(workers)
    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(watch, [together] * workers, [seconds] * workers))
    start = min(spans[0][0] for spans in found)
    return [[(begin - start, end - start) for begin, end in spans] for spans in found]


def watch(together, seconds):
    """Spans in which this thread ran, by the clock."""
    together.wait(30)
    begin = now = time.perf_counter()
    stop = now + seconds
    spans = []
    while now < stop:
        last, now = now, time.perf_counter()
        if now - last > GAP:
            spans.append((begin, last))
            begin = now
    spans.append((begin, now))
    return spans


def shared(found):
    """How much of the time in which any thread ran more than one did, as a share; `found` is what `turns` returns."""
    spans = [span for one in found for span in one]
    changes = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    running, before, some, several = 0, 0.0, 0.0, 0.0
    for moment, step in changes:
        some += (moment - before) * (running > 0)
        several += (moment - before) * (running > 1)
        running, before = running + step, moment
    return several / some if some else 0.0
