"""The method of measuring, in one file that stands alone.

Standard library only, CPython 3.8 and newer, nothing of ours imported: other interpreters
run this file as it is, and standalone downloads carry it in full.
"""

import gc
import itertools
import json
import math
import numbers
import os
import random
import runpy
import sys
import threading
import time
from contextlib import ExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple, Optional

try:
    import resource
except ImportError:  # Windows does not count preemptions
    resource = None

BATCH_SECONDS = 0.002
LEAST_ROUNDS = 7
MOST_ROUNDS = 40
BUDGET_SECONDS = 1.2
WARM_SECONDS = 0.05
PAUSE_SECONDS = 0.0005
REST_SECONDS = 0.3
THREADS = "/proc/self/task"


class WrongResult(AssertionError):
    """A variant's result differs from its baseline's, so its time means nothing."""


def preemptions():
    """Times the scheduler took the processor away from this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw if resource else 0


def usable_cores():
    """Cores that this process may use, as a float: affinity and, on Linux, the control group's quota."""
    cores = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return cores if quota == "max" else min(cores, int(quota) / int(period))
    except (OSError, ValueError):
        return cores


class Sessions(ExitStack):
    """What kernels run in (a pool, a cluster), each started once and ended together at the end of a ``with`` block.

    A kernel that needs one has ``session``, which makes it, and ``inside``, the kernel that takes it as its last
    argument: see `accelguide.sessions.within`. One that can tell at once that it cannot run has ``ready``, which
    raises then.
    """

    def __init__(self):
        super().__init__()
        self.open = {}
        self.startup = {}  # seconds that each took to start
        self.roots = {}  # processes that came with each, where `compare` looked

    def started(self, start):
        """Start one, if it is not; return what it gives."""
        if start not in self.open:
            begin = time.perf_counter()
            self.open[start] = self.enter_context(start())
            self.startup[start] = time.perf_counter() - begin
        return self.open[start]

    def ready(self, kernel):
        """Start what `kernel` runs in; return the call that takes the workload's arguments alone."""
        getattr(kernel, "ready", bool)()
        start = getattr(kernel, "session", None)
        if start is None:
            return kernel
        session = self.started(start)

        def call(*arguments):
            return kernel.inside(*arguments, session)

        call.__name__ = kernel.__name__
        return call


def function_timer(call):
    """Make ``timer(number)``, the seconds that `number` calls of `call` take together."""

    def timer(number):
        repeat = itertools.repeat(None, number)
        start = time.perf_counter()
        for _ in repeat:
            call()
        return time.perf_counter() - start

    return timer


def timer_of(kernel, arguments):
    """Make ``timer(number)`` of a kernel: `function_timer`, but for one that has a clock of its own, as on a device."""
    own = getattr(kernel, "timer", None)
    return own(*arguments) if own else function_timer(partial(kernel, *arguments))


STATEMENT = """def timer(number, {names}):
    start = clock()
    for _ in repeat(None, number):
        {statement}
    return clock() - start
"""
PREPARED = """def timer(number, {names}):
    total = 0.0
    for _ in repeat(None, number):
        {prepare}
        start = clock()
        {statement}
        total += clock() - start
    return total
"""


def statement_timer(statement, names, prepare=None):
    """Make ``timer(number)`` for a statement that sees `names` as local variables.

    With `prepare`, that statement runs before each execution, outside the clock.
    """
    template = STATEMENT if prepare is None else PREPARED
    parameters = ", ".join("%s=%s" % (name, name) for name in names)
    source = template.format(names=parameters, statement=statement, prepare=prepare)
    scope = dict(names, clock=time.perf_counter, repeat=itertools.repeat)
    exec(compile(source, "<statement>", "exec"), scope)
    return scope["timer"]


def batch(timer, warm=False):
    """Warm up, if it is not `warm`, and find how many calls last `BATCH_SECONDS`, well above the clock's resolution."""
    if not warm:
        timer(1)  # what only a first call does (a list that grows, a page that is touched) must not set the number
    number = 1
    while True:
        elapsed = timer(number)
        if elapsed >= BATCH_SECONDS or number >= 1 << 24:
            return number
        guess = math.ceil(number * 1.2 * BATCH_SECONDS / max(elapsed, 1e-9))
        number = min(max(guess, number * 2), number * 100)


def take(timer, number):
    """One sample: seconds per call, and whether it was preempted."""
    before = preemptions()
    seconds = timer(number) / number
    return seconds, preemptions() != before


def spinning():
    """Whether another thread of this process is running; only Linux tells."""
    own = str(threading.get_native_id())
    try:
        for thread in os.listdir(THREADS):
            if thread != own:
                with open("%s/%s/stat" % (THREADS, thread), "rb") as told:
                    if told.read().rpartition(b") ")[2].startswith(b"R"):
                        return True
    except OSError:  # not Linux, or a thread that has just ended
        pass
    return False


def rest():
    """Wait until no other thread runs, which would slow what is timed next: those of a BLAS spin after their work."""
    deadline = time.perf_counter() + REST_SECONDS
    while spinning() and time.perf_counter() < deadline:
        time.sleep(PAUSE_SECONDS)


def sample(timer, number, taken):
    """Take one more sample, alone; a short call once before, so that the others did not empty all of its caches."""
    rest()
    if taken and taken[-1][0] < WARM_SECONDS:
        timer(1)
    taken.append(take(timer, number))


def rounds(timers, budget=BUDGET_SECONDS, enough=None, least=None, warm=False, single=()):
    """Take samples in interleaved rounds, each variant once a round in shuffled order.

    Parameters
    ----------
    timers : dict of str to callable
        ``timer(number)`` of each variant, see `function_timer`.
    budget : float
        Seconds after which no further round begins, once the least number is done.
    enough : callable, optional
        Given the samples so far, says whether the intervals are narrow already.
    least : int, optional
        Rounds that are taken whatever they last, `LEAST_ROUNDS` where not given.
    warm : bool
        Whether each has just been called: where a call takes seconds, one less counts.
    single : collection of str
        Variants whose calls are known to be long, so that one makes a sample.

    Returns
    -------
    samples : dict of str to list of (float, bool)
        Seconds per call and whether preempted, one of each per round.
    numbers : dict of str to int
        Calls in a sample.
    stopped : str
        ``"narrow"``, ``"budget"`` or ``"rounds"``: why no further round was taken.
    """
    numbers = {name: 1 if name in single else batch(timer, warm) for name, timer in timers.items()}
    samples = {name: [] for name in timers}
    order = list(timers)
    shuffle = random.Random(0).shuffle
    gc.collect()
    gc.freeze()  # what is alive already must not slow the collections that the variants cause
    spent = 0.0
    try:
        for count in range(1, MOST_ROUNDS + 1):
            shuffle(order)
            start = time.perf_counter()
            for name in order:
                sample(timers[name], numbers[name], samples[name])
            spent += time.perf_counter() - start
            if count >= (least or LEAST_ROUNDS):
                if spent > budget:
                    return samples, numbers, "budget"
                if enough is not None and enough(samples):
                    return samples, numbers, "narrow"
    finally:
        gc.unfreeze()
    return samples, numbers, "rounds"


def same(result, expected):
    """Whether two results are equal; floats to nine digits, NaN equal to NaN, sequences element by element."""
    if hasattr(expected, "dtype"):
        import numpy

        if numpy.shape(result) != expected.shape:  # which `allclose` would broadcast
            return False
        if expected.dtype.kind not in "fc":
            return bool(numpy.array_equal(result, expected))
        return bool(numpy.allclose(result, expected, rtol=1e-9, atol=0.0, equal_nan=True))
    if hasattr(result, "tolist"):  # of NumPy, where the baseline's is of plain Python
        result = result.tolist()
    if isinstance(expected, (list, tuple)):
        if not isinstance(result, (list, tuple)) or len(result) != len(expected):
            return False
        return identical(result, expected) or all(map(same, result, expected))
    if isinstance(expected, float):
        if not isinstance(result, numbers.Real):
            return False
        return math.isclose(result, expected, rel_tol=1e-9) or (result != result and expected != expected)
    return bool(result == expected)


def identical(result, expected):
    """Whether two sequences are equal by ``==``, which is quick; False where arrays inside leave that open."""
    try:
        return result == expected
    except ValueError:
        return False


def check(variant, workload, size, expected, equal=same):
    """Run a variant on fresh arguments and refuse it if its result is not the baseline's."""
    result = variant(*workload(size))
    if not equal(result, expected):
        raise WrongResult(
            "%s gives another result than the baseline at size %d: %.60r, not %.60r"
            % (variant.__name__, size, result, expected)
        )


class Operation(NamedTuple):
    """One statement on a container called ``values``, and the order its cost should have.

    `prepare` runs before each execution, outside the clock. `claimed` is the order that the
    source of the claim gives, where it differs from the textbook's.
    """

    name: str
    statement: str
    order: str
    prepare: Optional[str] = None
    claimed: Optional[str] = None


def time_operations(operations, size, setup, budget=BUDGET_SECONDS, enough=None):
    """`rounds` of operations at one size, each on a container of its own.

    Raises `WrongResult` where an operation changed its container's size: its cost at `size` is then unknown.
    """
    scopes = {operation.name: setup(size) for operation in operations}
    timers = {one.name: statement_timer(one.statement, scopes[one.name], one.prepare) for one in operations}
    outcome = rounds(timers, budget, enough)
    for name, scope in scopes.items():
        if len(scope["values"]) != size:
            raise WrongResult("%s left %d elements of %d" % (name, len(scope["values"]), size))
    return outcome


def median(values):
    """Middle value; the mean of the two middle ones of an even count."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def ratio(base, other):
    """Median over rounds of baseline over variant, of the rounds in which neither was preempted."""
    pairs = list(zip(base, other))
    calm = [(a, b) for a, b in pairs if not (a[1] or b[1])]
    return median([a[0] / b[0] for a, b in (calm if len(calm) >= 5 else pairs)])


class Sampled(NamedTuple):
    """Seconds per call of one variant, a sample a round; none where it did not run."""

    name: str
    seconds: tuple


class Compared(NamedTuple):
    """Variants of one workload at one size, the baseline first."""

    size: int
    variants: tuple


def compare(*variants, **options):
    """Check, time and print variants of one workload, the first of which is the baseline; return a `Compared` a size.

    Takes ``workload`` and ``sizes`` as keywords, and optionally ``budget``, ``equal``, ``least`` and ``sessions``.
    """
    budget, equal = options.get("budget", BUDGET_SECONDS), options.get("equal", same)
    least, kept = options.get("least"), options.get("sessions")
    found = []
    with Sessions() if kept is None else nullcontext(kept) as sessions:
        calls = []
        for variant in variants:
            try:
                calls.append(sessions.ready(variant))
            except ImportError as missing:
                print("%s: not run here: %s" % (variant.__name__, missing))
            if not calls:  # without the baseline nothing is left to compare the others with
                return ()
        for size in options["sizes"]:
            try:
                samples, _, _ = time_calls(calls, options["workload"], size, budget, equal, print, least)
            except ImportError as missing:  # of the baseline
                print("%s: not run here: %s" % (variants[0].__name__, missing))
                continue
            seconds = {name: tuple(one for one, _ in taken) for name, taken in samples.items()}
            show(size, samples)
            names = [variant.__name__ for variant in variants]
            found.append(Compared(size, tuple(Sampled(name, seconds.get(name, ())) for name in names)))
    return tuple(found)


def show(size, samples):
    """Print the times and speed-ups of one size."""
    base = next(iter(samples.values()))
    print("size %d" % size)
    for name, taken in samples.items():
        middle = median([seconds for seconds, _ in taken])
        print("  %-28s %12.3e s   speed-up %8.3f" % (name, middle, ratio(base, taken)))


def time_calls(calls, workload, size, budget, equal=same, tell=None, least=None):
    """Check calls against the first of them, then take `rounds`.

    What needs a missing library is left out where `tell` is given, and `tell` is told.
    """
    expected = calls[0](*workload(size))
    present = [calls[0]]
    for call in calls[1:]:
        try:
            check(call, workload, size, expected, equal)
            present.append(call)
        except ImportError as missing:
            if tell is None:
                raise
            tell("%s: not run here: %s" % (call.__name__, missing))
    del expected
    arguments = workload(size)
    return rounds({call.__name__: timer_of(call, arguments) for call in present}, budget, least=least)


def costs(*operations, **options):
    """Time and print operations over sizes. Takes ``setup`` and ``sizes`` as keywords."""
    for size in options["sizes"]:
        budget = options.get("budget", BUDGET_SECONDS)
        samples, _, _ = time_operations(operations, size, options["setup"], budget)
        print("size %d" % size)
        for name, taken in samples.items():
            print("  %-28s %12.3e s" % (name, median([seconds for seconds, _ in taken])))


def observe(name, value, unit=""):
    """Print one observed value."""
    print("%s = %s %s" % (name, value, unit))


def find():
    """Interpreters that take part: in a file that stands alone, the one that runs it."""
    return {"%d.%d.%d" % sys.version_info[:3]: sys.executable}


def compare_everywhere(*variants, **options):
    """`compare` at one size, by this interpreter; run the file by others to set them side by side.

    With ``free_threaded``, only where this one has no GIL.
    """
    enabled = getattr(sys, "_is_gil_enabled", None)
    if options.get("free_threaded") and (enabled is None or enabled()):
        print("not run here: this CPython is not free-threaded")
        return
    print("CPython " + next(iter(find())))
    compare(*variants, workload=options["workload"], sizes=(options["size"],), budget=options.get("budget", 0.6))


def main(kernels, workload, size, budget, *names):
    """Time kernels of the file `kernels` and print the raw samples as JSON: how another interpreter is measured."""
    sys.path.append(str(Path(__file__).resolve().parents[1]))  # for kernels that import ours
    scope = runpy.run_path(kernels)
    with Sessions() as sessions:
        calls = [sessions.ready(scope[name]) for name in names]
        samples, numbers, stopped = time_calls(calls, scope[workload], int(size), float(budget))
    print(json.dumps({"samples": samples, "numbers": numbers, "stopped": stopped}))


if __name__ == "__main__":
    main(*sys.argv[1:])
