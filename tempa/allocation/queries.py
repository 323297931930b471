"""What others may read of allocation."""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum

from tempa.allocation.models import AddedRule, Decision, Explanation, HandDecision, Lot, Objection, Plan, PlanningRun
from tempa.allocation.planner.replanning.order_cut import with_reduced, without_cancelled
from tempa.allocation.planner.verifier.form import Certificate, FormError, parse_certificate
from tempa.allocation.rules import PlanHistory
from tempa.catalogue.queries import type_names
from tempa.demand.queries import order_lines
from tempa.ledger.actions import paper_place
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import entries_of, programme_hash, tables_of
from tempa.registry.queries import workshop_names
from tempa.values.programme import PLAN_SCHEMA, PlanTables
from tempa.values.programme.folder import csv_texts, rows_of


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
    with zipfile.ZipFile(io.BytesIO(paper_place(plan.paper).read_bytes())) as folder:
        rows = rows_of(PLAN_SCHEMA["lots"], folder.read("lots.csv").decode())
    return renamed_rows(rows, renamed_lots(plan))


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


def lots(programme: Programme) -> QuerySet[Lot]:
    """The lots that hold today."""
    return Lot.objects.filter(programme=programme, ended_at=None).order_by("start_week", "lot")


def all_lots(programme: Programme) -> QuerySet[Lot]:
    """Every lot that ever was, the ended ones too, in the order of their award."""
    return Lot.objects.filter(programme=programme).select_related("entry", "entry__by", "plan", "ended_by").order_by("entry__sequence")


def lot_named(programme: Programme, lot: str) -> Lot | None:
    """A lot by its code, also one that has ended."""
    return all_lots(programme).filter(lot=lot).first()


def lot_codes(programme: Programme) -> set[str]:
    """Every code that a lot ever had."""
    return set(Lot.objects.filter(programme=programme).values_list("lot", flat=True))


def lines_of_lots(programme: Programme) -> dict[str, str]:
    """Lot -> its order line, of every lot that ever was."""
    return dict(Lot.objects.filter(programme=programme).values_list("lot", "line"))


def standing_lots(programme: Programme) -> dict[str, dict[str, str]]:
    """Code -> row of the plan's table `lots`, of the lots that hold today."""
    header = PLAN_SCHEMA["lots"].header
    rows = Lot.objects.filter(programme=programme, ended_at=None).values_list(*header)
    return {row[0]: dict(zip(header, map(str, row), strict=True)) for row in rows}


def most_units(programme: Programme, lots: Iterable[str]) -> dict[str, int]:
    """Lot that holds today -> units that it may have at most: what the plan in force gave it, and its line has no other lot for."""
    plan = approved_plan(programme)
    given = {row["lot"]: int(row["quantity"]) for row in plan_lots(plan)} if plan is not None else {}
    found = list(Lot.objects.filter(programme=programme, ended_at=None, lot__in=list(lots)))
    lines = {lot.line for lot in found}
    ordered = dict(order_lines(programme).filter(key__in=lines).values_list("key", "quantity"))
    placed = {line: units for line, (units, _last) in lot_sums(programme, lines).items()}
    return {
        lot.lot: max(lot.quantity, min(given.get(lot.lot, 0), lot.quantity + ordered.get(lot.line, 0) - placed[lot.line])) for lot in found
    }  # fmt: skip


def lots_of_lines(programme: Programme, lines: Iterable[str]) -> dict[str, list[Lot]]:
    found: dict[str, list[Lot]] = {}
    for lot in lots(programme).filter(line__in=list(lines)).order_by("inspect_week"):
        found.setdefault(lot.line, []).append(lot)
    return found


def lot_sums(programme: Programme, lines: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Line -> (units that hold a lot today, the week in which the last of them is inspected)."""
    rows: Any = (
        Lot.objects.filter(programme=programme, ended_at=None, line__in=list(lines))
        .values_list("line")
        .annotate(units=Sum("quantity"), last=Max("inspect_week"))
        .order_by()
    )
    return {line: (units, last) for line, units, last in rows}


def lots_of(programme: Programme, workshop: str) -> QuerySet[Lot]:
    return lots(programme).filter(workshop=workshop)


def allocated_by_line(programme: Programme) -> dict[str, int]:
    rows: Any = Lot.objects.filter(programme=programme, ended_at=None).values_list("line").annotate(n=Sum("quantity")).order_by()
    return dict(rows)


def allocated_by_workshop(programme: Programme) -> dict[str, int]:
    rows: Any = Lot.objects.filter(programme=programme, ended_at=None).values_list("workshop").annotate(n=Sum("quantity")).order_by()
    return dict(rows)


ALLOCATED = """
    SELECT line.budget_line, SUM(lot.quantity * COALESCE(lot.unit_price, offer.unit_price, 0))
    FROM tempa_lot lot
    JOIN tempa_orderline line ON line.programme_id = lot.programme_id AND line.key = lot.line
    LEFT JOIN tempa_offer offer ON offer.programme_id = lot.programme_id AND offer.workshop = lot.workshop AND offer.type = line.type
    WHERE lot.programme_id = %s AND lot.ended_at IS NULL
    GROUP BY line.budget_line
"""


def charged_hours(programme: Programme, workshop: str) -> dict[str, Decimal]:
    """Resource -> hours a week that a site must have for what the plan in force charges there, in whichever week is fullest."""
    plan = approved_plan(programme)
    if plan is None:
        return {}
    tables, stated = plan_tables(plan), tables_of(programme)
    types = {row["line"]: row["type"] for row in stated["orders"]}
    line_of = {row["lot"]: row["line"] for row in tables["lots"]}
    resources = {(row["type"], row["step"]): row["resource"] for row in stated["routings"]}
    used: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for load in tables["loads"]:
        if load["workshop"] == workshop and (step := (types.get(line_of[load["lot"]], ""), load["step"])) in resources:
            used[resources[step], int(load["week"])] += Decimal(load["hours"])
    left: dict[int, Decimal] = defaultdict(lambda: Decimal(1))
    for row in stated["closures"]:
        if row["workshop"] in ("*", workshop):
            left[int(row["week"])] *= Decimal(row["factor"])
    most: dict[str, Decimal] = defaultdict(Decimal)
    for (resource, week), hours in used.items():
        if left[week]:
            most[resource] = max(most[resource], (hours / left[week]).quantize(Decimal("0.01"), ROUND_UP))
    return dict(most)


def allocated_by_budget_line(programme: Programme) -> dict[str, int]:
    """Budget line -> what the lots that hold today cost: at the offer of their award, before such were noted at today's."""
    with connection.cursor() as cursor:
        cursor.execute(ALLOCATED, [programme.pk])
        return {line: int(value) for line, value in cursor.fetchall()}


def lot_counts(programme: Programme, workshops: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Workshop -> (lots, units) that hold today."""
    rows: Any = (
        Lot.objects.filter(programme=programme, ended_at=None, workshop__in=list(workshops))
        .values_list("workshop")
        .annotate(lots=Count("pk"), units=Sum("quantity"))
        .order_by()
    )
    return {w: (lots, units) for w, lots, units in rows}


def has_plan(programme: Programme) -> bool:
    return Plan.objects.filter(programme=programme).exists()


def fits_programme(programme: Programme, plan: Plan) -> bool:
    """Whether the programme still is the one that a plan was made of."""
    return programme_hash(programme) == plan.programme_sha256


WORKING_DAYS = 6


@dataclass(frozen=True)
class MachineDay:
    """What one machine does on one day: hours per lot, in the order in which the work is done; `of` machines of its kind are there."""

    day: date
    resource: str
    machine: int
    of: int
    stints: tuple[tuple[str, float], ...]

    @property
    def hours(self) -> float:
        return round(sum(hours for _lot, hours in self.stints), 2)


@dataclass(frozen=True)
class WorkWeek:
    """The work list of a workshop for one week: each day with the machines that work on it, and its lots (quantity and type by lot)."""

    site: str
    name: str
    problems: tuple[str, ...]
    days: dict[date, list[MachineDay]]
    lots: tuple[tuple[str, str, str], ...]
    hours: float


def work_of_week(programme: Programme, plan: Plan, schedules: Iterable[Mapping[str, Any]], monday: date) -> list[WorkWeek]:
    """The work lists of one week.

    `schedules`: of each workshop "site", "problems", "machines" (how many of each resource) and "entries", each of them
    (day, resource, number of the machine, lot, hundredths of an hour), in the order in which the work is done.
    """
    names, types = workshop_names(programme), type_names(programme)
    kinds = dict(order_lines(programme).values_list("key", "type"))
    lots = {r["lot"]: (r["lot"], r["quantity"], types.get(kinds.get(r["line"], ""), r["line"])) for r in plan_tables(plan)["lots"]}
    return [
        WorkWeek(
            s["site"], names.get(s["site"], s["site"]), tuple(s["problems"]), work_by_day(s, monday),
            tuple(lots[lot] for lot in sorted({e[3] for e in s["entries"]}) if lot in lots), sum(e[4] for e in s["entries"]) / 100,
        )
        for s in schedules
    ]  # fmt: skip


def work_by_day(schedule: Mapping[str, Any], monday: date) -> dict[date, list[MachineDay]]:
    """The working days of a week, each with its machines."""
    days: dict[date, list[MachineDay]] = {}
    for day in (monday + timedelta(days=n) for n in range(WORKING_DAYS)):
        machines: dict[tuple[str, int], list[tuple[str, float]]] = {}
        for when, resource, machine, lot, hundredths in schedule["entries"]:
            if when == day.isoformat():
                machines.setdefault((resource, machine), []).append((lot, hundredths / 100))
        days[day] = [MachineDay(day, *key, schedule["machines"][key[0]], tuple(stints)) for key, stints in machines.items()]
    return days


def explanation_of(plan: Plan) -> Explanation | None:
    return Explanation.objects.filter(plan=plan).first()


def reasons_of(explanation: Explanation) -> dict[str, Any]:
    """The kept reasons: "lots" and "sites", as `Reasons.as_dict` gives them."""
    with zipfile.ZipFile(io.BytesIO(paper_place(explanation.paper).read_bytes())) as folder:
        found: dict[str, Any] = json.loads(folder.read("reasons.json"))
    return found


def reasons_at(reasons: Mapping[str, Any], site: str) -> list[dict[str, Any]]:
    """The reasons of the lots at one site, by lot."""
    return sorted((r for r in reasons["lots"].values() if r["site"] == site), key=lambda r: str(r["lot"]))


def naive_of(programme: Programme, programme_sha256: str) -> list[dict[str, Any]]:
    """What the rules that people use give on a programme, where an earlier plan of it has that already."""
    mine = Explanation.objects.filter(plan__programme=programme, plan__programme_sha256=programme_sha256)
    found = mine.exclude(naive=[]).first()
    return found.naive if found else []


def objections(programme: Programme) -> QuerySet[Objection]:
    related = ("raised_by", "answered_by", "plan", "plan__run")
    return Objection.objects.filter(programme=programme).select_related(*related).order_by("-number")


def objection_named(programme: Programme, objection: UUID) -> Objection | None:
    return objections(programme).filter(objection=objection).first()


def objections_of(programme: Programme, workshop: str) -> QuerySet[Objection]:
    return objections(programme).filter(workshop=workshop)


def hand_decisions(programme: Programme) -> QuerySet[HandDecision]:
    """All decisions by hand, newest first."""
    return HandDecision.objects.filter(programme=programme).select_related("decided_by", "plan").order_by("-number")


def added_rules(programme: Programme) -> QuerySet[AddedRule]:
    """All rules beside the programme, the removed ones too, newest first."""
    return AddedRule.objects.filter(programme=programme).select_related("added_by").order_by("-number")


def rule_rows(programme: Programme) -> list[dict[str, Any]]:
    """The added rules that hold, in their order, as the planner reads them."""
    held = AddedRule.objects.filter(programme=programme, removed_at=None).order_by("number")
    return [r.content | {"why": r.reason} for r in held]


def awards_of(programme: Programme, lots: Collection[str]) -> dict[str, int]:
    """Line -> sequence of the entry that awarded the last of these lots."""
    found = Lot.objects.filter(programme=programme, lot__in=list(lots)).values_list("line")
    return dict(found.annotate(last=Max("entry__sequence")).order_by())


def quantities_before(programme: Programme, moment: datetime) -> dict[str, int]:
    """Lot -> units that it had just before a moment, of those that an addendum made smaller or larger since."""
    changed = Entry.objects.filter(programme=programme, kind__in=["LotReduced", "LotRaised"], at__gte=moment).order_by("-sequence")
    values = (json.loads(body)["values"] for body in changed.values_list("body", flat=True))
    return {said["lot"]: said["before"] for said in values}
