"""What of a script moves over to Dask as it is: lines that stay, and calls that Dask does not take."""

import ast
import inspect
import textwrap
import warnings

from accelguide.systems import require


def share_altered(base, other):
    """Share of the lines of a kernel that another one, which was made from it, does not have."""
    kept = set(lines_of(other))
    lines = lines_of(base)
    return sum(line not in kept for line in lines) / len(lines)


def lines_of(kernel):
    """Lines of a kernel, each statement on one, without its head and its docstring."""
    function = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(kernel)))).body[0]
    body = function.body[ast.get_docstring(function) is not None :]
    return [line.strip() for statement in body for line in ast.unparse(statement).splitlines()]


def refused():
    """What scripts of NumPy and pandas do and Dask does not take: the name of each error, empty where there is none."""
    require("dask")
    import pandas
    from dask import array, dataframe

    numbers = array.arange(20, chunks=5)
    frame = dataframe.from_pandas(pandas.DataFrame({"value": range(9)}), npartitions=3)
    tried = {
        "median": lambda: array.median(numbers),
        "len": lambda: len(numbers[numbers > 3]),
        "iloc": lambda: frame.iloc[0],
        "cell": lambda: frame.loc.__setitem__((3, "value"), 1),
    }
    return {name: error_of(attempt) for name, attempt in tried.items()}


def error_of(attempt):
    """Name of the error that a call raises; empty where it raises none."""
    try:
        attempt()
    except Exception as error:
        return type(error).__name__
    return ""


def sorted_where():
    """Package of what ``numpy.sort`` makes of an array of Dask: ``numpy`` where it is computed at once, and here."""
    require("dask")
    import numpy
    from dask import array

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # by which Dask says so
        return type(numpy.sort(array.arange(20, chunks=5))).__module__.partition(".")[0]
