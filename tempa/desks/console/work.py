"""`work RUN` (started by the planning page): carry out a run, leaving progress where the page looks, and add its plan.

`work --explain PLAN`: the reasons of a plan and what rules that people use would cost, kept beside it.
`work --rules PROGRAMME FOLDER`: what each rule costs, written as JSON for the page that asked.
`work --lists PLAN WEEK`: the day-by-day schedule of a week, kept for the pages that show it.
`work --what-if PLAN SITE CHANGE`: what one change at a workshop would do, by planning again.
`work --verify PROGRAMME`: tables and files against the chain, for the auditor's page.
`work --pack PROGRAMME SEQUENCE NAME`: the audit pack as of an entry, for the auditor's page.
`work --papers PROGRAMME AGENCY PERSON`: the papers of all contracts (of one agency), numbered and made.
`work --route RUN`: rounds of lorries or a week of inspectors, for the page that asked.
`work --replay OBJECTION PERSON`: the plan objected to, made again without and with what the workshop says.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from tempa.desks.console.start import set_up

if TYPE_CHECKING:
    from tempa.allocation import queries as allocation
    from tempa.ledger import queries as ledger

T = TypeVar("T")
Progress = Callable[[float, float, int, int], None]


def main(arguments: list[str]) -> int:
    set_up()
    from tempa.allocation import queries as allocation
    from tempa.ledger import queries as ledger

    if arguments[0] == "--explain":
        return explain_one(UUID(arguments[1]))
    if arguments[0] == "--rules":
        return price_rules(arguments[1], Path(arguments[2]))
    if arguments[0] == "--lists":
        return schedule_week(UUID(arguments[1]), int(arguments[2]))
    if arguments[0] == "--what-if":
        return answer_what_if(UUID(arguments[1]), arguments[2], arguments[3])
    if arguments[0] == "--verify":
        return check_tables(arguments[1])
    if arguments[0] == "--pack":
        return make_pack(arguments[1], int(arguments[2]), UUID(arguments[3]), *arguments[4:])
    if arguments[0] == "--papers":
        return print_papers(arguments[1], arguments[2], UUID(arguments[3]))
    if arguments[0] == "--route":
        return search_route(UUID(arguments[1]))
    if arguments[0] == "--replay":
        return replay_one(UUID(arguments[1]), UUID(arguments[2]))
    run = UUID(arguments[0])
    for programme in ledger.all_programmes():
        found = allocation.run_named(programme, run)
        if found is not None and found.ended_at is None:
            made = search(programme, run, seconds=found.seconds, seed=found.seed, by=found.started_by, on_progress=None)
            if made is not None and made.purpose != "scenario":  # a trial is explained when somebody asks
                explained(programme, made, found.started_by)
            return 0 if made is not None else 1
    print(f"Perhitungan {run} tidak ada atau sudah berakhir.", file=sys.stderr)
    return 1


def check_tables(code: str) -> int:
    """Hold a programme against its chain and keep the verdict."""
    from tempa.desks.frame.verdicts import carry_out
    from tempa.ledger import queries as ledger

    os.nice(10)
    programme = ledger.programme_named(code)
    return 1 if programme is None or carry_out(programme).faults else 0


def make_pack(code: str, sequence: int, name: UUID, scope: str = "programme") -> int:
    """Leave the audit pack where the page looks."""
    from tempa.desks.frame.packs import carry_out
    from tempa.ledger import queries as ledger
    from tempa.openness.pack import Scope

    os.nice(10)
    programme = ledger.programme_named(code)
    if programme is None:
        print(f"Program {code} tidak ada.", file=sys.stderr)
        return 1
    carry_out(programme, sequence, name, Scope.of(scope))
    return 0


def print_papers(code: str, agency: str, by: UUID) -> int:
    """Number and make the papers of contracts, leaving progress where the page looks."""
    from tempa.desks.frame.contracts.printing import print_many
    from tempa.ledger import queries as ledger

    os.nice(10)
    programme = ledger.programme_named(code)
    if programme is None:
        print(f"Program {code} tidak ada.", file=sys.stderr)
        return 1
    print_many(programme, agency, ledger.people().get(public_id=by))
    return 0


def search_route(run: UUID) -> int:
    """Rounds or a week, recorded as the person who asked."""
    from tempa.desks.frame.route_acts import ACTS
    from tempa.desks.frame.routing_runs import carry_out

    os.nice(10)
    return carry_out(run, ACTS)


def search(programme: ledger.Programme, run: UUID, *, seconds: int, seed: int, by: Any, on_progress: Progress | None) -> allocation.Plan | None:
    """Search, add the plan, end the run; a failure ends the run with a sentence. Returns the plan or None."""
    from django.conf import settings

    from tempa.allocation import actions
    from tempa.allocation import queries as allocation
    from tempa.desks.frame.clock import now_of
    from tempa.desks.frame.worker import hold

    folder = Path(settings.TEMPA_HOME) / "runs" / str(run)
    folder.mkdir(parents=True, exist_ok=True)
    alive = hold(folder)  # None: this process was started from the queue and has it already
    found = allocation.run_named(programme, run)
    task = found.task if found is not None else {}
    base = allocation.plan_named(programme, UUID(task["base"])) if task.get("base") else None
    try:
        carried = carried_out(programme, task, base, folder, seconds=seconds, seed=seed, on_progress=on_progress)
        origin = next((r["value"] for r in carried.plan_tables["plan"] if r["key"] == "solver"), "tempa")
        made = actions.add_plan(
            programme, carried.tables, carried.plan_tables, origin=origin[:30],
            behind=actions.Behind(run=run, certificate=carried.certificate, purpose=task.get("kind", "plan"), base=base, again=carried.again),
            at=now_of(programme), by=by,
        )  # fmt: skip
    except Exception as error:
        traceback.print_exc()
        remark = f"Perhitungan gagal: {error or type(error).__name__}. Mulai lagi; bila terulang, hubungi pengelola."
        actions.end_run(programme, run=run, outcome="failed", remark=remark[:500], at=now_of(programme), by=by)
        return None
    finally:
        if alive is not None:
            os.close(alive)
    outcome = "cancelled" if (folder / "cancel").exists() else "done"
    actions.end_run(programme, run=run, outcome=outcome, at=now_of(programme), by=by)
    return made


def carried_out(
    programme: ledger.Programme, task: Any, base: Any, folder: Path, *, seconds: int, seed: int, on_progress: Progress | None
) -> Any:
    """What the run's task gives, with progress written for the page that watches it."""
    from tempa.allocation import queries as allocation
    from tempa.allocation.planner.runs.assignment import carry_out
    from tempa.ledger.queries import tables_of

    base_tables = allocation.tables_as_reduced(base) if base is not None else None
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
        made = carry_out(
            task, tables_of(programme), base_tables, seconds=seconds, seed=seed, on_progress=note,
            cancelled=(folder / "cancel").exists,
        )  # fmt: skip
        print(f"{time.monotonic() - began:.1f} s", file=sys.stderr)
    return made


def explain_one(plan: UUID) -> int:
    """Explain a plan that is kept already."""
    from tempa.allocation import queries as allocation
    from tempa.ledger import queries as ledger

    for programme in ledger.all_programmes():
        found = allocation.plan_named(programme, plan)
        if found is not None:
            explained(programme, found, found.entry.by)
            return 0
    print(f"Rencana {plan} tidak ada.", file=sys.stderr)
    return 1


def yielding(work: Callable[[], T]) -> T:
    """What the work gives, done in a thread that yields to those who serve. What is recorded of it afterwards does not yield: who
    holds the turn of the writers and is given no processor keeps everybody waiting. (On Linux a thread is nice by itself.)"""
    with ThreadPoolExecutor(1, initializer=os.nice, initargs=(10,)) as beside:
        return beside.submit(work).result()


def explained(programme: ledger.Programme, plan: allocation.Plan, by: ledger.Person) -> None:
    """Keep the reasons of a plan, and the comparison with rules that people use; a failure leaves the plan as it is."""
    from tempa.allocation import actions
    from tempa.allocation import queries as allocation
    from tempa.allocation.planner.runs.assignment import reasons_and_rules
    from tempa.desks.frame.clock import now_of
    from tempa.ledger.queries import tables_of

    task = (plan.run.task if plan.run else {}) | {"kind": plan.purpose}
    base = allocation.plan_tables(plan.base) if plan.base else None
    known = allocation.naive_of(programme, plan.programme_sha256)
    try:
        tables, own = tables_of(programme), allocation.plan_tables(plan)
        reasons, naive = yielding(lambda: reasons_and_rules(task, tables, base, own, known))
    except Exception:
        traceback.print_exc()
        return
    actions.explain_plan(programme, plan=plan.plan, reasons=reasons, naive=naive, at=now_of(programme), by=by)


def replay_one(objection: UUID, person: UUID) -> int:
    """Plan again for an objection and keep what came of it, asked for by a person."""
    from tempa.allocation import actions
    from tempa.allocation import queries as allocation
    from tempa.allocation.planner.runs.assignment import replayed
    from tempa.desks.frame.clock import now_of
    from tempa.ledger import queries as ledger

    by = next((p for p in ledger.people() if p.public_id == person), None)
    for programme in ledger.all_programmes():
        found = allocation.objection_named(programme, objection)
        if found is not None and by is not None:
            rules = found.plan.run.task.get("rules", []) if found.plan.run is not None else []
            plan = allocation.plan_tables(found.plan)
            result = replayed(ledger.tables_of(programme), plan, found.workshop, found.changes, found.words, rules)
            actions.note_replay(programme, objection=objection, result=result, at=now_of(programme), by=by)
            return 0
    print(f"Keberatan {objection} tidak ada.", file=sys.stderr)
    return 1


def price_rules(code: str, folder: Path) -> int:
    """Write what the rules of a programme and those beside it cost; the page reads it from the folder."""
    from tempa.allocation import queries as allocation
    from tempa.allocation.planner.runs.assignment import prices_of_rules
    from tempa.ledger import queries as ledger

    programme = ledger.programme_named(code)
    if programme is None:
        print(f"Program {code} tidak ada.", file=sys.stderr)
        return 1
    prices = prices_of_rules(ledger.tables_of(programme), allocation.rule_rows(programme))
    part = folder / "prices.part"
    part.write_text(json.dumps(prices, ensure_ascii=False))
    part.replace(folder / "prices.json")
    return 0


def schedule_week(plan: UUID, week: int) -> int:
    """Keep the schedule of one week of a plan."""
    from tempa.allocation import queries as allocation
    from tempa.desks.frame.worklists import write_lists
    from tempa.ledger import queries as ledger

    for programme in ledger.all_programmes():
        found = allocation.plan_named(programme, plan)
        if found is not None:
            write_lists(ledger.tables_of(programme), found, week)
            return 0
    print(f"Rencana {plan} tidak ada.", file=sys.stderr)
    return 1


def answer_what_if(plan: UUID, site: str, code: str) -> int:
    """Keep what one change at a workshop would do, asked beside a plan."""
    from tempa.allocation import queries as allocation
    from tempa.allocation.planner.runs.assignment import what_if
    from tempa.allocation.rules import change_asked
    from tempa.desks.frame.whatif import folder_of
    from tempa.ledger import queries as ledger

    for programme in ledger.all_programmes():
        found = allocation.plan_named(programme, plan)
        if found is not None:
            rules = found.run.task.get("rules", []) if found.run is not None else []
            said = what_if(ledger.tables_of(programme), site, change_asked(code), rules)
            folder = folder_of(plan, site, code)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "answer.part").write_text(json.dumps(said, ensure_ascii=False))
            (folder / "answer.part").replace(folder / "answer.json")
            return 0
    print(f"Rencana {plan} tidak ada.", file=sys.stderr)
    return 1
