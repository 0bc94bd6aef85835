"""Numba where it is installed; elsewhere decorators whose kernels say, when called, that it is absent."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from accelguide.systems import Unavailable, require

Kernel = Callable[..., Any]

try:
    require("numba")
    from numba import guvectorize, jit, njit, objmode, prange, vectorize
    from numba.extending import register_jitable
except Unavailable:
    prange = range
    objmode = None

    def decorator(*arguments: Any, **options: Any) -> Callable[[Kernel], Kernel]:
        """Stand in for a decorator of Numba's: the kernel raises `Unavailable` when it is called."""

        def absent(kernel: Kernel) -> Kernel:
            @functools.wraps(kernel)
            def refuse(*arguments: Any) -> Any:
                require("numba")

            return refuse

        return absent

    guvectorize = jit = njit = vectorize = decorator

    def register_jitable(function: Kernel) -> Kernel:
        """Stand in for ``numba.extending.register_jitable``: the function stays as it is."""
        return function


__all__ = ["guvectorize", "jit", "njit", "objmode", "prange", "register_jitable", "vectorize"]
