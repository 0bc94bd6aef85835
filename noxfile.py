"""What can be done with this project: ``nox -l`` lists it, ``nox -s docs`` builds the site. Verbs only."""

from __future__ import annotations

import argparse
import os
import shutil

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["docs"]
PROJECT = nox.project.load_toml("pyproject.toml")
SYSTEMS = PROJECT["tool"]["accelguide"]
RECORDS = "docs/_build/records"
DRIVER = shutil.which("nvidia-smi") is not None
JAVA = bool(os.environ.get("JAVA_HOME")) or shutil.which("java") is not None


def install(session: nox.Session, group: str, systems: list[str]) -> None:
    """Install the package, the optional systems asked for and one group of tools, compiled to byte code."""
    session.env.update({"UV_COMPILE_BYTECODE": "1", "PYTHONDONTWRITEBYTECODE": None})
    if "torch" in systems and not DRIVER:  # then a build for the processor alone: a few GB less
        links = os.environ.get("PIP_FIND_LINKS")
        session.env.update({"UV_FIND_LINKS": links} if links else {"UV_TORCH_BACKEND": "cpu"})
    extras = f"[{','.join(systems)}]" if systems else ""
    session.install("-e", f".{extras}", *nox.project.dependency_groups(PROJECT, group))


def options(session: nox.Session) -> argparse.Namespace:
    """Read what stands behind ``--``."""
    parser = argparse.ArgumentParser(prog="nox -s docs --")
    parser.add_argument("--only", action="append", default=[], metavar="CHAPTER", help="measure a part of the gallery")
    parser.add_argument("--again", action="append", default=[], metavar="NAME", help="measure anew; 'all' for all")
    parser.add_argument("--all", action="store_true", help="install the heavy systems too")
    parser.add_argument("--without", default="", metavar="A,B", help="leave systems out")
    parser.add_argument("--port", default="8000", help="of nox -s serve")
    return parser.parse_args(session.posargs)


def build(session: nox.Session) -> argparse.Namespace:
    """Measure what is stale, then build both languages."""
    wanted = options(session)
    known = SYSTEMS["standard"] + SYSTEMS["clusters"] + SYSTEMS["java"] * (not JAVA)
    known += SYSTEMS["device"] * DRIVER + SYSTEMS["heavy"] * wanted.all
    names = [name for kind in SYSTEMS.values() for name in kind]
    without = [name for name in wanted.without.split(",") if name]
    if unknown := set(without) - set(names):
        session.error(f"--without {','.join(unknown)}: not one of {', '.join(names)}")
    install(session, "docs", [name for name in known if name not in without])
    session.env["ACCELGUIDE_WITHOUT"] = ",".join(without)
    chosen = [part for one in wanted.only for part in ("--only", one)]
    again = [part for one in wanted.again for part in ("--again", one)]
    session.run("python", "-m", "accelguide.recorder", "gallery", RECORDS, *chosen, *again, success_codes=[0, 1])
    session.run("python", "-m", "accelguide.site", "build", *["--partial"] * bool(wanted.only))
    return wanted


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site in both languages, with timings of this machine."""
    build(session)


@nox.session
def serve(session: nox.Session) -> None:
    """Build the site and serve it on this machine only."""
    session.run("python", "-m", "accelguide.site", "serve", "--port", build(session).port)


@nox.session
def publish(session: nox.Session) -> None:
    """Copy this build's records to docs/published/NAME: `nox -s publish -- NAME [--only CHAPTER]`."""
    install(session, "docs", SYSTEMS["standard"])
    session.run("python", "-m", "accelguide.site", "publish", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests; the browser ones in headless Chromium."""
    install(session, "tests", SYSTEMS["standard"] + SYSTEMS["clusters"] + ["java", "cuda"])
    session.run("python", "tests/chromium.py")
    session.run("pytest", "--numprocesses=logical", "--dist=loadgroup", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types, layers, prose and translations."""
    install(session, "tests", SYSTEMS["standard"])
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("lint-imports")
    session.run("python", "-m", "accelguide.site", "check")


@nox.session
def translate(session: nox.Session) -> None:
    """Bring the Chinese catalogues up to date and list what is to be translated; nothing is measured."""
    install(session, "docs", SYSTEMS["standard"])
    session.run("python", "-m", "accelguide.site", "translate", "--partial", success_codes=[0, 1])
