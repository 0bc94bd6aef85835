"""One sum over an array in few or many chunks: what each chunk costs. And what Dask makes of an array: its graph."""

from accelguide.portable import median
from accelguide.sessions import within
from accelguide.sessions.dask import dask_cluster
from accelguide.systems import require

NUMBERS = 1 << 20


def workload(size, seed=0):
    """Return the arguments of the kernels: the number of chunks. `seed` changes nothing here."""
    if not 1 <= size <= NUMBERS:
        raise ValueError(f"there can be one to {NUMBERS} chunks, not {size}")
    return (size,)


def chunking_numpy(chunks):
    """Return the sum of the numbers below `NUMBERS`, as an int.

    Parameters
    ----------
    chunks : int
        Into how many chunks Dask is to cut them, at least one. Without Dask it changes nothing.

    Raises
    ------
    Unavailable
        In the other variants: Dask is not installed.
    """
    import numpy

    return int(numpy.arange(NUMBERS).sum())


@within(dask_cluster)
def chunking_dask(chunks, client):
    """One task for each chunk, and one for each few of their sums."""
    from dask import array

    return int(array.arange(NUMBERS, chunks=-(-NUMBERS // chunks)).sum().compute())


def chunking_threads(chunks):
    """The same, run by the threads of this process."""
    require("dask")
    import dask

    with dask.config.set(scheduler="threads"):
        return chunking_dask.inside(chunks, None)


def cost_of_chunk(comparisons, name):
    """Seconds that each further chunk takes, from the fewest to the most that were measured; 0 where they are one."""
    seconds = {one.size: median(two.seconds) for one in comparisons for two in one.variants if two.name == name}
    few, many = min(seconds), max(seconds)
    return (seconds[many] - seconds[few]) / max(1, many - few)


def deviation(chunks):
    """A small array of Dask, not computed: how far the numbers lie from their mean."""
    require("dask")
    from dask import array

    numbers = array.arange(NUMBERS, chunks=-(-NUMBERS // chunks))
    return (numbers - numbers.mean()).std()


def graph_of(collection):
    """Tasks that Dask will run for a collection: for each key, keys of the tasks whose results it takes."""
    from dask import optimize

    (ready,) = optimize(collection)
    return {key: set(needed) for key, needed in ready.__dask_graph__().get_all_dependencies().items()}


def kinds_of(graph):
    """Keys of the tasks that take no other's result, those that take one or two, and those that take more."""
    found = ([], [], [])
    for key, needed in graph.items():
        found[0 if not needed else 1 if len(needed) < 3 else 2].append(key)
    return found


def layout(graph):
    """Where to draw each task, ``(step, place)``: a step further than the last of those whose results it takes."""
    steps = {}
    while len(steps) < len(graph):
        ready = [key for key in graph if key not in steps and graph[key] <= steps.keys()]
        if not ready:
            raise ValueError("the graph has a cycle")
        steps.update({key: max((steps[one] + 1 for one in graph[key]), default=0) for key in ready})
    places = {}
    for step in set(steps.values()):
        keys = sorted((key for key in graph if steps[key] == step), key=str)
        places.update({key: (step, place - (len(keys) - 1) / 2) for place, key in enumerate(keys)})
    return places
