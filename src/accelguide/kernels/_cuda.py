"""Kernels on an NVIDIA GPU, by the package numba-cuda: how they get their arguments, and how they are timed.

Where the package is absent, decorators whose kernels say so when they are called.
"""

import functools
import itertools
import time

from accelguide.portable import function_timer
from accelguide.systems import Unavailable, require

try:
    require("numba")
    require("numba_cuda")
    from numba import config, cuda
except Unavailable:

    class Absent:
        """Stand in for ``numba.cuda``: nothing of it is called, since no kernel is launched."""

        def jit(self, *arguments, **options):
            """Leave the kernel as it is."""
            return lambda kernel: kernel

    config, cuda = None, Absent()

ROUNDS = 7
NO_TIME = "the simulator is for right results: what it takes is no time of a device"


def simulated():
    """Whether Numba's simulator takes the place of a device: right results, and times that mean nothing."""
    return bool(config and config.ENABLE_CUDASIM)


def ready():
    """Go on only where kernels can be launched, on a device or in the simulator. Raises `Unavailable`."""
    if not simulated():
        require("cuda")
        require("numba")
        require("numba_cuda")


def bring(arguments):
    """Copy the arrays among the arguments to the device; the rest stays as it is."""
    return tuple(cuda.to_device(one) if hasattr(one, "dtype") and one.shape else one for one in arguments)


def fetch(result, resident, arguments):
    """Copy a result to the host, into the argument that it belongs to where it is one of them."""
    for one, host in zip(resident, arguments, strict=True):
        if one is result:
            return result.copy_to_host(host)
    return result.copy_to_host()


def on_device(given=None, finish=None):
    """Make a kernel that takes and returns the host's arrays out of one that works on the device's.

    The function decorated gets the arguments, arrays copied to the device, and returns what launches its kernels, and
    the array that they fill. A launch must leave its input as it was: it is repeated. `given` makes the arguments out
    of the caller's, which it may refuse; `finish` makes the result out of the array that was filled, copied to the
    host. The kernel is timed by the device's events, its data being there already.
    """

    def decorate(prepare):
        @functools.wraps(prepare)
        def kernel(*arguments):
            ready()
            arguments = given(*arguments) if given else arguments
            resident = bring(arguments)
            launch, filled = prepare(*resident)
            launch()
            result = fetch(filled, resident, arguments)
            return finish(result) if finish else result

        def asked(measure, *arguments):
            return measure(prepare, given(*arguments) if given else arguments)

        kernel.ready = ready
        kernel.timer = functools.partial(asked, event_timer)
        kernel.beside = functools.partial(asked, beside)
        return kernel

    return decorate


def event_timer(prepare, arguments):
    """Make ``timer(number)``, the seconds between two events of the device around `number` launches."""
    if simulated():
        raise RuntimeError(NO_TIME)
    launch, _ = prepare(*bring(arguments))

    def timer(number):
        begin, end = cuda.event(), cuda.event()
        begin.record()
        for _ in itertools.repeat(None, number):
            launch()
        end.record()
        end.synchronize()
        return cuda.event_elapsed_time(begin, end) / 1e3

    return timer


def beside(prepare, arguments):
    """Seconds by the host's clock, medians: one launch until its end (``wall``), and the copies there and back."""
    walls, transfers = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        resident = bring(arguments)
        cuda.synchronize()
        there = time.perf_counter()
        launch, filled = prepare(*resident)
        launch()  # what only a first launch does is not the kernel's
        cuda.synchronize()
        begin = time.perf_counter()
        launch()
        cuda.synchronize()
        end = time.perf_counter()
        filled.copy_to_host()
        walls.append(end - begin)
        transfers.append(there - start + time.perf_counter() - end)
    return {"wall": sorted(walls)[ROUNDS // 2], "transfers": sorted(transfers)[ROUNDS // 2]}


def round_trip(prepare):
    """Make a kernel whose time, by the host's clock, includes the way to the device and back.

    The function decorated gets the host's arguments and returns the whole trip as a call, and the host's array that it
    fills. What it does itself, such as asking for memory, is done once and is not timed.
    """

    @functools.wraps(prepare)
    def kernel(*arguments):
        ready()
        trip, filled = prepare(*arguments)
        trip()
        return filled

    kernel.ready = ready
    kernel.timer = functools.partial(trip_timer, prepare)
    return kernel


def trip_timer(prepare, *arguments):
    """Make ``timer(number)`` of a whole trip."""
    if simulated():
        raise RuntimeError(NO_TIME)
    return function_timer(prepare(*arguments)[0])
