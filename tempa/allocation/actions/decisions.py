"""A plan is proposed, approved or refused by a second person, put in force again; its lots are given with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Unpack
from uuid import UUID

from tempa.allocation import queries, rules
from tempa.allocation.actions.existing import existing, history_of
from tempa.allocation.facts import (
    LotAwarded,
    LotRaised,
    LotReduced,
    LotRescheduled,
    PlanApproved,
    PlanProposed,
    PlanRefused,
    PlanReinstated,
    PlanSuperseded,
)
from tempa.allocation.models import Plan
from tempa.allocation.planner.runs.asked import programme_asked
from tempa.demand.actions import Why, load
from tempa.demand.queries import types_of_lines
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import hands_behind, programme_hash, tables_of
from tempa.ledger.rules import PARK, Refused
from tempa.registry.queries import offer_prices
from tempa.values.programme import Tables, programme_sha256


def propose_plan(programme: Programme, *, plan: UUID, note: str = "", **doing: Unpack[Doing]) -> Entry:
    """Put a plan forward for a second person's decision."""
    words = note.strip()[:2000]
    with deed(programme, **doing) as d:
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
    contracted: Callable[[], Mapping[str, tuple[str, rules.Content]]] = dict, **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """A second person approves: the lots become facts, and the plan that held until now is superseded.

    `begun` are the lots on which work has begun (code -> line, workshop, quantity): they stay as they are, and
    so do those that contracts hold (`contracted`, asked under the lock: code -> contract, and line, workshop, quantity). Approving a
    plan that was made again also states its changes in the programme. A lot with the line, workshop and quantity of one
    that stands stays that lot, whatever its weeks; all others end, and no code is given twice.
    """
    words = note.strip()[:2000]
    with deed(programme, **doing) as d:
        if known := d.known(PlanApproved, plan=str(plan), note=words):
            return known
        found = existing(programme, plan)
        d.must(rules.may_decide(d.who, history_of(found), hands_behind(programme, d.by, PARK)))
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
    found = next(iter(queries.lots_in_force(d.programme, [lot])), None)
    if found is None or not 0 <= quantity < found.quantity:
        raise Refused("Lot %(lot)s tidak dapat dikurangi menjadi %(quantity)s unit.", lot=lot, quantity=quantity)
    d.follow([LotReduced(lot, found.line, found.quantity, quantity, why)])


def raise_lot_in(d: Deed, lot: str, quantity: int, why: str) -> None:
    """As part of a deed: a lot has more units again; refuses more than its plan gave it and its line still wants."""
    found = next(iter(queries.lots_in_force(d.programme, [lot])), None)
    if found is None or not found.quantity < quantity <= queries.most_units(d.programme, [lot])[lot]:
        raise Refused("Lot %(lot)s tidak dapat ditambah menjadi %(quantity)s unit.", lot=lot, quantity=quantity)
    d.follow([LotRaised(lot, found.line, found.quantity, quantity, why)])


def refuse_plan(programme: Programme, *, plan: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person refuses, with a reason."""
    words = reason.strip()[:2000]
    with deed(programme, **doing) as d:
        if known := d.known(PlanRefused, plan=str(plan), reason=words):
            return known
        found = existing(programme, plan)
        d.must(rules.may_decide(d.who, history_of(found), hands_behind(programme, d.by, PARK)))
        d.still(f"plan:{plan}")
        rules.check_refusal(reason)
        return d.record(PlanRefused(str(plan), words))


def reinstate_plan(programme: Programme, *, plan: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Put a plan in force again that an earlier version of Tempa let supersede itself; its lots stand as awarded."""
    with deed(programme, **doing) as d:
        if known := d.known(PlanReinstated, plan=str(plan), reason=reason.strip()):
            return known
        found = existing(programme, plan)
        holds = queries.approved_plan(programme) is not None
        d.must(rules.may_reinstate(
            d.who, history_of(found), superseded_itself=queries.superseded_itself(found), another_holds=holds))  # fmt: skip
        d.still(f"plan:{plan}")
        rules.check_words(reason)
        return d.record(PlanReinstated(str(plan), reason.strip()))
