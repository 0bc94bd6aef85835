"""How many cores an operation uses."""

import time

from accelguide.systems import require

REST = 0.2
LEAST_SECONDS = 0.3


def cores(call, *arguments):
    """Return processor time of all threads over that of the calling one, while `call` is repeated.

    That is one where the calling thread does everything, and the count of threads where it does an equal share. The
    time that passed would not do: other programs lengthen it.

    Parameters
    ----------
    call : callable
        Called with `arguments`, again and again. The calling thread must take part in the work.

    Raises
    ------
    Unavailable
        Where this process may use one core only, so that there is nothing to tell apart.
    """
    require("second core")
    call(*arguments)
    time.sleep(REST)  # threads of a BLAS go on spinning after their work, which would count as this call's
    everyone, caller, start = time.process_time(), time.thread_time(), time.perf_counter()
    while time.perf_counter() - start < LEAST_SECONDS:
        call(*arguments)
    return (time.process_time() - everyone) / (time.thread_time() - caller)
