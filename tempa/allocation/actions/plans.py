"""A plan that was found is kept whole, judged, with its reasons."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack
from uuid import UUID

from tempa.allocation import queries, rules
from tempa.allocation.actions.existing import existing
from tempa.allocation.facts import PlanExplained, PlanMade
from tempa.allocation.models import Explanation, Plan
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.figures import figures
from tempa.allocation.planner.side_constraints.apply import broken_rules
from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json
from tempa.ledger.actions import Doing, deed, keep_paper_in
from tempa.ledger.models import Programme
from tempa.ledger.queries import programme_hash
from tempa.ledger.rules import Refused
from tempa.values.programme import PLAN_SCHEMA, PlanTables, Tables, programme_sha256
from tempa.values.programme.folder import csv_texts, folder_texts


@dataclass(frozen=True)
class Behind:
    """What stands behind a plan: the run that found it, its certificate, what it is for, and the plan that it was made `again` from."""

    run: UUID | None = None
    certificate: bytes | None = None
    purpose: str = "plan"
    base: Plan | None = None
    again: Mapping[str, Any] | None = None


NOTHING_BEHIND = Behind()


def add_plan(
    programme: Programme, tables: Tables, plan_tables: PlanTables, *, origin: str, behind: Behind = NOTHING_BEHIND, **doing: Unpack[Doing]
) -> Plan:
    """Keep a plan after judging it; an invalid one is refused with the first rules that it breaks.

    `tables` is the programme that the plan is of: for a plan made again or a trial, not the one in force.
    """
    run, base, again = behind.run, behind.base, behind.again
    is_again = any(r["key"] == "replanned_at" for r in plan_tables["plan"])
    judged_by = queries.tables_as_reduced(base) if base is not None and is_again else None
    report = check(tables, plan_tables, judged_by)
    sha256 = programme_sha256(tables)
    shown = figures(tables, plan_tables) | ({"again": dict(again)} if again else {}) | beside_rules(programme, run, tables, plan_tables)
    with deed(programme, **doing) as d:
        if not d.known(PlanMade, run=str(run) if run else "", origin=origin, programme_sha256=sha256):
            started_by = found.started_by_id if run and (found := queries.run_named(programme, run)) else None
            d.must(rules.may_work_on(d.who, started_by))
            if not report.is_valid:
                first = "; ".join(v.sentence for v in report.violations[:3])
                raise Refused("Rencana ini melanggar aturan: %(first)s", first=first)
            content = plan_zip(plan_tables, behind.certificate, tables if sha256 != programme_hash(programme) else None)
            paper = keep_paper_in(d, content, name=f"rencana-{d.identity}.zip", media_type="application/zip")
            d.record(PlanMade(
                plan=str(d.identity), run=str(run) if run else "", origin=origin, objective=report.objective,
                lower_bound=int(report.lower_bound or 0), units=shown["inspected"][-1] if shown["inspected"] else 0,
                unplanned=report.unplanned_units, late=sum(r["units"] for r in shown["late"]), lots=report.lots,
                programme_sha256=sha256, paper=paper, figures=shown, purpose=behind.purpose, base=str(base.plan) if base is not None else "",
            ))  # fmt: skip
        return Plan.objects.get(plan=d.identity)


def beside_rules(programme: Programme, run: UUID | None, tables: Tables, plan_tables: PlanTables) -> dict[str, Any]:
    """What is to be said of the added rules of a plan's run: how many there were, and which of them the plan breaks."""
    found = queries.run_named(programme, run) if run is not None else None
    rows = found.task.get("rules", []) if found is not None else []
    if not rows:
        return {}
    broken = broken_rules(tables, plan_tables, side_constraints_from_json(json.dumps({"rules": rows})))
    return {"added_rules": {"count": len(rows), "broken": [{"id": one.id, "en": one.en} for one in broken]}}


def explain_plan(
    programme: Programme, *, plan: UUID, reasons: Mapping[str, Any], naive: Sequence[Mapping[str, Any]], **doing: Unpack[Doing]
) -> None:
    """Keep the reasons of a plan as a paper, beside the totals of the rules that people use; once for each plan."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        text = json.dumps(reasons, ensure_ascii=False, separators=(",", ":"))
        folder.writestr(zipfile.ZipInfo("reasons.json", (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    with deed(programme, **doing) as d:
        if d.known(PlanExplained, plan=str(plan)):
            return
        found = existing(programme, plan)
        d.must(rules.may_work_on(d.who, found.entry.by_id))
        if not Explanation.objects.filter(plan=found).exists():
            paper = keep_paper_in(d, target.getvalue(), name=f"alasan-{plan}.zip", media_type="application/zip")
            d.record(PlanExplained(str(plan), paper, [dict(n) for n in naive]))


def plan_zip(plan_tables: PlanTables, certificate: bytes | None, programme: Tables | None = None) -> bytes:
    """The plan folder as one file; equal plans give equal bytes.

    `programme`: where the plan is not of the programme in force, but of that after changes or of a scenario; it lies in the
    folder `programme/`, as the verb `replan` writes it, so that the plan can be judged.
    """
    target = io.BytesIO()
    files = {name: text.encode() for name, text in csv_texts(plan_tables, PLAN_SCHEMA).items()}
    if programme is not None:
        files |= {f"programme/{name}": text.encode() for name, text in folder_texts(programme).items()}
    if certificate:
        files["certificate.json.gz"] = certificate
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in sorted(files.items()):
            folder.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
