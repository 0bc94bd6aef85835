"""Apache Hive's own engine in a Java virtual machine of this machine, from the jars that PySpark's wheel carries."""

import contextlib
import importlib.util
import os
import subprocess
import sys
import threading
from xml.sax.saxutils import escape

from accelguide.sessions import PATIENCE, TookTooLong, WorkerLost
from accelguide.sessions.hive_base import HIVE_PATIENCE, Hive, created, failed, quoted, written_script
from accelguide.sessions.hive_stubs import write_stubs
from accelguide.sessions.hosting import SAID, START_SECONDS
from accelguide.sessions.java import JAVA_QUICK, java_program, java_version
from accelguide.sessions.keeper import end, kept
from accelguide.systems import require

HIVE_FORKS = "-Djdk.lang.Process.launchMechanism=VFORK"  # the quick way on Linux: each query runs chmod dozens of times
HIVE_FORKED = 21  # the last Java that does so without a warning
HIVE_OPENS = (
    *("java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.text"),
    *("java.time", "java.util", "java.util.concurrent", "java.util.concurrent.atomic", "java.util.regex"),
    *("sun.nio.ch", "sun.nio.cs"),
)
HIVE_POLL = "50"  # milliseconds between two looks at a running job, for which Hive takes a second
HIVE_ROWS = 100_000  # that come at a time


def hive_settings(folder):
    """Settings of the engine: MapReduce in the same machine, metastore in memory, all files in `folder`."""
    return {
        "hive.execution.engine": "mr",
        "mapreduce.framework.name": "local",
        "fs.defaultFS": "file:///",
        "hadoop.tmp.dir": f"{folder}/hadoop",
        "mapreduce.jobtracker.staging.root.dir": f"{folder}/staging",
        "javax.jdo.option.ConnectionURL": "jdbc:derby:memory:metastore;create=true",
        "javax.jdo.option.ConnectionDriverName": "org.apache.derby.jdbc.EmbeddedDriver",
        "datanucleus.schema.autoCreateAll": "true",
        "hive.metastore.schema.verification": "false",
        "hive.metastore.warehouse.dir": f"{folder}/warehouse",
        "hive.exec.scratchdir": f"{folder}/scratch",
        "hive.exec.local.scratchdir": f"{folder}/local",
        "hive.downloaded.resources.dir": f"{folder}/resources",
        "hive.querylog.location": f"{folder}/queries",
        "hive.cbo.enable": "false",  # the wheel has no Calcite
        "hive.async.log.enabled": "false",  # and no Disruptor
        "hive.exec.submit.local.task.via.child": "false",  # and no program `hadoop`
        "hive.stats.autogather": "false",
        "hive.exec.counters.pull.interval": HIVE_POLL,
        "mapreduce.client.progressmonitor.pollinterval": HIVE_POLL,
        "mapreduce.client.completion.pollinterval": HIVE_POLL,
    }


def hive_files(keeper, settings):
    """Write what the engine reads; gives the path of its classes."""
    os.makedirs(keeper.path("conf"))
    with open(keeper.path("conf", "hive-site.xml"), "w", encoding="utf-8") as file:
        rows = "".join(
            f"<property><name>{escape(k)}</name><value>{escape(v)}</value></property>\n" for k, v in settings.items()
        )
        file.write(f"<configuration>\n{rows}</configuration>\n")
    write_stubs(keeper.path("stubs"))
    jars = os.path.join(os.path.dirname(importlib.util.find_spec("pyspark").origin), "jars", "*")
    return os.pathsep.join([keeper.path("conf"), keeper.path("stubs"), jars])


def hive_command(folder, classes, memory):
    """Command that starts the engine in a folder."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in HIVE_OPENS]
    own = [f"-Dderby.stream.error.file={folder}/derby.log", f"-Djava.io.tmpdir={folder}", f"-Duser.dir={folder}"]
    gateway = ["py4j.GatewayServer", "--die-on-broken-pipe", "--enable-auth", "0"]
    program = java_program()
    forks = [HIVE_FORKS] * (sys.platform == "linux" and java_version(program) <= HIVE_FORKED)
    return [program, f"-Xmx{memory}", *JAVA_QUICK, *forks, *opens, *own, "-cp", classes, *gateway]


@contextlib.contextmanager
def hive_embedded(memory, settings):
    """Start the engine, and end it; gives a `HiveEngine`."""
    require("hive")
    with kept("hive") as keeper:
        log = keeper.path("java.log")
        classes = hive_files(keeper, {**hive_settings(keeper.folder), **settings})
        command = hive_command(keeper.folder, classes, memory)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
        with open(log, "wb") as said:
            process = subprocess.Popen(
                command, **pipes, stderr=said, cwd=keeper.folder, env={**os.environ, "PYTHONUTF8": "1"}
            )
        keeper.keep(-process.pid)  # a script that hangs must not outlive it
        try:
            with hive_gateway(process, log) as gateway:
                yield HiveEngine(gateway, keeper.folder, log)
        finally:
            end(process)
            process.stdout.close()


@contextlib.contextmanager
def hive_gateway(process, log):
    """Connect to the virtual machine, once it says at what port and with what token."""
    from py4j.java_gateway import GatewayParameters, JavaGateway

    late = threading.Timer(START_SECONDS, process.kill)
    late.start()
    port, token = process.stdout.readline().strip(), process.stdout.readline().strip()
    in_time = late.is_alive()
    late.cancel()
    if not in_time:
        raise TookTooLong(f"hive was not up within {START_SECONDS:g} s")
    if not token:
        with open(log, encoding="utf-8", errors="replace") as said:
            raise WorkerLost(f"hive could not start (exit code {process.wait(PATIENCE)}):\n{said.read()[-SAID:]}")
    place = {"port": int(port), "auth_token": token, "read_timeout": HIVE_PATIENCE}
    gateway = JavaGateway(gateway_parameters=GatewayParameters(**place, enable_memory_management=False))
    try:
        yield gateway
    finally:
        with contextlib.suppress(Exception):  # of a virtual machine that has died
            gateway.shutdown()


class HiveEngine(Hive):
    """Hive's engine in a virtual machine of ours, driven through Py4J. One statement at a time, from any thread."""

    def __init__(self, gateway, folder, log):
        from py4j.java_gateway import set_field

        super().__init__(folder)
        self.gateway, self.log = gateway, log
        self.lock = threading.Lock()
        self.tables = {}  # columns of those made
        java, hive = gateway.jvm.java.lang, gateway.jvm.org.apache.hadoop.hive
        java.System.setOut(java.System.err)  # standard output is a pipe that nobody reads
        self.conf = hive.conf.HiveConf()
        self.states = hive.ql.session.SessionState
        self.state = self.states.start(self.conf)
        for stream in ("out", "info", "err"):
            set_field(self.state, stream, java.System.err)
        self.processors = hive.ql.processors.CommandProcessorFactory
        self.sql("SHOW TABLES")  # makes the metastore

    def sql(self, statement):
        """Run one statement."""
        from py4j.protocol import Py4JError, Py4JJavaError

        with self.lock, open(self.log, encoding="utf-8", errors="replace") as said:
            said.seek(0, os.SEEK_END)
            try:
                message, rows = self.run(statement)
            except Py4JJavaError as error:  # what Hive throws, where it should have answered
                message, rows = str(error.java_exception), []
            except (Py4JError, OSError) as error:
                raise WorkerLost(f"Hive's virtual machine ended, or took more than {HIVE_PATIENCE:g} s") from error
            self.report = said.read().splitlines()
        if message is not None:
            raise failed(statement, message, self.report)
        return rows

    def run(self, statement):
        """What Hive's own command line does with a statement: the message of an error, or nothing, and rows."""
        words = statement.split()
        if not words:
            return "FAILED: an empty statement", []
        tokens = self.gateway.new_array(self.gateway.jvm.java.lang.String, len(words))
        for place, word in enumerate(words[:2]):
            tokens[place] = word
        self.states.setCurrentSessionState(self.state)  # Hive keeps it by thread
        processor = self.processors.get(tokens, self.conf)
        query = processor.getClass().getSimpleName() == "Driver"
        answer = processor.run(statement if query else statement.strip()[len(words[0]) :].strip())
        if answer.getResponseCode():
            return answer.getErrorMessage(), []
        return None, list(self.fetched(processor)) if query else []

    def fetched(self, driver):
        """Rows of a query, each as a list."""
        driver.setMaxRows(HIVE_ROWS)
        while True:
            batch = self.gateway.jvm.java.util.ArrayList()
            more = driver.getResults(batch)
            lines = self.gateway.jvm.java.lang.String.join("\0", batch).split("\0") if batch.size() else []
            self.gateway.detach(batch)
            if not more:
                return
            yield from (line.split("\t") for line in lines)

    def script(self, function):
        """Add the function's program to the files that Hive gives to its jobs."""
        path = written_script(os.path.join(self.folder, "scripts"), function)
        self.sql(f"ADD FILE {path}")
        return f"'env \"{sys.executable}\" {os.path.basename(path)}'"  # Hive undoes no escapes in it

    def table(self, name, columns, path):
        """Let Hive copy the file."""
        if self.tables.get(name) != columns:
            for statement in created(name, columns):
                self.sql(statement)
            self.tables[name] = columns
        self.sql(f"LOAD DATA LOCAL INPATH {quoted(os.path.abspath(path))} OVERWRITE INTO TABLE {name}")
