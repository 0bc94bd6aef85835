"""What the site needs of its own: it renders records, in two languages, and runs nothing."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from accelguide.sphinx_ext import (
    amdahl,
    charts,
    claim,
    context,
    costs,
    downloads,
    families,
    gallery,
    kernel,
    languages,
    mathml,
    messages,
    numbers,
    roofline,
    scaling,
    search,
    status,
    timings,
    usl,
    versions,
)

MODULES = (
    context,
    numbers,
    timings,
    scaling,
    amdahl,
    usl,
    roofline,
    costs,
    kernel,
    claim,
    versions,
    families,
    charts,
    gallery,
    status,
    downloads,
    languages,
    search,
    mathml,
    messages,
)


def fingerprint(package: Path) -> int:
    """Number that changes with the code that makes pages: what other code has read is then read anew."""
    files = [*package.glob("*.py"), *package.glob("record/*.py"), *package.glob("sphinx_ext/*.py")]
    return zlib.crc32(b"".join(path.read_bytes() for path in sorted(files)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Wire every part to Sphinx."""
    for module in MODULES:
        module.setup(app)
    version = fingerprint(Path(__file__).parents[1])
    return {"version": "1", "env_version": version, "parallel_read_safe": True, "parallel_write_safe": True}
