"""Every deed of the payment room with its own arguments, for the test that sends each twice: who does it, and on what."""

from __future__ import annotations

from collections import Counter

from tempa.contracts import queries as contracts
from tempa.delivery import actions as delivery
from tempa.payment import actions, queries
from tempa.payment.actions.claims import Shown
from tempa.payment.rules import Order
from tempa.production import queries as production
from tests.contracts.parties import AT, TODAY, WHY
from tests.delivery.deeds import offered, people
from tests.delivery.parties import colleague, owner_of

PAPERS = {"handover": Shown(number="BAST/1")}


def taken(programme, d):
    """Units that a colleague of the buyer took over: the buyer signed the contract and can do neither the rest."""
    serials, code = offered(programme, d)
    delivery.take_handover(programme, handover=code, on=TODAY, at=AT, by=colleague(programme, people(d), "penerima-barang"))
    contract = contracts.contract_of_lot(programme, production.unit_named(programme, serials[0]).lot)
    return serials, contract


def submitted(programme, d):
    serials, contract = taken(programme, d)
    owner = owner_of(programme, people(d), contract.vendor)
    return actions.submit_claim(programme, contract=contract.contract, asked="delivery", serials=serials, at=AT, by=owner), contract


def complete(programme, d):
    claim, contract = submitted(programme, d)
    show_all(programme, claim, owner_of(programme, people(d), contract.vendor))
    return claim


def approved(programme, d):
    return actions.approve_payment(programme, claim=complete(programme, d), at=AT, by=d["approver"])


def advanced(programme, d):
    """An advance that was paid out under a contract that allows one."""
    _serials, contract = taken(programme, d)
    allow_advance(contract)
    line = contracts.items_of(contract)[0].budget_line
    owner = owner_of(programme, people(d), contract.vendor)
    claim = actions.submit_claim(programme, contract=contract.contract, asked="advance", budget_line=line, amount=1_000_000, at=AT, by=owner)
    show_all(programme, claim, owner)
    payment = actions.approve_payment(programme, claim=claim, at=AT, by=d["approver"])
    actions.record_payment(programme, payment=payment, on=TODAY, sp2d="SP2D/9", at=AT, by=d["payer"])
    return {"payment": payment, "on": TODAY, "amount": 400_000, "deposit": "STS/1"}


def allow_advance(contract):
    """The contract's terms as if 30 % had been agreed on."""
    type(contract).objects.filter(pk=contract.pk).update(advance_rate="0.3")


def whole_with(contract, serials):
    """The contract's items as if these units were all of it."""
    lots = Counter(production.units(contract.programme).filter(serial__in=serials).values_list("lot", flat=True))
    for item in contract.items.all():
        type(item).objects.filter(pk=item.pk).update(quantity=lots[item.lot])


def show_all(programme, claim, by, at=AT):
    found = queries.claim_named(programme, claim)
    with contracts.law_of(programme):
        lacking = [c.paper.id for c in queries.file_of(programme, found, TODAY) if c.state != "ada"]
    actions.show_papers(programme, claim=claim, papers={id: Shown(number="1") for id in lacking}, at=at, by=by)


def onward(programme, d):
    _serials, contract = taken(programme, d)
    maker = next(i.maker for i in contracts.items_of(contract) if i.maker != contract.vendor)
    return {"contract": contract.contract, "maker": maker, "on": TODAY, "amount": 1_000, "proof": actions.Proof("TRF/1")}


def passed(programme, d):
    """Passed on to the maker for whom the test's own owner speaks."""
    said = onward(programme, d)
    code = actions.pass_on(programme, **said, at=AT, by=d["planner"])
    d["maker"] = owner_of(programme, people(d), said["maker"])
    return {"onward": code}


def orders(programme, *codes):
    """A file of the treasury that pays these payments."""
    rows = [Order(n, code, f"SP2D/{n}", TODAY, queries.payment_named(programme, code).net) for n, code in enumerate(codes, 2)]
    return actions.payments.Orders("DISTANBUN", (TODAY.year, TODAY.month), rows)


DEEDS = {
    "payment.submit_claim": ("planner", lambda p, d: (lambda s, c: {"contract": c.contract, "asked": "delivery", "serials": s})(*taken(p, d))),
    "payment.show_papers": ("planner", lambda p, d: {"claim": submitted(p, d)[0], "papers": PAPERS}),
    "payment.withdraw_claim": ("planner", lambda p, d: {"claim": submitted(p, d)[0], "reason": WHY}),
    "payment.return_claim": ("approver", lambda p, d: {"claim": submitted(p, d)[0], "reason": WHY}),
    "payment.approve_payment": ("approver", lambda p, d: {"claim": complete(p, d)}),
    "payment.record_payment": ("payer", lambda p, d: {"payment": approved(p, d), "on": TODAY, "sp2d": "SP2D/1"}),
    "payment.return_advance": ("payer", advanced),
    "payment.number_claim_papers": ("approver", lambda p, d: {"claim": submitted(p, d)[0]}),
    "payment.record_orders": ("payer", lambda p, d: {"orders": orders(p, approved(p, d))}),
    "payment.deny_onward": ("maker", lambda p, d: {**passed(p, d), "reason": "buku rekening kosong"}),
    "payment.pass_on": ("planner", onward),
    "payment.confirm_onward": ("maker", passed),
}  # fmt: skip
