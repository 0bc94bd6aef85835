"""A real Spark Connect server on this machine: what runs there by its address, and what is left out."""

import os
import signal
import subprocess
import time

import pytest

from accelguide.kernels import grouping, legs, sparkfaults
from accelguide.kernels._faulty import ABSENT
from accelguide.portable import Sessions, same
from accelguide.sessions import java
from accelguide.sessions.addresses import NoAnswer, Place, free_port, reach
from accelguide.sessions.spark import SPARK_ADDRESS, SPARK_COMMANDS, spark_session
from accelguide.systems import Unavailable
from tests.offspring import wait_until

pytest.importorskip("pyspark")
pytest.importorskip("grpc_status")
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="no groups of processes here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
SETTINGS = {
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": " ".join(java.JAVA_QUICK),
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Address of a server that is up."""
    from pyspark.find_spark_home import _find_spark_home

    folder, port = tmp_path_factory.mktemp("server"), free_port()
    try:
        home = java.java_home(str(folder))
    except Unavailable as missing:
        pytest.skip(str(missing))
    chosen = {**SETTINGS, "spark.connect.grpc.binding.port": port, "spark.local.dir": folder}
    command = [os.path.join(_find_spark_home(), "bin", "spark-submit"), "--master", "local[2]"]
    command += [part for name, value in chosen.items() for part in ("--conf", f"{name}={value}")]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    environment = {**os.environ, "JAVA_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment, start_new_session=True)
    place = Place(f"sc://127.0.0.1:{port}", "sc", "127.0.0.1", port)

    def up():
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:]
        try:
            reach(SPARK_ADDRESS, place, SPARK_COMMANDS["sc"])
        except NoAnswer:
            time.sleep(0.2)
            return False
        return True

    try:
        wait_until(up)
        yield place.text
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def at_server(monkeypatch, server):
    """The environment names the server."""
    monkeypatch.setenv(SPARK_ADDRESS, server)


def test_kernels_that_speak_of_frames_run_there_and_the_server_is_left_as_it_was(at_server):
    before = dict(os.environ)
    with spark_session() as session:
        for kernel in (legs.legs_pickled, legs.legs_rows, legs.legs_columns, legs.legs_builtin):
            assert same(kernel.inside(1201, session), legs.legs_python(1201)), kernel.__name__
        arguments = grouping.workload(1000)
        for kernel in (grouping.grouping_dataframe, grouping.grouping_arrow):
            assert same(kernel.inside(*arguments, session), grouping.grouping_python(*arguments)), kernel.__name__
    assert dict(os.environ) == before
    with spark_session() as session:
        assert session.range(5).count() == 5


def test_what_needs_a_driver_here_is_left_out(at_server):
    with Sessions() as engines:
        session = engines.started(spark_session)
        with pytest.raises(Unavailable, match="SparkContext"):
            legs.legs_rdd.inside(10, session)
        assert sparkfaults.on_spark(engines) == {"spark": ABSENT, "spark_always": ABSENT}
