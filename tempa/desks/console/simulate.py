"""`simulate [FOLDER] --seed N [--until DATE]`: a year told on a programme, through the actions that people use, as an example with its own time.

FOLDER is a programme folder or workbook (data/ntb-2020 where none is named). The same seed tells the same year.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tempa.desks.console.hidden import hidden_in
from tempa.desks.console.start import say, set_up

if TYPE_CHECKING:
    from tempa.desks.console.year.stage import Scene, Stage

ROOT = Path(__file__).resolve().parents[3]
MOVES = 80_000  # the second plan of 2020 is then proven within 2.1 % of the best, for 3.4 s of processor; 160,000: 1.5 %, 6 s
YEAR = 460  # the year's order, and the checks of use of the year after
AFTERNOON = time(6, 5)  # 14.05 in WITA: the time of the example when its year has been told


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py simulate", description=__doc__)
    parser.add_argument("programme", nargs="?", type=Path, default=ROOT / "data" / "ntb-2020", help="folder atau buku kerja / folder or workbook")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until", type=date.fromisoformat, help="tahun-bulan-tanggal; tanpa ini seluruh tahun / the whole year without it")
    parser.add_argument("--moves", type=int, default=MOVES, help="langkah pencarian rencana / moves that a search of plans tries")
    asked = parser.parse_args(arguments)
    set_up()
    from tempa.ledger import queries
    from tempa.ledger.rules import Refused
    from tempa.values.programme import ProgrammeError, check_tables, read_programme

    try:
        tables = read_programme(asked.programme)
    except ProgrammeError as error:
        print("\n".join(s.id for s in error.sentences[:20]), file=sys.stderr)
        return 1
    findings = check_tables(tables)
    if not findings.ok:
        print("\n".join(f.in_language("id") for f in findings.errors[:20]), file=sys.stderr)
        return 1
    for told in hidden_in(tables):
        print(f"! {told}", file=sys.stderr)
    code = next(r["value"] for r in tables["programme"] if r["key"] == "code")
    if queries.programme_named(code) is not None:
        print(f"Program {code} sudah ada di sini. Pakai TEMPA_HOME lain, yang kosong. / exists already; use an empty TEMPA_HOME.", file=sys.stderr)
        return 1
    try:
        programme, refused = tell(tables, code, seed=asked.seed, until=asked.until, moves=asked.moves, say=say)
    except Refused as refusal:  # what the programme's tables say, before its year begins; what its people are refused is told in the year
        print(refusal, file=sys.stderr)
        return 1
    size, _head = queries.chain_head(programme)
    print(f"{code}: {size} catatan. / entries." + (f" Tidak jadi / not done: {len(refused)}." if refused else ""))
    print("".join(f"  tidak jadi / not done: {one}\n" for one in refused), end="")
    return 0


def tell(tables: Any, code: str, *, seed: int, until: date | None, moves: int = MOVES, say: Callable[[str], None]) -> tuple[Any, list[str]]:
    """Open the example and play its year, all or nothing; returns the programme, and what could not be done with the reason."""
    from django.db import transaction

    from tempa.desks.console.year.opening import open_programme, opened_on
    from tempa.desks.console.year.stage import Stage, play
    from tempa.ledger.actions import set_clock

    start = date.fromisoformat(next(r["value"] for r in tables["programme"] if r["key"] == "start_date"))
    with transaction.atomic():
        programme, people = open_programme(tables, code, opened_on(start), has_clock=True)
        stage = Stage(programme, seed, start, people, say, moves)
        last = until or start + timedelta(days=YEAR)
        play(stage, scenes(stage), last)
        set_clock(programme, max(opened_on(start), datetime.combine(last, AFTERNOON, UTC)))
    return programme, stage.refused


def scenes(stage: Stage) -> list[Scene]:
    """Every scene of the year, chapter by chapter; a room adds its chapter here."""
    from tempa.desks.console.year import (
        afterwards,
        contracts,
        delivery,
        learning,
        offers,
        order,
        papers,
        payment,
        planning,
        prices,
        production,
        quality,
        rounds,
        supply,
        verification,
    )

    early = [*verification.chapter(stage), *offers.chapter(stage), *order.chapter(stage), *prices.chapter(stage), *planning.chapter(stage)]
    made = [*contracts.chapter(stage), *supply.chapter(stage), *production.chapter(stage), *learning.chapter(stage), *quality.chapter(stage)]
    brought = [*delivery.chapter(stage), *rounds.chapter(stage), *afterwards.chapter(stage)]
    return [*early, *made, *brought, *payment.chapter(stage), *papers.chapter(stage)]
