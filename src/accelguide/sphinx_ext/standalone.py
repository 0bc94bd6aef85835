"""A script with everything of ours that it imports written out: it runs with the libraries alone.

Each imported kernel module is copied below the method of measuring. Names in it that do not begin with the module's
own name are given that prefix, so that the ``workload`` of two modules can stand in one file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "accelguide"
KERNELS = "accelguide.kernels"
SUPPLIED = ("accelguide.timing", "accelguide.interpreters", "accelguide.portable")
STAND_INS = {
    "accelguide.kernels._numba": "from numba import njit, prange\n",
    "accelguide.systems": 'def require(system):\n    """What is missing says so itself."""\n',
}
RULE = "# " + "-" * 76
Edit = tuple[int, int, int, str]


class CannotStandAlone(ValueError):
    """A script imports something of ours that no standalone file can hold."""


def build(docstring: str, blocks: list[tuple[str, str]], folder: Path) -> str:
    """Write out a script.

    Parameters
    ----------
    docstring : str
        Text at the head of the page.
    blocks : list of (str, str)
        ``"text"`` (comment lines) or ``"code"``, and the content, in the order of the script.
    folder : pathlib.Path
        Of the package ``accelguide``.

    Raises
    ------
    CannotStandAlone
        For an import that has no place in such a file.
    """
    writer = Writer(folder)
    trees = [ast.parse(content) if kind == "code" else None for kind, content in blocks]
    for tree in trees:
        if tree is not None:
            writer.gather(tree)
    parts = [f'"""{docstring}"""\n', head("How time is measured"), portable(folder)]
    for title, source in writer.modules.items():
        parts += [head(title), source]
    parts.append(head("The page"))
    for (_, content), tree in zip(blocks, trees, strict=True):
        parts.append(content if tree is None else writer.rewrite(content, tree))
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def head(title: str) -> str:
    """Line that tells where a part begins."""
    return f"\n{RULE}\n# {title}\n{RULE}\n"


def portable(folder: Path) -> str:
    """Method of measuring, without its docstring and without the entry for other interpreters."""
    text = (folder / "portable.py").read_text(encoding="utf-8")
    return text.partition("\n\ndef main(")[0].split('"""\n', 1)[1]


def ours(tree: ast.AST) -> Iterator[ast.ImportFrom]:
    """Imports of ours in a source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == PACKAGE:
            yield node


class Writer:
    """Gathers what a script imports, and rewrites code that used it.

    Attributes
    ----------
    modules : dict of str to str
        Sources to write out, by title.
    aliases : dict of str to str
        Names by which the script calls kernel modules, and those modules' own names.
    names : dict of str to str
        Names that the script imported from a kernel module, and what they are called in the file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.modules: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def gather(self, tree: ast.AST) -> None:
        """Note what a block of the script imports."""
        for node in ours(tree):
            module = str(node.module)
            if module in SUPPLIED:
                continue
            if module in STAND_INS:
                self.modules[module] = STAND_INS[module]
                continue
            if not module.startswith(KERNELS):
                raise CannotStandAlone(f"{module} cannot be written out in a standalone script")
            for alias in node.names:
                if module == KERNELS:
                    self.include(alias.name)
                    self.aliases[alias.asname or alias.name] = alias.name
                else:
                    short = module.rpartition(".")[2]
                    self.include(short)
                    self.names[alias.asname or alias.name] = prefixed(alias.name, short)

    def include(self, short: str) -> None:
        """Copy a kernel module, its top-level names made its own."""
        title = f"accelguide/kernels/{short}.py"
        if title in self.modules:
            return
        text = (self.folder / "kernels" / f"{short}.py").read_text(encoding="utf-8")
        tree = ast.parse(text)
        stand_ins = {str(node.module) for node in ours(tree)} - set(SUPPLIED)
        if not stand_ins <= set(STAND_INS):
            raise CannotStandAlone(f"{title} imports {', '.join(sorted(stand_ins - set(STAND_INS)))}")
        renamed = {name: prefixed(name, short) for name in defined(tree)}
        body = apply(text, edits(tree, renamed, {}), imports(tree)).split('"""\n', 1)[1]
        self.modules[title] = "".join(STAND_INS[one] for one in sorted(stand_ins)) + body

    def rewrite(self, code: str, tree: ast.AST) -> str:
        """Code of the script without its imports of ours, its names put right."""
        return apply(code, edits(tree, self.names, self.aliases), imports(tree))


def prefixed(name: str, module: str) -> str:
    """Name of a module's name in a file that holds several modules."""
    return name if name.startswith(module) else f"{module}_{name}"


def defined(tree: ast.Module) -> set[str]:
    """Names that a module defines at its top level."""
    found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def imports(tree: ast.AST) -> set[int]:
    """Lines that import something of ours."""
    return {line for node in ours(tree) for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def edits(tree: ast.AST, names: dict[str, str], aliases: dict[str, str]) -> list[Edit]:
    """Places, as line and columns in bytes, where a name is to be written anew."""
    found: list[Edit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            text = prefixed(node.attr, aliases[node.value.id])
            found.append((node.lineno, node.col_offset, node.end_col_offset or 0, text))
        elif isinstance(node, ast.Name) and names.get(node.id, node.id) != node.id:
            found.append((node.lineno, node.col_offset, node.end_col_offset or 0, names[node.id]))
        elif isinstance(node, ast.FunctionDef) and names.get(node.name, node.name) != node.name:
            start = node.col_offset + len("def ")
            found.append((node.lineno, start, start + len(node.name), names[node.name]))
        elif isinstance(node, ast.Global):
            text = "global " + ", ".join(names.get(name, name) for name in node.names)
            found.append((node.lineno, node.col_offset, node.end_col_offset or 0, text))
    return found


def apply(code: str, changes: list[Edit], gone: set[int]) -> str:
    """Make the changes, last first, drop the lines that are gone, and keep at most two empty lines together."""
    lines = [line.encode() for line in code.split("\n")]
    for line, start, stop, text in sorted(changes, reverse=True):
        old = lines[line - 1]
        lines[line - 1] = old[:start] + text.encode() + old[stop:]
    kept = [line.decode() for place, line in enumerate(lines, 1) if place not in gone]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(kept))
