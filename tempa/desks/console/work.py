"""`work RUN` (started by the planning page): search a plan for a run, leaving progress where the page looks, and add it."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from tempa.desks.console.start import set_up

Progress = Callable[[float, float, int, int], None]


def main(arguments: list[str]) -> int:
    set_up()
    from tempa.allocation import queries as allocation
    from tempa.ledger import queries as ledger

    run = UUID(arguments[0])
    for programme in ledger.all_programmes():
        found = allocation.run_named(programme, run)
        if found is not None and found.ended_at is None:
            made = search(programme, run, seconds=found.seconds, seed=found.seed, by=found.started_by, on_progress=None)
            return 0 if made is not None else 1
    print(f"Perhitungan {run} tidak ada atau sudah berakhir.", file=sys.stderr)
    return 1


def search(programme: Any, run: UUID, *, seconds: int, seed: int, by: Any, on_progress: Progress | None) -> Any:
    """Search, add the plan, end the run; a failure ends the run with a sentence. Returns the plan or None."""
    from django.conf import settings
    from django.utils import timezone

    from tempa.allocation import actions
    from tempa.ledger.queries import tables_of

    folder = Path(settings.TEMPA_HOME) / "runs" / str(run)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pid").write_text(str(os.getpid()))
    tables = tables_of(programme)
    try:
        plan_tables, certificate = found_plan(tables, folder, seconds=seconds, seed=seed, on_progress=on_progress)
        origin = next((r["value"] for r in plan_tables["plan"] if r["key"] == "solver"), "tempa")
        made = actions.add_plan(
            programme,
            tables,
            plan_tables,
            origin=origin[:30],
            run=run,
            certificate=certificate,
            at=timezone.now(),
            by=by,
        )
    except Exception as error:
        traceback.print_exc()
        remark = f"Perhitungan gagal: {error or type(error).__name__}. Mulai lagi; bila terulang, hubungi pengelola."
        actions.end_run(programme, run=run, outcome="failed", remark=remark[:500], at=timezone.now(), by=by)
        return None
    outcome = "cancelled" if (folder / "cancel").exists() else "done"
    actions.end_run(programme, run=run, outcome=outcome, at=timezone.now(), by=by)
    return made


def found_plan(
    tables: Any, folder: Path, *, seconds: int, seed: int, on_progress: Progress | None
) -> tuple[Any, bytes | None]:
    """The best plan found in the time given, with its certificate where there is one."""
    from tempa.allocation.planner.make import make_plan

    with open(folder / "progress", "w", buffering=1) as notes:
        last = 0.0

        def note(elapsed: float, objective: float, unplanned: int, iterations: int) -> None:
            nonlocal last
            if elapsed - last >= 0.5 or not last:
                last = elapsed or 1e-9
                notes.write(json.dumps([round(elapsed, 2), int(objective), int(unplanned)]) + "\n")
            if on_progress is not None:
                on_progress(elapsed, objective, unplanned, iterations)

        began = time.monotonic()
        made = make_plan(tables, seconds=seconds, seed=seed, on_progress=note, cancelled=(folder / "cancel").exists)
        print(f"{time.monotonic() - began:.1f} s", file=sys.stderr)
    return made
