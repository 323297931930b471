"""A whole programme as of an entry of its chain, gathered for the audit pack from what each room says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tempa import __version__
from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.ledger import queries as ledger
from tempa.ledger.actions import paper_place
from tempa.ledger.models import Entry, Programme
from tempa.ledger.verification import as_of
from tempa.openness.pack import Contents, Link, write_pack
from tempa.payment import queries as payment
from tempa.production import queries as production
from tempa.quality import queries as quality
from tempa.registry import queries as registry
from tempa.supply import queries as supply

WITA = ZoneInfo("Asia/Makassar")
SUFFIXES = {"application/zip": ".zip", "text/csv": ".csv", "application/pdf": ".pdf"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_audit_pack(programme: Programme, target: Path, *, at: datetime, sequence: int | None = None) -> None:
    """The pack of the whole programme as of an entry (the last where none is asked for). Raises FileExistsError.

    An earlier state is built anew from the chain, in a database of its own.
    """
    size, _head = ledger.chain_head(programme)
    if sequence is None or sequence == size:
        write_pack(contents(programme, size, at), target)
        return
    with as_of(programme, sequence) as then:
        write_pack(contents(then, sequence, at), target)


def contents(programme: Programme, sequence: int, at: datetime) -> Contents:
    last = ledger.entries_of(programme).filter(sequence=sequence).get()
    plan = allocation.approved_plan(programme)
    papers = list(ledger.papers_of(programme).order_by("pk"))
    told = papers_of_contracts(programme)
    files = {p.sha256: f"{p.sha256}{SUFFIXES.get(p.media_type, '.xlsx' if p.media_type == WORKBOOK else '.bin')}" for p in papers}
    return Contents(
        about={
            "programme": programme.code, "as_of": str(sequence), "as_of_at": moment(last.at), "head": bytes(last.digest).hex(),
            "software": f"Tempa {__version__}", "made_at": moment(at), "scope": "programme",
        },
        tables={
            "people": people(programme), "order_changes": order_changes(programme), "lots": lots(programme),
            "contracts": bound_contracts(programme), "contract_items": contract_items(programme), "addenda": addenda(programme),
            "units": units(programme), "progress": progress(programme),
            "purchase_orders": supply.for_pack_purchases(programme), "receipts": supply.for_pack_receipts(programme),
            "issues": supply.for_pack_issues(programme), "inspections": quality.for_pack_inspections(programme),
            "lot_decisions": quality.for_pack_lot_decisions(programme), "unit_decisions": quality.for_pack_unit_decisions(programme),
            "recipients": delivery.for_pack_recipients(programme), "handovers": delivery.for_pack_handovers(programme),
            "claims": payment.for_pack_claims(programme), "payments": payment.for_pack_payments(programme),
            "payment_units": payment.for_pack_payment_units(programme), "onward_payments": payment.for_pack_onward_payments(programme),
            "use_checks": delivery.for_pack_use_checks(programme), "repairs": delivery.for_pack_repairs(programme),
            "papers": [
                {"sha256": p.sha256, "kind": p.media_type, "number": "", "dated": moment(p.entry.at)[:10], "about": programme.code, "name": p.name}
                | told.get(p.sha256, {})
                for p in papers
            ],
        },
        entries=links(programme, sequence), programme=ledger.tables_of(programme), plan=allocation.plan_tables(plan) if plan else None,
        files={name: paper_place(sha256) for sha256, name in files.items()},
    )  # fmt: skip


def moment(at: datetime) -> str:
    return at.astimezone(WITA).isoformat(timespec="seconds")


def links(programme: Programme, sequence: int) -> Iterator[Link]:
    entries = ledger.entries_of(programme).filter(sequence__lte=sequence).order_by("sequence")
    for n, body, previous, digest in entries.values_list("sequence", "body", "previous", "digest").iterator():
        yield Link(n, body, bytes(previous).hex(), bytes(digest).hex())


ORGANISATIONS = {"park_planner": "PARK", "park_head": "PARK", "inspector": "PARK", "auditor": "AUDIT"}


def people(programme: Programme) -> list[dict[str, str]]:
    """Everybody who acted or had a role, with the organisation they last spoke for."""
    seats = ledger.seats_ever(programme)
    return [
        {
            "person": str(person.public_id), "name": person.name, "organisation": organisation(*seats[person.pk]) if person.pk in seats else "SYSTEM",
        }
        for person in ledger.people_who_acted(programme)
    ]  # fmt: skip


def organisation(desk: str, subject: str) -> str:
    """Whom a seat stands for; an inspector of a school or workshop stands for that, not for the park."""
    return subject if desk == "inspector" and subject else ORGANISATIONS.get(desk) or subject


def order_changes(programme: Programme) -> list[dict[str, str]]:
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


def lots(programme: Programme) -> list[dict[str, str]]:
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


def bound_contracts(programme: Programme) -> list[dict[str, str]]:
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


def contract_items(programme: Programme) -> list[dict[str, str]]:
    bound = set(contracts.begun_contracts(programme).values_list("pk", flat=True))
    return [
        {
            "contract": i.contract.contract, "item": i.item, "lot": i.lot, "type": i.type, "maker": i.maker, "quantity": str(i.quantity),
            "unit_price": str(i.unit_price), "maker_price": str(i.maker_price),
        }
        for i in contracts.items_of_all(programme) if i.contract_id in bound
    ]  # fmt: skip


def addenda(programme: Programme) -> list[dict[str, str]]:
    """A row for each thing that an addendum changed; several of one addendum are told apart by a number behind its code."""
    return [
        {
            "contract": a.contract.contract, "addendum": a.addendum if len(a.changes) == 1 else f"{a.addendum}.{n}", "signed_on": str(a.signed_on),
            **{name: change[name] for name in ("what", "item", "before", "after")}, "reason": a.reason, "paper": a.paper or a.number,
        }
        for a in contracts.addenda(programme) for n, change in enumerate(a.changes, 1)
    ]  # fmt: skip


def units(programme: Programme) -> list[dict[str, str]]:
    """The units that are or will be there, scrapped ones too; serials that were withdrawn are no units."""
    return [
        {"serial": u.serial, "lot": u.lot, "contract": u.contract, "type": u.type, "maker": u.maker, "made_on": day(u.made_on)}
        for u in production.units(programme)
    ]  # fmt: skip


def progress(programme: Programme) -> list[dict[str, str]]:
    return [
        {
            "report": p.report, "lot": p.lot, "step": str(p.step), "quantity": str(p.quantity), "at": moment(p.happened_at),
            "received_at": moment(p.received_at), "by": str(p.by.public_id), "source": p.source,
        }
        for p in production.progress(programme)
    ]  # fmt: skip


def papers_of_contracts(programme: Programme) -> dict[str, dict[str, str]]:
    """SHA-256 -> what a kept file is where it is a paper of a contract, or the signed copy of one."""
    return {
        sha256: {"kind": p.kind, "number": p.number, "dated": str(p.dated), "about": p.contract.contract}
        for p in contracts.papers(programme) for sha256 in (p.sha256, p.signed_sha256) if sha256
    }  # fmt: skip
