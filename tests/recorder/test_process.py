"""One command under limits, and the end of everything it started."""

import os
import subprocess
import sys

import psutil
import pytest
from recording import PATIENCE, runs, waited

from accelguide.recorder import process

linux = pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux")


@pytest.fixture
def run(tmp_path):
    """Run Python code, with generous limits where none are given."""

    def call(code, given=b"", time_limit=PATIENCE, memory_limit=4e9, environment=None, **options):
        with (tmp_path / "stderr").open("wb") as errors:
            return process.run(
                [sys.executable, "-c", code],
                given,
                errors,
                environment or os.environ,
                tmp_path,
                time_limit,
                memory_limit,
                **options,
            )

    return call


@pytest.fixture
def older():
    """Start Python code before the command under test runs; it is ended with the test."""
    started = []

    def start(code):
        started.append(subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE))
        return started[-1]

    yield start
    for one in started:
        everything = [psutil.Process(one.pid), *psutil.Process(one.pid).children()]
        for each in everything:
            each.kill()
        one.communicate()
        psutil.wait_procs(everything[1:])  # its orphans came to this process


def test_exit_status_is_told(run):
    outcome = run("raise SystemExit(4)")
    assert (outcome.returncode, outcome.stopped) == (4, "")


def test_signal_is_told(run):
    assert run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)").returncode == -9


def test_command_has_its_input_folder_environment_and_errors(run, tmp_path):
    code = "import os, sys; sys.stderr.write(sys.stdin.read() + os.getcwd() + os.environ['ONLY'])"
    assert run(code, given=b"given ", environment={"ONLY": " here"}).returncode == 0
    assert (tmp_path / "stderr").read_text() == f"given {tmp_path} here"


def test_command_that_reads_nothing_is_no_error(run):
    assert run("", given=b"x" * 1_000_000).returncode == 0


def test_cost_is_told(run):
    outcome = run("import time; hoard = b'x' * 50_000_000; time.sleep(0.5)")
    assert outcome.elapsed >= 0.5
    assert outcome.peak_memory > 50_000_000


def test_tick_is_called_with_rising_seconds(run):
    ticks = []
    run("import time; time.sleep(0.5)", tick=ticks.append)
    assert len(ticks) > 1
    assert ticks == sorted(ticks)


def test_time_limit_stops_what_ignores_signals(run):
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    assert run(code, time_limit=0.5).stopped == "timeout"


def test_memory_counts_all_processes_together(run):
    hoard = "import time; hoard = b'x' * 60_000_000; time.sleep(600)"
    code = f"import subprocess, sys\nall = [subprocess.Popen([sys.executable, '-c', {hoard!r}]) for _ in range(4)]"
    outcome = run(code + "\nall[0].wait()", memory_limit=2e8)
    assert outcome.stopped == "memory"
    assert outcome.peak_memory > 2e8


def test_interrupted_while_it_waits_it_still_ends_the_command(run, tmp_path):
    def interrupt(elapsed):
        if (tmp_path / "pid").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("import os, time; open('pid', 'x').write(str(os.getpid())); time.sleep(600)", tick=interrupt)
    assert not psutil.pid_exists(int(waited(tmp_path / "pid")))


def test_processes_that_existed_before_are_not_touched(run, older):
    one = older("print('up', flush=True); import time; time.sleep(600)")
    assert one.stdout.readline() == b"up\n"
    assert run("import time; time.sleep(600)", time_limit=0.3).stopped == "timeout"
    assert runs(one.pid)


def test_what_an_older_process_starts_meanwhile_is_not_touched(run, older, tmp_path):
    code = f"""import os, subprocess, sys, time
while not os.path.exists({str(tmp_path / "go")!r}):
    time.sleep(0.01)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
child.wait()"""
    older(code)
    run("import os, time; open('go', 'x')\nwhile not os.path.exists('pid'): time.sleep(0.01)")
    assert runs(int(waited(tmp_path / "pid")))


@linux
def test_orphan_that_ended_leaves_no_zombie(run):
    orphan = "import os, time; os.fork() or (time.sleep(0.1), os._exit(0))"
    run(f"import os, subprocess, sys, time; subprocess.run([sys.executable, '-c', {orphan!r}]); time.sleep(0.5)")
    assert [one for one in psutil.Process().children() if one.status() == psutil.STATUS_ZOMBIE] == []


@linux
def test_all_of_a_crowd_is_ended(run, tmp_path):
    code = """import os, sys, time
for _ in range(20):
    if os.fork() == 0:
        os.setsid()
        open(f"pid{os.getpid()}", "x")
        time.sleep(600)
while len([name for name in os.listdir() if name.startswith("pid")]) < 20:
    time.sleep(0.01)"""
    assert run(code).returncode == 0
    pids = [int(path.name[3:]) for path in tmp_path.glob("pid*")]
    assert len(pids) == 20
    assert not any(psutil.pid_exists(pid) for pid in pids)
