"""Every gallery script, written out, runs with the libraries alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

import accelguide
from accelguide.recorder.script import find
from accelguide.sphinx_ext import standalone

ROOT = Path(__file__).parents[2]
PACKAGE = Path(accelguide.__file__).parent
SCRIPTS = find(ROOT / "gallery")


def written(path: Path) -> str:
    """Standalone text of a script."""
    blocks = split_code_and_text_blocks(str(path))[1]
    parts = [(one.type, one.content if one.type == "code" else "# prose\n") for one in blocks[1:]]
    return standalone.build(blocks[0].content, parts, PACKAGE)


def small(text: str) -> str:
    """The same with small sizes and no budget, and with our package out of reach."""
    text = re.sub(r"sizes=\([^)]*\)", "sizes=(20, 40)", text)
    text = re.sub(r"^SIZES = .*$", "SIZES = (20, 40)", text, flags=re.M)
    text = re.sub(r"^(BUDGET_SECONDS|BATCH_SECONDS) = .*$", r"\1 = 1e-4", text, flags=re.M)
    return "import sys\nsys.modules['accelguide'] = None\n" + text


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_it_runs_without_the_package(path: Path, tmp_path: Path) -> None:
    script = tmp_path / path.name
    script.write_text(small(written(path)), encoding="utf-8")
    environment = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-I", str(script)], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout


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


def test_what_cannot_be_written_out_is_refused() -> None:
    with pytest.raises(standalone.CannotStandAlone, match=r"accelguide\.record"):
        standalone.build("Title", [("code", "from accelguide.record import seconds\n")], PACKAGE)
