"""``.. kernel:: name name``: the source of kernels, and of actors, side by side where there is room."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from accelguide.sphinx_ext.context import Directive, package

BESIDE = 48  # columns that still fit where two kernels stand side by side
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def sources(path: Path) -> dict[str, str]:
    """Source of each function and class of a module, with its decorators and without its docstring."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    return {node.name: cut(node, lines) for node in ast.parse(text).body if isinstance(node, Definition)}


def cut(node: Definition, lines: list[str]) -> str:
    """Lines of a definition, less those of its docstring."""
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    kept = list(range(first, (node.end_lineno or node.lineno) + 1))
    if ast.get_docstring(node) is not None and len(node.body) > 1:
        told = node.body[0]
        last = told.end_lineno or told.lineno
        last += not lines[last].strip()  # the blank line that follows a class's docstring
        kept = [line for line in kept if not told.lineno <= line <= last]
    return "\n".join(lines[line - 1] for line in kept)


class Kernel(Directive):
    """Directive ``kernel``; its arguments are names of kernels."""

    required_arguments = 1
    final_argument_whitespace = True

    def show(self) -> list[nodes.Node]:
        """One block of code for each kernel."""
        found = [self.find(name) for name in self.arguments[0].split()]
        longest = max(len(line) for _, text in found for line in text.splitlines())
        frame = nodes.container(classes=["kernels", "wide"] if longest > BESIDE else ["kernels"])
        for path, text in found:
            self.env.note_dependency(str(path))
            block = nodes.literal_block(text, text, language="python", classes=["kernel"])
            frame += block
        return [frame]

    def find(self, name: str) -> tuple[Path, str]:
        """Module and source of a kernel."""
        for path in sorted((package() / "kernels").glob("*.py")):
            if name in sources(path):
                return path, sources(path)[name]
        raise ValueError(f"no kernel is called {name!r} in kernels/")


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("kernel", Kernel)
