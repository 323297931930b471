"""Lots on their way through inspection: what waits, the plan, what was found, what holds, and what is known of a workshop."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.writing import among, as_kept, by_key, count_of, instances_of, is_there, rows_of
from tempa.production import queries as production
from tempa.quality.models import (
    Certificate,
    FirstArticle,
    Hold,
    Inspection,
    LotDecision,
    LotPlan,
    TestForm,
    UnitDecision,
)
from tempa.quality.rules import Maker, lots
from tempa.quality.rules.lots import FIRST, SORTING, TIGHTENED, Past, Presented, Seen, Standing
from tempa.quality.rules.units import GOOD, SCRAPPED
from tempa.quality.sampling.bayes import History
from tempa.quality.sampling.draw import draw
from tempa.quality.sampling.switching import LotResult
from tempa.registry import queries as registry

GATE_LASTS = timedelta(days=730)
"""For so long the release of a first article holds; after a longer pause a new one is asked for."""


def maker_of(programme: Programme, code: str) -> Maker:
    return Maker(code, registry.leads(programme).get(code, ""))


def makers(programme: Programme) -> dict[str, Maker]:
    return {w.workshop: Maker(w.workshop, w.lead) for w in registry.workshops(programme)}


def houses_of(programme: Programme, person: Person) -> frozenset[str]:
    """The houses of all workshops and schools for which somebody sits or ever sat at a desk of this programme."""
    where = "programme_id = %s AND subject = %s AND kind = 'RoleGranted'"  # which is about its person alone
    bodies = rows_of(Entry, ("body",), where, [programme.pk, str(person.public_id)])
    spoken = {json.loads(body)["values"]["subject_code"] for (body,) in bodies} - {""}
    leads = registry.leads(programme) if spoken else {}
    return frozenset(leads[code] or code for code in spoken if code in leads)


# --- plans -----------------------------------------------------------------------------------------------------------


def plans(programme: Programme) -> QuerySet[LotPlan]:
    return LotPlan.objects.filter(programme=programme).select_related("form", "by").order_by("lot", "round")


def plan_named(programme: Programme, lot: str, round: int) -> LotPlan | None:
    return next(iter(instances_of(LotPlan, "programme_id = %s AND lot = %s AND round = %s", [programme.pk, lot, round])), None)


def last_plan(programme: Programme, lot: str) -> LotPlan | None:
    return plans(programme).filter(lot=lot).last()


def open_plans(programme: Programme) -> QuerySet[LotPlan]:
    """Plans of lots on which nobody has decided yet, the oldest first."""
    decided = LotDecision.objects.filter(programme=programme, lot=OuterRef("lot"), round=OuterRef("round"))
    return plans(programme).exclude(Exists(decided)).order_by("at", "lot")


def as_plan(row: LotPlan) -> lots.LotPlan:
    return lots.LotPlan(row.rule, row.turn, row.n, row.c, tuple(row.sample), row.basis)


def drawn_again(row: LotPlan) -> tuple[str, ...]:
    """The sample as anybody can draw it from what the plan says."""
    places = draw(row.seed, lots.name_in_draw(row.lot, row.round), row.n, len(row.serials))
    return tuple(row.serials[place - 1] for place in places)


@dataclass(frozen=True)
class ToPresent:
    """Units of a lot that are announced and not yet good: what the next plan would take, by which type, maker and contract."""

    presented: Presented
    type: str
    maker: str
    contract: str
    seed_of: int
    announced_at: datetime
    undecided: tuple[str, ...]


def to_present(programme: Programme, only: Collection[str] | None = None) -> list[ToPresent]:
    """Lots with announced units that no open plan and no acceptance has, the first announced first; with few queries."""
    announced: dict[str, list[production.Announced]] = {}
    for one in production.announced_lots(programme):
        if only is None or one.lot in only:
            announced.setdefault(one.lot, []).append(one)
    open_lots = set(open_plans(programme).values_list("lot", flat=True))
    settled = UnitDecision.objects.filter(programme=programme, is_last=True, decided__in=(*GOOD, SCRAPPED)).order_by().values_list("lot")
    done = dict(settled.annotate(n=Count("pk")))
    waiting = [lot for lot, some in announced.items() if lot not in open_lots and sum(len(a.serials) for a in some) > done.get(lot, 0)]
    last = dict(UnitDecision.objects.filter(programme=programme, is_last=True, lot__in=waiting).values_list("serial", "decided"))
    units = {u.serial: u for u in production.units(programme, waiting) if u.scrapped_at is None}
    decisions: dict[str, list[LotDecision]] = {}
    for past in LotDecision.objects.filter(programme=programme, lot__in=waiting).order_by("lot", "round"):
        decisions.setdefault(past.lot, []).append(past)
    decided_at = links_of(programme, [past[-1].decision for past in decisions.values()])
    failed = worst_by_serial(programme, waiting)
    found = []
    for lot in waiting:
        serials = tuple(s for a in announced[lot] for s in a.serials if s in units and last.get(s) not in (*GOOD, SCRAPPED))
        if serials:
            before, unit = decisions.get(lot, []), units[serials[0]]
            seed, seed_of = seed_for(announced[lot][-1], decided_at[before[-1].decision] if before else None)
            turn = turn_of(before, was_seen=any(s in failed for s in serials))
            undecided = tuple(s for s in serials if failed.get(s) and last.get(s) != "rework")
            presented = Presented(lot, len(before) + 1, serials, seed, turn)
            found.append(ToPresent(presented, unit.type, unit.maker, unit.contract, seed_of, announced[lot][-1].at, undecided))
    return found


def links_of(programme: Programme, facts: Collection[UUID]) -> dict[UUID, tuple[int, bytes]]:
    """Fact -> its place in the chain and its hash."""
    some = [as_kept(Entry, "fact", fact) for fact in facts]
    rows = rows_of(Entry, ("fact", "sequence", "digest"), f"fact {among(some)}", some)  # by their names alone, else all of the chain is read
    return {fact: (sequence, bytes(digest)) for fact, sequence, digest in rows}


def seed_for(announced: production.Announced, sent_back: tuple[int, bytes] | None) -> tuple[str, int]:
    """The chain's digest when the lot was announced; of a lot that comes back, the one at the decision that sent it back."""
    if sent_back is not None and sent_back[0] > announced.sequence:
        return sent_back[1].hex(), sent_back[0]
    return announced.digest.hex(), announced.sequence


def turn_of(past: list[LotDecision], *, was_seen: bool) -> str:
    """Which presentation the next one is: tightened once after a failure, after that every unit is sorted."""
    if not was_seen or not past:
        return FIRST
    is_second_failure = any(d.turn != FIRST and d.decided == "rejected" for d in past)
    return SORTING if is_second_failure else TIGHTENED


def worst_by_serial(programme: Programme, only: Iterable[str]) -> dict[str, bool]:
    """Serial -> whether it failed when it was last inspected in a round (the worst of several looks at it)."""
    found: dict[str, tuple[int, bool]] = {}
    some = list(only)
    where = f"programme_id = %s AND lot {among(some)} AND round > 0 AND NOT is_late"
    for serial, round, result in rows_of(Inspection, ("serial", "round", "result"), where, [programme.pk, *some]):
        before = found.get(serial, (0, False))
        if round >= before[0]:
            found[serial] = (round, result == "failed" or (round == before[0] and before[1]))
    return {serial: failed for serial, (_, failed) in found.items()}


# --- what was found --------------------------------------------------------------------------------------------------


def inspections(programme: Programme) -> QuerySet[Inspection]:
    """Every look at a unit, the newest first."""
    return Inspection.objects.filter(programme=programme).select_related("inspector", "form").order_by("-received_at", "-pk")


def inspection_named(programme: Programme, inspection: UUID) -> Inspection | None:
    return inspections(programme).filter(inspection=inspection).first()


def look_named(programme: Programme, inspection: UUID) -> Inspection | None:
    """A look with its form, as a decision on it asks for them."""
    for found in by_key(Inspection, [inspection]).values():
        if found.programme_id == programme.pk:
            found.form = by_key(TestForm, [found.form_id])[found.form_id]
            return found
    return None


def is_decided_first(inspection: Inspection) -> bool:
    """Whether a first article was decided on."""
    return is_there(FirstArticle, inspection.pk)


def counted(programme: Programme) -> list[Inspection]:
    """Of each unit and round the look that counts: the first that failed, else the first; what came after the decision counts nothing."""
    rows = Inspection.objects.filter(programme=programme, round__gt=0, is_late=False).select_related("inspector")
    best: dict[tuple[str, int], Inspection] = {}
    for row in rows.order_by("received_at", "look"):
        held = best.get((row.serial, row.round))
        if held is None or (held.result == "passed" and row.result == "failed"):
            best[row.serial, row.round] = row
    return sorted(best.values(), key=lambda row: (row.received_at, row.serial, row.round))


def seen_by_round(programme: Programme, only: Collection[str]) -> dict[tuple[str, int], dict[str, Seen]]:
    """(lot, round) -> of each serial the worst that was found on it then."""
    found: dict[tuple[str, int], dict[str, Seen]] = {}
    columns, where = ("lot", "round", "serial", "critical", "major", "minor", "is_full"), f"programme_id = %s AND NOT is_late AND lot {among(only)}"
    for lot, round, serial, critical, major, minor, is_full in rows_of(Inspection, columns, where, [programme.pk, *only]):
        held = found.setdefault((lot, round), {})
        b = held.get(serial, Seen(0, 0, 0, is_full=False))
        held[serial] = Seen(max(b.critical, critical), max(b.major, major), max(b.minor, minor), b.is_full or is_full)
    return found


def standing_of(programme: Programme, plan: LotPlan) -> Standing:
    return standings(programme, [plan])[0]


def standings(programme: Programme, plans: Iterable[LotPlan]) -> list[Standing]:
    """How far the inspection of each plan has come, in their order."""
    asked = list(plans)
    seen = seen_by_round(programme, {p.lot for p in asked})
    return [lots.standing(p.serials, p.sample, as_plan(p), seen.get((p.lot, p.round), {})) for p in asked]


def is_decided(programme: Programme, lot: str, round: int) -> bool:
    return count_of(LotDecision, "programme_id = %s AND lot = %s AND round = %s", [programme.pk, lot, round]) > 0


def inspected_by(programme: Programme, lot: str, round: int, person: Person) -> bool:
    where = "programme_id = %s AND lot = %s AND round = %s AND inspector_id = %s"
    return count_of(Inspection, where, [programme.pk, lot, round, person.pk]) > 0


def looks_at(programme: Programme, serials: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """Serial -> (round, who inspected it) of every inspection so far."""
    found: dict[str, list[tuple[int, int]]] = {}
    some = list(serials)
    where = f"programme_id = %s AND serial {among(some)}"
    for serial, round, inspector in rows_of(Inspection, ("serial", "round", "inspector_id"), where, [programme.pk, *some]):
        found.setdefault(serial, []).append((round, inspector))
    return found


# --- the gate and the holds ------------------------------------------------------------------------------------------


def first_articles(programme: Programme) -> QuerySet[FirstArticle]:
    return FirstArticle.objects.filter(programme=programme).select_related("inspection", "inspector", "by").order_by("-at")


def released(programme: Programme, on: date) -> set[tuple[str, str, str]]:
    """(type, revision, workshop) of every first article whose release holds on a day: not too old, and no lot has failed since."""
    rows = FirstArticle.objects.filter(programme=programme, is_released=True)
    found = [((type, revision, workshop), at) for type, revision, workshop, at in rows.values_list("type", "revision", "workshop", "at")
             if at.date() + GATE_LASTS >= on]  # fmt: skip
    failed = failed_since(programme)
    return {one for one, at in found if one not in failed or at > failed[one]}


def failed_since(programme: Programme) -> dict[tuple[str, str, str], datetime]:
    """(type, revision, workshop) -> when a lot of it was last rejected at its first presentation."""
    same = LotPlan.objects.filter(programme=programme, lot=OuterRef("lot"), round=OuterRef("round"))
    rows = LotDecision.objects.filter(programme=programme, decided="rejected", turn=FIRST)
    return {
        (type, revision, maker): at
        for type, revision, maker, at in rows.annotate(revision=Subquery(same.values("form__revision")[:1])).order_by("at").values_list(
            "type", "revision", "maker", "at")
    }  # fmt: skip


def wants_first_article(one: ToPresent, revision: str, through: Collection[tuple[str, str, str]]) -> bool:
    """Whether a lot waits for a first article; one that comes back after its failure does not: its own units are judged again."""
    return one.presented.turn == FIRST and (one.type, revision, one.maker) not in through


def waiting_first_articles(programme: Programme) -> QuerySet[Inspection]:
    """Inspected first articles on which nobody has decided."""
    decided = FirstArticle.objects.filter(inspection=OuterRef("pk"))
    return inspections(programme).filter(round=0).exclude(Exists(decided)).order_by("received_at")


def holds(programme: Programme) -> QuerySet[Hold]:
    return Hold.objects.filter(programme=programme).select_related("inspection__inspector", "released_by").order_by("-began_at")


def open_holds(programme: Programme) -> set[tuple[str, str]]:
    """(workshop, type) whose lots are held because of a critical failure."""
    return set(rows_of(Hold, ("workshop", "type"), "programme_id = %s AND released_at IS NULL", [programme.pk]))


# --- what is known of a workshop -------------------------------------------------------------------------------------


def original_results(programme: Programme) -> dict[tuple[str, str], History]:
    """(workshop, type) -> what original inspections found; what came back after rework says nothing about how it was made."""
    rows = Inspection.objects.filter(programme=programme, is_original=True, is_late=False).values("maker", "type").order_by().annotate(
        n=Count("serial", distinct=True), bad=Count("serial", distinct=True, filter=Q(result="failed"))
    )  # fmt: skip
    return {(row["maker"], row["type"]): History(row["bad"], row["n"]) for row in rows}


def by_workshop(results: dict[tuple[str, str], History]) -> dict[str, History]:
    found: dict[str, History] = {}
    for (workshop, _type), h in results.items():
        before = found.get(workshop, History(0, 0))
        found[workshop] = History(before.bad + h.bad, before.inspected + h.inspected)
    return found


def lot_results(programme: Programme, workshop: str, type: str) -> tuple[LotResult, ...]:
    """Original lots of a workshop and type as they were decided, in their order, for the switching rules."""
    where = "programme_id = %s AND maker = %s AND type = %s AND turn = %s ORDER BY at"
    rows = rows_of(LotDecision, ("decided", "plan_c"), where, [programme.pk, workshop, type, FIRST])
    return tuple(LotResult(decided == "accepted", c) for decided, c in rows)


def past_of(programme: Programme, workshop: str, type: str, histories: dict[str, History], *, inspect_all: bool = False) -> Past:
    """What is known of a workshop before a lot of a type; `histories` of all workshops, as `by_workshop` gives them."""
    return Past(histories.get(workshop, History(0, 0)), tuple(histories.values()), lot_results(programme, workshop, type), inspect_all)


# --- decisions -------------------------------------------------------------------------------------------------------


def decisions(programme: Programme) -> QuerySet[LotDecision]:
    return LotDecision.objects.filter(programme=programme).select_related("by").order_by("-at")


def decision_on(programme: Programme, lot: str, round: int) -> LotDecision | None:
    """What was decided on a round of a lot."""
    return next(iter(instances_of(LotDecision, "programme_id = %s AND lot = %s AND round = %s", [programme.pk, lot, round])), None)


def decision_named(programme: Programme, decision: UUID) -> LotDecision | None:
    return decisions(programme).filter(decision=decision).first()


def decisions_with_code(code: str) -> list[LotDecision]:
    """Acceptances of any programme whose certificate bears this check code: the first 16 hex digits of the hash of their entry."""
    first = bytes.fromhex(code)
    after = (int.from_bytes(first) + 1).to_bytes(len(first) + 1)[-len(first) :]
    entries = Entry.objects.filter(kind="LotDecided", digest__gte=first)
    entries = entries.filter(digest__lt=after) if any(after) else entries
    return list(LotDecision.objects.filter(decision__in=entries.values("pk"), decided="accepted").select_related("programme"))


def last_decision(programme: Programme, lot: str, decided: str = "") -> LotDecision | None:
    """The last decision on a lot, or the last that accepted or rejected it."""
    where, values = ("programme_id = %s AND lot = %s AND decided = %s", [decided]) if decided else ("programme_id = %s AND lot = %s", [])
    return next(iter(instances_of(LotDecision, f"{where} ORDER BY round DESC LIMIT 1", [programme.pk, lot, *values])), None)


def certificate_of(decision: LotDecision) -> Certificate | None:
    return Certificate.objects.filter(decision=decision).first()


def next_certificate(programme: Programme) -> int:
    return (Certificate.objects.filter(programme=programme).aggregate(n=Max("number"))["n"] or 0) + 1
