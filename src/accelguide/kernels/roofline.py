"""Times for a drawing of the roofline."""

import time

from accelguide.systems import Unavailable


def shortest(kernels, workload, size, calls=5):
    """Seconds of the shortest call of any of the kernels that can run here; a first call of each does not count.

    Parameters
    ----------
    kernels : sequence of callable
        The first can run everywhere.
    workload : callable
        ``workload(size)`` returns their arguments.
    size : int
    calls : int
        Calls of each kernel that count, at least one.
    """
    arguments = workload(size)
    found = []
    for kernel in kernels:
        try:
            kernel(*arguments)
        except Unavailable:
            continue
        found += [one_call(kernel, arguments) for _ in range(calls)]
    return min(found)


def one_call(kernel, arguments):
    """Seconds of one call."""
    start = time.perf_counter()
    kernel(*arguments)
    return time.perf_counter() - start
