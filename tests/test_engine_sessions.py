"""Sessions of engines: what they promise, with faults injected; that nothing is left is seen by looking."""

import contextlib
import importlib
import importlib.util
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from accelguide.sessions import addresses
from accelguide.sessions import dask as dask_module
from accelguide.sessions.addresses import BadAddress, NoAnswer
from accelguide.systems import Unavailable
from tests.offspring import command_of, gone

PATH = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
LONG = 240.0  # seconds that no wait may reach: a session starts in a twentieth of that on a quiet machine
ENGINES = {  # the package that each needs, its session, and a job whose workers stay
    "dask": ("distributed", "dask.dask_cluster(2)", "assert made.submit(abs, -1).result(100) == 1"),
    "ray": (
        "ray",
        "ray.ray_nodes((1, 1))",
        "assert made[0].get(made[0].remote(basename).remote('a/b'), timeout=100) == 'b'",
    ),
    "spark": ("pyspark", "spark.spark_session(2)", "assert made.sparkContext.parallelize([1, 2]).map(abs).sum() == 3"),
    "hive": ("pyspark", "hive.hive_session()", "assert made.sql('SHOW TABLES') == []"),
}
SESSIONS = {
    "dask": ("ACCELGUIDE_DASK", "tcp", "dask_cluster"),
    "ray": ("ACCELGUIDE_RAY", "ray", "ray_cluster"),
    "spark": ("ACCELGUIDE_SPARK", "spark", "spark_session"),
    "hive": ("ACCELGUIDE_HIVE", "hive2", "hive_session"),
}


def session(engine):
    """What starts a session."""
    return getattr(importlib.import_module(f"accelguide.sessions.{engine}"), SESSIONS[engine][2])


# nothing is left


SCRIPT = """
import sys
from os.path import basename
from accelguide.sessions import {module}

for _ in range(2):
    try:
        with {start} as made:
            {job}
            print("up", flush=True)
            sys.stdin.readline()
            raise KeyError
    except KeyError:
        print("ended", flush=True)
        sys.stdin.readline()
"""


@pytest.fixture
def place():
    """Folder for all temporary files; its path is short, since Ray makes sockets in it."""
    folder = tempfile.mkdtemp(prefix="t")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def until(condition, told):
    """Wait until ``condition()`` holds; fail where it does not come to that."""
    deadline = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)


class Script:
    """A script that holds a session, twice; it says when one is up and when it has ended, and waits for a line."""

    def __init__(self, engine, folder):
        _, start, job = ENGINES[engine]
        code = SCRIPT.format(module=engine, start=start, job=job)
        self.place, self.here = os.path.join(folder, "t"), os.path.join(folder, "here")
        os.mkdir(self.place)
        os.mkdir(self.here)
        environment = {**os.environ, "PYTHONPATH": PATH, "TMPDIR": self.place}
        for variable, _, _ in SESSIONS.values():
            environment.pop(variable, None)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, "-c", code], **pipes, cwd=self.here, env=environment)
        self.errors = []
        self.reader = threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True)
        self.reader.start()
        self.met = set()

    def hear(self, word):
        """Wait for a word; what else a library prints is passed over."""
        late = threading.Timer(LONG, self.process.kill)
        late.start()
        try:
            assert any(line == f"{word}\n" for line in self.process.stdout), "".join(self.errors)[-3000:]
        finally:
            late.cancel()

    def go_on(self):
        """Let it go on."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def family(self):
        """Processes below it, that are remembered."""
        found = psutil.Process(self.process.pid).children(recursive=True)
        self.met |= {one.pid for one in found}
        return found

    def kill(self):
        """Kill it, as nobody can prevent."""
        self.process.kill()
        self.process.wait()

    def close(self):
        """Kill it, and take nothing more from it."""
        self.kill()
        self.reader.join(LONG)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()

    def left(self):
        """Processes and files that are left."""
        return {pid for pid in self.met if not gone(pid)} or set(os.listdir(self.place)) | set(os.listdir(self.here))


def public(process):
    """Addresses, others than loopback, at which a process can be reached."""
    try:
        sockets = process.net_connections(kind="inet")
    except psutil.Error:  # it has just ended
        return []
    open_ones = [one.laddr for one in sockets if one.status == psutil.CONN_LISTEN or one.type == socket.SOCK_DGRAM]
    return [f"{one.ip}:{one.port}" for one in open_ones if not is_loopback(one.ip)]


def is_loopback(text):
    """Whether an address is of this machine alone."""
    address = ipaddress.ip_address(text)
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def listening(process):
    """Ports at which a process itself listens."""
    return [one.laddr for one in process.net_connections(kind="inet") if one.status == psutil.CONN_LISTEN]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_is_on_loopback_and_leaves_nothing_be_it_ended_by_an_error_or_killed(engine, place):
    pytest.importorskip(ENGINES[engine][0])
    script = Script(engine, place)
    try:
        script.hear("up")
        found = script.family()
        assert len(found) >= 2
        assert not [command for command in map(command_of, found) if "dashboard.py" in command]
        assert not [told for one in (psutil.Process(script.process.pid), *found) for told in public(one)]
        assert os.listdir(script.place)
        script.go_on()
        script.hear("ended")
        script.family()  # those of multiprocessing, which stay as long as the script
        stay = {one.pid for one in script.family() if "multiprocessing" in command_of(one)}
        script.met -= stay
        until(lambda: not script.left(), script.left)
        assert not listening(psutil.Process(script.process.pid))
        script.go_on()
        script.hear("up")
        script.family()
        script.met |= stay
        script.kill()
        until(lambda: not script.left(), script.left)
    finally:
        script.close()
        for pid in script.met:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)


# addresses


@pytest.fixture
def silent():
    """A server that takes connections and never answers; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def web():
    """A server that answers as one of the web does; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()
        thread = threading.Thread(target=refuse, args=(server, over))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()


def refuse(server, over):
    """Answer each that connects with a refusal."""
    while not over.is_set():
        with contextlib.suppress(OSError):
            one, _ = server.accept()
            with one:
                one.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def begin(monkeypatch, engine, address):
    """Try to begin a session at an address."""
    pytest.importorskip(ENGINES[engine][0])
    monkeypatch.setenv(SESSIONS[engine][0], address)
    with session(engine)():
        raise AssertionError("a session, where there is no engine")


@pytest.mark.parametrize("engine", SESSIONS)
@pytest.mark.parametrize(
    "address", ["nonsense", "127.0.0.1", "gopher://127.0.0.1:70", "{scheme}://127.0.0.1", "{scheme}://127.0.0.1:65536"]
)
def test_what_is_no_address_of_the_engine_is_refused(monkeypatch, engine, address):
    variable, scheme, _ = SESSIONS[engine]
    text = address.format(scheme=scheme)
    with pytest.raises(BadAddress, match=f"^{variable}={text}: not an address of the form .*; mend it, or unset"):
        begin(monkeypatch, engine, text)


@pytest.mark.parametrize("engine", SESSIONS)
def test_where_nothing_listens_the_error_says_what_to_do(monkeypatch, engine):
    variable, scheme, _ = SESSIONS[engine]
    start = time.monotonic()
    with pytest.raises(NoAnswer, match=rf"^{variable}=\S+: nothing answers there; start it with `.+`, or unset"):
        begin(monkeypatch, engine, f"{scheme}://127.0.0.1:{addresses.free_port()}")
    assert time.monotonic() - start < LONG


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", ["silent", "web"])
def test_what_listens_and_is_no_dask_is_an_error_in_time(request, monkeypatch, kind):
    monkeypatch.setattr(dask_module, "DASK_SECONDS", 1.0)
    port = request.getfixturevalue(kind)
    with pytest.raises(NoAnswer, match=f"^ACCELGUIDE_DASK=tcp://127.0.0.1:{port}: nothing answers there"):
        begin(monkeypatch, "dask", f"tcp://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def cluster():
    """Dask with one worker."""
    pytest.importorskip("distributed")
    with dask_module.dask_cluster(1) as client:
        yield client


def test_a_scheduler_at_an_address_is_used_and_left_as_it_was(monkeypatch, cluster):
    monkeypatch.setenv("ACCELGUIDE_DASK", cluster.scheduler.address)
    with dask_module.dask_cluster() as client:
        assert client.scheduler.address == cluster.scheduler.address
        assert client.submit(abs, -2).result(LONG) == 2
    assert cluster.submit(abs, -3).result(LONG) == 3


def lost_worker_timeout():
    """Worker: how long a cluster of this machine waits for a lost worker."""
    import dask

    return dask.config.get("distributed.deploy.lost-worker-timeout")


def test_dask_does_not_give_up_a_worker_that_is_being_started_again(cluster):
    # after fifteen seconds it would, also if another loss of it came later
    assert cluster.run_on_scheduler(lost_worker_timeout) == "1 day"


# what is not here


@pytest.mark.parametrize(("engine", "system"), [(one, one) for one in SESSIONS] + [("spark", "java"), ("hive", "java")])
def test_an_engine_left_out_is_told(monkeypatch, engine, system):
    for name, _, _ in SESSIONS.values():
        monkeypatch.delenv(name, raising=False)
    pytest.importorskip(ENGINES[engine][0])
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", f"something,{system}")
    with pytest.raises(Unavailable) as caught, session(engine)():
        pass
    assert (caught.value.system, caught.value.reason) == (system, "left-out")


@pytest.mark.parametrize("engine", SESSIONS)
def test_an_engine_that_is_not_installed_is_told(monkeypatch, engine):
    for name, _, _ in SESSIONS.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, package=None: None)
    with pytest.raises(Unavailable) as caught, session(engine)():
        pass
    assert (caught.value.system, caught.value.reason) == (engine, "not-installed")
