"""`bench load`: pages and changes under twenty people at once, with one serving process and with several, on both databases.

    python3 run.py bench load [--seconds 8] [--people 20] [--processes 1 2] [--database sqlite postgresql]

Every figure is of one run on one machine; the people's own requests are made on the same cores as the answers. The ratio is
against a bare answer of the same server in the same run (a page that only refuses GET). A change is a form sent and its
answer awaited; before each, the writer opens the form, as a person does.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("/park/pesanan/", "/park/katalog/", "/park/bengkel/", "/park/anggaran/", "/park/catatan/", "/park/", "/park/pesanan/L0001/")
BARE = "/bahasa/"
DATABASES = ("sqlite", "postgresql")
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.conftest import load_demo
load_demo()
"""
Row = tuple[str, ...]
COUNT = itertools.count()  # so that no change asks for what holds already


def main(arguments: list[str]) -> int:
    cores = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(prog="python3 run.py bench load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--processes", type=int, nargs="+", default=sorted({1, cores}))
    parser.add_argument("--database", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--no-write", action="store_true", help="print only")
    asked = parser.parse_args(arguments)
    rows: list[Row] = []
    for database in asked.database:
        with prepared(database) as (home, variables):
            for processes in asked.processes:
                rows += measured(home, variables | {"TEMPA_PROCESSES": str(processes)}, database, processes, asked)
    show(rows, asked)
    return 0


@contextmanager
def prepared(database: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """A home with the demo order, planned by a simple rule and approved, on a database of its own."""
    from tempa.desks.console.checks import postgresql

    with tempfile.TemporaryDirectory(prefix="tempa-load-") as folder:
        home = Path(folder)
        if database == "sqlite":
            prepare(home, {})
            yield home, {}
            return
        with postgresql() as url:
            prepare(home, {"TEMPA_DATABASE_URL": url})
            yield home, {"TEMPA_DATABASE_URL": url}


def prepare(home: Path, variables: dict[str, str]) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPA_", "DJANGO_"))}
    own = {"TEMPA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tempa.site.settings", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", PREPARE], check=True, env=clean | own | variables, cwd=ROOT)


def measured(home: Path, variables: dict[str, str], database: str, processes: int, asked: Any) -> list[Row]:
    """Bare answers, pages and changes of one server."""
    from tests.desks.browser import Server

    server = Server(home, "--empty", variables=variables)
    try:
        server.wait()
        visitors = signed_in(server.port, asked.people)
        kinds: tuple[tuple[str, Work], ...] = (("bare answers", bare), ("pages", pages), ("changes", changes))
        parts = [server.process.pid, *database_server(variables)]
        found = []
        for what, work in kinds:
            before = [cpu_of(part) for part in parts]
            spent, wrong = crowd(visitors, work, asked.seconds)
            found.append(Crowd(what, spent, wrong, [cpu_of(part) - b for part, b in zip(parts, before, strict=True)]))
        return [row(database, processes, crowd, found[0].spent, asked.seconds) for crowd in found]
    finally:
        server.stop()


def signed_in(port: int, people: int) -> list[Any]:
    from tests.desks.visitors import Visitor

    visitors = [Visitor(port) for _ in range(people)]
    for visitor in visitors:
        if visitor.sign_in("perencana") != 302:
            raise SystemExit("nobody can sign in")
        visitor.hang_up()  # the server closes lines that rest for half a minute
    return visitors


Work = Callable[[Any, int, int], "tuple[float, bool]"]  # visitor, its place, its turn -> seconds, whether it was wrong


def bare(visitor: Any, place: int, turn: int) -> tuple[float, bool]:
    return timed(lambda: visitor.ask(BARE)[0] == 405)


def pages(visitor: Any, place: int, turn: int) -> tuple[float, bool]:
    return timed(lambda: visitor.ask(PAGES[(place + turn) % len(PAGES)])[0] == 200)


def changes(visitor: Any, place: int, turn: int) -> tuple[float, bool]:
    line = 20 * (turn % 14) + place + 1  # of the 284 lines of the demo
    address = f"/park/pesanan/L{line:04d}/"
    form = visitor.hidden(address, 'name="after"') | {
        "identity": str(uuid4()), "change": "quantity", "after": str(100 + next(COUNT) % 800), "reason": "agency_request",
        "note": "diukur oleh bench load", "paper": "",
    }  # fmt: skip
    return timed(lambda: visitor.ask(address, form)[0] == 302)


def timed(work: Callable[[], bool]) -> tuple[float, bool]:
    began = time.perf_counter()
    is_right = work()
    return time.perf_counter() - began, not is_right


def crowd(visitors: Sequence[Any], work: Work, seconds: float) -> tuple[list[float], int]:
    """Everybody at once, again and again for so many seconds: how long each took, sorted, and how many went wrong."""
    found: list[tuple[float, bool]] = []
    end = time.monotonic() + seconds

    def one(place: int) -> None:
        turn = 0
        while time.monotonic() < end:
            found.append(work(visitors[place], place, turn))
            turn += 1

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(visitors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(spent for spent, _ in found), sum(is_wrong for _, is_wrong in found)


@dataclass(frozen=True)
class Crowd:
    """What everybody did at once: the seconds of each answer, sorted, how many were wrong, and the CPU that each part took."""

    what: str
    spent: list[float]
    wrong: int
    cpu: list[float]


def row(database: str, processes: int, found: Crowd, base: list[float], seconds: float) -> Row:
    spent, cpu, wrong = found.spent, found.cpu, found.wrong
    p50, p95 = at(spent, 0.5), at(spent, 0.95)
    return (
        database, str(processes), found.what + (f" ({wrong} WRONG)" if wrong else ""), f"{len(spent) / seconds:.0f}", f"{1000 * p50:.0f}",
        f"{1000 * p95:.0f}", f"{p50 / at(base, 0.5):.1f} ×", f"{1000 * cpu[0] / len(spent):.1f}",
        f"{1000 * cpu[1] / len(spent):.1f}" if cpu[1:] else "", f"{sum(cpu) / seconds:.2f}",
    )  # fmt: skip


def at(spent: list[float], share: float) -> float:
    return spent[min(len(spent) - 1, int(share * len(spent)))]


def database_server(variables: dict[str, str]) -> list[int]:
    """The number of the first process of PostgreSQL; none where the database is a file."""
    url = variables.get("TEMPA_DATABASE_URL")
    if not url:
        return []
    import psycopg

    with psycopg.connect(url) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()
    assert folder is not None
    return [int((Path(folder[0]) / "postmaster.pid").read_text().split()[0])]


def cpu_of(pid: int) -> float:
    """Seconds of CPU of a process and its children so far."""
    from bench.pages import family

    ticks = 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def show(rows: list[Row], asked: Any) -> None:
    load = os.getloadavg()[0]
    head = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f} at the end"
    names = "| database | processes | what | per second | p50 ms | p95 ms | p50 against bare | server's CPU ms | PostgreSQL's CPU ms | cores used |"
    table = [names, "|" + "---|" * 10, *(f"| {' | '.join(r)} |" for r in rows)]
    text = (
        f"# {asked.people} people at once\n\n`python3 run.py bench load`; {asked.seconds:.0f} s each; {head}.\n\n" + "\n".join(table) + "\n"
    )
    print(text)
    if not asked.no_write:
        (ROOT / "docs" / "benchmarks" / "load.md").write_text(text)


