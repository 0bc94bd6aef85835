"""What may be absent, and why."""

import ctypes
import pickle
import sys

import pytest

from accelguide import systems, words
from accelguide.systems import REASONS, WITHOUT, Unavailable, require


@pytest.fixture(autouse=True)
def nothing_left_out(monkeypatch):
    monkeypatch.delenv(WITHOUT, raising=False)


def refusal(system):
    """System and reason with which `require` refuses."""
    with pytest.raises(Unavailable) as refused:
        require(system)
    return refused.value.system, refused.value.reason


def test_what_is_here_may_be_used():
    require("json")
    require("numpy")


def test_a_package_that_is_not_installed():
    assert refusal("no_such_package") == ("no_such_package", "not-installed")


@pytest.mark.parametrize("value", ["json", "dask, json", " json ,numpy,"])
def test_a_package_that_was_left_out(monkeypatch, value):
    monkeypatch.setenv(WITHOUT, value)
    assert refusal("json") == ("json", "left-out")


@pytest.mark.parametrize("value", ["", " , ", "jsonl", "dask"])
def test_what_was_not_named_was_not_left_out(monkeypatch, value):
    monkeypatch.setenv(WITHOUT, value)
    require("json")


@pytest.mark.parametrize("system", systems.CARRIED)
def test_a_system_that_a_package_carries_is_called_by_its_own_name(monkeypatch, system):
    monkeypatch.setitem(systems.CARRIED, system, "json")
    require(system)
    monkeypatch.setitem(systems.CARRIED, system, "no_such_package")
    assert refusal(system) == (system, "not-installed")
    monkeypatch.setenv(WITHOUT, system)
    assert refusal(system) == (system, "left-out")


def test_another_platform(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert refusal("linux") == ("linux", "wrong-platform")


def test_this_platform(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    require("linux")


def test_a_platform_may_be_left_out(monkeypatch):
    monkeypatch.setenv(WITHOUT, "linux")
    assert refusal("linux") == ("linux", "left-out")


def test_an_unknown_reason_is_refused_naming_those_there_are():
    with pytest.raises(ValueError, match="unknown reason 'bad weather'; known: " + ", ".join(REASONS)):
        Unavailable("numba", "bad weather")


def test_an_absence_can_come_from_another_process():
    again = pickle.loads(pickle.dumps(Unavailable("numba", "left-out")))
    assert (again.system, again.reason, str(again)) == ("numba", "left-out", "numba is not available here: left-out")


def test_an_absence_reads_well():
    assert str(Unavailable("numba", "not-installed")) == "numba is not available here: not-installed"


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("reason", systems.REASONS)
def test_every_reason_has_words(reason, language):
    told = words.say(reason, language, system="numba")
    assert "numba" in told or (reason == "no-interpreter" and "CPython" in told)


# devices


class Driver:
    """A driver of NVIDIA's that answers as it is told."""

    def __init__(self, count, initial=0):
        self.count, self.initial = count, initial

    def cuInit(self, flags):  # noqa: N802
        """Begin."""
        return self.initial

    def cuDeviceGetCount(self, place):  # noqa: N802
        """Count the devices."""
        place._obj.value = self.count
        return 0


@pytest.mark.parametrize(("driver", "found"), [(Driver(2), 2), (Driver(0), 0), (Driver(1, initial=100), 0)])
def test_devices_are_those_that_the_driver_counts(monkeypatch, driver, found):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: driver)
    assert systems.devices() == found


def test_without_a_driver_there_is_no_device(monkeypatch):
    def absent(name):
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", absent)
    assert refusal("cuda") == ("cuda", "no-device")


def test_with_a_device_it_may_be_used(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Driver(1))
    require("cuda")
