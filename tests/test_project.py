"""What the project promises about itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from accelguide.recorder.script import find

ROOT = Path(__file__).parents[1]
COMMANDS = re.compile(r"^python3 -m venv .*$", re.M)


def text(name: str) -> str:
    """A file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_ci_runs_the_commands_of_the_readme() -> None:
    build, tests = COMMANDS.findall(text("README.md"))
    assert tests in text(".ci/run")
    assert build.rpartition("&& ")[2] in text(".ci/run")


def test_both_readmes_show_the_same_commands() -> None:
    assert COMMANDS.findall(text("README.md")) == COMMANDS.findall(text("README.zh.md"))


@pytest.mark.parametrize("path", find(ROOT / "gallery"), ids=lambda path: path.stem)
def test_scripts_define_nothing_that_is_measured(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, kinds)]


@pytest.mark.parametrize("path", find(ROOT / "gallery"), ids=lambda path: path.stem)
def test_pages_have_the_same_sections(path: Path) -> None:
    heads = re.findall(r"^# (.+)\n# -+$", path.read_text(encoding="utf-8"), re.M)
    assert heads == ["What changes", "What it buys", "When not to", "Claims", "Where to go next"]


def test_every_claim_of_the_chapters_written_so_far_is_on_a_page() -> None:
    found = set(re.findall(r"\.\. claim:: (\S+)", "".join(path.read_text("utf-8") for path in find(ROOT / "gallery"))))
    assert found >= {
        "overview.why",
        "overview.families",
        "native.del",
        "native.comprehension",
        "native.comprehension.conditional",
        "native.complexity.list",
        "native.complexity.dict",
        "native.globals",
        "native.from_import",
        "native.versions",
        "multicore.gil",
        "multicore.io",
        "multicore.pool.apply_async",
        "multicore.queue",
        "multicore.pool.imap",
        "question.1",
        "question.2",
        "numpy.compiled",
        "numpy.blas",
        "numpy.algorithms",
        "numpy.replace",
        "numba.compile",
        "numba.nopython",
        "numba.object_mode",
        "numba.lazy",
        "numba.eager",
        "numba.nested",
        "numba.vectorize",
        "numba.ufunc_parallel",
        "numba.parallel",
        "numba.parallel.logistic",
        "numba.cuda",
        "question.3",
        "cluster.outgrow",
        "cluster.mapreduce",
        "cluster.hive",
        "cluster.spark",
        "cluster.dask",
        "cluster.ray.tasks",
        "cluster.ray.actors",
        "cluster.ray.streaming",
        "cluster.ray.online",
        "cluster.ray.rl",
    }
