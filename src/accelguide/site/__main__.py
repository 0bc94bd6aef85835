"""``python -m accelguide.site build | serve | translate | check | publish NAME``: the steps behind nox's sessions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from accelguide.record import Records
from accelguide.recorder.run import sentence
from accelguide.site import build, catalogues, check, prose
from accelguide.site.publish import CannotPublish, publish
from accelguide.site.serve import serve
from accelguide.terminal import language


def arguments() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(prog="accelguide.site", description=__doc__)
    parser.add_argument("step", choices=["build", "serve", "translate", "check", "publish"])
    parser.add_argument("name", nargs="?", default="", help="of this machine, for publish")
    parser.add_argument("--only", action="append", default=[], metavar="CHAPTER", help="publish a part")
    parser.add_argument("--root", type=Path, default=Path(), help="folder of the project")
    parser.add_argument("--partial", action="store_true", help="only a part was measured: figures may be missing")
    parser.add_argument("--port", type=int, default=8000, help="of the server; a free one where it is taken")
    return parser.parse_args()


def report(title: str, found: Iterable[str]) -> bool:
    """Print problems; whether there are none."""
    listed = list(found)
    for one in listed:
        print(f"{title}: {one}", file=sys.stderr)
    return not listed


def failed(folders: build.Folders) -> Iterable[str]:
    """Scripts whose record says that they did not end well."""
    for record in Records(folders.build / "records").scripts.values():
        if not record.status.fine:
            told = sentence(record.status, language())
            yield f"gallery/{record.script}.py:{record.status.line or 1}: {record.status.code}: {told}"


def build_site(root: Path, folders: build.Folders, partial: bool) -> bool:
    """Build both languages, then check all; every step runs, so that one look shows every problem."""
    context = build.server()
    statuses = [build.html(context, folders, language, partial) for language in build.LANGUAGES]
    if any(status not in (build.FINE, build.WARNED) for status in statuses):
        print("the site could not be built: see the error above", file=sys.stderr)
        report("script", failed(folders))
        return False
    good = not any(statuses)
    good = report("translation (nox -s translate)", catalogues.problems(folders)) and good
    build.root(folders)
    good = report("page", check.problems(folders.html)) and good
    good = report("prose", prose.problems(root)) and good
    good = report("script", failed(folders)) and good
    print(f"{'built' if good else 'built, with the problems above'}: {(folders.html / 'index.html').as_uri()}")
    return good


def main() -> int:
    """Run one step; the exit status is 1 where something is wrong."""
    wanted = arguments()
    root = wanted.root.resolve()
    folders = build.Folders(root / "docs", root / "docs" / "_build")
    if wanted.step == "build":
        return int(not build_site(root, folders, wanted.partial))
    if wanted.step == "publish":
        try:
            written = publish(Records(folders.build / "records"), folders.docs / "published", wanted.name, wanted.only)
        except CannotPublish as problem:
            return int(not report("publish", [str(problem)]))
        print(*(f"published: {path.relative_to(root)}" for path in written), sep="\n")
        return 0
    if wanted.step == "serve":
        serve(folders.html, wanted.port)
        return 0
    if wanted.step == "translate":
        if build.html(build.server(), folders, "en", wanted.partial) not in (build.FINE, build.WARNED):
            return 1
        for path in catalogues.update(folders):
            print(f"changed: {folders.catalogues / path}")
        return int(not report("to translate", catalogues.problems(folders)))
    return int(not (report("prose", prose.problems(root)) & report("catalogue", untranslated(folders))))


def untranslated(folders: build.Folders) -> Iterable[str]:
    """Catalogues by themselves, without a build: nothing empty, fuzzy or marked up differently."""
    for path in sorted(folders.catalogues.rglob("*.po")):
        for message in catalogues.load(path):
            if message.id and (found := catalogues.problem_of(str(message.id), str(message.string), message.fuzzy)):
                yield f"{path.relative_to(folders.catalogues)}: {found}: {str(message.id)[:80]!r}"


if __name__ == "__main__":
    sys.exit(main())
