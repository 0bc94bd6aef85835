"""What both ways to Hive share: a table from a file, a Python function as a script of Hive's, what a job reported."""

import inspect
import os
import re
import textwrap

HIVE_JOB = re.compile(r"(?:^|\s)Stage-(Stage-\d+):\s")  # such a line ends Hive's report on each MapReduce job
HIVE_SCRIPT = '''"""Read rows from standard input, and write others: Hive runs this as a process of its own."""

import sys

{source}

rows = (line.rstrip("\\n").split("\\t") for line in sys.stdin)
sys.stdout.writelines("\\t".join(map(str, row)) + "\\n" for row in {name}(rows))
'''
HIVE_PATIENCE = 600.0  # seconds that a statement may take
HIVE_SAID = 40  # lines of a script's traceback that an error shows
HIVE_SHOWN = 200  # characters of a statement that it shows


class HiveError(RuntimeError):
    """Hive refused a statement, or a job of it failed: Hive's words and, of a script of ours, its traceback."""


class Hive:
    """What `hive_session` gives.

    Attributes
    ----------
    folder : str
        For files of the session; it goes with it.
    report : list of str
        Lines that Hive wrote about the last statement.
    """

    def __init__(self, folder):
        self.folder = folder
        self.report = []

    def sql(self, statement):
        """Run one statement, without a semicolon; return its rows, lists of str; a missing value is ``"NULL"``.

        Raises
        ------
        HiveError
            Hive refused it, or a job of it failed.
        """
        raise NotImplementedError

    def explain(self, statement):
        """Lines of the plan that Hive makes of a statement, which it does not run."""
        return ["\t".join(row) for row in self.sql(f"EXPLAIN {statement}")]

    def script(self, function):
        """Bring a Python function to where Hive's jobs run.

        Parameters
        ----------
        function : callable
            Takes an iterator of rows, lists of str, and gives an iterable of rows. Its source is all that goes: it
            imports what it needs itself.

        Returns
        -------
        str
            The command, as a string of SQL's, for ``SELECT TRANSFORM (…) USING``.
        """
        raise NotImplementedError

    def table(self, name, columns, path):
        """Make a table, or replace it, of a text file, in which tabs part the columns.

        Parameters
        ----------
        name : str
            Of the table.
        columns : str
            Names and types, such as ``"word STRING, times INT"``.
        path : str
            Of the file, UTF-8.
        """
        raise NotImplementedError

    @property
    def jobs(self):
        """Names of the MapReduce jobs that Hive reports to have run for the last statement, such as ``Stage-1``."""
        return [found[1] for found in map(HIVE_JOB.search, self.report) if found]


def script_text(function):
    """Source of a program that passes its rows through a function."""
    return HIVE_SCRIPT.format(source=textwrap.dedent(inspect.getsource(function)), name=function.__name__)


def quoted(text):
    """Text as a string of SQL's."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def created(name, columns):
    """Statements that make a table of text anew."""
    return (
        f"DROP TABLE IF EXISTS {name}",
        f"CREATE TABLE {name} ({columns}) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' STORED AS TEXTFILE",
    )


def failed(statement, message, report):
    """Error for a statement, with the traceback of a script in what was reported."""
    start = max((place for place, line in enumerate(report) if "Traceback (" in line), default=len(report))
    told = report[start : start + HIVE_SAID]
    stop = next((place for place, line in enumerate(told[1:], 1) if not line.startswith(" ")), len(told))
    short = textwrap.shorten(" ".join(statement.split()), HIVE_SHOWN, placeholder=" …")
    return HiveError("\n".join([f"{message.strip()}\nin: {short}", *told[: stop + 1]]))


def written_script(folder, function):
    """Write the program of a function; return its path."""
    path = os.path.join(folder, f"{function.__name__}.py")
    os.makedirs(folder, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(script_text(function))
    return path
