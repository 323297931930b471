"""Payment: advances, claims for what agencies took over, papers that come late, money weeks after, and what leads pass on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any

from tempa.contracts import queries as contracts
from tempa.demand import actions as demand_actions
from tempa.demand import queries as demand
from tempa.desks.console.year.delivery import office, owner
from tempa.desks.console.year.stage import Scene, Stage, known
from tempa.ledger.rules import Refused
from tempa.payment import actions, queries
from tempa.payment.actions.claims import Shown

if TYPE_CHECKING:
    from tempa.contracts.queries import Contract
    from tempa.payment.queries import Claim

Clock = Callable[[], datetime]
ROUNDS, FIRST, EVERY = 9, 58, 21
"""Rounds of claims, the day of the first, and the days between them; papers follow a week later, money after weeks."""
RETENTION = 370
"""The day on which vendors ask for their retention: six months after most machines were taken over, sooner than that after the last."""
ACCOUNTS = {"direct": "5.2.2.23.01", "indirect": "5.1.8.01.01"}
LATE_PAPERS, LATE_ONWARD = 0.25, 0.2


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(19), "kode rekening tiap baris anggaran dibaca; yang kosong dilengkapi", complete_accounts)
    yield Scene(stage.day(20), "uang muka diminta untuk beberapa kontrak", advances)
    for n in range(ROUNDS):
        day = FIRST + EVERY * n
        yield Scene(stage.day(day), f"tagihan diajukan, putaran {n + 1}", claim)
        yield Scene(stage.day(day + 7), f"berkas tagihan dilengkapi, putaran {n + 1}", partial(show_papers, everything=False))
        yield Scene(stage.day(day + 14), f"pembayaran disetujui, putaran {n + 1}", approve)
        yield Scene(stage.day(day + 19), f"pembayaran dicairkan, putaran {n + 1}", pay)
        yield Scene(stage.day(day + 20), f"uang muka yang tidak tertanggung lagi disetor kembali, putaran {n + 1}", give_back)
        yield Scene(stage.day(day + 29), f"bengkel induk meneruskan uang, putaran {n + 1}", pass_on)
    yield Scene(stage.day(FIRST + EVERY * ROUNDS), "berkas yang tersisa dilengkapi", partial(show_papers, everything=True))
    yield Scene(stage.day(FIRST + EVERY * ROUNDS + 3), "pembayaran terakhir disetujui", approve)
    yield Scene(stage.day(FIRST + EVERY * ROUNDS + 10), "pembayaran terakhir dicairkan", pay)
    yield Scene(stage.day(FIRST + EVERY * ROUNDS + 24), "bengkel induk meneruskan sisanya", pass_on)
    yield Scene(stage.day(RETENTION), "retensi diminta kembali, sebagian dengan jaminan pemeliharaan", claim_retention)
    yield Scene(stage.day(RETENTION + 7), "berkas retensi dilengkapi", partial(show_papers, everything=True))
    yield Scene(stage.day(RETENTION + 14), "pengembalian retensi disetujui", approve)
    yield Scene(stage.day(RETENTION + 21), "retensi dicairkan", pay)
    yield Scene(stage.day(RETENTION + 42), "retensi yang tertunda dicairkan", pay)


def in_force(stage: Stage) -> list[Contract]:
    return list(contracts.contracts(stage.programme).exclude(countersigned_on=None))


def complete_accounts(stage: Stage, now: Clock) -> None:
    """Budget lines that came without an account code get one: nothing is paid from them before."""
    tables = stage.tables()
    for row in tables["budget_lines"]:
        row["account_code"] = row["account_code"] or ACCOUNTS[row["kind"]]
    if tables["budget_lines"] != stage.tables()["budget_lines"]:
        demand_actions.load_programme(stage.programme, tables, at=now(), by=stage.planner)


def advances(stage: Stage, now: Clock) -> None:
    """A third of the contracts with an advance ask for it, each from its largest budget line."""
    for c in in_force(stage):
        most = int(queries.terms_of(c).advance_rate * c.value)
        if not most or stage.draw(f"advance {c.contract}").random() > 0.35:
            continue
        shares: dict[str, int] = {}
        for i in contracts.items_of(c):
            shares[i.budget_line] = shares.get(i.budget_line, 0) + i.quantity * i.unit_price
        line = max(sorted(shares), key=lambda code: shares[code])
        amount = min(most, int(queries.terms_of(c).advance_rate * shares[line]))
        by = owner(stage, now, c.vendor)
        try_it(stage, actions.submit_claim, contract=c.contract, asked="advance", budget_line=line, amount=amount, at=now(), by=by)


def claim(stage: Stage, now: Clock) -> None:
    """Every vendor asks for what its agency has taken over, one claim for each budget line."""
    for c in (one.contract for one in queries.claimable(stage.programme, contracts.contracts(stage.programme))):
        waiting: dict[str, list[str]] = {}
        for unit in queries.units_due(stage.programme, c).values():
            if unit.taken_on is not None and not unit.claimed_in:
                waiting.setdefault(unit.budget_line, []).append(unit.serial)
        for _line, serials in sorted(waiting.items()):
            by = owner(stage, now, c.vendor)  # who may be let in only now, and so before the moment of the claim
            try_it(stage, actions.submit_claim, contract=c.contract, asked="delivery", serials=serials, at=now(), by=by)


def claim_retention(stage: Stage, now: Clock) -> None:
    """Every vendor asks for what was held back of it, contract by contract and line by line."""
    for c in in_force(stage):
        for one in queries.askable(stage.programme, c):
            if one.asked == "retention":
                by = owner(stage, now, c.vendor)
                try_it(stage, actions.submit_claim, contract=c.contract, asked="retention", budget_line=one.budget_line, amount=one.amount, at=now(),
                       by=by)  # fmt: skip


def open_claims(stage: Stage) -> list[Claim]:
    found = queries.claims(stage.programme).filter(ended_at=None, payment=None).order_by("claim")
    return list(found)


def show_papers(stage: Stage, now: Clock, everything: bool) -> None:
    """What is missing comes; of a quarter one paper comes later, as a wrong account number did in 2020."""
    for found in open_claims(stage):
        if found.complete_on is not None:
            continue
        by, moment = owner(stage, now, found.vendor), now()
        with contracts.law_of(stage.programme):
            lacking = [c.paper.id for c in queries.file_of(stage.programme, found, moment.date()) if c.state != "ada"]
        is_late = not everything and stage.draw(f"papers {found.claim} {moment.date()}").random() < LATE_PAPERS
        until = guaranteed_until(stage, found) if "maintenance_guarantee" in lacking else None
        shown = {
            id: Shown(f"{found.claim}/{id}", moment.date(), until if id == "maintenance_guarantee" else None)
            for id in (lacking[:-1] if is_late else lacking)
        }
        if shown or not lacking:
            try_it(stage, actions.show_papers, claim=found.claim, papers=shown, at=moment, by=by)


def guaranteed_until(stage: Stage, found: Claim) -> date | None:
    return queries.maintenance_of(stage.programme, known(contracts.contract_named(stage.programme, found.contract)))[0]


def approve(stage: Stage, now: Clock) -> None:
    advanced = {p.contract for p in queries.payments(stage.programme).filter(claim__kind="advance").exclude(paid_on=None)}
    for found in open_claims(stage):
        if found.complete_on is None:
            continue
        by = office(stage, "approver", found.agency)
        if found.kind == "advance" and (why := why_no_advance(stage, found)):
            try_it(stage, actions.return_claim, claim=found.claim, reason=why, at=now(), by=by)
            continue
        moment = now()
        if found.contract in advanced:
            give_back_surplus(stage, moment, found)
        try_it(stage, actions.approve_payment, claim=found.claim, at=now(), by=by)


def give_back_surplus(stage: Stage, moment: datetime, found: Claim) -> None:
    """A vendor whose contract was cut after its advance pays back what the last claim cannot bear."""
    if found.kind != "delivery" or not (left := queries.settled(stage.programme, found, moment.date()).surplus):
        return
    by = office(stage, "payer", found.agency)
    for p in queries.payments_of(stage.programme, found.contract).filter(claim__kind="advance").exclude(paid_on=None):
        amount = min(left, queries.returnable(stage.programme, p))
        if amount:
            try_it(stage, actions.return_advance, payment=p.payment, on=moment.date(), amount=amount, deposit=f"STS/{p.payment}/{moment.date()}",
                   at=moment, by=by)  # fmt: skip
            left -= amount


def give_back(stage: Stage, now: Clock) -> None:
    """A vendor whose contract ended, or whose budget line was cut below its advance, pays back what no machine is left to bear."""
    for p in queries.payments(stage.programme).filter(claim__kind="advance").exclude(paid_on=None):
        c = known(contracts.contract_named(stage.programme, p.contract))
        if amount := queries.beyond_bearing(stage.programme, c, p):
            moment = now()
            try_it(stage, actions.return_advance, payment=p.payment, on=moment.date(), amount=amount, deposit=f"STS/{p.payment}/{moment.date()}",
                   at=moment, by=office(stage, "payer", p.claim.agency))  # fmt: skip


def why_no_advance(stage: Stage, found: Claim) -> str:
    """What stands against an advance whose papers came late; blank where nothing does."""
    if queries.is_delivery_paid(stage.programme, found.contract):
        return "mesin kontrak ini sudah ada yang dibayar sebelum berkas uang mukanya lengkap"
    too_much = found.amount > largest_advance(known(contracts.contract_named(stage.programme, found.contract)), found.budget_line)
    return "nilai kontrak berkurang sejak uang muka ini diminta" if too_much else ""


def largest_advance(c: Contract, line: str) -> int:
    terms = queries.terms_of(c)
    return min(int(terms.advance_rate * terms.value), ceil(terms.advance_rate * queries.worth_by_line(contracts.items_of(c))[line]))


def pay(stage: Stage, now: Clock) -> None:
    """The treasury pays most of what was approved; one agency takes two rounds."""
    slow = stage.draw("slow payer").choice(sorted(demand.agency_names(stage.programme)))
    for p in queries.payments(stage.programme).filter(paid_on=None):
        moment = now()
        if p.claim.agency == slow and moment.date() < p.approved_on + timedelta(days=20):
            continue
        try_it(stage, actions.record_payment, payment=p.payment, on=moment.date(), sp2d=f"SP2D/{p.payment}/{stage.start.year}", at=moment,
               by=office(stage, "payer", p.claim.agency))  # fmt: skip


def pass_on(stage: Stage, now: Clock) -> None:
    """Leads pass on what their makers are owed; some late, and nearly every maker says that it came."""
    for owed in queries.owed_onward(stage.programme, now().date()):
        draw = stage.draw(f"onward {owed.contract} {owed.maker} {owed.due}")
        if not owed.left or draw.random() < LATE_ONWARD:
            continue
        by, moment = owner(stage, now, owed.vendor), now()
        code = try_it(
            stage, actions.pass_on, contract=owed.contract, maker=owed.maker, on=moment.date(), amount=owed.left,
            proof=actions.Proof(f"TRF/{owed.contract}/{owed.maker}/{moment.date()}"), at=moment, by=by,
        )  # fmt: skip
        if code and draw.random() < 0.9:
            by = owner(stage, now, owed.maker)
            actions.confirm_onward(stage.programme, onward=code, at=now(), by=by)


def try_it(stage: Stage, act: Callable[..., Any], **said: Any) -> Any:
    """Carry a deed out; what is refused is told and the round goes on."""
    try:
        return act(stage.programme, **said)
    except Refused as refused:
        stage.refused.append(f"{said['at'].date()} {act.__name__} {said.get('contract') or said.get('claim') or said.get('payment')}: {refused}")
        return None
