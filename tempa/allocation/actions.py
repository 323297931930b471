"""What may be done in allocation: runs, plans and their reasons, proposals and decisions, objections, hand decisions, rules."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tempa.allocation import queries, rules
from tempa.allocation.facts import (
    HandDecided,
    HandWithdrawn,
    LotAwarded,
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
    PlanSuperseded,
    RuleAdded,
    RuleRemoved,
)
from tempa.allocation.models import (
    AddedRule,
    Decision,
    Explanation,
    HandDecision,
    Objection,
    Plan,
    PlanningRun,
    Proposal,
)
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.figures import figures
from tempa.allocation.planner.runs.asked import programme_asked
from tempa.allocation.planner.side_constraints.apply import broken_rules, refuse_unknown
from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json
from tempa.demand.actions import load_programme
from tempa.ledger.actions import keep_paper, record, record_many
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.queries import tables_of
from tempa.ledger.rules import Refused
from tempa.values.programme import PLAN_SCHEMA, PlanTables, Tables, programme_sha256
from tempa.values.programme.folder import csv_texts, folder_texts

OUTCOMES = ("done", "cancelled", "failed")


def start_run(
    programme: Programme,
    *,
    seconds: int,
    seed: int,
    note: str = "",
    task: Mapping[str, Any] | None = None,
    at: datetime,
    by: Person,
    identity: UUID | None = None,
) -> UUID:
    """Note that a run starts on the programme as it stands; returns the run's name. The caller starts the work.

    `task` is what `planner.assignment.carry_out` takes, with `base` naming the plan that is made again; the rules kept
    beside the programme are added to it.
    """
    run = identity or uuid4()
    if PlanningRun.objects.filter(run=run).exists():
        return run
    rules.check_run(seconds=seconds, seed=seed, running=queries.running(programme).count())
    sha256 = programme_sha256(tables_of(programme))
    beside = {"rules": held} if (held := queries.rule_rows(programme)) else {}
    fact = PlanningStarted(str(run), seconds, seed, note[:200], sha256, beside | dict(task or {}))
    record(programme, fact, at=at, by=by, identity=run)
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
    certificate: bytes | None = None, purpose: str = "plan", base: Plan | None = None,
    again: Mapping[str, Any] | None = None, at: datetime, by: Person,
) -> Plan:  # fmt: skip
    """Keep a plan after judging it; an invalid one is refused with the first rules that it breaks.

    `tables` is the programme that the plan is of: for a plan made `again` (from `base`) or a trial, not the one in force.
    """
    is_again = any(r["key"] == "replanned_at" for r in plan_tables["plan"])
    judged_by = queries.plan_tables(base) if base is not None and is_again else None
    report = check(tables, plan_tables, judged_by)
    if not report.is_valid:
        first = "; ".join(v.sentence for v in report.violations[:3])
        raise Refused("Rencana ini melanggar aturan: %(first)s", first=first)
    shown = figures(tables, plan_tables) | ({"again": dict(again)} if again else {}) | beside_rules(programme, run, tables, plan_tables)
    is_changed = programme_sha256(tables) != programme_sha256(tables_of(programme))
    content = plan_zip(plan_tables, certificate, tables if is_changed else None)
    plan = uuid4()
    with transaction.atomic():
        paper = keep_paper(programme, content, name=f"rencana-{plan}.zip", media_type="application/zip", at=at, by=by)
        fact = PlanMade(
            plan=str(plan), run=str(run) if run else "", origin=origin, objective=report.objective,
            lower_bound=int(report.lower_bound or 0), units=shown["inspected"][-1] if shown["inspected"] else 0,
            unplanned=report.unplanned_units, late=sum(r["units"] for r in shown["late"]), lots=report.lots,
            programme_sha256=programme_sha256(tables), paper=paper, figures=shown,
            purpose=purpose, base=str(base.plan) if base is not None else "",
        )  # fmt: skip
        record(programme, fact, at=at, by=by, identity=plan)
    return Plan.objects.get(plan=plan)


def beside_rules(programme: Programme, run: UUID | None, tables: Tables, plan_tables: PlanTables) -> dict[str, Any]:
    """What is to be said of the added rules of a plan's run: how many there were, and which of them the plan breaks."""
    found = queries.run_named(programme, run) if run is not None else None
    rows = found.task.get("rules", []) if found is not None else []
    if not rows:
        return {}
    broken = broken_rules(tables, plan_tables, side_constraints_from_json(json.dumps({"rules": rows})))
    return {"added_rules": {"count": len(rows), "broken": [{"id": one.id, "en": one.en} for one in broken]}}


def explain_plan(
    programme: Programme, *, plan: UUID, reasons: Mapping[str, Any], naive: Sequence[Mapping[str, Any]], at: datetime, by: Person
) -> None:
    """Keep the reasons of a plan as a paper, beside the totals of the rules that people use; once for each plan."""
    found = existing(programme, plan)
    if Explanation.objects.filter(plan=found).exists():
        return
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        text = json.dumps(reasons, ensure_ascii=False, separators=(",", ":"))
        folder.writestr(zipfile.ZipInfo("reasons.json", (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    with transaction.atomic():
        name = f"alasan-{plan}.zip"
        paper = keep_paper(programme, target.getvalue(), name=name, media_type="application/zip", at=at, by=by)
        record(programme, PlanExplained(str(plan), paper, [dict(n) for n in naive]), at=at, by=by)


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
    programme: Programme, *, plan: UUID, note: str = "", at: datetime, by: Person, identity: UUID | None = None
) -> Entry:
    """Put a plan forward for a second person's decision."""
    found = existing(programme, plan)
    rules.check_proposal(
        purpose=found.purpose, is_proposed=Proposal.objects.filter(plan=found).exists(), is_decided=Decision.objects.filter(plan=found).exists(),
        plan_sha256=made_from(found), programme_sha256=programme_sha256(tables_of(programme)),
    )  # fmt: skip
    return record(programme, PlanProposed(str(plan), note.strip()[:2000]), at=at, by=by, identity=identity)


def made_from(plan: Plan) -> str:
    """The hash of the programme in force from which a plan was made; one made again belongs to the programme after it."""
    return str(plan.figures["again"]["programme_sha256"]) if plan.purpose == "again" else plan.programme_sha256


def approve_plan(
    programme: Programme, *, plan: UUID, note: str = "", begun: Mapping[str, tuple[object, ...]] | None = None,
    at: datetime, by: Person, identity: UUID | None = None,
) -> Entry:  # fmt: skip
    """A second person approves: the lots become facts, and the plan that held until now is superseded.

    `begun` are the lots on which work has begun (name -> line, workshop, quantity): they stay as they are. Approving a
    plan that was made again also states its changes in the programme; its lots that go on unchanged keep their facts.
    """
    found = existing(programme, plan)
    rules.check_serious(found.purpose)
    check_second_person(found, by)
    tables = tables_of(programme)
    rules.check_same_programme(made_from(found), programme_sha256(tables))
    rows = queries.plan_tables(found)["lots"]
    begun = begun or {}
    rules.check_begun_kept(begun, {r["lot"]: (r["line"], r["workshop"], int(r["quantity"])) for r in rows})
    kept = set(begun)
    with transaction.atomic():
        old = queries.approved_plan(programme)
        if found.purpose == "again":
            kept |= state_changes(programme, found, old, tables, at=at, by=by)
        entry = record(programme, PlanApproved(str(plan), note.strip()[:2000]), at=at, by=by, identity=identity)
        if old is not None:
            record(programme, PlanSuperseded(str(old.plan), str(plan), sorted(kept)), at=at, by=by)
        new = rules.lots_to_award({r["lot"] for r in rows}, kept)
        awards = [(uuid4(), award(plan, r)) for r in rows if r["lot"] in new]
        record_many(programme, awards, at=at, by=by)
    return entry


def state_changes(
    programme: Programme, plan: Plan, old: Plan | None, tables: Tables, *, at: datetime, by: Person
) -> Set[str]:
    """Make the programme say what a plan made again was made of; returns its begun lots that stay as they were."""
    if old is None or plan.base_id != old.plan:
        raise Refused("Rencana yang dihitung ulang ini bukan dari rencana yang berlaku sekarang. Hitung ulang lagi.")
    again, base = plan.figures["again"], queries.plan_tables(old)
    task = {"kind": "again", "at": again["at"], "changes": again["changes"]}
    note = f"rencana {plan.number}, dihitung ulang dari rencana {old.number}"
    load_programme(programme, programme_asked(task, tables, base), at=at, by=by, reason="schedule", note=note)
    rules.check_same_programme(plan.programme_sha256, programme_sha256(tables_of(programme)))
    return rules.lots_that_stay(base["lots"], queries.plan_tables(plan)["lots"], again["at"])


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


def raise_objection(
    programme: Programme, *, plan: UUID, workshop: str, words: str, changes: Sequence[Mapping[str, Any]] = (),
    at: datetime, by: Person, identity: UUID | None = None,
) -> UUID:  # fmt: skip
    """Object to a plan for a workshop; `changes` are what it says is otherwise. Returns the objection's name."""
    name = identity or uuid4()
    existing(programme, plan)
    rules.check_words(words)
    fact = ObjectionRaised(str(name), str(plan), workshop, words.strip(), [dict(c) for c in changes])
    record(programme, fact, at=at, by=by, identity=name)
    return name


def may_replay(programme: Programme, *, objection: UUID) -> Objection:
    """The objection, where planning its plan's inputs again is possible and would show something; else refuses."""
    found = existing_objection(programme, objection)
    same = programme_sha256(tables_of(programme)) == found.plan.programme_sha256
    rules.check_replay(
        is_answered=found.answered_at is not None, has_changes=bool(found.changes), is_same_programme=same
    )
    return found


def note_replay(
    programme: Programme, *, objection: UUID, result: Mapping[str, Any], at: datetime, by: Person
) -> Entry:
    """Keep what planning again gave; doing it twice keeps both on the chain and shows the newer."""
    may_replay(programme, objection=objection)
    return record(programme, ObjectionReplayed(str(objection), dict(result)), at=at, by=by)


def answer_objection(
    programme: Programme, *, objection: UUID, upheld: bool, answer: str, at: datetime, by: Person,
    identity: UUID | None = None,
) -> Entry:  # fmt: skip
    """Answer in words, once."""
    found = existing_objection(programme, objection)
    rules.check_answer(is_answered=found.answered_at is not None, words=answer)
    return record(
        programme, ObjectionAnswered(str(objection), upheld, answer.strip()), at=at, by=by, identity=identity
    )


def existing_objection(programme: Programme, objection: UUID) -> Objection:
    found = queries.objection_named(programme, objection)
    if found is None:
        raise Refused("Keberatan itu tidak ada di program ini.")
    return found


def add_rule(
    programme: Programme, *, content: Mapping[str, Any], reason: str, at: datetime, by: Person, identity: UUID | None = None
) -> UUID:
    """Keep a rule beside the programme for the next runs. Raises SideConstraintsError where it does not fit the programme."""
    name = identity or uuid4()
    rules.check_words(reason)
    tables = tables_of(programme)
    refuse_unknown(side_constraints_from_json(json.dumps({"rules": [dict(content)]})), tables)
    record(programme, RuleAdded(str(name), dict(content), reason.strip()), at=at, by=by, identity=name)
    return name


def remove_rule(programme: Programme, *, rule: UUID, reason: str, at: datetime, by: Person) -> None:
    """A rule no longer holds for later runs; removing it twice changes nothing."""
    found = AddedRule.objects.filter(programme=programme, rule=rule).first()
    if found is None:
        raise Refused("Aturan itu tidak ada di program ini.")
    rules.check_words(reason)
    if found.removed_at is None:
        record(programme, RuleRemoved(str(rule), reason.strip()), at=at, by=by)


def decide_by_hand(
    programme: Programme, *, plan: UUID, kind: str, lot: str, content: Mapping[str, Any], cost: int,
    broken: Sequence[str], reason: str, at: datetime, by: Person, identity: UUID | None = None,
) -> UUID:  # fmt: skip
    """Note what a planner decided about a lot, with the cost and the broken rules that were shown."""
    name = identity or uuid4()
    existing(programme, plan)
    rules.check_words(reason)
    fact = HandDecided(str(name), str(plan), kind, lot, dict(content), cost, list(broken), reason.strip())
    record(programme, fact, at=at, by=by, identity=name)
    return name


def withdraw_by_hand(programme: Programme, *, decision: UUID, reason: str, at: datetime, by: Person) -> None:
    """A decision by hand no longer holds for later runs."""
    found = HandDecision.objects.filter(programme=programme, decision=decision).first()
    if found is None:
        raise Refused("Keputusan itu tidak ada di program ini.")
    rules.check_words(reason)
    if found.withdrawn_at is None:
        record(programme, HandWithdrawn(str(decision), reason.strip()), at=at, by=by)
