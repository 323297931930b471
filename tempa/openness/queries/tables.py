"""The rows of each table of the audit pack, as each room says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.ledger import queries as ledger
from tempa.ledger.models import Entry, Programme
from tempa.payment import queries as payment
from tempa.production import queries as production
from tempa.quality import queries as quality
from tempa.registry import queries as registry
from tempa.supply import queries as supply
from tempa.values.period import WITA

Row = dict[str, str]


def table_of(programme: Programme, name: str) -> list[Row]:
    """The rows of one table."""
    return ROWS[name](programme)


def moment(at: datetime) -> str:
    return at.astimezone(WITA).isoformat(timespec="seconds")


ORGANISATIONS = {"park_planner": "PARK", "park_head": "PARK", "inspector": "PARK", "auditor": "AUDIT"}


def people(programme: Programme) -> list[Row]:
    """Everybody who acted or had a role, with the organisation they last spoke for; one more row for each other that they spoke for."""
    seats = ledger.seats_ever(programme)
    rows = []
    for person in ledger.people_who_acted(programme):
        spoken = [organisation(*seat) for seat in reversed(seats.get(person.pk, []))] or ["SYSTEM"]
        code = str(person.public_id)
        rows += [{"person": acting(code, place, spoken[0]), "name": person.name, "organisation": place} for place in dict.fromkeys(spoken)]
    return rows


def acting(person: str, place: str, last: str) -> str:
    """The code of a person who acts for an organisation: `PERSON/ORGANISATION` where it is not the one they last spoke for."""
    return person if place == last else f"{person}/{place}"


FOR_AGENCY = ("signed_by", "approved_by", "paid_by")
HANDS = {"given_by": "giver", "received_by": "receiver"}


def as_acting(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables with each person as of the organisation for which they signed, gave, received, paid or confirmed."""
    several = {row["person"] for row in tables["people"] if "/" in row["person"]}
    if not several:
        return tables
    agency = {row["contract"]: row["agency"] for row in tables["contracts"]}
    found = dict(tables)
    for name in ("contracts", "payments"):
        found[name] = [row | {c: one_of(several, row[c], agency[row["contract"]]) for c in FOR_AGENCY if c in row} for row in tables[name]]
    found["handovers"] = [row | {c: one_of(several, row[c], row[place]) for c, place in HANDS.items()} for row in tables["handovers"]]
    found["onward_payments"] = [
        row | {"confirmed_by": one_of(several, row["confirmed_by"], row["maker"])} for row in tables["onward_payments"]
    ]
    return found


def one_of(several: set[str], person: str, place: str) -> str:
    return f"{person}/{place}" if f"{person}/{place}" in several else person


def organisation(desk: str, subject: str) -> str:
    """Whom a seat stands for; an inspector of a school or workshop stands for that, not for the park."""
    return subject if desk == "inspector" and subject else ORGANISATIONS.get(desk) or subject


def order_changes(programme: Programme) -> list[Row]:
    """The first order line by line, then every change as it was made."""
    rows = [
        signed(entry) | {"line": line, "kind": "agreed", "before": "", "after": quantity, "reason": "", "note": "", "paper": ""}
        for entry, line, quantity in demand.first_lines(programme)
    ]
    for m in demand.moves(programme).exclude(change="agreed"):
        rows.append(signed(m.entry) | {
            "line": m.subject, "kind": m.change, "before": m.before, "after": m.after, "reason": m.reason, "note": m.note, "paper": m.paper,
        })  # fmt: skip
    return rows


def signed(entry: Entry) -> dict[str, str]:
    """Which change of the order an entry is: its place in the chain, when, by whom."""
    return {"change": str(entry.sequence), "at": moment(entry.at), "by": str(entry.by.public_id)}


def lots(programme: Programme) -> list[Row]:
    """Every lot that ever was; where its offer was not noted at the award, the offer that stands now."""
    offers, types = registry.offer_prices(programme), demand.types_of_lines(programme)
    return [
        {
            "lot": x.lot, "line": x.line, "workshop": x.workshop, "quantity": str(x.quantity), "plan": str(x.plan_id),
            "unit_price": str(x.unit_price if x.unit_price is not None else offers.get((x.workshop, types.get(x.line, "")), 0)),
            "awarded_at": moment(x.entry.at), "awarded_by": str(x.entry.by.public_id), "proposed_by": str(x.plan.proposal.by.public_id),
            "ended_at": moment(x.ended_at) if x.ended_at else "",
        }
        for x in allocation.all_lots(programme).select_related("plan__proposal__by")
    ]  # fmt: skip


def bound_contracts(programme: Programme) -> list[Row]:
    """Every contract that bound somebody, as it stands after its addenda."""
    return [
        {
            "contract": c.contract, "number": c.number or "", "agency": c.agency, "vendor": c.vendor, "route": c.route, "form": c.form,
            "signed_on": day(c.signed_on), "starts_on": day(c.starts_on), "due_on": day(c.due_on), "value": str(c.value), "vat": str(c.vat),
            "advance_rate": c.advance_rate, "retention_rate": c.retention_rate, "separable": "yes" if c.separable else "no",
            "signed_by": str(c.signed_by.public_id) if c.signed_by else "", "risk_note": c.risk_note,
            "ended_on": day(c.ended_on or (c.withdrawn_at.astimezone(WITA).date() if c.withdrawn_at else None)),
        }
        for c in contracts.begun_contracts(programme)
    ]  # fmt: skip


def day(on: date | None) -> str:
    return str(on) if on else ""


def contract_items(programme: Programme) -> list[Row]:
    bound = set(contracts.begun_contracts(programme).values_list("pk", flat=True))
    return [
        {
            "contract": i.contract.contract, "item": i.item, "lot": i.lot, "type": i.type, "maker": i.maker, "quantity": str(i.quantity),
            "unit_price": str(i.unit_price), "maker_price": str(i.maker_price),
        }
        for i in contracts.items_of_all(programme) if i.contract_id in bound
    ]  # fmt: skip


def addenda(programme: Programme) -> list[Row]:
    """A row for each thing that an addendum changed; several of one addendum are told apart by a number behind its code."""
    return [
        {
            "contract": a.contract.contract, "addendum": a.addendum if len(a.changes) == 1 else f"{a.addendum}.{n}", "signed_on": str(a.signed_on),
            **{name: change[name] for name in ("what", "item", "before", "after")}, "reason": a.reason, "paper": a.paper or a.number,
        }
        for a in contracts.addenda(programme) for n, change in enumerate(a.changes, 1)
    ]  # fmt: skip


def units(programme: Programme) -> list[Row]:
    """The units that are or will be there, scrapped ones too; serials that were withdrawn are no units."""
    return [
        {"serial": u.serial, "lot": u.lot, "contract": u.contract, "type": u.type, "maker": u.maker, "made_on": day(u.made_on)}
        for u in production.units(programme)
    ]  # fmt: skip


def progress(programme: Programme) -> list[Row]:
    return [
        {
            "report": p.report, "lot": p.lot, "step": str(p.step), "quantity": str(p.quantity), "at": moment(p.happened_at),
            "received_at": moment(p.received_at), "by": str(p.by.public_id), "source": p.source,
        }
        for p in production.progress(programme)
    ]  # fmt: skip


def papers(programme: Programme) -> list[Row]:
    """Every kept file; a paper of a contract, or the signed copy of one, says so."""
    told = papers_of_contracts(programme)
    return [
        {"sha256": p.sha256, "kind": p.media_type, "number": "", "dated": moment(p.entry.at)[:10], "about": programme.code, "name": p.name}
        | told.get(p.sha256, {})
        for p in ledger.papers_of(programme).order_by("pk")
    ]  # fmt: skip


def about_what(paper: Any) -> str:
    """The code that a paper is about: its contract or claim, else the agency in whose book it stands; none of the park's own."""
    kind, _colon, code = paper.subject.partition(":")
    if paper.contract:
        return str(paper.contract.contract)
    return code if kind == "claim" else "" if paper.agency == "PARK" else str(paper.agency)


def papers_of_contracts(programme: Programme) -> dict[str, dict[str, str]]:
    """SHA-256 -> what a kept file is where it is a numbered paper, or the signed copy of one."""
    return {
        sha256: {"kind": p.kind, "number": p.number, "dated": str(p.dated), "about": about_what(p)}
        for p in contracts.papers(programme) for sha256 in (p.sha256, p.signed_sha256) if sha256
    }  # fmt: skip


ROWS: Mapping[str, Callable[[Programme], list[Row]]] = {
    "people": people, "order_changes": order_changes, "lots": lots, "contracts": bound_contracts, "contract_items": contract_items,
    "addenda": addenda, "units": units, "progress": progress, "purchase_orders": supply.for_pack_purchases, "receipts": supply.for_pack_receipts,
    "issues": supply.for_pack_issues, "inspections": quality.for_pack_inspections, "lot_decisions": quality.for_pack_lot_decisions,
    "unit_decisions": quality.for_pack_unit_decisions, "recipients": delivery.for_pack_recipients, "handovers": delivery.for_pack_handovers,
    "claims": payment.for_pack_claims, "payments": payment.for_pack_payments, "payment_units": payment.for_pack_payment_units,
    "onward_payments": payment.for_pack_onward_payments, "use_checks": delivery.for_pack_use_checks, "repairs": delivery.for_pack_repairs,
    "papers": papers,
}  # fmt: skip
"""Table -> where its rows come from, in the order in which the pack tells them."""
