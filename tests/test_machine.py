"""Facts about this machine."""

import json
import os
import platform
import re
from pathlib import Path

import pytest

from accelguide import machine


@pytest.fixture
def files(monkeypatch):
    """Answer for the files of the system: their texts by path; all others are absent."""
    texts = {}

    def read_text(path, encoding=None):
        if str(path) not in texts:
            raise FileNotFoundError(path)
        return texts[str(path)]

    monkeypatch.setattr(Path, "read_text", read_text)
    return texts


@pytest.fixture
def eight_cores(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)


def test_a_description_holds_what_the_machine_line_says():
    assert set(machine.describe()) == {
        "processor",
        "cores",
        "memory",
        "devices",
        "system",
        "python",
        "blas",
        "load",
        "date",
        "platform",
    }


def test_a_description_can_be_recorded():
    found = machine.describe()
    assert json.loads(json.dumps(found)) == found


def test_a_description_is_of_today_and_of_this_interpreter():
    found = machine.describe()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"])
    assert platform.python_version() in found["python"]
    assert found["cores"] > 0
    assert found["processor"]
    assert found["blas"]


def test_the_processor_is_named_by_the_system(files):
    files["/proc/cpuinfo"] = "processor\t: 0\nmodel name\t: Example CPU: 3 GHz\nflags\t: fast\n"
    assert machine.processor() == "Example CPU: 3 GHz"


@pytest.mark.parametrize("text", [None, "processor: 0\n"])
def test_a_processor_without_a_name_is_told_by_its_kind(files, text):
    if text:
        files["/proc/cpuinfo"] = text
    assert machine.processor() == (platform.processor() or platform.machine())


@pytest.mark.parametrize(
    ("quota", "cores"), [("max 100000", 8.0), ("150000 100000", 1.5), ("1600000 100000", 8.0), ("", 8.0), (None, 8.0)]
)
def test_cores_are_those_that_may_be_used(files, eight_cores, quota, cores):
    if quota is not None:
        files["/sys/fs/cgroup/cpu.max"] = quota
    assert machine.usable_cores() == cores


@pytest.mark.parametrize(
    ("limit", "expected"),
    [("max\n", 4096 * 1000), ("1000000\n", 1_000_000), ("99999999999\n", 4096 * 1000), (None, 4096 * 1000)],
)
def test_memory_is_what_may_be_used(files, monkeypatch, limit, expected):
    monkeypatch.setattr(os, "sysconf", lambda name: 4096 if name == "SC_PAGE_SIZE" else 1000, raising=False)
    if limit is not None:
        files["/sys/fs/cgroup/memory.max"] = limit
    assert machine.memory() == expected


def test_memory_is_unknown_where_the_system_does_not_tell(monkeypatch):
    def refuse(name):
        raise ValueError(name)

    monkeypatch.setattr(os, "sysconf", refuse, raising=False)
    assert machine.memory() is None


def test_the_system_is_named_where_it_has_no_release_file(monkeypatch):
    def refuse():
        raise OSError

    monkeypatch.setattr(platform, "freedesktop_os_release", refuse)
    assert machine.system() == f"{platform.system()} {platform.release()}"


# devices


def answered(monkeypatch, text=None, status=0):
    """Let ``nvidia-smi`` say `text`; absent where it is None."""

    def run(command, **options):
        assert command[0] == "nvidia-smi"
        if text is None:
            raise FileNotFoundError(command[0])
        done = machine.subprocess.CompletedProcess(command, status, text, "")
        if options["check"]:
            done.check_returncode()
        return done

    monkeypatch.setattr(machine.subprocess, "run", run)
    return machine.devices()


def test_devices_are_named_with_their_driver(monkeypatch):
    assert answered(monkeypatch, "NVIDIA H200, 580.1\nNVIDIA A100, 580.1\n") == [
        "NVIDIA H200, 580.1",
        "NVIDIA A100, 580.1",
    ]


@pytest.mark.parametrize(("text", "status"), [(None, 0), ("", 0), ("No devices were found\n", 6)])
def test_without_a_device_none_is_named(monkeypatch, text, status):
    assert answered(monkeypatch, text, status) == []
