"""The demo: the 2020 order of NTB in the middle of its year, with one person per desk; told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from tempa.allocation import queries as plans
from tempa.desks.console.year.opening import open_programme
from tempa.desks.frame.reasons import worker_arguments
from tempa.desks.frame.worker import run_folder, start_console
from tempa.ledger import queries
from tempa.values.programme import check_tables, read_programme

Say = Callable[[str], None]
SEED = 2020
UNTIL = date(2020, 8, 17)
MOVES_A_SECOND = 20_000  # what a search of plans tries in a second on two cores of an office computer, roughly


def is_loaded() -> bool:
    return queries.has_demo_people()


def load_once(folder: Path, *, seconds: int, until: date, say: Say) -> None:
    """Tell the demo's year as far as a day, unless there is a demo already; all or nothing."""
    if (told := queries.demo_programme()) is not None:
        if told.clock is not None and until != UNTIL and (day := queries.day_of(told, told.clock)) != until:
            say(f"Contoh di sini sudah diceritakan sampai {day}. Untuk {until}: TEMPA_HOME=folder-lain python3 run.py --until {until}"
                " / The demo here is told as far as another day; give it a folder of its own.")  # fmt: skip
        return
    tables = read_programme(folder)
    code = next(r["value"] for r in tables["programme"] if r["key"] == "code")
    if queries.programme_named(code) is not None:  # somebody loaded the order of 2020 as their own
        return
    from tempa.desks.console.simulate import tell

    say(f"Menceritakan program contoh NTB 2020 sampai {until}; sekali saja … / Telling the demo programme; once only …")
    programme, _refused = tell(tables, code, seed=SEED, until=until, moves=seconds * MOVES_A_SECOND, say=say)
    if (plan := plans.approved_plan(programme)) is not None:
        start_console(run_folder(f"alasan-{plan.plan}"), worker_arguments(plan.plan))  # reasons: beside the server, so that nobody waits


def load(tables: dict[str, list[dict[str, str]]], code: str, at: datetime) -> object:
    """The order with its people and nothing else, in the server's own time; all or nothing."""
    findings = check_tables(tables)
    if not findings.ok:
        raise SystemExit("\n".join(str(f) for f in findings.errors[:10]))
    return open_programme(tables, code, at)[0]
