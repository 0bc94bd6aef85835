"""A script with everything of ours that it imports written out: it runs with the libraries alone.

Each imported kernel module is copied below the method of measuring. Names in it that do not begin with the module's
own name are given that prefix, so that the ``workload`` of two modules can stand in one file.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "accelguide"
KERNELS = "accelguide.kernels"
SESSIONS = "accelguide.sessions"
ENGINES = (
    *("keeper", "addresses", "hosting", "java", "gateway", "dask", "ray_answers", "ray", "spark"),
    *("hive_base", "hive_stubs", "hive_engine", "hive_server", "hive"),
)
VERBATIM = {  # each below what it builds on
    "accelguide.systems": ("systems.py",),
    SESSIONS: ("sessions/answers.py", "sessions/workers.py", "sessions/__init__.py"),
    **{f"{SESSIONS}.{name}": (f"sessions/{name}.py",) for name in ENGINES},
}
SUPPLIED = ("accelguide.timing", "accelguide.interpreters", "accelguide.portable")
STAND_INS = {
    "accelguide.kernels._numba": (
        "from numba import guvectorize, jit, njit, objmode, prange, vectorize\n"
        "from numba.extending import register_jitable\n"
    ),
}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
KEYWORDS = dict(zip(DEFINITIONS, ("def ", "async def ", "class "), strict=True))
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
        For an import that has no place in such a file, or a name of the script's that the rest of the file needs.
    """
    writer = Writer(folder)
    trees = [ast.parse(content) if kind == "code" else None for kind, content in blocks]
    for tree in trees:
        if tree is not None:
            writer.gather(tree)
    parts = [f'"""{docstring}"""\n', head("How time is measured"), portable(folder)]
    for title, source in writer.modules.items():
        parts += [head(title), source]
    refuse_names([tree for tree in trees if tree is not None], ast.parse("\n".join(parts)))
    page = [
        content if tree is None else writer.rewrite(content, tree)
        for (_, content), tree in zip(blocks, trees, strict=True)
    ]
    if SESSIONS in writer.modules:
        page = [guarded("\n".join(part.strip("\n") + "\n" for part in page))]
    return "\n".join(part.strip("\n") + "\n" for part in [*parts, head("The page"), *page])


def refuse_names(script: list[ast.Module], above: ast.Module) -> None:
    """Refuse a script that gives a new meaning to what stands above it in the file.

    Raises
    ------
    CannotStandAlone
        Naming what it assigns to.
    """
    names = [node for tree in script for node in ast.walk(tree) if isinstance(node, ast.Name)]
    given = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    if taken := given & defined(above):
        raise CannotStandAlone(f"choose other names: {', '.join(sorted(taken))} stand for something else in the file")


GUARD = 'if __name__ == "__main__":  # a worker process imports this file, and must not run the page'


def guarded(page: str) -> str:
    """A page that only the process runs which the file was started as.

    Raises
    ------
    CannotStandAlone
        Where to indent it would change a string in it.
    """
    text = f"{GUARD}\n" + textwrap.indent(page, "    ")
    (inside,) = ast.parse(text).body
    assert isinstance(inside, ast.If)
    if ast.dump(ast.Module(inside.body, [])) != ast.dump(ast.Module(ast.parse(page).body, [])):
        raise CannotStandAlone("a string over several lines cannot stand in a page that starts worker processes")
    return text


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
            if not module.startswith(KERNELS):
                self.supply(module)
                continue
            for alias in node.names:
                if module == KERNELS:
                    self.include(alias.name)
                    self.aliases[alias.asname or alias.name] = alias.name
                else:
                    short = module.rpartition(".")[2]
                    self.include(short)
                    self.names[alias.asname or alias.name] = prefixed(alias.name, short)

    def supply(self, module: str) -> None:
        """Write out what kernel modules share: systems and sessions as they are, a stand-in for the rest."""
        if module in VERBATIM:
            for below in self.built_on(module):
                self.supply(below)
            self.modules.setdefault(module, "\n\n".join(map(self.verbatim, VERBATIM[module])))
        elif module in STAND_INS:
            self.modules.setdefault(module, STAND_INS[module])
        elif module not in SUPPLIED:
            raise CannotStandAlone(f"{module} cannot be written out in a standalone script")

    def built_on(self, module: str) -> list[str]:
        """Others of `VERBATIM` that one imports."""
        texts = [(self.folder / name).read_text(encoding="utf-8") for name in VERBATIM[module]]
        found = [str(node.module) for text in texts for node in ours(ast.parse(text))]
        return [name for name in dict.fromkeys(found) if name in VERBATIM and name != module]

    def verbatim(self, name: str) -> str:
        """A module as it is, without its imports of ours; of the future a file can import at its head only."""
        text = (self.folder / name).read_text(encoding="utf-8").replace("from __future__ import annotations\n", "")
        return apply(text, [], imports(ast.parse(text))).split('"""\n', 1)[1]

    def include(self, short: str) -> None:
        """Copy a kernel module, its top-level names made its own, below what it builds on."""
        title = f"accelguide/kernels/{short}.py"
        if title in self.modules:
            return
        text = (self.folder / "kernels" / f"{short}.py").read_text(encoding="utf-8")
        tree = ast.parse(text)
        renamed = {name: prefixed(name, short) for name in defined(tree)}
        for node in ours(tree):
            module = str(node.module)
            if module.startswith(f"{KERNELS}._") and module not in STAND_INS:
                shared = module.rpartition(".")[2]
                self.include(shared)
                own = defined(ast.parse((self.folder / "kernels" / f"{shared}.py").read_text(encoding="utf-8")))
                given = [one for one in node.names if one.name in own]  # what it imports itself keeps its name
                renamed |= {one.asname or one.name: prefixed(one.name, shared) for one in given}
            else:
                self.supply(module)
        hidden = {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)} & set(renamed)
        if taken := sorted(name for name in hidden if renamed[name] != name):
            raise CannotStandAlone(f"{title}: a parameter must not be called as {', '.join(taken)} of the module is")
        if len(set(renamed.values())) < len(renamed):
            raise CannotStandAlone(f"{title}: two names become one, such as `sum` and `{short}_sum`: rename one")
        self.modules[title] = apply(text, edits(tree, renamed, {}), imports(tree)).split('"""\n', 1)[1]

    def rewrite(self, code: str, tree: ast.AST) -> str:
        """Code of the script without its imports of ours, its names put right."""
        return apply(code, edits(tree, self.names, self.aliases), imports(tree))


def prefixed(name: str, module: str) -> str:
    """Name of a module's name in a file that holds several modules."""
    return name if name.startswith(module) else f"{module}_{name}"


def defined(tree: ast.Module) -> set[str]:
    """Names that a module defines at its top level."""
    found = {node.name for node in tree.body if isinstance(node, DEFINITIONS)}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            parts = [part for target in node.targets for part in ast.walk(target)]
            found |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return found


def imports(tree: ast.AST) -> set[int]:
    """Lines that import something of ours."""
    return {line for node in ours(tree) for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def edits(tree: ast.AST, names: dict[str, str], aliases: dict[str, str]) -> list[Edit]:
    """Places, as line and columns in bytes, where a name is to be written anew."""
    found: list[Edit] = []
    methods = {one for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for one in node.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            text = prefixed(node.attr, aliases[node.value.id])
            found.append((node.lineno, node.col_offset, node.end_col_offset or 0, text))
        elif isinstance(node, ast.Name) and names.get(node.id, node.id) != node.id:
            found.append((node.lineno, node.col_offset, node.end_col_offset or 0, names[node.id]))
        elif isinstance(node, DEFINITIONS) and node not in methods and names.get(node.name, node.name) != node.name:
            start = node.col_offset + len(KEYWORDS[type(node)])
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
