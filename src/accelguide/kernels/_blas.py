"""BLAS libraries side by side: found, loaded once each, and called through one function.

All of them have the Fortran routine ``dgemm``, under names that differ in how whole numbers are passed. It takes
matrices column by column; those of NumPy lie row by row, so that it sees each one transposed. Since (ab)ᵀ = bᵀaᵀ, the
two are handed over in the other order, and nothing is copied.
"""

import ctypes
import functools
import glob
import os
import sys

import numpy as np

from accelguide.sessions import counted
from accelguide.systems import Unavailable, require

PATTERNS = {
    "mkl": f"{sys.prefix}/lib/libmkl_rt.so*",
    "libblas3": "/usr/lib/*/blas/libblas.so.3",
    "libatlas3-base": "/usr/lib/*/atlas/libblas.so.3",
}
SYMBOLS = {
    "scipy_dgemm_64_": ctypes.c_int64,
    "scipy_dgemm_": ctypes.c_int32,
    "dgemm_64_": ctypes.c_int64,
    "dgemm_": ctypes.c_int32,
}
ONE, ZERO = ctypes.c_double(1.0), ctypes.c_double(0.0)


@functools.cache
def controller():
    """What threadpoolctl finds loaded at the first call."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def known():
    """Facts on each BLAS that this process has loaded, as threadpoolctl tells them."""
    require("threadpoolctl")
    return [one for one in controller().info() if one["user_api"] == "blas"]


def limited(threads):
    """Hold every BLAS that is loaded to that many threads, within a ``with`` block."""
    require("threadpoolctl")
    return controller().limit(limits=threads, user_api="blas")


def find(system):
    """Path of a library. Raises `Unavailable` where it is absent or was left out."""
    try:
        require(system)
    except Unavailable as missing:  # none of them is a package to import, so it says "not installed" of each
        if missing.reason == "left-out":
            raise
    if system == "openblas":
        paths = [one["filepath"] for one in known() if one["internal_api"] == "openblas"]
    else:
        paths = sorted(glob.glob(PATTERNS[system]))
    if not paths:
        raise Unavailable(system, "not-installed")
    return paths[0]


@functools.cache
def routine(system):
    """``dgemm`` of a library, and the type of whole number that it takes. Raises `Unavailable`, as `find` does."""
    library = ctypes.CDLL(find(system))  # its names stay its own: RTLD_LOCAL is what ctypes does
    name = next(name for name in SYMBOLS if hasattr(library, name))
    number, function = SYMBOLS[name], getattr(library, name)
    count, scale, matrix = ctypes.POINTER(number), ctypes.POINTER(ctypes.c_double), ctypes.c_void_p
    arrays = [scale, matrix, count, matrix, count, scale, matrix, count]
    lengths = [ctypes.c_size_t] * 2  # of the two texts, which Fortran passes last
    function.argtypes = [ctypes.c_char_p] * 2 + [count] * 3 + arrays + lengths
    function.restype = None
    if system == "mkl":
        settle(library)
    return function, number


def settle(mkl):
    """Give MKL a thread a core, which sleep after a call: awake, they would take the cores from what runs next."""
    mkl.MKL_Set_Num_Threads(ctypes.c_int(counted(None)))
    runtime = os.path.join(os.path.dirname(find("mkl")), "libiomp5.so")
    if os.path.exists(runtime):
        ctypes.CDLL(runtime).kmp_set_blocktime(ctypes.c_int(0))


def multiply(system, a, b):
    """Matrix product by the library of that name.

    Raises
    ------
    Unavailable
        The library is absent.
    TypeError
        A matrix is not of float64, or not C-contiguous.
    ValueError
        One has not two dimensions, or the two do not fit.
    """
    function, number = routine(system)
    for one in (a, b):
        if one.dtype != np.float64 or not one.flags.c_contiguous:
            raise TypeError(f"a matrix must be C-contiguous float64, not {one.dtype} with strides {one.strides}")
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError(f"matrices of shapes {a.shape} and {b.shape} cannot be multiplied")
    if not a.size or not b.size:
        return np.zeros((a.shape[0], b.shape[1]))
    out = np.empty((a.shape[0], b.shape[1]))
    rows, inner, columns = number(a.shape[0]), number(a.shape[1]), number(b.shape[1])
    sides = (columns, rows, inner)
    matrices = (ONE, b.ctypes.data, columns, a.ctypes.data, inner, ZERO, out.ctypes.data, columns)
    function(b"N", b"N", *sides, *matrices, 1, 1)
    return out
