"""The demo: the 2020 order of NTB with one person per desk, planned and approved; loaded once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from tempa.allocation import actions as allocation
from tempa.allocation import queries as plans
from tempa.demand import actions as demand
from tempa.desks.console.progress import Bar
from tempa.desks.frame.reasons import worker_arguments
from tempa.desks.frame.worker import run_folder, start_console
from tempa.ledger import actions as ledger
from tempa.ledger import queries
from tempa.values.programme import check_tables, read_programme

Say = Callable[[str], None]
PASSWORD = "contoh-2020"  # noqa: S105 - printed at the start; these people exist only with the demo
PEOPLE = (
    ("perencana", "Ni Luh Perencana", "park_planner", ""),
    ("kepala", "Haji Kepala", "park_head", ""),
    ("opd", "Rina dari Distanbun", "agency", "DISTANBUN"),
    ("bengkel", "Pak Darma", "workshop", "W03"),
    ("guru", "Bu Guru Sri", "teacher", "S01"),
    ("pemeriksa", "Ani Pemeriksa", "inspector", ""),
    ("pemasok", "Toko Besi Contoh 1", "supplier", "SUP-L1"),
    ("auditor", "Auditor BPK Contoh", "auditor", ""),
)


def is_loaded() -> bool:
    return queries.has_demo_people()


def load_once(folder: Path, *, seconds: int, say: Say) -> None:
    """Load, plan and approve the demo, unless it is there; each part that is there already is left as it is."""
    programme = queries.demo_programme()
    if programme is None:
        tables = read_programme(folder)
        code = next(r["value"] for r in tables["programme"] if r["key"] == "code")
        if queries.programme_named(code) is not None:  # somebody loaded the order of 2020 as their own
            return
        say("Memuat program contoh NTB 2020 … / Loading the demo programme …")
        programme = load(tables, code, timezone.now())
    if not plans.has_plan(programme):
        say(f"Merencanakan: siapa membuat apa, {seconds} detik … / Planning for {seconds} s …")
        plan(programme, seconds, say)


def load(tables: Any, code: str, at: datetime) -> Any:
    """The demo programme with its people; all or nothing. The head founds it and gives the others their roles."""
    from django.db import transaction

    findings = check_tables(tables)
    if not findings.ok:
        raise SystemExit("\n".join(str(f) for f in findings.errors[:10]))
    with transaction.atomic():
        people = {p[0]: ledger.add_person(login=p[0], name=p[1], password=PASSWORD, demo=True) for p in PEOPLE}
        head = people["kepala"]
        programme = ledger.found_programme(code=code, at=at, by=head, demo=True, desks=("park_head",))
        for login, _, desk, subject in PEOPLE:
            if people[login] != head:
                ledger.grant_role(programme, people[login], desk=desk, subject=subject, at=at, by=head)
        demand.load_programme(programme, tables, at=at, by=people["perencana"])
    return programme


def plan(programme: Any, seconds: int, say: Say) -> None:
    """A first plan, proposed by the planner and approved by the head."""
    from tempa.desks.console.work import search

    planner, head = (queries.person_named(login) for login in ("perencana", "kepala"))
    assert planner is not None and head is not None
    run = allocation.start_run(programme, seconds=seconds, seed=1, note="rencana contoh", at=timezone.now(), by=planner)
    bar = Bar(seconds, sys.stderr)
    made = search(programme, run, seconds=seconds, seed=1, by=planner, on_progress=bar.show)
    bar.end()
    if made is None:
        say(
            "Rencana contoh tidak berhasil; buka halaman Rencana dan mulai lagi. / No demo plan; start one on the planning page."
        )
        return
    allocation.propose_plan(programme, plan=made.plan, note="rencana contoh", at=timezone.now(), by=planner)
    allocation.approve_plan(programme, plan=made.plan, note="disetujui untuk contoh", at=timezone.now(), by=head)
    explain_later(made)


def explain_later(made: Any) -> None:
    """The reasons and the comparison are worked out beside the server, so that nobody waits for them."""
    start_console(run_folder(f"alasan-{made.plan}"), worker_arguments(made.plan))
