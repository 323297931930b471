"""What may be done in allocation: runs, plans and their reasons, proposals and decisions, objections, hand decisions, rules."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tempa.allocation import queries, rules
from tempa.allocation.facts import (
    HandDecided,
    HandWithdrawn,
    LotAwarded,
    LotReduced,
    LotRescheduled,
    ObjectionAnswered,
    ObjectionRaised,
    ObjectionReplayed,
    PlanApproved,
    PlanExplained,
    PlanMade,
    PlanningEnded,
    PlanningStarted,
    PlanProposed,
    PlanRefused,
    PlanReinstated,
    PlanSuperseded,
    RuleAdded,
    RuleRemoved,
)
from tempa.allocation.models import AddedRule, Explanation, HandDecision, Objection, Plan
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.figures import figures
from tempa.allocation.planner.runs.asked import programme_asked
from tempa.allocation.planner.side_constraints.apply import broken_rules, refuse_unknown
from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json
from tempa.demand.actions import Why, load
from tempa.demand.queries import types_of_lines
from tempa.ledger.actions import Deed, deed, keep_paper_in
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.queries import hands_behind, programme_hash, tables_of
from tempa.ledger.rules import PARK, Refused, may_as_park
from tempa.registry.queries import offer_prices
from tempa.values.programme import PLAN_SCHEMA, PlanTables, Tables, programme_sha256
from tempa.values.programme.folder import csv_texts, folder_texts

OUTCOMES = ("done", "cancelled", "failed")


def start_run(
    programme: Programme, *, seconds: int, seed: int, note: str = "", task: Mapping[str, Any] | None = None, at: datetime, by: Person,
    identity: UUID | None = None, seen: int | None = None,
) -> UUID:  # fmt: skip
    """Note that a run starts on the programme as it stands; returns the run's name. The caller starts the work.

    `task` is what `planner.assignment.carry_out` takes, with `base` naming the plan that is made again; the rules kept
    beside the programme are added to it.
    """
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if not d.known(PlanningStarted, seconds=seconds, seed=seed, note=note[:200]):
            d.must(may_as_park(d.who))
            rules.check_run(seconds=seconds, seed=seed, running=queries.running(programme).count())
            beside = {"rules": held} if (held := queries.rule_rows(programme)) else {}
            d.record(PlanningStarted(str(d.identity), seconds, seed, note[:200], programme_hash(programme), beside | dict(task or {})))
        return d.identity


def end_run(
    programme: Programme, *, run: UUID, outcome: str, remark: str = "", at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> None:  # fmt: skip
    """Note how a run ended; a run ends once."""
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r} is none of {OUTCOMES}")
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        found = queries.run_named(programme, run)
        if d.known(PlanningEnded, run=str(run)) or found is None or found.ended_at is not None:
            return
        d.must(rules.may_work_on(d.who, found.started_by_id))
        d.record(PlanningEnded(str(run), outcome, remark))


def add_plan(
    programme: Programme, tables: Tables, plan_tables: PlanTables, *, origin: str, run: UUID | None = None,
    certificate: bytes | None = None, purpose: str = "plan", base: Plan | None = None,
    again: Mapping[str, Any] | None = None, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None,
) -> Plan:  # fmt: skip
    """Keep a plan after judging it; an invalid one is refused with the first rules that it breaks.

    `tables` is the programme that the plan is of: for a plan made `again` (from `base`) or a trial, not the one in force.
    """
    is_again = any(r["key"] == "replanned_at" for r in plan_tables["plan"])
    judged_by = queries.tables_as_reduced(base) if base is not None and is_again else None
    report = check(tables, plan_tables, judged_by)
    sha256 = programme_sha256(tables)
    shown = figures(tables, plan_tables) | ({"again": dict(again)} if again else {}) | beside_rules(programme, run, tables, plan_tables)
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if not d.known(PlanMade, run=str(run) if run else "", origin=origin, programme_sha256=sha256):
            started_by = found.started_by_id if run and (found := queries.run_named(programme, run)) else None
            d.must(rules.may_work_on(d.who, started_by))
            if not report.is_valid:
                first = "; ".join(v.sentence for v in report.violations[:3])
                raise Refused("Rencana ini melanggar aturan: %(first)s", first=first)
            content = plan_zip(plan_tables, certificate, tables if sha256 != programme_hash(programme) else None)
            paper = keep_paper_in(d, content, name=f"rencana-{d.identity}.zip", media_type="application/zip")
            d.record(PlanMade(
                plan=str(d.identity), run=str(run) if run else "", origin=origin, objective=report.objective,
                lower_bound=int(report.lower_bound or 0), units=shown["inspected"][-1] if shown["inspected"] else 0,
                unplanned=report.unplanned_units, late=sum(r["units"] for r in shown["late"]), lots=report.lots,
                programme_sha256=sha256, paper=paper, figures=shown, purpose=purpose, base=str(base.plan) if base is not None else "",
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
    programme: Programme, *, plan: UUID, reasons: Mapping[str, Any], naive: Sequence[Mapping[str, Any]], at: datetime, by: Person,
    identity: UUID | None = None, seen: int | None = None,
) -> None:  # fmt: skip
    """Keep the reasons of a plan as a paper, beside the totals of the rules that people use; once for each plan."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        text = json.dumps(reasons, ensure_ascii=False, separators=(",", ":"))
        folder.writestr(zipfile.ZipInfo("reasons.json", (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
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


def propose_plan(
    programme: Programme, *, plan: UUID, note: str = "", at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> Entry:
    """Put a plan forward for a second person's decision."""
    words = note.strip()[:2000]
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(PlanProposed, plan=str(plan), note=words):
            return known
        found = existing(programme, plan)
        d.must(rules.may_propose(d.who, history_of(found)))
        d.still(f"plan:{plan}")
        rules.check_same_programme(made_from(found), programme_hash(programme))
        return d.record(PlanProposed(str(plan), words))


def made_from(plan: Plan) -> str:
    """The hash of the programme in force from which a plan was made; one made again belongs to the programme after it."""
    return str(plan.figures["again"]["programme_sha256"]) if plan.purpose == "again" else plan.programme_sha256


def approve_plan(
    programme: Programme, *, plan: UUID, note: str = "", begun: Mapping[str, tuple[object, ...]] | None = None,
    contracted: Callable[[], Mapping[str, tuple[str, rules.Content]]] = dict, at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """A second person approves: the lots become facts, and the plan that held until now is superseded.

    `begun` are the lots on which work has begun (code -> line, workshop, quantity): they stay as they are, and
    so do those that contracts hold (`contracted`, asked under the lock: code -> contract, and line, workshop, quantity). Approving a
    plan that was made again also states its changes in the programme. A lot with the line, workshop and quantity of one
    that stands stays that lot, whatever its weeks; all others end, and no code is given twice.
    """
    words = note.strip()[:2000]
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(PlanApproved, plan=str(plan), note=words):
            return known
        found = existing(programme, plan)
        d.must(rules.may_decide(d.who, history_of(found), hands_behind(programme, by, PARK)))
        d.still(f"plan:{plan}")
        tables = tables_of(programme)
        rules.check_same_programme(made_from(found), programme_sha256(tables))
        rows, standing = queries.plan_tables(found)["lots"], queries.standing_lots(programme)
        settled = rules.settle_lots(rows, standing, queries.lot_codes(programme))
        proposed = {row["lot"]: rules.content(row) for row in (*settled.rescheduled, *settled.awarded)}
        proposed |= {code: rules.content(standing[code]) for code in settled.stays}
        rules.check_begun_kept(begun or {}, proposed)
        rules.check_contracted_kept(contracted(), proposed)
        old = queries.approved_plan(programme)
        if found.purpose == "again":
            state_changes(d, found, old, tables)
        entry = d.record(PlanApproved(str(plan), words, settled.renamed))
        ends = [PlanSuperseded(str(old.plan), str(plan), sorted(settled.stays))] if old is not None else []
        d.follow([*ends, *(moved(plan, r) for r in settled.rescheduled), *awards(programme, plan, settled.awarded)])
        return entry


def state_changes(d: Deed, plan: Plan, old: Plan | None, tables: Tables) -> None:
    """Make the programme say what a plan made again was made of."""
    if old is None or plan.base_id != old.plan:
        raise Refused("Rencana yang dihitung ulang ini bukan dari rencana yang berlaku sekarang. Hitung ulang lagi.")
    again = plan.figures["again"]
    task = {"kind": "again", "at": again["at"], "changes": again["changes"]}
    note = f"rencana {plan.number}, dihitung ulang dari rencana {old.number}"
    load(d, programme_asked(task, tables, queries.tables_as_reduced(old)), Why("schedule", note))
    rules.check_same_programme(plan.programme_sha256, programme_hash(d.programme))


def moved(plan: UUID, row: Mapping[str, str]) -> LotRescheduled:
    return LotRescheduled(str(plan), row["lot"], int(row["start_week"]), int(row["finish_week"]), int(row["inspect_week"]))


def awards(programme: Programme, plan: UUID, rows: Sequence[Mapping[str, str]]) -> Iterator[LotAwarded]:
    """New lots at what their workshops ask on that day."""
    offers, types = offer_prices(programme), types_of_lines(programme)
    for r in rows:
        yield LotAwarded(
            str(plan), r["lot"], r["line"], r["workshop"], int(r["quantity"]), int(r["start_week"]), int(r["finish_week"]),
            int(r["inspect_week"]), offers.get((r["workshop"], types.get(r["line"], ""))),
        )  # fmt: skip


def reduce_lot_in(d: Deed, lot: str, quantity: int, why: str) -> None:
    """As part of a deed: a lot keeps `quantity` units, none of them ends it; refuses more than it has."""
    found = queries.lot_named(d.programme, lot)
    if found is None or found.ended_at is not None or not 0 <= quantity < found.quantity:
        raise Refused("Lot %(lot)s tidak dapat dikurangi menjadi %(quantity)s unit.", lot=lot, quantity=quantity)
    d.follow([LotReduced(lot, found.line, found.quantity, quantity, why)])


def refuse_plan(
    programme: Programme, *, plan: UUID, reason: str, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> Entry:
    """A second person refuses, with a reason."""
    words = reason.strip()[:2000]
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(PlanRefused, plan=str(plan), reason=words):
            return known
        found = existing(programme, plan)
        d.must(rules.may_decide(d.who, history_of(found), hands_behind(programme, by, PARK)))
        d.still(f"plan:{plan}")
        rules.check_refusal(reason)
        return d.record(PlanRefused(str(plan), words))


def reinstate_plan(
    programme: Programme, *, plan: UUID, reason: str, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> Entry:
    """Put a plan in force again that an earlier version of Tempa let supersede itself; its lots stand as awarded."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(PlanReinstated, plan=str(plan), reason=reason.strip()):
            return known
        found = existing(programme, plan)
        holds = queries.approved_plan(programme) is not None
        d.must(rules.may_reinstate(
            d.who, history_of(found), superseded_itself=queries.superseded_itself(found), another_holds=holds))  # fmt: skip
        d.still(f"plan:{plan}")
        rules.check_words(reason)
        return d.record(PlanReinstated(str(plan), reason.strip()))


def existing(programme: Programme, plan: UUID) -> Plan:
    found = queries.plan_named(programme, plan)
    if found is None:
        raise Refused("Rencana itu tidak ada di program ini.")
    return found


def history_of(plan: Plan) -> rules.PlanHistory:
    """What has happened to a plan, for the rules; read anew, so that it is true under the lock."""
    return queries.plan_history(plan)


def raise_objection(
    programme: Programme, *, plan: UUID, workshop: str, words: str, changes: Sequence[Mapping[str, Any]] = (),
    at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None,
) -> UUID:  # fmt: skip
    """Object to a plan for a workshop; `changes` are what it says is otherwise. Returns the objection's name."""
    stated = [dict(c) for c in changes]
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if not d.known(ObjectionRaised, plan=str(plan), workshop=workshop, words=words.strip(), changes=stated):
            existing(programme, plan)
            d.must(rules.may_object(d.who, workshop))
            rules.check_words(words, field="words")
            d.record(ObjectionRaised(str(d.identity), str(plan), workshop, words.strip(), stated))
        return d.identity


def may_replay(programme: Programme, *, objection: UUID) -> Objection:
    """The objection, where planning its plan's inputs again is possible and would show something; else refuses."""
    found = existing_objection(programme, objection)
    same = programme_hash(programme) == found.plan.programme_sha256
    rules.check_replay(
        is_answered=found.answered_at is not None, has_changes=bool(found.changes), is_same_programme=same
    )
    return found


def note_replay(
    programme: Programme, *, objection: UUID, result: Mapping[str, Any], at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """Keep what planning again gave; doing it twice keeps both on the chain and shows the newer."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(ObjectionReplayed, objection=str(objection)):
            return known
        d.must(may_as_park(d.who))
        may_replay(programme, objection=objection)
        return d.record(ObjectionReplayed(str(objection), dict(result)))


def answer_objection(
    programme: Programme, *, objection: UUID, upheld: bool, answer: str, at: datetime, by: Person,
    identity: UUID | None = None, seen: int | None = None,
) -> Entry:  # fmt: skip
    """Answer in words, once."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(ObjectionAnswered, objection=str(objection), upheld=upheld, answer=answer.strip()):
            return known
        found = existing_objection(programme, objection)
        d.must(rules.may_answer(d.who, is_answered=found.answered_at is not None))
        d.still(f"objection:{objection}")
        rules.check_words(answer, field="answer")
        return d.record(ObjectionAnswered(str(objection), upheld, answer.strip()))


def existing_objection(programme: Programme, objection: UUID) -> Objection:
    found = queries.objection_named(programme, objection)
    if found is None:
        raise Refused("Keberatan itu tidak ada di program ini.")
    return found


def add_rule(
    programme: Programme, *, content: Mapping[str, Any], reason: str, at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> UUID:  # fmt: skip
    """Keep a rule beside the programme for the next runs. Raises SideConstraintsError where it does not fit the programme."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if not d.known(RuleAdded, content=dict(content), reason=reason.strip()):
            d.must(may_as_park(d.who))
            rules.check_words(reason, field="reason")
            refuse_unknown(side_constraints_from_json(json.dumps({"rules": [dict(content)]})), tables_of(programme))
            d.record(RuleAdded(str(d.identity), dict(content), reason.strip()))
        return d.identity


def remove_rule(
    programme: Programme, *, rule: UUID, reason: str, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> None:
    """A rule no longer holds for later runs."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if d.known(RuleRemoved, rule=str(rule), reason=reason.strip()):
            return
        found = AddedRule.objects.filter(programme=programme, rule=rule).first()
        if found is None:
            raise Refused("Aturan itu tidak ada di program ini.")
        d.must(may_as_park(d.who))
        d.still(f"rule:{rule}")
        rules.check_words(reason, field="reason")
        if found.removed_at is not None:
            raise Refused("Aturan ini sudah dicabut.")
        d.record(RuleRemoved(str(rule), reason.strip()))


def decide_by_hand(
    programme: Programme, *, plan: UUID, kind: str, lot: str, content: Mapping[str, Any], cost: int,
    broken: Sequence[str], reason: str, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None,
) -> UUID:  # fmt: skip
    """Note what a planner decided about a lot, with the cost and the broken rules that were shown."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if not d.known(HandDecided, plan=str(plan), kind_of=kind, lot=lot, content=dict(content), reason=reason.strip()):
            existing(programme, plan)
            d.must(may_as_park(d.who))
            rules.check_words(reason, field="reason")
            d.record(HandDecided(str(d.identity), str(plan), kind, lot, dict(content), cost, list(broken), reason.strip()))
        return d.identity


def withdraw_by_hand(
    programme: Programme, *, decision: UUID, reason: str, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> None:
    """A decision by hand no longer holds for later runs."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if d.known(HandWithdrawn, decision=str(decision), reason=reason.strip()):
            return
        found = HandDecision.objects.filter(programme=programme, decision=decision).first()
        if found is None:
            raise Refused("Keputusan itu tidak ada di program ini.")
        d.must(may_as_park(d.who))
        d.still(f"decision:{decision}")
        rules.check_words(reason, field="reason")
        if found.withdrawn_at is not None:
            raise Refused("Keputusan ini sudah dicabut.")
        d.record(HandWithdrawn(str(decision), reason.strip()))
