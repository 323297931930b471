"""`bench pages`: pages, deeds, imports and memory, as processor time beside bare work and beside an earlier revision.

    python3 run.py bench pages [--against REV] [--scale 100] [--rounds 7] [--no-large] [--no-memory]

Two revisions are asked in turns, page by page, so that whatever else the machine does slows both alike. Processor time is
that of the process that answers, not that of the clock. Databases are made once per revision and kept in TEMPA_HOME/bench;
each run works on a copy.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WORKER = Path(__file__).with_name("pages_worker.py")
LISTS = ("/park/pesanan/", "/park/katalog/", "/park/bengkel/", "/park/anggaran/", "/park/catatan/")
PAGES = (
    *(("perencana", a) for a in ("/park/", *LISTS)),
    ("opd", "/opd/"), ("bengkel", "/bengkel-saya/"), ("auditor", "/auditor/catatan/"),
)  # fmt: skip
MAKES_DATA = ("migrations/*.py", "*/models.py", "allocation/planner/generat*/*.py")
Figures = dict[str, Any]
Row = tuple[str, ...]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py bench pages", description=__doc__)
    parser.add_argument("--against", metavar="REV", default="", help="an earlier revision to measure beside this one")
    parser.add_argument("--scale", type=float, default=100.0)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-large", action="store_true")
    parser.add_argument("--no-memory", action="store_true")
    asked = parser.parse_args(arguments)
    scale = 0.0 if asked.no_large else asked.scale
    with trees(asked.against) as found, tempfile.TemporaryDirectory(prefix="tempa-bench-") as scratch:
        sides = [Side(tree, copy_of_data(tree, scale, Path(scratch) / str(n)), scale) for n, tree in enumerate(found)]
        try:
            rows = [*measured(sides, asked.rounds, scale)]
        finally:
            for side in sides:
                side.process.kill()
    if not asked.no_memory:
        rows.append(memory())
    show(rows, asked.against)
    return 0


@contextmanager
def trees(against: str) -> Iterator[list[Path]]:
    """The folders to measure: an earlier revision where one is asked for, checked out beside, then this one."""
    if not against:
        yield [ROOT]
        return
    with tempfile.TemporaryDirectory(prefix="tempa-rev-") as folder:
        tree = Path(folder) / "tree"
        git("worktree", "add", "--detach", str(tree), against)
        try:
            yield [tree, ROOT]
        finally:
            git("worktree", "remove", "--force", str(tree))


def git(*words: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True)


def copy_of_data(tree: Path, scale: float, to: Path) -> Path:
    """A home with the demo and the large programme as this revision makes them; made once, then copied."""
    made_by = hashlib.sha256(str(scale).encode())
    for place in sorted({p for pattern in MAKES_DATA for p in (tree / "tempa").glob(pattern)}):
        made_by.update(place.read_bytes())
    kept = Path(os.environ.get("TEMPA_HOME") or ROOT / "var") / "bench" / f"pages-{made_by.hexdigest()[:16]}"
    if not (kept / "loaded").exists():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        print(f"{kept}: …", file=sys.stderr, flush=True)
        Side(tree, kept, scale).end()
    shutil.copytree(kept, to)
    return to


@dataclass
class Side:
    """A revision at work in a process of its own."""

    tree: Path
    home: Path
    scale: float
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(self.tree), "DJANGO_SETTINGS_MODULE": "tempa.site.settings"}
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER), str(self.home), str(self.scale)],
            cwd=self.tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.answer()

    def answer(self) -> Figures:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.tree}: the worker ended")
        return dict(json.loads(line))

    def ask(self, do: str, **more: Any) -> Figures:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def measured(sides: Sequence[Side], rounds: int, scale: float) -> Iterator[Row]:
    """Every figure of every side, asked in turns."""
    for login, address in PAGES:
        yield row(address, in_turns(sides, rounds, "page", login=login, address=address, is_large=False, times=3), page_aim(address))
    for login, address in PAGES[:6]:
        of = in_turns(sides, rounds, "after", login=login, address=address, is_large=False, times=1)
        yield row(f"{address} just after a line changed", of, page_aim(address))
    yield row("an order line changed (form to redirect)", in_turns(sides, rounds, "change", is_large=False, times=1), "≤ 12 queries")
    yield row("one fact recorded", in_turns(sides, rounds, "fact", times=3), "≤ 1 ms above the bare row")
    yield row("import of the demo, a fact", [per_fact(f) for f in in_turns(sides, min(rounds, 3), "import")], "half")
    if scale:
        for login, address in PAGES[:6]:
            of = in_turns(sides, rounds, "page", login=login, address=address, is_large=True, times=1)
            yield row(f"{address} at {scale:g} ×", of, page_aim(address))
        for login, address in PAGES[:6]:
            of = in_turns(sides, rounds, "after", login=login, address=address, is_large=True, times=1)
            yield row(f"{address} at {scale:g} ×, just after a line changed", of, "≤ 100 ms" if address == "/park/" else "≤ 40 ms")
        yield row(f"an order line changed at {scale:g} ×", in_turns(sides, rounds, "change", is_large=True, times=1), "≤ 12 queries")


def page_aim(address: str) -> str:
    return "≤ 100 ms" if address == "/park/" else "≤ 15 ms, ≤ 12 queries, ≤ 50 KB"


def in_turns(sides: Sequence[Side], rounds: int, do: str, **more: Any) -> list[Figures]:
    """What each side answered, its times of all rounds together; the first round warms up and is left out where there are more."""
    found: list[Figures] = [{} for _ in sides]
    for n in range(rounds):
        for side, sums in zip(sides, found, strict=True):
            one = side.ask(do, **more)
            for name in ("cpu", "bare"):
                if name in one and (n or rounds == 1):
                    sums.setdefault(name, []).extend(one[name])
            sums.update({k: v for k, v in one.items() if k not in {"cpu", "bare"}})
    return found


def per_fact(figures: Figures) -> Figures:
    return {"cpu": [ms / figures["facts"] for ms in figures["cpu"]]}


def row(what: str, sides: list[Figures], aim: str) -> Row:
    """One line of the table: earlier, now, their ratio, and now beside the bare work."""
    now = sides[-1]
    ms = statistics.median(now["cpu"])
    before = statistics.median(sides[0]["cpu"]) if len(sides) > 1 else None
    bare = statistics.median(now["bare"]) if "bare" in now else None
    asked = " → ".join(str(s["queries"]) for s in sides) if "queries" in now else ""
    size = f"{now['bytes']:,}" if "bytes" in now else ""
    return (
        what, shown(before), shown(ms), f"{ms / before:.2f}" if before else "", f"{ms / bare:.1f} × {shown(bare)}" if bare else "",
        asked, size, aim,
    )  # fmt: skip


def shown(ms: float | None) -> str:
    """Milliseconds, or microseconds below a half of one."""
    return "" if ms is None else f"{ms:.1f} ms" if ms >= 0.5 else f"{1000 * ms:.0f} µs"


def memory() -> Row:
    """PSS of a server and all its processes after every list and the overview were asked for."""
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
    return ("memory of the server (PSS, all processes)", "", f"{pss / 1024:.0f} MiB", "", "", "", "", "≤ 300 MB")


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def family(pid: int) -> list[int]:
    """A process and all below it; one that has ended meanwhile has nobody."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(p for child in children for p in family(int(child)))]


def proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def show(rows: Sequence[Row], against: str) -> None:
    load = os.getloadavg()[0]
    head = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}"
    beside = f" --against {against}" if against else ""
    heads = ("what", "before", "now", "ratio", "beside bare work", "queries", "bytes", "aim")
    table = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *(f"| {' | '.join(r)} |" for r in rows)]
    text = f"# Pages, deeds, imports and memory\n\n`python3 run.py bench pages{beside}`; {head}. {WHAT}\n\n" + "\n".join(table) + "\n"
    print(text)
    target = ROOT / "docs" / "benchmarks" / "pages.md"
    target.write_text(text)


WHAT = (
    "Processor time of the answering process, the median of all turns; both revisions are asked in turns. Bare work: an address "
    "behind the same middleware that answers with as many bytes; for a fact, one row of as many bytes in a transaction of its own. "
    "An import is reading, checking and loading the demo's tables, divided by its facts."
)
