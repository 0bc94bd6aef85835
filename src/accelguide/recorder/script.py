"""A gallery script as the recorder sees it: its blocks, its limits, and the key that tells when it must run again."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

from accelguide.systems import CARRIED, left_out

TIME_LIMIT = 300.0
MEMORY_LIMIT = 4 << 30
PACKAGE = "accelguide"
SPEAKING = ("accelguide.terminal", "accelguide.words")  # a changed word or translation changes no measurement


class BadScript(Exception):
    """A script that cannot be recorded; the message names file, line and what to do."""


@dataclass(frozen=True)
class Script:
    """One script: its name, ``chapter/stem``, its code blocks with their first lines, and its limits.

    A line ``# sphinx_gallery_time_limit = 60`` (seconds) or ``# sphinx_gallery_memory_limit = 2e9`` (bytes) in the
    script sets a limit of its own.
    """

    path: Path
    name: str
    blocks: tuple[tuple[int, str], ...]
    time_limit: float
    memory_limit: float


def read(path: Path) -> Script:
    """Read a script. Raises `BadScript` where it, or a block of it, is not Python, or where it is no page."""
    check(path, 1, path.read_text(encoding="utf-8"))
    try:
        limits, found = split_code_and_text_blocks(str(path))
    except ExtensionError as error:
        raise BadScript(f"{path}:1: a script begins with a docstring that holds its title") from error
    blocks = tuple((block.lineno, block.content) for block in found if block.type == "code")
    for line, code in blocks:
        check(path, line, code)
    return Script(
        path=path,
        name=f"{path.parent.name}/{path.stem}",
        blocks=blocks,
        time_limit=number(path, "time_limit", limits.get("time_limit", TIME_LIMIT)),
        memory_limit=number(path, "memory_limit", limits.get("memory_limit", MEMORY_LIMIT)),
    )


def check(path: Path, line: int, code: str) -> None:
    """Refuse code, which begins at that line of a script, if it is not Python."""
    try:
        compile("\n" * (line - 1) + code, str(path), "exec")
    except SyntaxError as error:
        raise BadScript(f"{path}:{error.lineno}: {error.msg}") from error


def number(path: Path, name: str, value: Any) -> float:
    """Value of a limit that a script sets."""
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise BadScript(f"{path}: sphinx_gallery_{name} must be a number, not {value!r}") from error


def find(gallery: Path) -> list[Path]:
    """Scripts of a gallery, in the order of its pages."""
    return sorted(gallery.glob("[0-9]*/[0-9]*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Names of the modules that a source imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def bare(tree: ast.AST) -> ast.AST:
    """Drop docstrings: to explain is not to change."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                del body[0]
    return tree


@functools.cache
def module(name: str) -> tuple[str, frozenset[str]]:
    """Code of one of our modules without its docstrings, and the modules it imports; empty for what is no module."""
    root = Path(__file__).parents[1]
    base = root.joinpath(*name.split(".")[1:])
    path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    if not path.is_file():
        return "", frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return ast.dump(bare(tree)), frozenset(imported(tree))


def closure(names: set[str]) -> tuple[list[str], set[str]]:
    """Modules of ours that `names` reach, and the other packages all of them import."""
    ours: set[str] = set()
    others: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name.partition(".")[0] != PACKAGE:
            others.add(name.partition(".")[0])
        elif name not in ours and not name.startswith(SPEAKING):
            ours.add(name)
            waiting |= module(name)[1]
    return sorted(name for name in ours if module(name)[0]), others - set(sys.stdlib_module_names)


@functools.cache
def version(package: str) -> str:
    """Version of an installed package, by the name it is imported by; ``absent`` where it is not to be used.

    A system that the package carries and that was left out is named behind it.
    """
    if package in left_out() or importlib.util.find_spec(package) is None:
        return "absent"
    without = [f" without {name}" for name, carrier in CARRIED.items() if carrier == package and name in left_out()]
    return installed(package) + "".join(without)


def installed(package: str) -> str:
    """Version of a package that is here."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        found = importlib.metadata.packages_distributions().get(package, [])
        return importlib.metadata.version(found[0]) if found else "unknown"


def identity(script: Script) -> tuple[str, dict[str, str]]:
    """Key of a script, and the versions of what it and the modules it imports build on.

    The key changes with the code of either, with those versions, and with the interpreter; never with prose.
    """
    trees = [bare(ast.parse(code)) for _, code in script.blocks]
    ours, packages = closure({name for tree in trees for name in imported(tree)})
    versions = {package: version(package) for package in sorted(packages)}
    parts = [ast.dump(tree) for tree in trees] + [module(name)[0] for name in ours]
    parts += [str(versions), sys.version, platform.machine(), str(script.time_limit), str(script.memory_limit)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20], versions
