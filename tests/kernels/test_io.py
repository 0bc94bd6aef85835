"""Requests to a server of our own: right answers, and clear errors where it fails."""

import asyncio
import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time

import psutil
import pytest

from accelguide.kernels import _server, fetch, waiting
from accelguide.sessions import TookTooLong, WorkerLost

KERNELS = [fetch.fetch_serial, fetch.fetch_threads, fetch.fetch_asyncio]
LONG = 60.0
each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)


@pytest.fixture(scope="module")
def server():
    """A quick server."""
    with _server.serving(0.001) as started:
        yield started


@pytest.fixture
def patient(monkeypatch):
    """Wait so long for an answer that waiting shows."""
    monkeypatch.setattr(fetch, "TIMEOUT", LONG)


def exchange(server, *parts):
    """Send bytes, part by part; what comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), 30) as line:
        for part in parts:
            line.sendall(part)
            time.sleep(0.01)
        received = b""
        while more := line.recv(4096):
            received += more
    return received


def ends(pid):
    """Whether a process that is no child of ours ends."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.05)
                continue
        return True
    return False


@contextlib.contextmanager
def within_seconds(limit):
    """Refuse what takes longer."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < limit


# answers


@each_kernel
@pytest.mark.parametrize("count", [1, fetch.AT_ONCE, 3 * fetch.AT_ONCE + 1])
def test_each_request_has_its_own_answer(kernel, count, server):
    assert kernel.inside(*fetch.workload(count), server) == [number * number for number in range(count)]


@each_kernel
def test_without_a_server_one_is_started_for_the_call(kernel):
    assert kernel(3) == [0, 1, 4]


@each_kernel
@pytest.mark.parametrize("count", [0, -1])
def test_no_request_is_refused(kernel, count, server):
    with pytest.raises(ValueError, match=f"at least one request must be sent, not {count}"):
        kernel.inside(count, server)


def test_work_counts_the_requests():
    assert fetch.work(10) == {"items": 10}


def test_asyncio_works_where_a_loop_runs_already(server):
    async def cell():
        return fetch.fetch_asyncio.inside(2, server)

    assert asyncio.run(cell()) == [0, 1]


# the server


def test_the_latency_is_really_waited_for():
    with _server.serving(0.1) as slow:
        start = time.perf_counter()
        fetch.fetch_serial.inside(2, slow)
        assert time.perf_counter() - start > 0.2


@pytest.mark.parametrize("kernel", KERNELS[1:], ids=lambda kernel: kernel.__name__)
def test_many_requests_wait_together(kernel):
    with _server.serving(0.3) as slow, within_seconds(0.9 * 0.3 * fetch.AT_ONCE):
        kernel.inside(fetch.AT_ONCE, slow)


def test_it_listens_on_the_loopback_interface_alone(server):
    found = psutil.Process(server.worker.pid).net_connections()
    assert {one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_a_request_may_come_in_pieces(server):
    assert exchange(server, b"GET /1", b"2 HTTP/1.1\r\n", b"\r", b"\n").endswith(b"\r\n\r\n144")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [(b"GET /x HTTP/1.1", b"404"), (b"GET / HTTP/1.1", b"404"), (b"POST /1 HTTP/1.1", b"405"), (b"", b"405")],
)
def test_anything_else_is_refused(server, request_line, status):
    assert exchange(server, request_line + b"\r\n\r\n").startswith(b"HTTP/1.1 " + status)


def test_a_request_that_grows_too_long_is_cut(server):
    received = b""
    with contextlib.suppress(ConnectionError):
        received = exchange(server, b"x" * _server.LONGEST, b"x" * 10)
    assert received == b""
    assert fetch.fetch_serial.inside(2, server) == [0, 1]


def test_the_server_ends_by_itself_with_its_session():
    with _server.serving() as started:
        assert started.worker.is_alive()
    assert started.worker.exitcode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_the_server_ends_when_its_parent_is_killed():
    code = (
        "import os, signal\n"
        "from accelguide.kernels import _server\n"
        "with _server.serving() as server:\n"
        "    print(server.worker.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ends(int(done.stdout))


# faults


@each_kernel
@pytest.mark.usefixtures("patient")
def test_a_dead_server_is_an_error_at_once(kernel):
    with _server.serving() as server:
        server.worker.kill()
        server.worker.join(30)
        with within_seconds(LONG / 2), pytest.raises(WorkerLost, match="the server has ended, with exit code"):
            kernel.inside(40, server)


@each_kernel
@pytest.mark.usefixtures("patient")
def test_a_server_that_dies_with_requests_on_their_way_is_an_error_at_once(kernel):
    with _server.serving(LONG) as server:
        threading.Timer(0.3, server.worker.kill).start()
        with within_seconds(LONG / 2), pytest.raises(WorkerLost, match="the server has ended"):
            kernel.inside(40, server)


@each_kernel
def test_a_server_that_does_not_answer_is_not_waited_for_without_end(kernel, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT", 0.2)
    with _server.serving(LONG) as server, pytest.raises(TookTooLong, match=r"did not answer within 0\.2 s"):
        kernel.inside(40, server)


def test_a_failure_of_a_living_server_is_passed_on(server):
    with pytest.raises(http.client.BadStatusLine), fetch.answers_of(server):
        raise http.client.BadStatusLine("rubbish")


# shares


def test_what_sleeps_waits():
    worked, kept, waited = waiting.time_parts(time.sleep, 0.02, runs=2)
    assert worked + kept + waited == pytest.approx(1)
    assert waited > worked


@pytest.mark.skipif(not os.path.exists("/proc/thread-self/schedstat"), reason="this system does not tell")
def test_what_computes_works_however_busy_the_machine_is():
    shares = waiting.time_parts(waiting.add_squares, 10_000, runs=2)
    assert sum(shares) == pytest.approx(1)
    assert shares[2] < 0.5


def test_where_the_system_does_not_tell_nothing_is_kept_from_us(monkeypatch):
    def missing(*arguments, **options):
        raise FileNotFoundError

    monkeypatch.setattr("builtins.open", missing)
    assert waiting.kept_seconds() == 0


def test_a_file_is_read_to_its_end(tmp_path):
    path = tmp_path / "page"
    path.write_bytes(bytes(3_000_000))
    assert waiting.read_whole(path) == 3_000_000
