"""What Ray does with a job that loses a worker, an actor or a node, runs out of memory, or has a task that is slow."""

import contextlib
import os
import tempfile
import time
from array import array
from functools import partial
from operator import itemgetter

from accelguide.kernels._faulty import LONG, TASKS, VICTIM, lasted, outcomes, runs_of, taken, task, tried
from accelguide.sessions import PATIENCE
from accelguide.sessions.ray import ray_nodes

NODES = (1, 1)  # nodes on this machine, of one processor each
ROOM = 200_000_000  # bytes that a task may take beside what its process holds
BLOCK = 100_000  # numbers of an answer that is too large to travel by itself
WATCHFUL = {  # so that Ray notices soon that a node is gone; as it comes, it takes longer
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 200,
    "health_check_timeout_ms": 500,
    "health_check_failure_threshold": 2,
}
SLOW = 1.5  # seconds of a run that is in a bad place
LATE = 0.3  # seconds after which the last task gets a second copy


def meet(folder, number):
    """Worker: wait until the others are here too."""
    open(os.path.join(folder, str(number)), "x").close()
    deadline = time.monotonic() + LONG
    while len(os.listdir(folder)) < len(NODES) and time.monotonic() < deadline:
        time.sleep(0.01)


def all_up(ray):
    """Wait until a worker is up on each node."""
    with tempfile.TemporaryDirectory() as folder:
        ray.get([ray.remote(meet).remote(folder, place) for place in range(len(NODES))], timeout=PATIENCE)


@contextlib.contextmanager
def two_nodes():
    """Two nodes, on each of which a worker is up."""
    with ray_nodes(NODES, **WATCHFUL) as (ray, raylets):
        all_up(ray)
        yield ray, raylets


# tasks


def by_ray(nodes, folder, function=task, retries=3, read=int):
    """Sum of squares by tasks of Ray's, on all nodes; `read` takes a square from an answer."""
    ray, _ = nodes
    remote = ray.remote(max_retries=retries, scheduling_strategy="SPREAD")(function)
    parts = [remote.remote(folder, number) for number in range(TASKS)]
    ray.wait(parts, num_returns=TASKS, timeout=PATIENCE, fetch_local=False)  # none goes on where one has failed
    return sum(map(read, ray.get(parts, timeout=PATIENCE)))


def ray_killed(nodes, usual, retries):
    """A worker of Ray's is killed; its task may be tried again so many times."""
    return tried(partial(by_ray, nodes, retries=retries), usual, (nodes[0].exceptions.WorkerCrashedError,))


def large(folder, number):
    """Worker: the square of a number, many times: an answer that stays on its node until somebody asks for it."""
    return array("d", [task(folder, number)]) * BLOCK


def node_killed(nodes, usual):
    """A node of Ray's is killed, its raylet and all below it, with answers that lie there and a task in mid-work."""
    all_up(nodes[0])  # where a worker was killed before, and another one takes its time, all tasks go to other nodes
    job = partial(by_ray, nodes, function=large, read=itemgetter(0))
    return tried(job, usual, victims=partial(processes_of, nodes[1][-1]), count=0)


def processes_of(raylet, folder):
    """A raylet and what it has started, when a worker of it is in the middle of a task and another task is done."""
    there = [run for run in runs_of(folder) if run.parent == raylet]
    workers = {run.pid for run in there if run.stop is None}
    if not workers or len(workers) == len(there):
        return set()
    return {raylet, *workers, *started_by(raylet)}


def started_by(pid):
    """Processes right below one; only Linux tells."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as told:
        return set(map(int, told.read().split()))
    return set()


def cramped(folder, number):
    """Worker: a task that, for one number, asks the system for more memory than it is allowed to take."""
    square = task(folder, number)
    if number == VICTIM and taken(folder, "greed", "greed-0"):
        with limited(ROOM):
            bytearray(2 * ROOM)
    return square


@contextlib.contextmanager
def limited(room):
    """Let this process take so many bytes more, for the time of a block; Linux only."""
    import resource

    usual = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm") as status:
        held = int(status.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + room, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, usual)


def ray_memory(nodes, usual):
    """A task of Ray's asks for more memory than a limit allows, as often as it is run."""
    return tried(partial(by_ray, nodes, function=cramped), usual, (nodes[0].exceptions.RayTaskError,), "greed")


# an actor


class Adder:
    """Actor that adds up squares. A checkpoint is a file with the sum, from which the next one goes on."""

    def __init__(self, checkpoint):
        self.checkpoint, self.total = checkpoint, 0
        if checkpoint and os.path.exists(checkpoint):
            with open(checkpoint) as file:
                self.total = int(file.read())

    def add(self, folder, number):
        """Add one square."""
        self.total += task(folder, number)
        if self.checkpoint:
            with open(self.checkpoint + ".new", "w") as file:
                file.write(str(self.total))
            os.replace(self.checkpoint + ".new", self.checkpoint)

    def sum(self):
        """All squares added up so far."""
        return self.total


def by_actor(ray, folder, keep):
    """The same by an actor of Ray's, which is started again, and its calls made again, if it ends."""
    remote = ray.remote(max_restarts=1, max_task_retries=1)(Adder)
    adder = remote.remote(os.path.join(folder, "checkpoint") if keep else "")
    ray.get([adder.add.remote(folder, number) for number in range(TASKS)], timeout=PATIENCE)
    return ray.get(adder.sum.remote(), timeout=PATIENCE)


def actor_killed(nodes, usual, keep):
    """An actor of Ray's is killed, with a checkpoint or without."""
    job = partial(by_actor, nodes[0], keep=keep)
    return tried(job, lasted(job, times=1))  # each time in a process of its own


# a straggler


def dragging(folder, number):
    """Worker: a task that, for one number, takes long the first time: the place is slow, not the task."""
    late = number == VICTIM and taken(folder, "slow", "was-slow")
    return task(folder, number, SLOW if late else 0.05)


def first_answers(nodes, folder):
    """Sum of squares; where the last task is late, a second copy of it is started, and the first answer wins."""
    ray, _ = nodes
    remote = ray.remote(scheduling_strategy="SPREAD")(dragging)
    parts = [remote.remote(folder, number) for number in range(TASKS)]
    ready, late = ray.wait(parts, num_returns=TASKS - 1, timeout=PATIENCE)
    if not ray.wait(late, timeout=LATE)[0]:
        late.append(remote.remote(folder, parts.index(late[0])))
    (first,), slower = ray.wait(late, timeout=PATIENCE)
    for copy in slower:
        ray.cancel(copy, force=True)
        ray.wait([copy], timeout=PATIENCE)
    return sum(ray.get([*ready, first]))


def straggler(nodes, usual, copies):
    """A task is slow: waited for, or run a second time beside it."""
    job = partial(first_answers, nodes) if copies else partial(by_ray, nodes, function=dragging)
    return tried(job, usual, marker="slow")


def on_ray():
    """Outcomes on Ray, by name."""
    return outcomes(
        two_nodes,
        by_ray,
        ray=partial(ray_killed, retries=3),
        ray_once=partial(ray_killed, retries=0),
        actor=partial(actor_killed, keep=False),
        actor_kept=partial(actor_killed, keep=True),
        ray_memory=ray_memory,
        slow=partial(straggler, copies=False),
        slow_twice=partial(straggler, copies=True),
        node=node_killed,
    )
