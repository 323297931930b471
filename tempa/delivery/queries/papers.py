"""What the papers of a handover, a decree and an agency's list of machines say, from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tempa.contracts import queries as contracts
from tempa.contracts.papers import Cited
from tempa.contracts.papers.documents import (
    Asset,
    AssetList,
    Decree,
    DecreeRow,
    HandoverFile,
    Machine,
    Numbered,
    Reference,
    Side,
)
from tempa.contracts.papers.documents import (
    Site as PrintedSite,
)
from tempa.contracts.queries import Dataset
from tempa.delivery.models import Assignment, Handover, Recipient, Request
from tempa.delivery.queries.handovers import handed_over, serials_of, told_of, units_of
from tempa.delivery.queries.use import use_checks
from tempa.delivery.rules import PARK_CODE, WARRANTY_MONTHS, papers_of_handover
from tempa.ledger.models import Programme
from tempa.production import queries as production
from tempa.quality import queries as quality

KIND_WORDS = {"group": "kelompok", "village": "desa", "firm": "usaha kecil", "agency": "OPD"}
USE_WORDS = {"used": "dipakai", "idle": "menganggur", "broken": "rusak", "moved": "dipindahkan", "sold": "dijual", "not_found": "tidak ditemukan"}
HELD = {True: "ada", False: "tidak ada"}
DECREE_RULES = (Cited("barang untuk diserahkan kepada masyarakat", "Permendagri 90/2019", verified=False),)


def subject_of(handover: Handover) -> str:
    return f"handover:{handover.handover}"


def book_of(handover: Handover) -> str:
    """Whose book numbers the papers of a handover: the park's where the park takes over, else the agency's."""
    return PARK_CODE if handover.step == 1 else handover.agency


def kinds_of_handover(programme: Programme, handover: Handover) -> tuple[str, ...]:
    """The papers that a handover gets once its units were taken."""
    codes = {contract for _serial, contract, _maker in production.makers_of_units(programme, serials_of(handover))}
    largest = max(contracts.values_of(programme, codes).values(), default=0)
    return papers_of_handover(step=handover.step, recipient=handover.recipient.kind if handover.recipient else "", largest_contract=largest)


def handover_file(data: Dataset, handover: Handover, paper: Numbered) -> HandoverFile:
    """Everything that the papers of a handover print."""
    programme, on = data.programme, handover.taken_on or data.today
    rows = list(units_of(handover))
    made = printed_machines(data, rows)
    recipient = handover.recipient
    units = production.units(programme).filter(serial__in=[row.serial for row in rows])
    types = {u.type for u in units}
    return HandoverFile(
        contracts.document_head(data, book_of(handover), on, paper), handover.handover, handover.step, on, giver_of(data, handover),
        receiver_of(data, handover), tuple(made[row.serial] for row in rows if row.state != "refused"),
        tuple(made[row.serial] for row in rows if row.state == "refused"), contracts.contract_references(programme, {u.contract for u in units}),
        kind_of_recipient=KIND_WORDS[recipient.kind] if recipient else None,
        decree=decree_of(programme, recipient, [row.serial for row in rows]) if recipient else None,
        minutes=contracts.document_reference(programme, subject_of(handover), "handover_minutes"),
        site=site_for_paper(data, recipient) if recipient else None, photos=len(handover.photos),
        deemed_by=handover.received_by.name if handover.is_deemed and handover.received_by else None,
        warranty_months=data.warranty(types) or WARRANTY_MONTHS, warranties=data.warranties(types),
    )  # fmt: skip


def printed_machines(data: Dataset, rows: Iterable[Any]) -> dict[str, Machine]:
    """Serial -> the unit as papers name it."""
    listed = {row.serial: row for row in rows}
    units = {u.serial: u for u in production.units(data.programme).filter(serial__in=list(listed))}
    prices = prices_of(data.programme, units.values())
    rounds = dict(quality.accepted_rounds(data.programme, {u.lot for u in units.values()}))
    words = {"refused": "tidak diterima", "taken": "diterima"}
    return {
        serial: Machine(
            serial, data.type_name(u.type), data.site_name(u.maker), words.get(row.state, "dalam perjalanan"), u.contract,
            f"sertifikat lot {u.lot}/{rounds[u.lot]}" if u.lot in rounds else "", row.note or None, prices.get(u.lot),
        )
        for serial, row in listed.items() if (u := units.get(serial)) is not None
    }  # fmt: skip


def prices_of(programme: Programme, units: Iterable[Any]) -> Mapping[str, int]:
    """Lot -> what the agency pays for a unit, without VAT."""
    return {i.lot: i.unit_price for i in contracts.items(programme).filter(lot__in={u.lot for u in units})}


def giver_of(data: Dataset, h: Handover) -> Side:
    if h.giver == PARK_CODE:
        return Side("Taman Sains", h.given_by.name, "petugas")
    if h.giver in data.agencies:
        return Side(data.agencies[h.giver], h.given_by.name, "petugas penyerahan", address_of(data, h.giver))
    shop = data.party(h.giver)
    return Side(shop.name, shop.representative or h.given_by.name, shop.post or "yang menyerahkan", shop.address)


def receiver_of(data: Dataset, h: Handover) -> Side:
    if h.recipient:
        place = f"{h.recipient.village}, {data.places.get(h.recipient.destination, h.recipient.destination)}"
        _by, said = told_of(h) if h.taken_at else ("", {})
        return Side(h.recipient.name, said.get("receiver_name") or h.recipient.contact or None, "wakil penerima", place)
    person = h.received_by.name if h.received_by else None
    if h.receiver == PARK_CODE:
        return Side("Taman Sains", person, "petugas")
    return Side(data.agencies.get(h.receiver, h.receiver), person, "petugas penerimaan", address_of(data, h.receiver))


def address_of(data: Dataset, agency: str) -> str | None:
    stated = data.stated.get(agency)
    return stated.address or None if stated else None


def decree_of(programme: Programme, recipient: Recipient, serials: list[str]) -> Reference | None:
    """The decree that names the recipient for these units."""
    meant = Assignment.objects.filter(programme=programme, serial__in=serials, request__recipient=recipient).exclude(request__decree="")
    found = meant.select_related("request").order_by("serial").first()
    return Reference("surat keputusan", found.request.decree, found.request.decree_on) if found else None


def site_for_paper(data: Dataset, r: Recipient) -> PrintedSite:
    water, building, operator = (None if known is None else HELD[known] for known in (r.has_water, r.has_building, r.has_operator))
    return PrintedSite(
        r.village, data.places.get(r.destination, r.destination), f"{r.volts} V" if r.volts else None,
        f"{r.kilovolt_amperes} kVA".replace(".", ",") if r.kilovolt_amperes else None, water, building, operator, r.ready_on,
    )  # fmt: skip


def decreed(programme: Programme, agency: str, number: str) -> list[Request]:
    """The requests that a decree of an agency names."""
    found = Request.objects.filter(programme=programme, recipient__agency=agency, decree=number).select_related("recipient")
    return list(found.order_by("recipient__recipient", "request"))


def decrees(programme: Programme, agency: str = "") -> list[tuple[str, str, date, int]]:
    """(agency, number, day, requests named) of every decree, the newest first."""
    found: dict[tuple[str, str, date], int] = {}
    rows = Request.objects.filter(programme=programme).exclude(decree="").values_list("recipient__agency", "decree", "decree_on")
    for whose, number, on in rows.filter(recipient__agency=agency) if agency else rows:
        assert on is not None, "a decree has its day"
        found[whose, number, on] = found.get((whose, number, on), 0) + 1
    return sorted(((*key, n) for key, n in found.items()), key=lambda row: (row[2], row[1]), reverse=True)


def decree_file(data: Dataset, agency: str, number: str, paper: Numbered) -> Decree:
    """Everything that a decree and its annex print; no phone and no NIK."""
    rows = decreed(data.programme, agency, number)
    on = paper.on or data.today
    return Decree(contracts.document_head(data, agency, on, paper, rules=DECREE_RULES), tuple(
        DecreeRow(
            r.recipient.recipient, r.recipient.name, KIND_WORDS[r.recipient.kind], r.recipient.contact or None, r.recipient.village,
            data.places.get(r.recipient.destination, r.recipient.destination), data.type_name(r.type), r.quantity, r.request, r.asked_on,
        )
        for r in rows
    ))  # fmt: skip


def asset_list(data: Dataset, agency: str, paper: Numbered) -> AssetList:
    """Every unit that an agency took over: at which price, where it is now, how it was found last."""
    programme = data.programme
    taken, given = handed_over(programme, 2), handed_over(programme, 3)
    units = [u for u in production.units(programme) if u.serial in taken]
    mine = {c.contract for c in contracts.all_contracts(programme) if c.agency == agency}
    holders = {a.serial: a.request.recipient for a in Assignment.objects.filter(programme=programme).select_related("request__recipient")}
    found = {c.serial: c for c in use_checks(programme).order_by("due_month")}
    prices = prices_of(programme, units)
    rows = tuple(
        Asset(
            u.serial, data.type_name(u.type), data.site_name(u.maker), u.contract, taken[u.serial], prices.get(u.lot, 0),
            holders[u.serial].name if u.serial in given and u.serial in holders else "OPD",
            USE_WORDS[found[u.serial].state] if u.serial in found else "diserahkan" if u.serial in given else "belum diserahkan",
        )
        for u in units if u.contract in mine
    )  # fmt: skip
    return AssetList(contracts.document_head(data, agency, data.today, paper), data.today, rows)
