"""`bench boards`: pages of contracts, papers and the price chain over a told year, and over many times its contracts.

    python3 run.py bench boards HOME [--times 100] [--rounds 7]

HOME is a TEMPA_HOME in which a year was told (`simulate`); it is copied and stays as it is. Processor time of the answering process, the
median of all rounds, beside an address of the same middleware that answers with as many bytes; the same each time after a further check of use
was recorded; and once with every figure worked out anew, as in a process that has just begun.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.many_contracts import multiply

PARK, AGENCY = "perencana", "opd"
Figures = dict[str, Any]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py bench boards", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tempa-bench-") as scratch:
        small, large = Path(scratch) / "once", Path(scratch) / "many"
        for home in (small, large):
            copy_of(asked.home, home)
        multiply(large / "tempa.sqlite3", asked.times)
        rows = [figures(home, asked.rounds) for home in (small, large)]
    print(f"load {os.getloadavg()[0]:.1f}; contracts {rows[0]['contracts']:,} and {rows[1]['contracts']:,}\n")
    many = f"{asked.times} ×"
    print(f"| page | once, ms | after a fact, ms | {many}, ms | {many} after a fact, ms | bare, ms | {many} anew, ms | queries | bytes |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, once in rows[0]["pages"].items():
        over = rows[1]["pages"][name]
        times = f"{once['ms']:.1f} | {once['after']:.1f} | {over['ms']:.1f} | {over['after']:,.0f} | {over['bare']:.1f} | {over['anew']:,.0f}"
        print(f"| {name} | {times} | {once['queries']} → {over['queries']} | {over['bytes']:,} |")
    return 0


def copy_of(home: Path, to: Path) -> None:
    """The database with what its log still holds, and the keys; papers are not read by these pages."""
    import sqlite3

    to.mkdir(parents=True)
    shutil.copytree(home / "keys", to / "keys")
    with sqlite3.connect(home / "tempa.sqlite3") as there, sqlite3.connect(to / "tempa.sqlite3") as here:
        there.backup(here)


def figures(home: Path, rounds: int) -> Figures:
    """What a process of its own measures over one home."""
    command = [sys.executable, "-m", "bench.boards_worker", str(rounds)]
    told = subprocess.run(command, env=os.environ | {"TEMPA_HOME": str(home)}, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(told.stdout.splitlines()[-1]))


def median_cpu(work: Callable[[], Any], rounds: int) -> float:
    """Milliseconds of processor that a piece of work takes in this process, the median of some rounds."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - began))
    return statistics.median(spent)
