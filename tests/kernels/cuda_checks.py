"""Kernels of a device without one: run in Numba's simulator, or compiled to PTX, each in a process of its own.

Numba decides at its import whether it simulates, so neither can happen in the process of the tests.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CAPABILITIES = ((8, 0), (9, 0))
COMPILE = """
import importlib, json, sys, types as python
from numba import cuda, types
from numba.cuda import dispatcher
# what a kernel calls is compiled for the current device, of which only this is asked
dispatcher.get_current_device = lambda: python.SimpleNamespace(compute_capability=(8, 0))
asked = json.loads(sys.argv[1])
found = {}
for module, name, signature in asked["kernels"]:
    kernel = eval(name, vars(importlib.import_module("accelguide.kernels." + module)))
    arguments = eval(f"({signature},)", dict(vars(types)))
    for capability in map(tuple, asked["capabilities"]):
        options = {key: kernel.targetoptions[key] for key in ("fastmath", "opt") if key in kernel.targetoptions}
        text, _ = cuda.compile(
            kernel.py_func, arguments, cc=capability, output="ptx", device=False, abi="numba", **options
        )
        found[f"{name}/{capability[0]}{capability[1]}"] = text
print(json.dumps(found))
"""


def run(code: str, *arguments: str, simulated: bool) -> str:
    """Run code in a process that simulates a device, or that has the compiler; return what it printed."""
    if importlib.util.find_spec("numba_cuda") is None:
        pytest.skip("numba-cuda is not installed")
    environment = os.environ | {"NUMBA_ENABLE_CUDASIM": str(int(simulated)), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def simulate(code: str) -> str:
    """Run code in the simulator: an ``assert`` that fails in it fails the test."""
    return run(code, simulated=True)


@functools.cache
def ptx(*kernels: tuple[str, str, str]) -> dict[str, str]:
    """Compile device functions, each given as ``(module, name, argument types)``, for sm_80 and sm_90.

    The name may be a call that makes the function. The types are an expression of ``numba.types``, such as
    ``"float64, float64[::1]"``. The texts are found by ``"name/80"`` and ``"name/90"``.
    """
    asked = json.dumps({"kernels": kernels, "capabilities": CAPABILITIES})
    texts: dict[str, str] = json.loads(run(COMPILE, asked, simulated=False))
    return texts


def lines(text: str, *instructions: str) -> list[str]:
    """Lines of PTX that hold one of these instructions."""
    return [line.strip() for line in text.splitlines() if any(one in line for one in instructions)]


def uses_local_memory(text: str) -> bool:
    """Whether a kernel spills to, or keeps an array in, local memory."""
    return bool(lines(text, ".local .align", "ld.local", "st.local"))
