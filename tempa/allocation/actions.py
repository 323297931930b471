"""What may be done in allocation: start and end a run, add its plan, propose, approve, refuse."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tempa.allocation import queries, rules
from tempa.allocation.facts import (
    LotAwarded,
    PlanApproved,
    PlanMade,
    PlanningEnded,
    PlanningStarted,
    PlanProposed,
    PlanRefused,
    PlanSuperseded,
)
from tempa.allocation.models import Decision, Plan, PlanningRun, Proposal
from tempa.allocation.planner.check import check
from tempa.allocation.planner.figures import figures
from tempa.ledger.actions import keep_paper, record, record_many
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.queries import tables_of
from tempa.ledger.rules import Refused
from tempa.values.programme import PLAN_SCHEMA, PlanTables, Tables, programme_sha256
from tempa.values.programme.folder import csv_texts

OUTCOMES = ("done", "cancelled", "failed")


def start_run(
    programme: Programme, *, seconds: int, seed: int, note: str = "", at: datetime, by: Person, identity: UUID | None = None
) -> UUID:
    """Note that a run starts on the programme as it stands; returns the run's name. The caller starts the work."""
    run = identity or uuid4()
    if PlanningRun.objects.filter(run=run).exists():
        return run
    rules.check_run(seconds=seconds, seed=seed, running=queries.running(programme).count())
    sha256 = programme_sha256(tables_of(programme))
    record(programme, PlanningStarted(str(run), seconds, seed, note[:200], sha256), at=at, by=by, identity=run)
    return run


def end_run(programme: Programme, *, run: UUID, outcome: str, remark: str = "", at: datetime, by: Person) -> None:
    """Note how a run ended; a run ends once."""
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r} is none of {OUTCOMES}")
    found = queries.run_named(programme, run)
    if found is not None and found.ended_at is None:
        record(programme, PlanningEnded(str(run), outcome, remark), at=at, by=by)


def add_plan(
    programme: Programme, tables: Tables, plan_tables: PlanTables, *, origin: str, run: UUID | None = None,
    certificate: bytes | None = None, at: datetime, by: Person,
) -> Plan:  # fmt: skip
    """Keep a plan after judging it; an invalid one is refused with the first rules that it breaks."""
    report = check(tables, plan_tables)
    if not report.is_valid:
        first = "; ".join(v.sentence for v in report.violations[:3])
        raise Refused("Rencana ini melanggar aturan: %(first)s", first=first)
    shown = figures(tables, plan_tables)
    content = plan_zip(plan_tables, certificate)
    plan = uuid4()
    with transaction.atomic():
        paper = keep_paper(programme, content, name=f"rencana-{plan}.zip", media_type="application/zip", at=at, by=by)
        fact = PlanMade(
            plan=str(plan), run=str(run) if run else "", origin=origin, objective=report.objective,
            lower_bound=int(report.lower_bound or 0), units=shown["inspected"][-1] if shown["inspected"] else 0,
            unplanned=report.unplanned_units, late=sum(r["units"] for r in shown["late"]), lots=report.lots,
            programme_sha256=programme_sha256(tables), paper=paper, figures=shown,
        )  # fmt: skip
        record(programme, fact, at=at, by=by, identity=plan)
    return Plan.objects.get(plan=plan)


def plan_zip(plan_tables: PlanTables, certificate: bytes | None) -> bytes:
    """The plan folder as one file; equal plans give equal bytes."""
    target = io.BytesIO()
    files = {name: text.encode() for name, text in csv_texts(plan_tables, PLAN_SCHEMA).items()}
    if certificate:
        files["certificate.json.gz"] = certificate
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in sorted(files.items()):
            folder.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def propose_plan(
    programme: Programme, *, plan: UUID, note: str = "", at: datetime, by: Person, identity: UUID | None = None
) -> Entry:
    """Put a plan forward for a second person's decision."""
    found = existing(programme, plan)
    rules.check_proposal(
        is_proposed=Proposal.objects.filter(plan=found).exists(), is_decided=Decision.objects.filter(plan=found).exists(),
        plan_sha256=found.programme_sha256, programme_sha256=programme_sha256(tables_of(programme)),
    )  # fmt: skip
    return record(programme, PlanProposed(str(plan), note.strip()[:2000]), at=at, by=by, identity=identity)


def approve_plan(
    programme: Programme, *, plan: UUID, note: str = "", begun: Mapping[str, tuple[object, ...]] | None = None,
    at: datetime, by: Person, identity: UUID | None = None,
) -> Entry:  # fmt: skip
    """A second person approves: the lots become facts, and the plan that held until now is superseded.

    `begun` are the lots on which work has begun (name -> line, workshop, quantity): they stay as they are.
    """
    found = existing(programme, plan)
    check_second_person(found, by)
    rules.check_same_programme(found.programme_sha256, programme_sha256(tables_of(programme)))
    rows = queries.plan_tables(found)["lots"]
    begun = begun or {}
    rules.check_begun_kept(begun, {r["lot"]: (r["line"], r["workshop"], int(r["quantity"])) for r in rows})
    with transaction.atomic():
        old = queries.approved_plan(programme)
        entry = record(programme, PlanApproved(str(plan), note.strip()[:2000]), at=at, by=by, identity=identity)
        if old is not None:
            record(programme, PlanSuperseded(str(old.plan), str(plan), sorted(begun)), at=at, by=by)
        new = rules.lots_to_award({r["lot"] for r in rows}, set(begun))
        awards = [(uuid4(), award(plan, r)) for r in rows if r["lot"] in new]
        record_many(programme, awards, at=at, by=by)
    return entry


def award(plan: UUID, row: dict[str, str]) -> LotAwarded:
    return LotAwarded(
        str(plan), row["lot"], row["line"], row["workshop"], int(row["quantity"]), int(row["start_week"]),
        int(row["finish_week"]), int(row["inspect_week"]),
    )  # fmt: skip


def refuse_plan(
    programme: Programme, *, plan: UUID, reason: str, at: datetime, by: Person, identity: UUID | None = None
) -> Entry:
    """A second person refuses, with a reason."""
    found = existing(programme, plan)
    check_second_person(found, by)
    rules.check_refusal(reason)
    return record(programme, PlanRefused(str(plan), reason.strip()[:2000]), at=at, by=by, identity=identity)


def existing(programme: Programme, plan: UUID) -> Plan:
    found = queries.plan_named(programme, plan)
    if found is None:
        raise Refused("Rencana itu tidak ada di program ini.")
    return found


def check_second_person(plan: Plan, by: Person) -> None:
    proposal = Proposal.objects.filter(plan=plan).first()
    rules.check_decision(
        is_proposed=proposal is not None, is_decided=Decision.objects.filter(plan=plan).exists(),
        proposer=proposal.by_id if proposal else None, decider=by.pk,
    )  # fmt: skip

