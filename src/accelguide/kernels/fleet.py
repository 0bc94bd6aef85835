"""Grouped sums by a fleet of nodes with one processor each, of which a part does the work, on Ray."""

from functools import partial

from accelguide.kernels._crew import BLOCKS, ROW_BYTES, ROWS, added, checked, doublings, parts, table
from accelguide.sessions import PATIENCE, counted, within
from accelguide.sessions.ray import ray_nodes

MOST = 4  # nodes, each of which is some processes
NODES = min(max(2, counted(None)), MOST)


def workload(size, seed=0):
    """Return the arguments of the kernels: counts of nodes, `size`, and of a block's rows. `seed` changes nothing."""
    return size, ROWS


def work(size):
    """Bytes of input of one call, however many nodes share them."""
    return {"bytes": BLOCKS * ROWS * ROW_BYTES}


def counts():
    """Numbers of nodes to try: the powers of two below all of them, and all."""
    return doublings(NODES)


def fleet_serial(nodes, rows):
    """Return the sum of each group over all blocks, shape ``(GROUPS,)``, whole numbers as floats.

    Parameters
    ----------
    nodes : int
        How many may work, at least one; here one process does it all.
    rows : int
        Of each of the `BLOCKS` blocks; not negative.

    Raises
    ------
    ValueError
        A negative number of rows, no node, or more of them than there are.
    ray.exceptions.GetTimeoutError
        In `fleet_ray`: the nodes have not answered in time.
    """
    checked(nodes, rows)
    return added(*(table(number, rows) for number in range(BLOCKS)))


@within(partial(ray_nodes, (1,) * NODES))
def fleet_ray(nodes, rows, session):
    """Blocks and ranges of keys are dealt out to so many nodes; a part needed elsewhere goes from store to store."""
    import numpy as np

    ray, _ = session
    places = chosen(ray, checked(nodes, rows))
    mapping, reducing = ray.remote(returned), ray.remote(added)
    tables = [
        mapping.options(num_returns=nodes, scheduling_strategy=places[number % nodes]).remote(number, rows, nodes)
        for number in range(BLOCKS)
    ]
    ranges = [tables] if nodes == 1 else zip(*tables, strict=True)
    sums = [
        reducing.options(scheduling_strategy=place).remote(*pieces)
        for place, pieces in zip(places, ranges, strict=True)
    ]
    return np.concatenate(ray.get(sums, timeout=PATIENCE))


def returned(number, rows, count):
    """Parts of a table, each an object of its own; what a task of one object returns is that object, and no list."""
    pieces = parts(number, rows, count)
    return pieces if count > 1 else pieces[0]


def chosen(ray, nodes):
    """Where to run: so many nodes of those that are up."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    known = sorted(node["NodeID"] for node in ray.nodes() if node["Alive"])
    if len(known) < nodes:
        raise ValueError(f"{nodes} nodes were asked for, and there are {len(known)}")
    return [NodeAffinitySchedulingStrategy(one, soft=False) for one in known[:nodes]]
