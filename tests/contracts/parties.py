"""Agencies and vendors that have stated what papers need, and contracts at the stage that a test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tempa.contracts import actions, queries
from tempa.contracts.actions.drafting import Terms

AT = datetime(2026, 8, 3, 1, 10, tzinfo=UTC)
TODAY = date(2026, 8, 3)
NORMAL = Terms()
WHY = "harga dan mutu sudah dibicarakan"
VENDOR = {
    "legal_form": "ud", "representative": "Darma Wijaya", "post": "pemilik", "nik": "5271011708450001", "address": "Jalan Contoh 3, Mataram",
    "phone": "0812 3456 7890", "bank": "Bank Contoh", "account": "1234567890", "holder": "Darma Wijaya", "tax_status": "none",
}  # fmt: skip


def state_parties(programme, person, *, agency="DISTANBUN", vendors=(), at=AT):
    """The agency names its signing officer and budget document; each vendor states its particulars."""
    rina, planner, january = person("opd"), person("perencana"), date(at.year, 1, 5)
    officer = actions.OfficerSaid(agency, "ppk", "Rina Contoh", "198001012005012001", "821/12/2026", decree_on=january, since=january)
    actions.name_officer(programme, officer=officer, at=at, by=rina if agency == "DISTANBUN" else planner)
    said = actions.AgencySaid(agency, "Jalan Pejanggik 1", "Mataram", "DPA/1/2026", january)
    actions.state_agency(programme, said=said, at=at, by=planner)
    for n, vendor in enumerate(vendors):
        values = VENDOR | {"account": f"123456{n:04}", "phone": f"0812345{n:05}", "nik": "", "npwp": "013121660091000", "holder": f"Pemilik {vendor}"}
        actions.state_vendor(programme, said=actions.VendorSaid(workshop=vendor, values=values, charges_vat=False, since=january), at=at, by=planner)


def lots_of(programme, agency="DISTANBUN", vendor=None):
    return [one for one in queries.uncontracted_lots(programme) if one.agency == agency and vendor in (None, one.vendor)]


def drafted(programme, person, *, vendor=None, agency="DISTANBUN", terms=NORMAL, at=AT):
    """The draft of the agency with one vendor that has members, where none is named; returns the contract."""
    lots = lots_of(programme, agency)
    vendor = vendor or next(one.vendor for one in lots if one.lead)
    codes = actions.draft_contracts(
        programme, lots=[one.lot for one in lots if one.vendor == vendor], terms=terms, at=at, by=person("perencana")
    )
    return queries.contract_named(programme, codes[0])


def negotiated(programme, person, *, at=AT, **more):
    c = drafted(programme, person, at=at, **more)
    state_parties(programme, person, agency=c.agency, vendors=[c.vendor], at=at)
    rina = person("opd")
    items = queries.items_of(c)
    actions.receive_offer(programme, contract=c.contract, on=TODAY, asked={i.item: i.unit_price for i in items}, at=at, by=rina)
    actions.negotiate(
        programme, contract=c.contract, on=TODAY, agreed={i.item: [i.unit_price, i.maker_price] for i in items}, why=WHY, at=at, by=rina
    )
    return queries.contract_named(programme, c.contract)


def signed(programme, person, *, at=AT, **more):
    c = negotiated(programme, person, at=at, **more)
    days = {"on": TODAY, "starts_on": TODAY, "due_on": TODAY + timedelta(days=90)}
    actions.sign(programme, contract=c.contract, **days, at=at, by=person("opd"))
    return queries.contract_named(programme, c.contract)


def in_force(programme, person, *, at=AT, **more):
    c = signed(programme, person, at=at, **more)
    copy = actions.papers.Copy(b"%PDF-1.7 contoh", "spk-bertanda-tangan.pdf", "application/pdf")
    actions.countersign(programme, contract=c.contract, on=TODAY, signatory="Pemilik", copy=copy, at=at, by=person("perencana"))
    return queries.contract_named(programme, c.contract)
