"""What the site needs of its own: it renders records, in two languages, and runs nothing."""

from __future__ import annotations

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
    versions,
)

MODULES = (
    context,
    numbers,
    timings,
    scaling,
    amdahl,
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


def setup(app: Sphinx) -> dict[str, Any]:
    """Wire every part to Sphinx."""
    for module in MODULES:
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
