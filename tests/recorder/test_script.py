"""A script as the recorder sees it: blocks, limits, and the key that tells when a record is stale."""

import importlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from recording import line_of

import accelguide
from accelguide import systems
from accelguide.recorder import script
from accelguide.recorder.script import BadScript, find, identity, read

SCRIPT = '''"""
A title
"""
# sphinx_gallery_time_limit = 60
# %%
# About numbers.

import math


def area(radius):
    """Area of a circle."""
    return math.pi * radius**2  # exact


# %%
# And a use.

print(area(2))
'''


@pytest.fixture(autouse=True)
def forget():
    script.module.cache_clear()
    script.version.cache_clear()
    yield
    script.module.cache_clear()
    script.version.cache_clear()


def key(path: Path, text: str | None = None) -> str:
    """Key of a script, after giving it another text."""
    script.module.cache_clear()
    script.version.cache_clear()
    if text is not None:
        path.write_text(text)
    return identity(read(path))[0]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """A copy of accelguide, which the recorder takes for its own."""
    copy = tmp_path / "copy" / "accelguide"
    shutil.copytree(Path(accelguide.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(script, "__file__", str(copy / "recorder" / "script.py"))
    return copy


@pytest.fixture
def distribution(tmp_path, monkeypatch) -> Path:
    """An installed package `measured_thing`; returned is the file that holds its version."""
    folder = tmp_path / "installed"
    facts = folder / "measured_thing-1.0.dist-info" / "METADATA"
    facts.parent.mkdir(parents=True)
    facts.write_text("Metadata-Version: 2.1\nName: measured_thing\nVersion: 1.0\n")
    (folder / "measured_thing.py").write_text("")
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()
    return facts


def test_blocks_are_the_code_with_their_lines(gallery):
    path = gallery.write("first = 1", "second = 2\nprint(second)")
    blocks = read(path).blocks
    assert [code.strip() for _, code in blocks] == ["first = 1", "second = 2\nprint(second)"]
    lines = path.read_text().splitlines(keepends=True)
    for line, code in blocks:
        assert "".join(lines[line - 1 :]).startswith(code)


def test_name_is_chapter_and_stem(gallery):
    assert read(gallery.write("1", name="4_numba/60_parallel")).name == "4_numba/60_parallel"


def test_limits_have_defaults(gallery):
    found = read(gallery.write("1"))
    assert (found.time_limit, found.memory_limit) == (300.0, 4 * 2**30)


def test_script_sets_its_own_limits(gallery):
    path = gallery.write("# sphinx_gallery_time_limit = 7\n# sphinx_gallery_memory_limit = 2e8\n1")
    found = read(path)
    assert (found.time_limit, found.memory_limit) == (7.0, 2e8)


def test_syntax_error_names_file_and_line(gallery):
    path = gallery.write("fine = 1", "def broken(:\n    pass")
    with pytest.raises(BadScript) as caught:
        read(path)
    assert f"{path}:{line_of(path, 'broken')}: " in str(caught.value)


def test_block_that_ends_inside_a_function_is_refused(gallery):
    path = gallery.write("def half():\n    value = 1", "    return value")
    with pytest.raises(BadScript) as caught:
        read(path)
    assert f"{path}:{line_of(path, 'return value')}: " in str(caught.value)


def test_script_without_docstring_is_refused(gallery):
    path = gallery.write("1")
    path.write_text("import math\n")
    with pytest.raises(BadScript, match="docstring") as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}:1: ")


@pytest.mark.parametrize("limit", ["'soon'", "[1]", "None"])
def test_limit_that_is_no_number_is_refused(gallery, limit):
    path = gallery.write(f"# sphinx_gallery_time_limit = {limit}\n1")
    with pytest.raises(BadScript, match="time_limit") as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}:")


def test_scripts_are_found_in_page_order(gallery):
    for name in ("2_next/10_b", "1_first/20_b", "1_first/10_a", "1_first/workers", "drafts/10_a"):
        gallery.write("1", name=name)
    found = [path.relative_to(gallery.folder).as_posix() for path in find(gallery.folder)]
    assert found == ["1_first/10_a.py", "1_first/20_b.py", "2_next/10_b.py"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A title", "Another title\n\nwith more to say"),
        ("# About numbers.", "# About numbers,\n# and more.\n#\n# At length."),
        ("# exact", "# not quite exact"),
        ('"""Area of a circle."""', '"""Area of a disc."""'),
        ('    """Area of a circle."""\n', ""),
        ("import math\n\n\n", "import math\n"),
    ],
    ids=["title", "prose", "comment", "docstring", "no docstring", "blank lines"],
)
def test_key_stays_when_prose_changes(gallery, old, new):
    path = gallery.write("1")
    before = key(path, SCRIPT)
    assert old in SCRIPT
    assert key(path, SCRIPT.replace(old, new)) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("radius**2", "radius**3"),
        ("print(area(2))", "print(area(2))\nprint()"),
        ("area(2)", "area(2.0)"),
        ("def area", "# %%\ndef area"),
        ("time_limit = 60", "time_limit = 61"),
        ("# sphinx_gallery_time_limit = 60\n", ""),
        ("# sphinx_gallery_time_limit", "# sphinx_gallery_memory_limit = 2e8\n# sphinx_gallery_time_limit"),
    ],
    ids=["code", "more code", "constant", "more blocks", "time limit", "no limit", "memory limit"],
)
def test_key_changes_with_what_runs(gallery, old, new):
    path = gallery.write("1")
    before = key(path, SCRIPT)
    assert old in SCRIPT
    assert key(path, SCRIPT.replace(old, new)) != before


def test_key_changes_with_the_interpreter(gallery, monkeypatch):
    path = gallery.write("1")
    before = key(path)
    monkeypatch.setattr(sys, "version", sys.version + " (another build)")
    assert key(path) != before


IMPORTS = [
    "import accelguide.kernels.doubling",
    "from accelguide.kernels import doubling",
    "from accelguide.kernels.doubling import doubling_loop",
    "def later():\n    from accelguide.kernels import doubling",
]


@pytest.mark.parametrize("code", IMPORTS)
def test_key_changes_with_a_kernel_that_is_imported(gallery, package, code):
    path = gallery.write(code)
    before = key(path)
    edit(package / "kernels" / "doubling.py", "def doubling_map(", "def doubling_mapped(")
    assert key(path) != before


def test_key_stays_when_a_kernel_is_only_explained(gallery, package):
    path = gallery.write("from accelguide.kernels import doubling")
    before = key(path)
    kernel = package / "kernels" / "doubling.py"
    kernel.write_text('"""Said otherwise."""\n# and commented\n' + kernel.read_text().partition('"""\n')[2])
    assert key(path) == before


def test_key_changes_with_what_an_imported_module_imports(gallery, package):
    path = gallery.write("from accelguide.timing import compare")
    before = key(path)
    edit(package / "portable.py", "LEAST_ROUNDS = 7", "LEAST_ROUNDS = 8")
    assert key(path) != before


def test_key_stays_when_a_module_not_imported_changes(gallery, package):
    path = gallery.write("from accelguide.kernels import doubling")
    before = key(path)
    edit(package / "kernels" / "membership.py", "QUESTIONS = 300", "QUESTIONS = 301")
    edit(package / "portable.py", "LEAST_ROUNDS = 7", "LEAST_ROUNDS = 8")
    assert key(path) == before


def test_key_changes_with_the_version_of_a_package(gallery, distribution):
    using, other = gallery.write("import measured_thing"), gallery.write("import math", name="1_first/20_two")
    before = key(using), key(other)
    edit(distribution, "Version: 1.0", "Version: 1.1")
    assert key(using) != before[0]
    assert key(other) == before[1]


def test_versions_are_those_of_third_parties(gallery, distribution):
    path = gallery.write(
        "import json, measured_thing\nfrom accelguide.timing import compare\nimport surely_absent_package"
    )
    versions = identity(read(path))[1]
    assert versions == {"measured_thing": "1.0", "numpy": np.__version__, "surely_absent_package": "absent"}


def test_leaving_a_package_out_makes_stale_what_imports_it(gallery, distribution, monkeypatch):
    using, other = gallery.write("import measured_thing"), gallery.write("import numpy", name="1_first/20_two")
    before = key(using), key(other)
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "measured_thing")
    assert key(using) != before[0]
    assert key(other) == before[1]
    assert identity(read(using))[1] == {"measured_thing": "absent"}


def test_key_stays_when_a_word_or_its_translation_changes(gallery, package):
    path = gallery.write("from accelguide.timing import compare")
    before = key(path)
    edit(package / "words.py", '"更快"', '"快些"')
    assert key(path) == before


def test_leaving_out_a_system_that_a_package_carries_makes_stale_what_imports_the_package(
    gallery, distribution, monkeypatch
):
    path = gallery.write("import measured_thing")
    monkeypatch.setitem(systems.CARRIED, "engine", "measured_thing")
    before = key(path)
    monkeypatch.setenv("ACCELGUIDE_WITHOUT", "engine")
    assert key(path) != before
    assert identity(read(path))[1] == {"measured_thing": "1.0 without engine"}
