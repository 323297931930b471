"""`bench pages`: import, list pages, overview and memory of the program, as figures and as ratios to bare work of the same run.

    python3 run.py bench pages [--scale 100] [--no-large]
"""

from __future__ import annotations

import argparse
import functools
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NTB = ROOT / "data" / "ntb-2020"
LISTS = ("/park/pesanan/", "/park/katalog/", "/park/bengkel/", "/park/anggaran/", "/park/catatan/")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py bench pages", description=__doc__)
    parser.add_argument("--scale", type=float, default=100.0)
    parser.add_argument("--no-large", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tempa-bench-") as home:
        os.environ["TEMPA_HOME"] = home
        from tempa.desks.console.start import set_up

        set_up()
        rows = [*imports(Path(home)), *lists()]
        if not asked.no_large:
            rows += large(Path(home), asked.scale)
        rows += memory()
    show(rows)
    return 0


Row = tuple[str, str, str, str]  # what, figure, bare work of the same run and ratio, aim


def median(work: Callable[[], Any], times: int = 21) -> float:
    """Median seconds of `times` runs after one that is not counted."""
    work()
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def imports(home: Path) -> list[Row]:
    """The demo programme from folder and workbook, checked and with all its facts, against reading its bytes alone."""
    from tempa.demand.actions import load_programme
    from tempa.ledger.actions import add_person, found_programme
    from tempa.values.programme import check_tables, read_programme, write_workbook

    person = add_person(login="bench", name="Bench", password="bench-bench-1")
    write_workbook(read_programme(NTB), home / "ntb.xlsx")
    bare = median(lambda: [p.read_bytes() for p in NTB.glob("*.csv")], 5)
    rows: list[Row] = []
    for name, source, aim in (("folder", NTB, "2 s"), ("buku kerja / workbook", home / "ntb.xlsx", "3 s")):
        programme = found_programme(code=f"BENCH-{len(rows)}", at=datetime.now(UTC), by=person)
        began, cpu = time.perf_counter(), time.process_time()
        tables = read_programme(source)
        if not check_tables(tables).ok:
            raise SystemExit("the demo programme is broken")
        facts = load_programme(programme, tables, at=datetime.now(UTC), by=person)
        spent, cpu = time.perf_counter() - began, time.process_time() - cpu
        figure = f"{spent:.2f} s ({cpu:.2f} s CPU)"
        rows.append((f"import, {name}, {facts} facts", figure, f"{spent / bare:,.0f} × reading the bytes", f"≤ {aim}"))
    return rows


def lists() -> list[Row]:
    """List pages of 50 rows against a view that answers with as many bytes."""
    from django.conf import settings
    from django.db import connection
    from django.http import HttpResponse
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tempa.ledger.queries import person_named

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(person_named("bench"))  # type: ignore[arg-type]
    rows = []
    for address in LISTS:
        page = client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        bare = median(functools.partial(HttpResponse, page.content), 101)
        spent = median(functools.partial(client.get, address))
        what = f"{address} ({len(page.content):,} B, {len(asked)} queries)"
        aim = "≤ 15 ms, ≤ 12 queries, ≤ 50 KB"
        rows.append((what, f"{1000 * spent:.1f} ms", f"{spent / bare:,.0f} × a bare answer", aim))
    spent = median(lambda: client.get("/park/"))
    rows.append(("/park/ (overview)", f"{1000 * spent:.1f} ms", "", "≤ 100 ms"))
    return rows


def large(home: Path, scale: float) -> list[Row]:
    """A programme `scale` times as large: import, then the overview, first and again."""
    from django.test import Client

    from tempa.allocation.planner.generator.generate import Wishes, generate
    from tempa.demand.actions import load_programme
    from tempa.demand.queries import order_totals
    from tempa.desks.frame import memory as remembered
    from tempa.ledger.actions import found_programme
    from tempa.ledger.queries import person_named
    from tempa.values.programme import check_tables

    person = person_named("bench")
    assert person is not None
    tables = generate(Wishes(seed=1, scale=scale))
    programme = found_programme(code="BENCH-LARGE", at=datetime.now(UTC), by=person)
    began = time.perf_counter()
    if not check_tables(tables).ok:
        raise SystemExit("the generated programme is broken")
    facts = load_programme(programme, tables, at=datetime.now(UTC), by=person)
    spent = time.perf_counter() - began
    units = order_totals(programme).units
    client = Client()
    client.force_login(person)
    client.post("/program/ganti/", {"programme": programme.pk})
    remembered._kept.clear()
    began = time.perf_counter()
    client.get("/park/")
    first = time.perf_counter() - began
    again = median(lambda: client.get("/park/"))
    listed = median(lambda: client.get("/park/pesanan/"))
    return [
        (f"import, {units:,} units, {facts:,} facts", f"{spent:.0f} s", f"{spent / facts * 1e6:.0f} µs a fact", ""),
        (f"overview of {units:,} units, first time", f"{1000 * first:.0f} ms", "", ""),
        (f"overview of {units:,} units", f"{1000 * again:.1f} ms", f"{first / again:.0f} × faster than the first time", "≤ 100 ms"),
        (f"order list of {units:,} units", f"{1000 * listed:.1f} ms", "", "≤ 15 ms"),
    ]


def memory() -> list[Row]:
    """PSS of a server and all its processes after every list and the overview were asked for."""
    sys.path.insert(0, str(ROOT))
    from http.cookiejar import CookieJar
    from urllib.parse import urlencode
    from urllib.request import HTTPCookieProcessor, Request, build_opener

    from tests.desks.browser import Server

    with tempfile.TemporaryDirectory(prefix="tempa-bench-") as home:
        server = Server(Path(home), "--seconds", "5")
        try:
            server.wait()
            jar = CookieJar()
            opener = build_opener(HTTPCookieProcessor(jar))
            opener.open(f"{server.address}/masuk/").read()
            token = next(c.value for c in jar if c.name == "csrftoken")
            form = urlencode({"login": "perencana", "password": "contoh-2020", "csrfmiddlewaretoken": token}).encode()
            opener.open(Request(f"{server.address}/masuk/", form, {"Referer": server.address})).read()
            for address in (*LISTS, "/park/", "/park/rencana/", "/park/pesanan/perubahan/", "/park/unggah/program.xlsx"):
                opener.open(server.address + address).read()
            for _ in range(60):  # work beside the server (the reasons of the first plan) comes to its end
                if not any(b"\0work\0" in cmdline(p) for p in family(server.process.pid)):
                    break
                time.sleep(1)
            pss = sum(map(proportional, family(server.process.pid)))
        finally:
            server.stop()
    return [("memory of the server (PSS, all processes)", f"{pss / 1024:.0f} MiB", "", "≤ 300 MB")]


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in children for p in family(int(child)))]


def proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def show(rows: list[Row]) -> None:
    load = os.getloadavg()[0]
    head = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}"
    table = ["| what | figure | ratio | aim |", "|---|---|---|---|", *(f"| {' | '.join(r)} |" for r in rows)]
    text = f"# Pages, import and memory\n\n`python3 run.py bench pages`; {head}.\n\n" + "\n".join(table) + "\n"
    print(text)
    target = ROOT / "docs" / "benchmarks" / "pages.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
