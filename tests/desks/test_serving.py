"""The serving processes: a killed one is replaced, none outlives the first, a restart after a crash serves at once."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.desks.browser import Server
from tests.desks.visitors import Visitor
from tests.homes import sqlite_home

pytestmark = pytest.mark.slow


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
    assert within(10, lambda: len(serving(server)) == 2) and not set(serving(server)) & set(first)
    assert server.process.poll() is None
    assert "diganti" in Path(server.log.name).read_text()


def test_no_process_outlives_the_first_and_a_second_start_serves_at_once(server, tmp_path):
    left = serving(server)
    kept = prepared(tmp_path)
    server.process.kill()
    server.process.wait()
    assert within(5, lambda: is_refused(server.port)), "an orphan keeps the port"
    assert within(5, lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left))
    again = Server(tmp_path, "--empty", port=server.port, variables={"TEMPA_PROCESSES": "2"})
    try:
        again.wait()
        assert cpu_seconds(again.process.pid) < 3, "what is prepared already is prepared again"
        assert len(kept) > 10 and prepared(tmp_path) == kept, "what is prepared already is prepared again"
    finally:
        again.stop()


def test_stopping_stops_all(server):
    left = serving(server)
    server.process.terminate()
    assert server.process.wait(15) == 0
    assert is_refused(server.port) and not any(Path(f"/proc/{pid}").exists() for pid in left)


def prepared(home: Path) -> dict[Path, int]:
    """What a start prepares (the catalogues of words, the files of pages, the keys), each with the moment at which it was written."""
    folders = ("locale", "static", "keys")
    return {file: file.stat().st_mtime_ns for name in folders for file in (home / name).rglob("*") if file.is_file()}


def cpu_seconds(pid: int) -> float:
    """What a process has worked so far; unlike the time on the wall it does not hang on what else the machine does."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
