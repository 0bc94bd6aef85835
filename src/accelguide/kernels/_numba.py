"""Numba where it is installed; elsewhere decorators whose kernels say, when called, that it is absent."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from accelguide.systems import Unavailable, require

try:
    require("numba")
    from numba import njit, prange
except Unavailable:
    prange = range

    def njit(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Stand in for ``numba.njit``: the kernel raises `Unavailable` when it is called."""

        def absent(kernel: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(kernel)
            def refuse(*arguments: Any) -> Any:
                require("numba")

            return refuse

        return absent


__all__ = ["njit", "prange"]
