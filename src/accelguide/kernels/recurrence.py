"""A level that follows its input, quickly upwards and slowly downwards: every step needs the one before."""

import numpy as np

from accelguide.kernels._numba import njit

UP = 0.5
DOWN = 0.01


def workload(size, seed=0):
    """Return the arguments of the kernels: a list of floats from 0 to 1, and the same as an array."""
    array = np.random.default_rng(seed).random(size)
    return array.tolist(), array


def work(size):
    """Items and bytes of one call."""
    return {"items": size, "bytes": 16 * size}


def recurrence_python(values, array):
    """Return the level after each input: it starts at the first, then takes a share of its distance to the next.

    Parameters
    ----------
    values : list of float
        Inputs of no unit, finite; at least one.
    array : numpy.ndarray
        The same numbers, float64, shape ``(n,)``. A variant reads one of the two, and returns what it reads: a list
        or an array.

    Raises
    ------
    IndexError
        Where there is no input.
    """
    level = values[0]
    levels = [level]
    for x in values[1:]:
        level += (UP if x > level else DOWN) * (x - level)
        levels.append(level)
    return levels


def recurrence_numpy(values, array):
    """The same loop on arrays, element by element: a whole-array expression has no last step to build on."""
    levels = np.empty_like(array)
    level = levels[0] = array[0]
    for i in range(1, len(array)):
        x = array[i]
        level += (UP if x > level else DOWN) * (x - level)
        levels[i] = level
    return levels


def next_level(level, x):
    """The level after one more input."""
    return level + (UP if x > level else DOWN) * (x - level)


def recurrence_accumulate(values, array):
    """The step made into a ufunc, and accumulated: no loop in sight, and a call of Python for every element."""
    if not len(array):
        raise IndexError("there is no input")
    return np.frompyfunc(next_level, 2, 1).accumulate(array, dtype=object).astype(np.float64)


# Of the two levels the greater is the right one. Taking it needs no branch, and only one product stands between two
# steps.
@njit(fastmath={"contract"})
def follow(array, levels):
    """Fill `levels`."""
    level = levels[0] = array[0]
    for i in range(1, len(array)):
        x = array[i]
        up = UP * x + (1.0 - UP) * level
        down = DOWN * x + (1.0 - DOWN) * level
        level = up if up > down else down
        levels[i] = level


def recurrence_numba(values, array):
    """Numba: the loop, compiled."""
    if not len(array):
        raise IndexError("there is no input")
    levels = np.empty_like(array)
    follow(array, levels)
    return levels
