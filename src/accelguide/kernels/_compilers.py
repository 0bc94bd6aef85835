"""Compilers as sessions, so that what an import costs and what a compilation costs are timed apart.

A session imports a framework and sets it up. What is compiled is kept as long as the process lives; the files that
this takes lie in a temporary folder, which goes with the process.
"""

import atexit
import contextlib
import functools
import importlib.util
import inspect
import logging
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile

import numpy as np

from accelguide.systems import Unavailable, left_out, require

LINE = 64  # bytes of a cache line: JAX and TensorFlow take an array that begins at one without copying it
FLAGS = ["-O3", "-march=native", "-DUSE_XSIMD"]
THREADS = ["-fopenmp"] if sys.platform == "linux" else []  # Apple's compiler has no OpenMP


def aligned(array):
    """Copy an array to memory that begins at a cache line."""
    room = np.empty(array.nbytes + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    placed = room[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    placed[...] = array
    return placed


@functools.cache
def scratch():
    """Folder for what is compiled, removed at the end of this process."""
    folder = tempfile.mkdtemp(prefix="accelguide-")
    atexit.register(shutil.rmtree, folder, True)
    return folder


def require_toolchain():
    """Go on only where C++ can be compiled against Python. Raises `Unavailable`."""
    if "g++" in left_out():
        raise Unavailable("g++", "left-out")
    if shutil.which(os.environ.get("CXX") or ("clang++" if sys.platform == "darwin" else "g++")) is None:
        raise Unavailable("g++", "not-installed")
    if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
        raise Unavailable("python3-dev", "not-installed")


@contextlib.contextmanager
def environment(**settings):
    """Set environment variables for a while."""
    kept = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def silence():
    """Drop what a library writes to the standard error, below Python."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


@contextlib.contextmanager
def with_torch():
    """Import PyTorch; it shall compile in this process, without helpers that would outlive the session."""
    require("torch")
    require_toolchain()
    folder = {"TORCHINDUCTOR_CACHE_DIR": scratch()}
    switches = {"COMPILE_THREADS": "1", "CPP_CACHE_PRECOMPILE_HEADERS": "0"}  # headers would stay behind in /tmp
    with environment(**folder, **{f"TORCHINDUCTOR_{name}": value for name, value in switches.items()}):
        import torch

        yield torch


@contextlib.contextmanager
def with_jax():
    """Import JAX for the CPU, with float64."""
    require("jax")
    with environment(JAX_PLATFORMS="cpu"):
        import jax

        with jax.enable_x64(True):
            yield jax


@contextlib.contextmanager
def with_tensorflow():
    """Import TensorFlow, silent, for the CPU."""
    require("tensorflow")
    with environment(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1"):
        with silence():
            import tensorflow

        yield tensorflow


@contextlib.contextmanager
def with_polars():
    """Import Polars."""
    require("polars")
    import polars

    yield polars


@contextlib.contextmanager
def with_pythran():
    """Import Pythran, silent."""
    require("pythran")
    require_toolchain()
    logging.getLogger("pythran").setLevel(logging.ERROR)
    import pythran

    yield pythran


@functools.cache
def traced(compiler, function, library, **options):
    """``function(*arrays, library)`` as ``torch.compile``, ``jax.jit`` or ``tf.function`` compile it for arrays."""
    return compiler(lambda *arrays: function(*arrays, library), **options)


def tensor(array, tensorflow):
    """Hand an array to TensorFlow, without a copy where it begins at a cache line."""
    if array.ctypes.data % LINE or not array.size:
        return tensorflow.constant(array)
    return tensorflow.experimental.dlpack.from_dlpack(array.__dlpack__())


@functools.cache
def by_pythran(function, types):
    """Compile a function for these types of arguments to C++ with vector instructions, then to machine code."""
    import pythran

    name = function.__name__
    code = f"import numpy as np\n#pythran export {name}({types})\n{inspect.getsource(function)}"
    path = os.path.join(scratch(), name + sysconfig.get_config_var("EXT_SUFFIX"))
    flags = {"extra_compile_args": FLAGS + THREADS, "extra_link_args": THREADS}
    pythran.compile_pythrancode(name, code, output_file=path, **flags)
    return getattr(loaded(name, path), name)


@functools.cache
def by_mypyc(function):
    """Compile an annotated function that uses ``math`` alone to C, then to machine code."""
    for needed in ("mypyc", "setuptools"):
        require(needed)
    require_toolchain()
    name = function.__name__
    with open(os.path.join(scratch(), f"{name}.py"), "w", encoding="utf-8") as file:
        file.write(f"import math\n\n{inspect.getsource(function)}")
    command = [sys.executable, "-m", "mypyc", file.name]
    done = subprocess.run(command, cwd=scratch(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"mypyc failed:\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
    path = os.path.join(scratch(), name + sysconfig.get_config_var("EXT_SUFFIX"))
    return getattr(loaded(name, path), name)


def loaded(name, path):
    """Import a compiled module by its file."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
