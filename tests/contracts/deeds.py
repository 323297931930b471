"""Every deed of the contracts room with its own arguments, for the test that sends each twice: who does it, and on what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tempa.contracts import actions, queries
from tempa.contracts.actions.drafting import Terms
from tempa.contracts.actions.papers import Copy
from tempa.contracts.rules import Amendment
from tests.contracts.parties import AT, TODAY, VENDOR, WHY, drafted, in_force, lots_of, negotiated, signed

COPY = Copy(b"%PDF-1.7 contoh", "surat.pdf", "application/pdf")
VERSION = {
    "id": "ppn", "valid_from": "2026-07-01", "valid_to": "2026-09-30", "citation": "contoh", "source": "lembar contoh", "verified": False,
    "parameters": {"rate": "8/100", "base_share": "1/1"},
}  # fmt: skip


def people(d):
    return lambda login: {"perencana": d["planner"], "kepala": d["head"], "opd": d["buyer"]}[login]


def at(stage, more):
    """Arguments of a deed on a contract that has come as far as `stage`."""
    def arguments(programme, d):
        c = stage(programme, people(d))
        return {"contract": c.contract} | more(programme, c)
    return arguments


def offered(programme, person):
    c = drafted(programme, person)
    asked = {i.item: i.unit_price for i in queries.items_of(c)}
    actions.receive_offer(programme, contract=c.contract, on=TODAY, asked=asked, at=AT, by=person("opd"))
    return c


def last_of(c):
    return queries.items_of(c)[-1]


def numbered(programme, person):
    c = drafted(programme, person)
    actions.number_papers(programme, contract=c.contract, papers={"invitation": TODAY}, at=AT, by=person("opd"))
    return c


def proposed(programme, d):
    return {"version": actions.propose_version(programme, content=VERSION, reason=WHY, at=AT, by=d["planner"])}


def first_number(c):
    return queries.papers_of(c).first().number


BOOK = actions.Bearer("handover:ST00001", "DISTANBUN", TODAY, ("W03",))


def of_handover(more):
    """Arguments of a deed on a numbered paper of a handover."""
    def arguments(programme, d):
        number, = actions.number_documents(programme, of=BOOK, papers={"handover_minutes": TODAY}, at=AT, by=d["buyer"])
        return {"of": BOOK} | more(number)
    return arguments


def at_list(stage):
    """Arguments of a list of offers for one contract."""
    def arguments(programme, d):
        c = stage(programme, people(d))
        return {"on": TODAY, "offers": {c.contract: {i.item: i.unit_price for i in queries.items_of(c)}}}
    return arguments


JANUARY = date(2026, 1, 5)
OFFICER = actions.OfficerSaid("DISTANBUN", "ppk", "Rina", "", "821/1", JANUARY, JANUARY)
SAID = actions.VendorSaid("W03", VENDOR, charges_vat=False, since=JANUARY)
DAYS = {"on": TODAY, "starts_on": TODAY, "due_on": TODAY + timedelta(days=30)}
DEEDS = {
    "contracts.name_officer": ("buyer", lambda p, d: {"officer": OFFICER}),
    "contracts.state_agency": ("buyer", lambda p, d: {"said": actions.AgencySaid("DISTANBUN", "Jalan 1", "Mataram", "DPA 1", JANUARY)}),
    "contracts.state_vendor": ("owner", lambda p, d: {"said": SAID}),
    "contracts.name_officers": ("buyer", lambda p, d: {"officers": [OFFICER, replace(OFFICER, post="kpa")]}),
    "contracts.state_vendors": ("planner", lambda p, d: {"vendors": [SAID, replace(SAID, workshop="W07")]}),
    "contracts.receive_offers": ("buyer", at_list(drafted)),
    "contracts.draft_contracts": ("planner", lambda p, d: {"lots": [one.lot for one in lots_of(p)]}),
    "contracts.reduce_draft": ("planner", at(drafted, lambda p, c: {"quantities": {last_of(c).item: 0}, "reason": WHY})),
    "contracts.redraft": ("planner", at(drafted, lambda p, c: {"terms": Terms(advance_rate="0.2"), "due_on": c.due_on, "why": WHY})),
    "contracts.receive_offer": ("buyer", at(drafted, lambda p, c: {"on": TODAY, "asked": {i.item: i.unit_price for i in queries.items_of(c)}})),
    "contracts.negotiate": ("buyer", at(offered, lambda p, c: {
        "on": TODAY, "agreed": {i.item: [i.unit_price, i.maker_price] for i in queries.items_of(c)}, "why": WHY})),
    "contracts.withdraw": ("planner", at(drafted, lambda p, c: {"reason": WHY})),
    "contracts.sign": ("buyer", at(negotiated, lambda p, c: DAYS)),
    "contracts.countersign": ("planner", at(signed, lambda p, c: {"on": TODAY, "signatory": "Pak Darma", "copy": COPY})),
    "contracts.let_begin": ("head", at(drafted, lambda p, c: {"from_on": TODAY + timedelta(days=1), "note": WHY})),
    "contracts.sign_addendum": ("buyer", at(in_force, lambda p, c: {
        "said": actions.Addendum(TODAY, [Amendment("due_on", str(c.due_on + timedelta(days=9)))], WHY)})),
    "contracts.number_papers": ("buyer", at(drafted, lambda p, c: {"papers": {"invitation": TODAY, "bahpl": TODAY}})),
    "contracts.keep_made": ("planner", at(numbered, lambda p, c: {"files": {first_number(c): b"%PDF-1.7"}})),
    "contracts.keep_signed_copy": ("planner", at(numbered, lambda p, c: {"number": first_number(c), "copy": COPY})),
    "contracts.void_paper": ("planner", at(numbered, lambda p, c: {"number": first_number(c), "reason": WHY})),
    "contracts.number_documents": ("buyer", lambda p, d: {"of": BOOK, "papers": {"examination": TODAY, "handover_minutes": TODAY}}),
    "contracts.keep_documents": ("planner", of_handover(lambda number: {"files": {number: b"%PDF-1.7"}})),
    "contracts.keep_signed_document": ("planner", of_handover(lambda number: {"number": number, "copy": COPY})),
    "contracts.void_document": ("planner", of_handover(lambda number: {"number": number, "reason": WHY})),
    "contracts.change_template": ("planner", lambda p, d: {"paper": "spk", "text": "= SPK", "note": WHY}),
    "contracts.propose_version": ("planner", lambda p, d: {"content": VERSION, "reason": WHY}),
    "contracts.confirm_version": ("head", proposed),
    "contracts.refuse_version": ("head", lambda p, d: proposed(p, d) | {"reason": WHY}),
}  # fmt: skip
