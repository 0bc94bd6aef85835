"""A HiveServer2 that somebody else runs, through PyHive, with a database of one's own for the time of the session."""

import base64
import contextlib
import getpass
import itertools
import uuid

from accelguide.sessions import PATIENCE
from accelguide.sessions.addresses import NoAnswer, OtherVersion, silent
from accelguide.sessions.hive_base import HIVE_PATIENCE, Hive, HiveError, created, failed, quoted, script_text
from accelguide.sessions.keeper import kept
from accelguide.systems import Unavailable

HIVE_VALUES = 500  # rows of a table that go in one statement
HIVE_INLINE = "import sys,base64;exec(base64.b64decode(sys.argv.pop()))"  # a script of one argument: the other script


@contextlib.contextmanager
def hive_connected(variable, place, command, settings):
    """Connect to the server at a place; gives a `HiveServer`.

    Parameters
    ----------
    variable : str
        That names the place.
    place : accelguide.sessions.addresses.Place
        ``;auth=noSasl`` at its end is for a server that is set so.
    command : str
        That would start a server.
    settings : dict of str to str
        Of Hive.
    """
    with kept("hive") as keeper, hive_connection(variable, place, command) as connection:
        hive = HiveServer(connection, keeper.folder, place)
        name = f"accelguide_{uuid.uuid4().hex[:12]}"
        for key, value in settings.items():
            hive.sql(f"SET {key}={value}")
        hive.sql(f"CREATE DATABASE {name}")
        try:
            hive.sql(f"USE {name}")
            yield hive
        finally:
            with contextlib.suppress(HiveError, NoAnswer):  # of a server that has gone
                hive.sql("USE default")
                hive.sql(f"DROP DATABASE {name} CASCADE")


@contextlib.contextmanager
def hive_connection(variable, place, command):
    """Open a connection of PyHive's, and close it."""
    try:
        from pyhive import hive
        from pyhive.exc import OperationalError

        socket, transport = hive_transport(place)
    except ImportError as error:  # of what PyHive needs for Hive, which it installs by `pyhive[hive-pure-sasl]`
        raise Unavailable("pyhive", "not-installed") from error
    try:
        connection = hive.Connection(thrift_transport=transport, username=getpass.getuser())
    except OperationalError as error:
        raise HiveError(f"{variable}={place.text}: {hive_message(error)}") from error
    except AssertionError as error:
        raise OtherVersion(f"{variable}={place.text}: a HiveServer2 older than 0.13: {error}") from error
    except Exception as error:
        raise silent(variable, place, command) from error
    socket.setTimeout(1000 * HIVE_PATIENCE)
    try:
        yield connection
    finally:
        with contextlib.suppress(Exception):  # of a server that has gone
            connection.close()
        socket.close()


def hive_transport(place):
    """A socket with a time limit, and what Thrift and PyHive speak through."""
    import thrift_sasl
    from pyhive.hive import get_installed_sasl
    from thrift.transport import TSocket, TTransport

    socket = TSocket.TSocket(place.host, place.port)
    socket.setTimeout(1000 * PATIENCE)
    if "auth=nosasl" in place.text.lower():
        return socket, TTransport.TBufferedTransport(socket)
    who = {"host": place.host, "sasl_auth": "PLAIN", "username": getpass.getuser(), "password": "none"}
    return socket, thrift_sasl.TSaslClientTransport(lambda: get_installed_sasl(**who), "PLAIN", socket)


def hive_message(error):
    """Hive's words in an error of PyHive's."""
    status = getattr(error.args[0], "status", None) if error.args else None
    return (status.errorMessage if status else None) or str(error)


def hive_text(value):
    """A value as Hive's own command line writes it."""
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool) else str(value)


class HiveServer(Hive):
    """A HiveServer2: it sees no files of ours, so scripts and rows go to it in the statements."""

    def __init__(self, connection, folder, place):
        super().__init__(folder)
        self.connection, self.place = connection, place

    def sql(self, statement):
        """Run one statement."""
        from pyhive.exc import OperationalError
        from thrift.transport.TTransport import TTransportException

        with contextlib.closing(self.connection.cursor()) as cursor:
            try:
                cursor.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
                self.report = self.told(cursor)
            except OperationalError as error:
                message = hive_message(error)
                raise failed(statement, message.partition("\n")[0], message.splitlines()) from error
            except (TTransportException, OSError) as error:
                raise NoAnswer(f"{self.place.text}: the server has gone: {error}") from error
        return [list(map(hive_text, row)) for row in rows]

    def told(self, cursor):
        """What the server's log says of a statement; Spark's keeps none."""
        try:
            return cursor.fetch_logs()
        except Exception:
            return []

    def script(self, function):
        """Write the function's program into the command that runs it."""
        program = base64.b64encode(script_text(function).encode()).decode()
        return f"'python3 -c \"{HIVE_INLINE}\" {program}'"  # Hive undoes no escapes in it

    def table(self, name, columns, path):
        """Insert the rows of the file."""
        for statement in created(name, columns):
            self.sql(statement)
        bare = [part.split()[1].upper() not in ("STRING", "DATE", "TIMESTAMP") for part in columns.split(",")]
        with open(path, encoding="utf-8") as file:
            while lines := [line.rstrip("\n").split("\t") for line in itertools.islice(file, HIVE_VALUES)]:
                rows = (", ".join(v if b else quoted(v) for v, b in zip(line, bare, strict=True)) for line in lines)
                self.sql(f"INSERT INTO {name} VALUES {', '.join(f'({row})' for row in rows)}")
