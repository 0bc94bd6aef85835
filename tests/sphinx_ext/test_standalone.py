"""Every gallery script, written out, runs with the libraries alone."""

from __future__ import annotations

import ast
import builtins
import dis
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

import accelguide
from accelguide.recorder.script import find
from accelguide.sphinx_ext import standalone

ROOT = Path(__file__).parents[2]
PACKAGE = Path(accelguide.__file__).parent
# of pages for which twenty is not enough, or too much
SIZES = {"30_tiling": "(128,)", "20_transfers": "(1,)", "80_learning": "(2,)"}
WHOLE = {"15_modes", "70_exponentials", "90_counting"}  # pages that look into what their comparisons compiled
SCRIPTS = find(ROOT / "gallery")
KERNELS = sorted(path.stem for path in (PACKAGE / "kernels").glob("*.py") if not path.stem.startswith("_"))


def written(path: Path) -> str:
    """Standalone text of a script."""
    blocks = split_code_and_text_blocks(str(path))[1]
    parts = [(one.type, one.content if one.type == "code" else "# prose\n") for one in blocks[1:]]
    return standalone.build(blocks[0].content, parts, PACKAGE)


FEWER = """
def compare(*variants, every=compare, **options):
    return every(*dict.fromkeys((variants[0], variants[-1])), **options)

"""


def small(text: str, sizes: str = "(20,)", compiled: bool = False) -> str:
    """The same with small sizes, few rounds and no budget, and with our package out of reach.

    Of variants that have to be compiled, which is most of the time, each comparison keeps the first and the last.
    """
    kernels, head, page = text.partition("# The page\n")
    page = re.sub(r"sizes=\([^)]*\)", f"sizes={sizes}", page)
    page = re.sub(r"^( *)SIZES = .*$", r"\1SIZES = (20, 40)", page, flags=re.M)
    page = re.sub(r"^( *)WORKERS = .*$", r"\1WORKERS = (1, 2)", page, flags=re.M)
    page = re.sub(r"sizes=\w+_counts\(\)", "sizes=(1, 2)", page)
    page = re.sub(r"budget=[\d.e-]+", "budget=1e-4", page)
    page = re.sub(r"least=\d+", "least=1", page)
    page = re.sub(r"\b\d{2,3}(_\d{3})+\b", "1_000", page)
    kernels = re.sub(r"^(BUDGET_SECONDS|BATCH_SECONDS) = .*$", r"\1 = 1e-4", kernels, flags=re.M)
    kernels = re.sub(r"^LEAST_ROUNDS = .*$", "LEAST_ROUNDS = 1", kernels, flags=re.M)
    return "import sys\nsys.modules['accelguide'] = None\n" + kernels + head + FEWER * compiled + page


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_it_runs_without_the_package(path: Path, tmp_path: Path) -> None:
    compiled = path.parent.name in {"4_numba", "5_cuda"} and path.stem not in WHOLE
    assert run(small(written(path), SIZES.get(path.stem, "(20,)"), compiled), tmp_path / path.name)


def run(text: str, script: Path) -> str:
    """Run a script that has to go well; returns what it printed."""
    script.write_text(text, encoding="utf-8")
    environment = {**os.environ, "MPLBACKEND": "agg", "NUMBA_OPT": "0"}  # compiling is most of the time
    done = subprocess.run(
        [sys.executable, "-I", str(script)], capture_output=True, text=True, env=environment, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_names_of_two_modules_do_not_meet() -> None:
    code = "from accelguide.kernels import doubling, total\nprint(doubling.workload(3), total.workload(3))\n"
    text = standalone.build("Title", [("code", code)], PACKAGE)
    assert "def doubling_workload(" in text
    assert "def total_workload(" in text
    assert "print(doubling_workload(3), total_workload(3))" in text


def test_a_global_statement_follows_its_name() -> None:
    text = standalone.build("Title", [("code", "from accelguide.kernels import bound\n")], PACKAGE)
    assert "global bound_COUNT" in text
    assert "range(bound_COUNT)" in text


@pytest.mark.parametrize("module", ["record", "terminal", "machine"])
def test_what_cannot_be_written_out_is_refused(module: str) -> None:
    with pytest.raises(standalone.CannotStandAlone, match=rf"accelguide\.{module} cannot be written out"):
        standalone.build("Title", [("code", f"from accelguide.{module} import seconds\n")], PACKAGE)


# every kernel module


def lost(text: str) -> set[str]:
    """Names that a source uses and nothing in it defines, once it is run."""
    scope: dict[str, Any] = {"__name__": "alone", "__file__": "alone.py"}
    code = compile(text, "alone.py", "exec")
    exec(code, scope)
    return {name for name in used(code) if name not in scope and not hasattr(builtins, name)}


def used(code: CodeType) -> Iterator[str]:
    """Global names that a code object and those in it use."""
    found = list(dis.get_instructions(code))
    own = {one.argval for one in found if one.opname == "STORE_NAME"}
    yield from (one.argval for one in found if one.opname == "LOAD_GLOBAL")
    yield from (one.argval for one in found if one.opname == "LOAD_NAME" and one.argval not in own)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from used(constant)


def twice(text: str) -> list[str]:
    """Functions and classes that a source defines more than once."""
    names = [one.name for one in ast.parse(text).body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    return [name for place, name in enumerate(names) if name in names[:place]]


@pytest.mark.parametrize("module", KERNELS)
def test_a_kernel_module_is_written_out_whole(module: str) -> None:
    text = standalone.build("Title", [("code", f"from accelguide.kernels import {module}\npass\n")], PACKAGE)
    if "numba" in text:
        pytest.importorskip("numba")
    assert not list(standalone.ours(ast.parse(text)))
    assert lost(text) == set()
    assert twice(text) == []


# what kernels run in


def test_a_page_that_starts_workers_runs_once(tmp_path: Path) -> None:
    code = """from accelguide.kernels import collatz
from accelguide.timing import compare

compare(
    collatz.collatz_python,
    collatz.collatz_threads,
    collatz.collatz_processes,
    workload=collatz.workload,
    sizes=(20, 40),
    budget=1e-4,
)
print("once")
"""
    text = standalone.build("Title", [("text", "# prose\n"), ("code", code)], PACKAGE)
    told = run(small(text, "(20, 40)"), tmp_path / "page.py")
    kernels = ["collatz_python", "collatz_threads", "collatz_processes"]
    assert [line.split()[0] for line in told.splitlines()] == [*["size", *kernels] * 2, "once"]


def page_of(text: str) -> list[ast.stmt]:
    """Statements of a standalone script below the kernels."""
    return ast.parse(text.rpartition("# The page\n")[2]).body


def test_a_page_that_starts_workers_is_guarded_as_a_whole() -> None:
    blocks = [
        ("text", "# Prose before.\n"),
        ("code", "from accelguide.kernels import collatz\n\nimport math\n"),
        ("text", "# Prose between.\n"),
        ("code", "for count in range(2):\n\n    print(collatz.steps(0, count), math.pi, 'a\\nb')\n"),
    ]
    text = standalone.build("Title", blocks, PACKAGE)
    (guard,) = page_of(text)
    assert ast.unparse(guard).splitlines() == [
        "if __name__ == '__main__':",
        "    import math",
        "    for count in range(2):",
        "        print(collatz_steps(0, count), math.pi, 'a\\nb')",
    ]
    assert "    # Prose before.\n" in text
    assert "    # Prose between.\n" in text


def test_a_page_that_takes_sessions_itself_is_guarded_too() -> None:
    code = "from accelguide.sessions import gather, threads\nwith threads(2) as team:\n    gather(team, abs, [-1])\n"
    text = standalone.build("Title", [("code", code)], PACKAGE)
    assert isinstance(page_of(text)[0], ast.If)
    assert lost(text) == set()
    assert text.count("def gather(") == text.count("def threads(") == 1


def test_a_page_that_starts_none_is_not_guarded() -> None:
    text = standalone.build("Title", [("code", "from accelguide.kernels import doubling\nprint(1)\n")], PACKAGE)
    assert ast.unparse(page_of(text)[-1]) == "print(1)"
    assert "__main__" not in text


@pytest.mark.parametrize("code", ["pool = 1\n", "for rounds in range(3):\n    pass\n", "ratio, digest_sha256 = 1, 2\n"])
def test_a_name_that_the_file_needs_above_the_page_is_refused(code: str) -> None:
    name = code.removeprefix("for ").split()[0].strip(",")
    with pytest.raises(standalone.CannotStandAlone, match=rf"choose other names: .*{name}"):
        standalone.build("Title", [("code", f"from accelguide.kernels import digest\n{code}")], PACKAGE)


def test_a_name_is_free_where_nothing_in_the_file_has_it() -> None:
    text = standalone.build("Title", [("code", "from accelguide.kernels import total\npool = 1\n")], PACKAGE)
    assert text.endswith("pool = 1\n")


def test_a_string_that_the_guard_would_change_is_refused() -> None:
    code = "from accelguide.kernels import collatz\nprint('''first\nsecond''')\n"
    with pytest.raises(standalone.CannotStandAlone, match="string over several lines"):
        standalone.build("Title", [("code", code)], PACKAGE)


def test_no_two_modules_of_sessions_share_a_name() -> None:
    owners: dict[str, list[str]] = {}
    for files in standalone.VERBATIM.values():
        for name in files:
            for one in standalone.defined(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
                owners.setdefault(one, []).append(name)
    assert {one: names for one, names in owners.items() if len(names) > 1} == {}


def test_sessions_are_written_out_below_what_they_are_built_on() -> None:
    code = "from accelguide.sessions.ray import ray_cluster\npass\n"
    text = standalone.build("Title", [("code", code)], PACKAGE)
    assert lost(text) == set()
    built = {
        "def ray_cluster(": ["class Unavailable(", "def hosted(", "def given("],
        "def hosted(": ["def gather(", "class Keeper:"],
    }
    for above, below in built.items():
        assert [text.count(f"\n{one}") for one in (above, *below)] == [1] * (1 + len(below))
        assert text.index(f"\n{above}") > max(text.index(f"\n{one}") for one in below)


# what kernel modules share


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Our package, with kernel modules of the test's own."""
    folder = tmp_path / "package"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("kernels", "__pycache__"))
    (folder / "kernels").mkdir()
    return folder


def kernels(package: Path, **modules: str) -> str:
    """Standalone text of a page that imports kernel modules with these sources."""
    for name, text in modules.items():
        (package / "kernels" / f"{name}.py").write_text(f'"""Module."""\n\n{text}', encoding="utf-8")
    names = ", ".join(name for name in modules if not name.startswith("_"))
    return standalone.build("Title", [("code", f"from accelguide.kernels import {names}\npass\n")], package)


def called(text: str, name: str, *arguments: object) -> object:
    """Run a standalone text and call what it defines."""
    scope: dict[str, Any] = {"__name__": "alone"}
    exec(compile(text, "alone.py", "exec"), scope)
    return scope[name](*arguments)


SHARED = """STEP = 2


class Counter:
    \"\"\"Count up.\"\"\"

    def __init__(self, start):
        self.now = start

    def next(self):
        return Counter(self.now + STEP)


def ahead(number):
    return Counter(number).next().now
"""


def test_what_kernel_modules_share_is_written_out_once_and_above_them(package: Path) -> None:
    text = kernels(
        package,
        _shared=SHARED,
        first="from accelguide.kernels._shared import STEP, ahead\n\ndef first_loop(x):\n    return ahead(x) * STEP\n",
        second="from accelguide.kernels._shared import ahead as on\n\ndef second_loop(x):\n    return on(on(x))\n",
    )
    assert twice(text) == []
    assert called(text, "first_loop", 3) == 10
    assert called(text, "second_loop", 3) == 7
    assert text.index("# accelguide/kernels/_shared.py") < text.index("# accelguide/kernels/first.py")


def test_names_of_two_shared_modules_do_not_meet(package: Path) -> None:
    text = kernels(
        package,
        _one="def part(x):\n    return x + 1\n",
        _two="def part(x):\n    return x + 2\n",
        first="from accelguide.kernels._one import part\n\ndef first_loop(x):\n    return part(x)\n",
        second="from accelguide.kernels._two import part\n\ndef second_loop(x):\n    return part(x)\n",
    )
    assert called(text, "first_loop", 0) == 1
    assert called(text, "second_loop", 0) == 2


def test_classes_of_two_modules_do_not_meet(package: Path) -> None:
    text = kernels(
        package,
        first="class Value:\n    held = 1\n\ndef first_loop():\n    return Value.held\n",
        second="class Value:\n    held = 2\n\ndef second_loop():\n    return Value.held\n",
    )
    assert called(text, "first_loop") == 1
    assert called(text, "second_loop") == 2


def test_a_method_keeps_its_name(package: Path) -> None:
    text = kernels(
        package,
        first="""class Box:
    def part(self):
        return part() + 1


def part():
    return 1


def first_loop():
    return Box().part()
""",
    )
    assert called(text, "first_loop") == 2


@pytest.mark.parametrize(
    "source",
    [
        "def part():\n    return 1\n\ndef first_part():\n    return part() + 1\n",
        "def part():\n    return 1\n\ndef first_loop(part):\n    return part\n",
        "from accelguide.kernels._shared import STEP\n\ndef first_loop(STEP):\n    return STEP\n",
    ],
    ids=["name", "parameter", "imported"],
)
def test_a_name_that_would_come_to_mean_two_things_is_refused(package: Path, source: str) -> None:
    with pytest.raises(standalone.CannotStandAlone, match=r"kernels/first\.py"):
        kernels(package, _shared="STEP = 1\n", first=source)


def test_what_is_absent_can_be_caught(package: Path) -> None:
    text = kernels(
        package,
        first="""from accelguide.systems import Unavailable, require

def first_loop():
    try:
        require("no_such_package")
        import no_such_package
    except Unavailable:
        return "absent"
    except ImportError:
        return "not installed"
""",
    )
    assert called(text, "first_loop") in ("absent", "not installed")


def test_a_kernel_module_that_asks_for_more_of_ours_is_refused(package: Path) -> None:
    with pytest.raises(standalone.CannotStandAlone, match=r"accelguide\.record cannot be written out"):
        kernels(package, first="from accelguide.record import seconds\n")
