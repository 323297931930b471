"""The serving processes: a killed one is replaced, none outlives the first, a restart after a crash serves at once."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.desks.browser import Server
from tests.desks.visitors import Visitor
from tests.homes import environment_of, sqlite_home

pytestmark = pytest.mark.slow
LONG = 120  # seconds in which it happens also on a busy machine


@pytest.fixture
def server(tmp_path):
    sqlite_home(tmp_path)
    server = Server(tmp_path, "--empty", variables={"TEMPA_PROCESSES": "2"})
    server.wait()
    yield server
    server.stop()


def serving(server: Server) -> list[int]:
    pid = server.process.pid
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def within(seconds: float, wanted) -> bool:
    end = time.monotonic() + seconds
    while not wanted():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_killed_processes_are_replaced_and_nobody_is_refused(server):
    first = serving(server)
    assert len(first) == 2
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    visitor = Visitor(server.port)
    assert visitor.ask("/masuk/")[0] == 200
    visitor.hang_up()
    assert within(LONG, lambda: len(serving(server)) == 2) and not set(serving(server)) & set(first)
    assert server.process.poll() is None
    assert "diganti" in Path(server.log.name).read_text()


def test_no_process_outlives_the_first_and_a_second_start_serves_at_once(server, tmp_path):
    left = serving(server)
    kept = prepared(tmp_path)
    server.process.kill()
    server.process.wait()
    assert within(LONG, lambda: is_refused(server.port)), "an orphan keeps the port"
    assert within(LONG, lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left))
    again = Server(tmp_path, "--empty", port=server.port, variables={"TEMPA_PROCESSES": "2"})
    try:
        again.wait()
        assert cpu_seconds(again.process.pid) < 1.8 * bare_seconds(tmp_path), "a start does more than loading the program"
        assert len(kept) > 10 and prepared(tmp_path) == kept, "what is prepared already is prepared again"
    finally:
        again.stop()


def test_stopping_stops_all(server):
    left = serving(server)
    server.process.terminate()
    assert server.process.wait(LONG) == 0
    assert is_refused(server.port) and not any(Path(f"/proc/{pid}").exists() for pid in left)


def prepared(home: Path) -> dict[Path, int]:
    """What a start prepares (the catalogues of words, the files of pages, the keys), each with the moment at which it was written."""
    folders = ("locale", "static", "keys")
    return {file: file.stat().st_mtime_ns for name in folders for file in (home / name).rglob("*") if file.is_file()}


def bare_seconds(home: Path) -> float:
    """What loading the program alone works, here and now: a second of work does less where other programs share the core."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import django; django.setup(); import tempa.site.urls"], check=True, env=environment_of(home), cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_seconds(pid: int) -> float:
    """What a process has worked so far; unlike the time on the wall it does not hang on what else the machine does."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
