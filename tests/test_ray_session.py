"""A cluster of somebody else's: what does not answer, or is no Ray, or another one, is an error soon, never a hang."""

import contextlib
import socket
import sys
import threading

import pytest

from accelguide.sessions import addresses, ray, ray_answers
from accelguide.sessions.addresses import BadAddress, NoAnswer, OtherVersion, Place, free_port

RAY = pytest.importorskip("ray")
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}.{sys.version_info[2]}"


@contextlib.contextmanager
def listening(answer):
    """Port where something listens that says `answer` to whoever comes, and nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        lines = []

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    lines.append(server.accept()[0])
                    lines[-1].sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(60)
            for line in lines:
                line.close()


def start(monkeypatch, address):
    monkeypatch.setenv("ACCELGUIDE_RAY", address)
    with ray.ray_cluster() as session:
        return session


@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1:6379", "127.0.0.1", "127.0.0.1:99999", "auto"])
def test_what_is_no_address_of_ray_is_refused(monkeypatch, address):
    with pytest.raises(BadAddress, match=r"HOST:PORT, ray://HOST:PORT; mend it, or unset"):
        start(monkeypatch, address)


def test_where_nothing_listens_the_error_says_how_to_start_it(monkeypatch):
    with pytest.raises(NoAnswer, match="nothing answers there; start it with `ray start --head`"):
        start(monkeypatch, f"127.0.0.1:{free_port()}")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"], ids=["mute", "web"])
def test_what_listens_and_is_no_ray_is_told_without_a_try_of_ray(monkeypatch, answer):
    monkeypatch.setattr(addresses.speaks_grpc, "__defaults__", (0.5,))
    monkeypatch.delattr(ray_answers, "ray_told")
    with listening(answer) as port, pytest.raises(NoAnswer, match="nothing answers"):
        start(monkeypatch, f"127.0.0.1:{port}")


def test_what_greets_as_grpc_does_and_then_is_silent_has_a_time_limit(monkeypatch):
    monkeypatch.setattr(ray_answers.ray_told, "__defaults__", (3.0,))
    with listening(b"\0\0\0\4\0\0\0\0\0") as port, pytest.raises(NoAnswer, match="nothing answers"):
        start(monkeypatch, f"127.0.0.1:{port}")


def test_without_its_package_the_scheme_of_ray_client_is_refused(monkeypatch):
    monkeypatch.setattr(ray_answers.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadAddress, match=r"ray:// needs the package ray\[client\], or give HOST:PORT"):
        ray_answers.ray_answer(Place("ray://127.0.0.1:1", "ray", "127.0.0.1", 1))


def answer(monkeypatch, **told):
    monkeypatch.setattr(ray_answers, "speaks_grpc", lambda place: True)
    monkeypatch.setattr(ray_answers, "ray_told", lambda place: told)
    ray_answers.ray_answer(Place("h:1", "", "h", 1))


def test_another_version_is_named_with_ours(monkeypatch):
    with pytest.raises(OtherVersion, match=rf"Ray 1\.0\.0 with Python {HERE} there, Ray .* here; install the same"):
        answer(monkeypatch, ray_version="1.0.0", python_version=HERE, error="Version mismatch: …")
    with pytest.raises(OtherVersion, match=r"with Python 3\.0\.1 there"):
        answer(monkeypatch, python_version="3.0.1", taken=True)
    with pytest.raises(OtherVersion, match="Version mismatch: Ray: 1"):
        answer(monkeypatch, error="Version mismatch: Ray: 1")


def test_a_cluster_of_which_this_machine_is_no_node_is_told(monkeypatch):
    with pytest.raises(NoAnswer, match="this machine is none of its nodes; run `ray start --address=h:1` here"):
        answer(monkeypatch, ray_version=RAY.__version__, error="No node info found")


def test_a_cluster_that_takes_the_script_passes(monkeypatch):
    answer(monkeypatch, python_version=HERE, taken=True)


def test_a_cluster_on_loopback_is_reached_where_ray_was_imported_before(monkeypatch):
    with ray.hosted("ray", ray.RAY_HOST, ray.ray_settings(None), nodes=[1], store=80 << 20, head={}) as (
        told,
        _,
    ):
        monkeypatch.setenv("ACCELGUIDE_RAY", told["address"])
        with ray.ray_cluster() as session:
            assert session.get(session.put(3)) == 3
            assert not session._private.worker._worker_logs_enabled
        assert not session.is_initialized()
