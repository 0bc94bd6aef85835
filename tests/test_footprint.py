"""Memory and bytes of a call, counted in processes of which the tests know what they take and send."""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from accelguide import footprint
from accelguide.footprint import Footprint, descendants, high_water, looped, proportional, written
from tests.offspring import wait_until

MEGABYTE = 1_000_000
GONE = 2**22 + 1  # above the highest process id that Linux gives
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells")
CHILD = """
import subprocess, sys
below = int(sys.argv[1])
held = bytes([1]) * int(sys.argv[2])
command = [sys.executable, "-c", sys.argv[3], str(below - 1), "0", sys.argv[3]]
child = subprocess.Popen(command, stdin=subprocess.PIPE) if below else None
print("up", flush=True)
sys.stdin.readline()
if child:
    child.communicate()
"""


@contextmanager
def child(below=0, held=0):
    """A process that holds so many bytes and has so many others below it, each in the last; ended with the block."""
    command = [sys.executable, "-c", CHILD, str(below), str(held), CHILD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(below + 1):
            assert process.stdout.readline() == "up\n"
        try:
            yield process.pid
        finally:
            process.stdin.close()


@linux
def test_descendants_are_those_below_and_none_of_what_is_left_out():
    with child(below=2) as top:
        found = list(descendants(os.getpid()))
        assert top in found
        chain = list(descendants(top))
        assert len(chain) == 2
        assert set(chain) < set(found)
        assert list(descendants(chain[0])) == chain[1:]
        assert list(descendants(top, without=chain[:1])) == []
        assert list(descendants(top, without=chain[1:])) == chain[:1]
        assert not {top, *chain} & set(descendants(os.getpid(), without=[top]))
    wait_until(lambda: not list(descendants(top)))


@linux
def test_of_a_process_that_is_gone_there_is_nothing():
    assert list(descendants(GONE)) == []
    assert proportional(GONE) == 0
    assert written(GONE) == 0


@linux
def test_the_memory_of_a_process_is_what_it_holds():
    with child() as small, child(held=50 * MEGABYTE) as large:
        assert 45 * MEGABYTE < proportional(large) - proportional(small) < 60 * MEGABYTE


@linux
def test_bytes_written_are_counted():
    before = written(os.getpid())
    with open(os.devnull, "wb", buffering=0) as sink:
        sink.write(bytes(MEGABYTE))
    assert MEGABYTE <= written(os.getpid()) - before < 2 * MEGABYTE


@linux
def test_an_unknown_field_is_refused():
    with pytest.raises(ValueError, match="has no VmNothing"):
        high_water("VmNothing")


def send_to_self(size):
    """Send so many bytes over the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as ours:
        theirs, _ = server.accept()
        sender = threading.Thread(target=ours.sendall, args=(bytes(size),))
        sender.start()
        with theirs:
            left = size
            while left:
                left -= len(theirs.recv(min(left, 1 << 16)))
        sender.join()


@linux
def test_bytes_over_the_loopback_interface_are_counted():
    before = looped()
    send_to_self(5 * MEGABYTE)
    assert looped() - before >= 5 * MEGABYTE


@linux
@pytest.mark.parametrize(("by_pipes", "send"), [(True, False), (False, True)])
def test_a_call_is_watched(by_pipes, send):
    def call(size):
        """Take memory for a moment, and send."""
        held = bytes([1]) * (10 * size)
        if send:
            send_to_self(size)
        else:
            with open(os.devnull, "wb", buffering=0) as sink:
                sink.write(held[:size])
        time.sleep(0.2)
        return len(held)

    seen = Footprint(os.getpid(), by_pipes=by_pipes)
    assert seen.around(call, 5 * MEGABYTE) == 50 * MEGABYTE
    assert seen.seconds >= 0.2
    assert seen.peak_memory >= 40 * MEGABYTE  # of 50: the allocator may have had some
    assert seen.moved >= 5 * MEGABYTE


@linux
def test_memory_of_others_counts_at_its_most_but_for_those_left_out():
    def call():
        with child(held=80 * MEGABYTE) as pid:
            wait_until(lambda: seen.below >= 80 * MEGABYTE or pid in seen.without)

    seen = Footprint(os.getpid())
    seen.around(call)
    assert seen.peak_memory >= 80 * MEGABYTE
    with child(held=80 * MEGABYTE) as other:
        seen = Footprint(os.getpid(), without={other, *descendants(os.getpid())})
        seen.around(time.sleep, 0.3)
        assert seen.below < 80 * MEGABYTE


@linux
def test_where_the_call_fails_nobody_watches_any_longer():
    seen = Footprint(os.getpid())
    with pytest.raises(ZeroDivisionError):
        seen.around(divmod, 1, 0)
    assert not seen.thread.is_alive()
    assert seen.seconds > 0


def test_elsewhere_the_time_is_taken_and_nothing_else(monkeypatch, tmp_path):
    monkeypatch.setattr(footprint, "STATUS", tmp_path / "status")
    seen = Footprint(os.getpid())
    assert seen.around(sum, [1, 2]) == 3
    assert (seen.peak_memory, seen.moved) == (None, None)
    assert seen.seconds > 0


def test_without_the_interfaces_nothing_is_counted(monkeypatch, tmp_path):
    monkeypatch.setattr(footprint, "INTERFACES", tmp_path / "dev")
    assert looped() == 0
