"""What Numba makes of a function under each set of options, and what it says about it."""

import warnings
from typing import NamedTuple

from accelguide.systems import require


class Attempt(NamedTuple):
    """One try to compile a function and to call it.

    Attributes
    ----------
    mode : str
        ``"nopython"`` or ``"object"``; empty where it did not compile.
    error : str
        Name of the error; empty where there was none.
    told : tuple of str
        Each warning, and the first lines of the error.
    lifted : tuple of bool
        For each loop that was taken out of a function in object mode, whether it compiled in nopython mode.
    """

    mode: str
    error: str
    told: tuple
    lifted: tuple


def attempt(function, *arguments, **options):
    """Compile a function with options of ``numba.jit``, call it, and tell what came of that.

    Raises
    ------
    Unavailable
        Where Numba is not installed.
    """
    require("numba")
    from numba import jit
    from numba.core.errors import NumbaError

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compiled = jit(**options)(function)
            compiled(*arguments)
        except NumbaError as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            return Attempt("", type(error).__name__, (*map(short, caught), *lines[:2]), ())
    made = compiled.overloads[compiled.signatures[0]]
    lifted = tuple(bool(loop.nopython_signatures) for loop in made.lifted)
    return Attempt("object" if made.objectmode else "nopython", "", tuple(map(short, caught)), lifted)


def short(warning):
    """Name of a warning and what it says, on one line, without the place in the source."""
    text = str(warning.message).split("\nDuring")[0].split("\nFile")[0]
    return f"{warning.category.__name__}: {' '.join(text.split())}"


def file_and_add(numbers):
    """Two loops: the first files numbers under what they look like, the second adds them up."""
    filed = {}
    for i in range(len(numbers)):
        filed["{:.1f}".format(numbers[i])] = i
    total = 0.0
    for i in range(len(numbers)):
        total += numbers[i]
    return len(filed), total
