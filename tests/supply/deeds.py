"""Every deed of the supply room with its own arguments, for the test that sends each twice: who does it, and on what."""

from __future__ import annotations

from datetime import timedelta

from tempa.supply import actions, queries
from tempa.supply.actions.receiving import Came, File
from tests.contracts.deeds import people
from tests.contracts.parties import AT, TODAY
from tests.supply.parties import (
    ASKED,
    OFFER,
    WHY,
    asked,
    draft_of,
    given,
    issued,
    lot_with,
    ordered,
    owner_of,
    received,
    wish,
)

PHOTO = File("surat-jalan.jpg", "image/jpeg", b"\xff\xd8 contoh")
ENGINE = wish("EN-BENSIN", "1", 1_500_000)


def waiting(programme, person):
    return actions.draft_purchase(programme, draft=draft_of(wish(quantity="1000")), at=AT, by=person("perencana"))


def engine_line(programme, person):
    return f"{received(programme, person, ENGINE, supplier='SUP-E2')}.1"


def invoiced(programme, person):
    order = received(programme, person)
    return actions.state_invoice(programme, order=order, number="F-1", dated=TODAY, amount=1_800_000, at=AT, by=person("perencana"))


def issue_arguments(programme, d):
    lot = lot_with(programme, people(d))
    received(programme, people(d))
    return {"workshop": lot.workshop, "on": TODAY, "lines": [given(lot)], "note": "seperti diminta"}


def return_arguments(programme, d):
    lot, _note = issued(programme, people(d))
    return {"workshop": lot.workshop, "on": TODAY, "lines": [given(lot)], "note": "sisa potongan"}


def confirm_arguments(programme, d):
    lot, note = issued(programme, people(d))
    owner_of(programme, lambda login: {"bengkel": d["owner"], "kepala": d["head"]}[login], lot.workshop)
    return {"issue": note, "right": False, "words": "kurang satu batang"}


def on(make, **more):
    """Arguments of a deed on the order that `make` makes."""
    return lambda programme, d: {"order": make(programme, people(d))} | more


NEXT_WEEK = TODAY + timedelta(days=7)
DEEDS = {
    "supply.state_terms": ("planner", lambda p, d: {"material": "ST-HOL40", "scrap": "5", "multiple": "1", "source": "diukur di bengkel"}),
    "supply.state_content": ("planner", lambda p, d: {"supplier": "SUP-L1", "province": "12.5", "source": "surat pemasok 7"}),
    "supply.ask_quotes": ("planner", lambda p, d: {"asked": ASKED}),
    "supply.state_quote": ("planner", lambda p, d: {"inquiry": asked(p, people(d)), "supplier": "SUP-L1", "offer": OFFER}),
    "supply.draft_purchase": ("planner", lambda p, d: {"draft": draft_of()}),
    "supply.approve_purchase": ("head", on(waiting, note="baik")),
    "supply.refuse_purchase": ("head", on(waiting, reason=WHY)),
    "supply.send_purchase": ("planner", on(ordered, way="WhatsApp")),
    "supply.answer_purchase": ("planner", on(ordered, accepted=True, promised_on=NEXT_WEEK, note="siap")),
    "supply.change_purchase": ("planner", lambda p, d: {
        "order": (order := ordered(p, people(d))), "quantities": {f"{order}.1": "15"}, "due_on": NEXT_WEEK, "reason": WHY}),
    "supply.cancel_purchase": ("planner", on(ordered, reason=WHY)),
    "supply.announce_delivery": ("planner", lambda p, d: {
        "order": (order := ordered(p, people(d))), "comes_on": NEXT_WEEK, "lines": {f"{order}.1": "5"}}),
    "supply.receive_goods": ("planner", lambda p, d: {
        "order": (order := ordered(p, people(d))), "on": TODAY, "came": Came({f"{order}.1": "5"}, {f"{order}.1": "heat 88"}, files=[PHOTO])}),
    "supply.number_engines": ("planner", lambda p, d: {"line": engine_line(p, people(d)), "numbers": ["GX160-001"]}),
    "supply.state_invoice": ("planner", lambda p, d: {
        "order": received(p, people(d)), "number": "F-1", "dated": TODAY, "amount": 1_800_000, "file": PHOTO}),
    "supply.decide_invoice": ("planner", lambda p, d: {"invoice": invoiced(p, people(d)), "right": True, "reason": "sesuai"}),
    "supply.issue_material": ("planner", issue_arguments),
    "supply.return_material": ("planner", return_arguments),
    "supply.confirm_issue": ("owner", confirm_arguments),
    "supply.count_stock": ("planner", lambda p, d: received(p, people(d)) and {
        "material": "ST-HOL40", "on": TODAY, "counted": "19", "why": "satu batang bengkok"}),
}  # fmt: skip


def first_line(programme, order):
    return queries.lines_of(queries.purchase_named(programme, order))[0]
