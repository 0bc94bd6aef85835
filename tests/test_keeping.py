"""What engines are started with: a keeper of files and processes, a process that hosts a cluster, and addresses."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from accelguide.sessions import TookTooLong, WorkerLost, addresses, hosting, keeper, threads
from accelguide.sessions.addresses import BadAddress, NoAnswer, Place, given, greets, reach
from accelguide.sessions.hosting import hosted
from accelguide.sessions.keeper import end, kept
from tests.offspring import gone, nothing_left, wait_until

PATH = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
LONG = 60.0
needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    """No process and no file outlives a test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "files"))
    (tmp_path / "files").mkdir()
    with nothing_left():
        yield
    assert not list((tmp_path / "files").iterdir())


# a keeper


def test_a_keeper_has_a_folder_for_the_time_of_a_block():
    with kept("name") as one:
        assert Path(one.folder).name.startswith("accelguide-name-")
        Path(one.path("below", "deep")).mkdir(parents=True)
        assert os.listdir(one.folder) == ["below"]
        assert os.stat(one.folder).st_mode & 0o077 == 0 or sys.platform == "win32"
    assert not os.path.exists(one.folder)
    assert one.process.returncode == 0


def test_the_folder_goes_where_the_block_fails():
    with pytest.raises(KeyError), kept("name") as one:
        raise KeyError
    assert not os.path.exists(one.folder)


def test_two_keepers_have_folders_of_their_own():
    with kept("same") as one, kept("same") as other:
        assert one.folder != other.folder


@pytest.mark.skipif(not os.access("/tmp", os.W_OK), reason="no /tmp here")
def test_for_sockets_a_long_path_is_left_for_tmp(monkeypatch, tmp_path):
    with kept("name", sockets=True) as one:
        assert os.path.dirname(one.folder) == (
            "/tmp" if len(tempfile.gettempdir()) > keeper.SHORT else tempfile.tempdir
        )
    short = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))
    try:
        monkeypatch.setattr(tempfile, "tempdir", str(short))
        with kept("name", sockets=True) as one:
            assert Path(one.folder).parent == short
    finally:
        short.rmdir()


OWNER = """
import subprocess, sys, time
from accelguide.sessions import keeper
keeper.FAREWELL = float(sys.argv[2])
with keeper.kept("owned") as one:
    kept = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    kept.stdout.readline()
    one.keep(kept.pid)
    open(one.path("file"), "w").close()
    print(one.process.pid, kept.pid, one.folder, flush=True)
    time.sleep(600)
"""
GENTLE = "import sys; print('up', flush=True); sys.stdin.read()"
STUBBORN = "import time; print('up', flush=True); time.sleep(600)"


@needs_kill
@pytest.mark.parametrize(("code", "farewell"), [(GENTLE, 15.0), (STUBBORN, 0.05)])
def test_when_the_owner_was_killed_what_it_kept_is_ended_and_removed(code, farewell):
    environment = {**os.environ, "PYTHONPATH": PATH, "TMPDIR": tempfile.gettempdir()}
    command = [sys.executable, "-c", OWNER, code, str(farewell)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as owner:
        guard, child, folder = owner.stdout.readline().split()
        os.kill(int(guard), signal.SIGINT)  # as where the terminal interrupts all
        owner.kill()
    wait_until(lambda: gone(int(child)) and not os.path.exists(folder) and gone(int(guard)))


@needs_kill
@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells of zombies")
def test_a_process_that_has_ended_is_not_waited_for_though_nobody_collects_it(monkeypatch):
    monkeypatch.setattr(keeper, "FAREWELL", 15.0)
    with subprocess.Popen([sys.executable, "-c", ""]) as zombie:
        wait_until(lambda: gone(zombie.pid))
        one = keeper.Keeper("name")
        one.keep(zombie.pid)
        one.process.stdin.close()
        one.process.wait(LONG)
    assert not os.path.exists(one.folder)


@pytest.mark.parametrize("ended", [True, False])
def test_a_process_ends_with_its_input_or_is_killed(ended):
    code = "import sys; sys.stdin.read(); sys.exit(7)" if ended else STUBBORN
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        end(process, LONG if ended else 0.1)
    assert (process.returncode == 7) is ended
    end(process)  # again


# a host


UP = (
    "import json, sys\nprint('a word of a library')\nprint(json.dumps({'folder': json.loads(sys.argv[1])['folder']}))\n"
)


def test_a_host_tells_where_it_is_and_ends_with_the_block():
    with hosted("name", UP + "sys.stdin.read()") as (told, process):
        assert os.path.isdir(told["folder"])
        assert process.poll() is None
    assert process.returncode == 0
    assert not os.path.exists(told["folder"])


def test_a_host_gets_options_and_variables():
    code = "import json, os, sys\nsize = json.loads(sys.argv[1])['size']\n"
    code += "print(json.dumps({'size': size, 'word': os.environ['WORD']}))\nsys.stdin.read()"
    with hosted("name", code, {"WORD": "here"}, size=[1, 2]) as (told, _):
        assert told == {"size": [1, 2], "word": "here"}


def test_a_host_that_cannot_start_is_an_error_with_what_it_said():
    code = "import sys\nprint('no such thing', file=sys.stderr)\nsys.exit(3)"
    told = r"^name could not start \(exit code 3\):\n(.|\n)*no such thing"
    with pytest.raises(WorkerLost, match=told), hosted("name", code):
        pass


def test_a_host_that_is_not_up_in_time_is_ended(monkeypatch):
    monkeypatch.setattr(hosting, "START_SECONDS", 0.2)
    with pytest.raises(TookTooLong, match=r"^name was not up within 0\.2 s"), hosted("name", STUBBORN):
        pass


def test_a_host_that_prints_much_is_not_stopped_by_a_full_pipe():
    loud = "print('x' * 1_000_000)\nprint('done', file=sys.stderr, flush=True)\nsys.stdin.read()"
    with hosted("name", UP + loud) as (told, process):
        log = Path(told["folder"], "host.log")
        wait_until(lambda: "done" in log.read_text(encoding="utf-8"))
    assert process.returncode == 0


def test_a_host_that_dies_in_the_block_leaves_nothing():
    with hosted("name", UP + "sys.stdin.read()") as (told, process):
        process.kill()
    assert not os.path.exists(told["folder"])


def test_a_host_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(hosting, "end", lambda process: end(process, 0.2))
    start = time.monotonic()
    with hosted("name", UP + "import time\ntime.sleep(600)"):
        pass
    assert time.monotonic() - start < LONG


# addresses


HOSTS = st.one_of(
    st.from_regex(r"[a-z][a-z0-9.-]{0,20}", fullmatch=True),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
)


def read(text, schemes=("tcp", "")):
    """Place that an environment variable with a text names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCELGUIDE_TEST", text)
        return given("ACCELGUIDE_TEST", schemes)


@drawn(st.sampled_from(["tcp", ""]), HOSTS, st.integers(0, 65535), st.sampled_from(["", "/", "/;auth=x", ";a"]))
def test_an_address_is_taken_apart(scheme, host, port, rest):
    bracketed = f"[{host}]" if ":" in host else host
    text = f"{scheme}://{bracketed}:{port}{rest}" if scheme else f"{bracketed}:{port}{rest}"
    assert read(f" {text} ") == Place(text, scheme, host, port)


@drawn(st.integers(65536, 99999))
def test_a_port_too_high_is_refused(port):
    with pytest.raises(BadAddress, match=r"of the form tcp://HOST:PORT, HOST:PORT; mend it, or unset ACCELGUIDE_TEST"):
        read(f"tcp://localhost:{port}")


@drawn(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), min_size=1))
def test_any_text_is_a_place_or_is_refused(text):
    found = None
    with contextlib.suppress(BadAddress):
        found = read(text)
    assert found is None or (found.text == text.strip() and 0 <= found.port <= 65535)


@pytest.mark.parametrize("text", ["udp://h:1", "tcp:/h:1", "tcp://h", "h", ":1", "tcp://:1", "h:port", "h:-1", "a b:1"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadAddress, match="not an address of the form"):
        read(text)


@pytest.mark.parametrize("text", ["", "  "])
def test_without_an_address_there_is_no_place(text):
    assert read(text) is None


def test_without_the_variable_there_is_no_place(monkeypatch):
    monkeypatch.delenv("ACCELGUIDE_TEST", raising=False)
    assert given("ACCELGUIDE_TEST", ("tcp",)) is None


def near(port):
    """Place on this machine."""
    return Place(f"tcp://127.0.0.1:{port}", "tcp", "127.0.0.1", port)


def test_where_something_listens_all_is_well():
    with socket.create_server(("127.0.0.1", 0)) as server:
        reach("ACCELGUIDE_TEST", near(server.getsockname()[1]), "start it")


@pytest.mark.parametrize("place", [near(0), Place("tcp://h:1", "tcp", "no-such-host.invalid", 1)])
def test_where_nothing_listens_the_error_says_how_to_start_it(place):
    told = rf"^ACCELGUIDE_TEST={place.text}: nothing answers there; start it with `start it`, or unset ACCELGUIDE_TEST"
    with pytest.raises(NoAnswer, match=told):
        reach("ACCELGUIDE_TEST", place, "start it")


def greet(server, parts):
    """Say something in parts to the first that connects."""
    one, _ = server.accept()
    with one, contextlib.suppress(OSError):  # who has heard enough leaves
        for part in parts:
            one.sendall(part)
            time.sleep(0.02)


@pytest.mark.parametrize(
    ("parts", "heard"), [([b"xx", b"wo", b"rd"], True), ([b"other"], False), ([], False), ([b"x" * 100_000], False)]
)
def test_a_greeting_is_heard_in_parts(parts, heard):
    with socket.create_server(("127.0.0.1", 0)) as server, threads(1) as made:
        made.submit(greet, server, parts)
        assert greets(near(server.getsockname()[1]), b"word", LONG) is heard


def test_a_silent_server_is_left_in_time():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not greets(near(server.getsockname()[1]), b"word", 0.2)
    assert not greets(near(addresses.free_port()), b"word", 0.2)


def test_a_free_port_can_be_taken():
    with socket.create_server(("127.0.0.1", addresses.free_port())):
        pass
