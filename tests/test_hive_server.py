"""The client for a HiveServer2, against the server of the same protocol that Spark has."""

import contextlib
import os
import socket
import subprocess
import time

import pytest

from accelguide.kernels import keyed
from accelguide.kernels._keyed import root_rows
from accelguide.portable import same
from accelguide.sessions.addresses import NoAnswer, free_port
from accelguide.sessions.hive import HIVE_ADDRESS, hive_session
from accelguide.sessions.hive_base import HiveError
from accelguide.sessions.java import java_home
from accelguide.sessions.keeper import end, kept
from accelguide.systems import Unavailable, require

PATIENCE = 120.0
MAIN = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"


@contextlib.contextmanager
def thrift_server():
    """Start Spark's server on the loopback interface; gives its port and its process."""
    import pyspark

    home = os.path.dirname(pyspark.__file__)
    with kept("thrift") as keeper:
        folder, port = keeper.folder, free_port()
        java = f"-Dderby.system.home={folder} -Djava.io.tmpdir={folder} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        conf = {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "1",
            "spark.sql.warehouse.dir": f"{folder}/warehouse",
            "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:memory:metastore;create=true",
            "spark.driver.extraJavaOptions": java,
        }
        hive = {
            "hive.server2.thrift.port": str(port),
            "hive.server2.thrift.bind.host": "127.0.0.1",
            "hive.exec.scratchdir": f"{folder}/scratch",
            "hive.exec.local.scratchdir": f"{folder}/local",
            "hive.downloaded.resources.dir": f"{folder}/resources",
        }
        command = [
            *(f"{home}/bin/spark-submit", "--master", "local[1]", "--class", MAIN),
            *(word for name, value in conf.items() for word in ("--conf", f"{name}={value}")),
            "spark-internal",
            *(word for name, value in hive.items() for word in ("--hiveconf", f"{name}={value}")),
        ]
        own = {"SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1", "JAVA_HOME": java_home(folder)}
        with open(keeper.path("server.log"), "wb") as said:
            process = subprocess.Popen(
                command,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=folder,
            )
        keeper.keep(process.pid)
        try:
            wait_until_open(port, process)
            yield port, process
        finally:
            process.terminate()
            end(process)


def wait_until_open(port, process):
    """Wait until a server listens."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    raise TimeoutError("the server was not up in time")


@pytest.fixture(scope="module")
def server():
    """Port and process of a server; what the tests need is there."""
    pytest.importorskip("thrift_sasl")
    try:
        require("hive")
        require("pyhive")
        with thrift_server() as started:
            yield started
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def hive(server):
    """A session by address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HIVE_ADDRESS, f"hive2://127.0.0.1:{server[0]}")
        with hive_session(spark__sql__shuffle__partitions=1) as started:
            yield started


def test_the_same_transform_gives_the_same_answer(hive):
    arguments = keyed.workload(40)
    assert same(keyed.keyed_combined.inside(*arguments, hive), keyed.keyed_python(*arguments))


def test_rows_are_text_and_settings_are_taken(hive):
    assert hive.sql("SELECT 1, 'it', true, CAST(NULL AS STRING), 0.5D") == [["1", "it", "true", "NULL", "0.5"]]
    assert hive.sql("SET spark.sql.shuffle.partitions") == [["spark.sql.shuffle.partitions", "1"]]


def test_a_table_takes_any_text(hive, tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("it's \\n\t1\n数据\t-2\n", encoding="utf-8")
    hive.table("words", "word STRING, times INT", str(path))
    assert sorted(hive.sql("SELECT * FROM words")) == [["it's \\n", "1"], ["数据", "-2"]]


def test_a_refused_statement_and_a_failing_script_are_told_and_the_session_goes_on(hive):
    with pytest.raises(HiveError, match="absent"):
        hive.sql("SELECT * FROM absent")
    with pytest.raises(HiveError, match=r"(?s)Traceback.*ValueError"):
        hive.sql(f"SELECT TRANSFORM ('a', 'no number') USING {hive.script(root_rows)} AS (name STRING, root DOUBLE)")
    assert hive.sql("SELECT 1") == [["1"]]


def test_a_session_leaves_no_database(server, hive, monkeypatch):
    monkeypatch.setenv(HIVE_ADDRESS, f"127.0.0.1:{server[0]}")
    before = hive.sql("SHOW DATABASES")
    with hive_session() as other:
        assert len(other.sql("SHOW DATABASES")) == len(before) + 1
    assert hive.sql("SHOW DATABASES") == before


def test_a_server_that_goes_is_an_error(server, hive):  # the last: it ends what the others need
    server[1].kill()
    server[1].wait()
    with pytest.raises(NoAnswer, match="server has gone"):
        hive.sql("SELECT 1")
