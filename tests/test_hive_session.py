"""Hive's session: what it gives, and what it says when something is wrong."""

import os
import socket
import sys
import threading

import psutil
import pytest

from accelguide.sessions import WorkerLost, hive_engine, hive_server, keeper
from accelguide.sessions.addresses import BadAddress, NoAnswer
from accelguide.sessions.hive import HIVE_ADDRESS, hive_session
from accelguide.sessions.hive_base import HiveError, failed, quoted, script_text
from accelguide.sessions.hive_stubs import stub_class
from accelguide.systems import WITHOUT, Unavailable
from tests.offspring import command_of, gone, wait_until


@pytest.fixture(scope="module")
def hive():
    try:
        with hive_session(hive__exec__reducers__max=3) as started:
            yield started
    except Unavailable as missing:
        pytest.skip(str(missing))


def reversed_words(rows):
    """Words backwards, and their lengths."""
    for (word,) in rows:
        yield word[::-1], len(word)


def careless(rows):
    """Fail on the first row."""
    for _ in rows:
        raise LookupError("nothing of the kind")
    return ()


@pytest.fixture(scope="module")
def words(hive, tmp_path_factory):
    path = tmp_path_factory.mktemp("words") / "words with spaces.tsv"
    path.write_text("häuser\nit's \\n\n数据\n", encoding="utf-8")
    hive.table("words", "word STRING", str(path))
    return hive


def test_rows_are_lists_of_text(hive):
    assert hive.sql("SELECT 1, 'a', true, CAST(NULL AS STRING), 0.5D") == [["1", "a", "true", "NULL", "0.5"]]
    assert hive.sql("SELECT tab FROM (SELECT 1 AS tab) one WHERE tab > 1") == []
    assert hive.sql("SET hive.exec.reducers.max") == []


def test_settings_are_taken(hive):
    hive.sql("SET hive.exec.reducers.max")
    assert hive.report == ["hive.exec.reducers.max=3"]


@pytest.mark.parametrize("form", [hive_engine.HiveEngine, hive_server.HiveServer])
def test_a_function_runs_as_a_script_in_both_forms(words, form):
    command = form.script(words, reversed_words)
    found = words.sql(f"SELECT TRANSFORM (word) USING {command} AS (word STRING, length INT) FROM words")
    assert sorted(found) == sorted([["resuäh", "6"], ["n\\ s'ti", "7"], ["据数", "2"]])
    assert words.jobs == ["Stage-1"]


def test_a_table_is_made_anew(words, tmp_path):
    for text in ("1\t2\n", "", "3\t4\n5\t6\n"):
        path = tmp_path / "pairs.tsv"
        path.write_text(text, encoding="utf-8")
        words.table("pairs", "a INT, b INT", str(path))
        assert words.sql("SELECT * FROM pairs") == [line.split("\t") for line in text.splitlines()]
    words.table("pairs", "a INT", str(path))
    assert words.sql("SELECT * FROM pairs") == [["3"], ["5"]]


def test_a_plan_is_given_and_nothing_runs(words):
    plan = words.explain("SELECT count(*) FROM words GROUP BY word")
    assert plan[:2] == ["STAGE DEPENDENCIES:", "  Stage-1 is a root stage"]
    assert words.jobs == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELEC 1", "ParseException line 1:0 cannot recognize input near 'SELEC'"),
        ("SELECT * FROM absent", "Table not found 'absent'"),
        ("ADD FILE /no/such/file", "/no/such/file"),
        (" ", "empty statement"),
    ],
)
def test_a_statement_that_hive_refuses_is_an_error_with_its_words(hive, statement, told):
    with pytest.raises(HiveError, match=told):
        hive.sql(statement)


def test_a_script_that_fails_is_an_error_with_its_traceback_and_the_session_goes_on(words):
    with pytest.raises(
        HiveError, match=r"(?s)return code.*in: SELECT TRANS.*Traceback.*LookupError: nothing of"
    ) as told:
        words.sql(f"SELECT TRANSFORM (word) USING {words.script(careless)} AS (word STRING) FROM words")
    assert str(told.value).splitlines()[-1] == "LookupError: nothing of the kind"
    assert words.sql("SELECT 1") == [["1"]]


def test_any_thread_may_ask(hive):
    found = []
    asking = [threading.Thread(target=lambda: found.append(hive.sql("SELECT 1"))) for _ in range(3)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)
    assert found == [[["1"]]] * 3


def asleep(rows):
    """Say which process this is, then hang."""
    import os
    import time

    for (path,) in rows:
        with open(path, "w") as file:
            file.write(str(os.getpid()))
        time.sleep(600)
    return ()


def test_a_virtual_machine_that_ends_is_an_error_and_no_script_that_hangs_is_left(monkeypatch, tmp_path):
    monkeypatch.setattr(keeper, "FAREWELL", 0.2)  # a quarter of the time that is waited for it
    told = tmp_path / "pid"
    with hive_session() as hive:
        below = [one for one in psutil.Process().children() if hive.folder in command_of(one)]
        (java,) = [one for one in below if "java" in one.name()]
        path = tmp_path / "paths.tsv"
        path.write_text(f"{told}\n", encoding="utf-8")
        hive.table("paths", "path STRING", str(path))
        killing = threading.Thread(target=lambda: wait_until(lambda: told.exists() and told.read_text()) or java.kill())
        killing.start()
        with pytest.raises(WorkerLost, match="virtual machine ended"):
            hive.sql(f"SELECT TRANSFORM (path) USING {hive.script(asleep)} AS (path STRING) FROM paths")
        killing.join(60)
    assert not java.is_running()
    wait_until(lambda: gone(int(told.read_text())))
    assert not os.path.exists(hive.folder)


# without an engine


def test_the_program_of_a_function_stands_alone():
    code = script_text(reversed_words)
    compile(code, "program.py", "exec")
    assert "    for (word,) in rows:\n" in code
    assert code.endswith("for row in reversed_words(rows))\n")


def test_text_is_quoted_for_sql():
    assert quoted("it's a \\") == "'it\\'s a \\\\'"


def test_an_error_shows_no_more_of_a_statement_than_is_useful():
    error = str(
        failed("SELECT  " + "word " * 200, "FAILED: words\n", ["other", "Traceback (", "  in x", "Err: y", "z"])
    )
    assert error.splitlines()[0] == "FAILED: words"
    assert len(error.splitlines()[1]) < 210
    assert error.splitlines()[2:] == ["Traceback (", "  in x", "Err: y"]


@pytest.mark.parametrize(
    ("system", "version", "quick"), [("linux", 17, True), ("linux", 25, False), ("darwin", 17, False)]
)
def test_processes_start_the_quick_way_where_java_does_not_warn_of_it(monkeypatch, system, version, quick):
    monkeypatch.setattr(hive_engine.sys, "platform", system)
    monkeypatch.setattr(hive_engine, "java_program", lambda: "java")
    monkeypatch.setattr(hive_engine, "java_version", lambda program: version)
    assert (hive_engine.HIVE_FORKS in hive_engine.hive_command("folder", "classes", "1g")) is quick


def test_a_stub_begins_as_a_class_file_does():
    assert stub_class("a/B", ()).startswith(b"\xca\xfe\xba\xbe\x00\x00\x00\x31")


@pytest.mark.parametrize("system", ["hive", "java"])
def test_what_is_missing_is_named(monkeypatch, system):
    monkeypatch.setenv(WITHOUT, system)
    with pytest.raises(Unavailable, match=system), hive_session():
        pass


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:10000", "127.0.0.1:99999", "127.0.0.1"])
def test_an_address_of_another_form_is_refused(monkeypatch, address):
    monkeypatch.setenv(HIVE_ADDRESS, address)
    with pytest.raises(BadAddress, match=r"hive2://HOST:PORT"), hive_session():
        pass


def test_where_nothing_listens_the_error_says_how_to_start_a_server(monkeypatch):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        monkeypatch.setenv(HIVE_ADDRESS, f"127.0.0.1:{one.getsockname()[1]}")
        with pytest.raises(NoAnswer, match="docker run"), hive_session():
            pass


@pytest.mark.parametrize("ending", ["", "/;auth=noSasl"])
def test_what_listens_and_is_no_hive_is_an_error_in_time(monkeypatch, ending):
    pytest.importorskip("thrift_sasl")
    monkeypatch.setattr(hive_server, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as one:
        monkeypatch.setenv(HIVE_ADDRESS, f"hive2://127.0.0.1:{one.getsockname()[1]}{ending}")
        with pytest.raises(NoAnswer, match="nothing answers"), hive_session():
            pass


def test_without_what_pyhive_needs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "thrift_sasl", None)
    with socket.create_server(("127.0.0.1", 0)) as one:
        monkeypatch.setenv(HIVE_ADDRESS, f"127.0.0.1:{one.getsockname()[1]}")
        with pytest.raises(Unavailable, match="pyhive"), hive_session():
            pass
