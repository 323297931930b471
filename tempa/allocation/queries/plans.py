"""Plans, the runs that searched them, what each holds and which is in force."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from tempa.allocation.models import Decision, Plan, PlanningRun
from tempa.allocation.planner.replanning.order_cut import with_reduced, without_cancelled
from tempa.allocation.planner.verifier.form import Certificate, FormError, parse_certificate
from tempa.allocation.rules import PlanHistory
from tempa.ledger.actions import paper_place
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import entries_of, programme_hash, tables_of
from tempa.ledger.writing import rows_with
from tempa.values.programme import PLAN_SCHEMA, PlanTables
from tempa.values.programme.folder import csv_texts, rows_of

PLANS_AT_HAND = 4


def runs(programme: Programme) -> QuerySet[PlanningRun]:
    return PlanningRun.objects.filter(programme=programme).select_related("started_by").order_by("-number")


def run_named(programme: Programme, run: UUID) -> PlanningRun | None:
    return PlanningRun.objects.filter(programme=programme, run=run).select_related("started_by").first()


def running(programme: Programme) -> QuerySet[PlanningRun]:
    return PlanningRun.objects.filter(programme=programme, ended_at=None)


def plans(programme: Programme) -> QuerySet[Plan]:
    related = ("proposal", "proposal__by", "decision", "decision__by", "run", "base")
    return Plan.objects.filter(programme=programme).select_related(*related).order_by("-number")


def plan_named(programme: Programme, plan: UUID) -> Plan | None:
    return plans(programme).filter(plan=plan).first()


def plan_of_run(run: PlanningRun) -> Plan | None:
    return Plan.objects.filter(run=run).first()


def approved_plan(programme: Programme) -> Plan | None:
    """The plan that holds: approved and not superseded."""
    return plans(programme).filter(decision__approved=True, decision__superseded_at=None).first()


def plan_to_show(programme: Programme) -> Plan | None:
    """The plan that holds, else the newest one made."""
    return approved_plan(programme) or plans(programme).exclude(purpose="scenario").first()


def plan_tables(plan: Plan) -> PlanTables:
    """The tables of a plan, read from its kept paper; its lots bear the codes that they have in the programme."""
    files, renamed = plan_files(plan), renamed_lots(plan)
    return {name: renamed_rows(rows_of(schema, files[f"{name}.csv"].decode()), renamed) for name, schema in PLAN_SCHEMA.items()}


def plan_lots(plan: Plan) -> list[dict[str, str]]:
    """The table `lots` alone, for those who ask no more of a plan: a fifth of the reading."""
    return renamed_rows([dict(row) for row in lots_in_paper(plan.paper)], renamed_lots(plan))


def lots_planned(programme: Programme) -> list[dict[str, str]]:
    """The table `lots` of the plan that holds; nothing where none does."""
    where = "far.programme_id = %s AND own.approved AND own.superseded_at IS NULL ORDER BY far.number DESC LIMIT 1"
    for renamed, paper in rows_with(Decision, ("renamed",), "plan_id", ("paper",), where, [programme.pk]):
        return renamed_rows([dict(row) for row in lots_in_paper(paper)], renamed or {})
    return []


@lru_cache(PLANS_AT_HAND)
def lots_in_paper(paper: str) -> list[dict[str, str]]:
    """The table `lots` of a kept plan; a paper is named by its hash, so that what was read of it once holds for ever."""
    with zipfile.ZipFile(io.BytesIO(paper_place(paper).read_bytes())) as folder:
        return rows_of(PLAN_SCHEMA["lots"], folder.read("lots.csv").decode())


def renamed_rows(rows: list[dict[str, str]], renamed: Mapping[str, str]) -> list[dict[str, str]]:
    """Rows whose lots bear the codes that they have in the programme."""
    for row in rows:
        if renamed and "lot" in row:
            row["lot"] = renamed.get(row["lot"], row["lot"])
    return rows


def tables_as_reduced(plan: Plan, before: int | None = None) -> PlanTables:
    """The tables of a plan with the units that addenda of contracts left in its lots since (before an entry, where one is named)."""
    tables = plan_tables(plan)
    found = entries_of(plan.programme).filter(kind__in=("LotReduced", "LotRaised")).order_by("sequence")
    if before is not None:
        found = found.filter(sequence__lt=before)
    left = {values["lot"]: values["quantity"] for values in (json.loads(body)["values"] for body in found.values_list("body", flat=True))}
    return with_reduced(tables, left, tables_of(plan.programme)) if left else tables


def renamed_lots(plan: Plan) -> dict[str, str]:
    """Lot in the plan's file -> its code in the programme, where an approved plan's lot bears another one."""
    found = Decision.objects.filter(plan=plan).values_list("renamed", flat=True).first()
    return dict(found or {})


def plan_history(plan: Plan) -> PlanHistory:
    """What has happened to a plan, read anew."""
    row = Plan.objects.filter(pk=plan.pk).values_list(
        "purpose", "proposal__by", "decision__by", "decision__approved", "decision__superseded_at").get()  # fmt: skip
    purpose, proposed_by, decided_by, approved, superseded_at = row
    return PlanHistory(purpose, proposed_by, decided_by, bool(approved), superseded_at is not None)


def superseded_itself(plan: Plan) -> bool:
    """Whether an earlier version of Tempa let this plan take its own place (a double click on the approval)."""
    ends = Entry.objects.filter(programme=plan.programme_id, subject=f"plan:{plan.plan}", kind="PlanSuperseded").order_by("sequence").last()
    return ends is not None and json.loads(ends.body)["values"]["by_plan"] == str(plan.plan)


def plan_files(plan: Plan) -> dict[str, bytes]:
    """The files of the plan folder, by name."""
    with zipfile.ZipFile(io.BytesIO(paper_place(plan.paper).read_bytes())) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def base_files(plan: Plan) -> dict[str, bytes]:
    """The plan folder that a plan made again is judged by: the plan before it, without lots of lines that were cancelled since."""
    files = {name: content for name, content in plan_files(plan.base).items() if "/" not in name} if plan.base is not None else {}
    own = plan_tables(plan)
    before = tables_as_reduced(plan.base, plan.entry.sequence) if plan.base is not None else {}
    planned = {"orders": [row for name in ("lots", "unplanned") for row in own[name]]}
    kept = without_cancelled(before, planned) if before else {}
    if plan.base is None or kept == plan_tables(plan.base):
        return files
    return files | {name: text.encode() for name, text in csv_texts(kept, PLAN_SCHEMA).items()}


def certificate_of(plan: Plan) -> Certificate | None:
    """What the certificate beside a plan states; None where there is none that can be read. It is not judged here."""
    packed = plan_files(plan).get("certificate.json.gz")
    try:
        return parse_certificate(packed) if packed else None
    except FormError:
        return None


def has_plan(programme: Programme) -> bool:
    return Plan.objects.filter(programme=programme).exists()


def fits_programme(programme: Programme, plan: Plan) -> bool:
    """Whether the programme still is the one that a plan was made of."""
    return programme_hash(programme) == plan.programme_sha256
