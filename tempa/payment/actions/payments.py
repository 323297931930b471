"""Payments are approved when no paper is missing, made by another person, and passed on to the makers under a lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from tempa.contracts import queries as contracts
from tempa.contracts.actions.papers import Copy
from tempa.contracts.law import LawError, may_be_paid
from tempa.ledger.actions import Doing, deed, keep_paper_in
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.payment import queries, rules
from tempa.payment.actions.claims import check_advance, in_force, open_claim
from tempa.payment.facts import AdvanceReturned, OnwardConfirmed, OnwardDenied, OnwardPaid, PaymentApproved, PaymentMade
from tempa.payment.models import Claim
from tempa.values.period import day_in_wita


def approve_payment(programme: Programme, *, claim: str, **doing: Unpack[Doing]) -> str:
    """Approve what a claim comes to under the rules of today; returns the payment's code. The gate: no paper missing or expired."""
    with deed(programme, **doing) as d:
        if known := d.known(PaymentApproved, claim=claim):
            return known.subject.removeprefix("payment:")
        found, today = open_claim(programme, claim), day_in_wita(d.at)
        c = in_force(programme, found.contract)
        d.must(rules.may_approve(d.who, found.agency, queries.parties_of(programme, c)))
        d.still(f"claim:{claim}", f"contract:{found.contract}")
        check_file(programme, found, today)
        account = queries.account_of(programme, found.budget_line)
        rules.check_account(
            account=account, agency=found.agency, line=found.budget_line, line_agency=queries.agency_of_budget_line(programme, found.budget_line)
        )
        try:
            settled = queries.settled(programme, found, today)
        except LawError as error:
            raise Refused("%(words)s", words=str(error)) from None
        if found.kind == "advance":  # an addendum may have made the contract smaller since
            check_advance(c, found.budget_line, found.amount, queries.payments_of(programme, c.contract).filter(claim__kind="advance"), "gross")
            rules.check_advance_in_time(is_delivered=queries.is_delivery_paid(programme, c.contract))
        if found.kind == "delivery" and settled.amounts["gross"] != found.amount:
            raise Refused("Harga kontrak berubah sejak tagihan ini diajukan. Kembalikan tagihannya supaya diajukan lagi.")
        if settled.surplus:
            raise rules.surplus_words(settled.surplus, settled.statement.amount("recovery"))
        code = f"BY{queries.next_payment(programme):05}"
        d.record(PaymentApproved(
            payment=code, claim=claim, contract=found.contract, budget_line=found.budget_line, account_code=account, on=str(today),
            rules=settled.rules, charged_days=settled.charged_days, amounts=settled.amounts, units=settled.units,
        ))  # fmt: skip
        return code


def check_file(programme: Programme, claim: Claim, today: date) -> None:
    """Refuses a claim of which a paper is missing or has run out, and names them."""
    with contracts.law_of(programme):
        file = queries.file_of(programme, claim, today)
    if not may_be_paid(file) or claim.complete_on is None:
        lacking = "; ".join(f"{check.paper.name} ({check.state})" for check in file if check.state != "ada")
        raise Refused("Berkas pembayaran belum lengkap: %(lacking)s.", lacking=lacking or "belum dinyatakan lengkap")


def record_payment(programme: Programme, *, payment: str, on: date, sp2d: str, **doing: Unpack[Doing]) -> Entry:
    """Note that the treasury paid: the number of its order (SP2D) and the day."""
    number = " ".join(sp2d.split())
    with deed(programme, **doing) as d:
        if known := d.known(PaymentMade, payment=payment, on=str(on), sp2d=number):
            return known
        found = queries.payment_named(programme, payment)
        if found is None:
            raise Refused("Pembayaran %(payment)s tidak ada di program ini.", payment=payment)
        c = in_force(programme, found.contract)
        d.must(rules.may_pay(d.who, found.claim.agency, queries.parties_of(programme, c)))
        d.still(f"payment:{payment}")
        if found.paid_on is not None:
            raise Refused("Pembayaran ini sudah dicairkan tanggal %(on)s dengan SP2D %(sp2d)s.", on=str(found.paid_on), sp2d=found.sp2d)
        if not found.approved_on <= on <= day_in_wita(d.at):
            raise Refused("Tanggal SP2D harus antara tanggal persetujuan %(first)s dan hari ini.", field="on", first=str(found.approved_on))
        if not number:
            raise Refused("Tulis nomor SP2D.", field="sp2d")
        if other := next((payment for used, payment in queries.orders_used(programme) if rules.as_one(used) == rules.as_one(number)), None):
            raise Refused("Nomor SP2D %(sp2d)s sudah dipakai untuk pembayaran %(other)s.", field="sp2d", sp2d=number, other=other)
        return d.record(PaymentMade(payment, str(on), number))


def return_advance(programme: Programme, *, payment: str, on: date, amount: int, deposit: str, **doing: Unpack[Doing]) -> Entry:
    """Note what a vendor paid back of an advance into the treasury: the day, the rupiah and the number of the deposit (STS)."""
    number = " ".join(deposit.split())
    with deed(programme, **doing) as d:
        if known := d.known(AdvanceReturned, payment=payment, on=str(on), amount=amount, deposit=number):
            return known
        found = queries.payment_named(programme, payment)
        if found is None or found.claim.kind != "advance":
            raise Refused("Pembayaran uang muka %(payment)s tidak ada di program ini.", payment=payment)
        d.must(rules.may_pay(d.who, found.claim.agency, queries.parties_of(programme, in_force(programme, found.contract))))
        d.still(f"payment:{payment}")
        rules.check_returned(amount, standing=queries.returnable(programme, found), on=on, first=found.paid_on, today=day_in_wita(d.at))
        if not number:
            raise Refused("Tulis nomor surat tanda setoran (STS).", field="deposit")
        return d.record(AdvanceReturned(payment, str(on), amount, number))


@dataclass(frozen=True)
class Orders:
    """A file of payment orders: whose, of which month, and its rows."""

    agency: str
    month: tuple[int, int]
    rows: Sequence[rules.Order]


def record_orders(programme: Programme, *, orders: Orders, **doing: Unpack[Doing]) -> int:
    """Note every payment that a file of orders (SP2D) makes: all of them or none; returns how many were new. What is noted already stays."""
    with deed(programme, **doing) as d:
        read = queries.orders_read(programme, orders.agency, orders.month, orders.rows, day_in_wita(d.at))
        if d.earlier is not None:
            if d.earlier.kind == PaymentMade.kind and d.earlier.by_id == d.by.pk and all(r.state == rules.KNOWN for r in read):
                return len(read)
            d.refuse_double(PaymentMade, {"rows": [[o.named, o.sp2d, str(o.on)] for o in orders.rows]})
        if wrong := [r for r in read if r.state == rules.WRONG]:
            first = wrong[0].order.row
            raise Refused("%(n)s baris tidak dapat dicatat, yang pertama baris %(row)s. Tidak ada yang disimpan.", n=len(wrong), row=first)
        new = [r for r in read if r.state == rules.NEW]
        if not new:
            raise Refused("Tidak ada pembayaran baru di berkas ini: semuanya sudah dicatat.")
        d.still(*(f"payment:{r.payment}" for r in new))
        for contract in {queries.payment_named(programme, r.payment).contract for r in new}:  # type: ignore[union-attr]  # read from there
            d.must(rules.may_pay(d.who, orders.agency, queries.parties_of(programme, in_force(programme, contract))))
        facts = [PaymentMade(r.payment, str(r.order.on), r.order.sp2d) for r in new]
        d.record(facts[0])
        d.follow(facts[1:])
        return len(new)


@dataclass(frozen=True)
class Proof:
    """What shows that money was passed on: the number of the transfer, or its file."""

    number: str = ""
    file: Copy | None = None


NO_PROOF = Proof()


def pass_on(
    programme: Programme, *, contract: str, maker: str, on: date, amount: int, proof: Proof = NO_PROOF, **doing: Unpack[Doing]
) -> str:
    """Note what a lead passed on to a maker under it, with the number of the proof or its file; returns its code."""
    said: dict[str, Any] = {"contract": contract, "maker": maker, "on": str(on), "amount": amount, "proof": proof.number.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(OnwardPaid, **said):
            return known.subject.removeprefix("onward:")
        c = in_force(programme, contract)
        d.must(rules.may_pass_on(d.who, c.vendor, c.agency))
        d.still(f"contract:{contract}")
        owed = owed_to(programme, contract, maker) if maker != c.vendor else 0
        if not owed:
            raise Refused("%(maker)s bukan bengkel di bawah penyedia dalam kontrak ini.", field="maker", maker=maker)
        if not said["proof"] and proof.file is None:
            raise Refused("Lampirkan bukti transfer, atau tulis nomornya.", field="proof")
        if on > day_in_wita(d.at) or c.signed_on is None or on < c.signed_on:
            raise Refused("Tanggal penerusan harus sesudah kontrak dan tidak sesudah hari ini.", field="on")
        rules.check_onward(amount, owed=owed, passed=passed_to(programme, contract, maker))
        sha256 = keep_paper_in(d, proof.file.content, name=proof.file.name, media_type=proof.file.media_type) if proof.file else ""
        code = f"TR{queries.onward_payments(programme).count() + 1:05}"
        d.record(OnwardPaid(onward=code, vendor=c.vendor, paper=sha256, through=d.who.link_for(rules.PAYMENT, c.vendor), **said))
        return code


def owed_to(programme: Programme, contract: str, maker: str) -> int:
    """What a contract's prices give a maker for all its units."""
    c = in_force(programme, contract)
    return sum(i.maker_price * i.quantity for i in contracts.items_of(c) if i.maker == maker)


def passed_to(programme: Programme, contract: str, maker: str) -> int:
    return queries.passed_on(programme, contract).get(maker, 0)


def confirm_onward(programme: Programme, *, onward: str, **doing: Unpack[Doing]) -> Entry:
    """The maker says that the money came."""
    with deed(programme, **doing) as d:
        if known := d.known(OnwardConfirmed, onward=onward):
            return known
        found = queries.onward_payments(programme).filter(onward=onward).first()
        if found is None:
            raise Refused("Penerusan %(onward)s tidak ada di program ini.", onward=onward)
        d.must(rules.may_confirm(d.who, found.maker))
        d.still(f"onward:{onward}")
        if found.confirmed_by_id is not None:
            raise Refused("Penerimaan ini sudah diakui.")
        if found.denied_at is not None:  # it did not count since then, and another may have taken its place
            rights = {"owed": owed_to(programme, found.contract, found.maker), "passed": passed_to(programme, found.contract, found.maker)}
            rules.check_onward(found.amount, **rights)
        return d.record(OnwardConfirmed(onward, d.who.link_for(rules.PAYMENT, found.maker)))


def deny_onward(programme: Programme, *, onward: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """The maker says that the money did not come; park and agency are alarmed, and the vendor still owes it."""
    words = " ".join(reason.split())
    with deed(programme, **doing) as d:
        if known := d.known(OnwardDenied, onward=onward, reason=words):
            return known
        found = queries.onward_payments(programme).filter(onward=onward).first()
        if found is None:
            raise Refused("Penerusan %(onward)s tidak ada di program ini.", onward=onward)
        d.must(rules.may_confirm(d.who, found.maker))
        d.still(f"onward:{onward}")
        rules.check_denial(is_confirmed=found.confirmed_by_id is not None, is_denied=found.denied_at is not None, reason=words)
        return d.record(OnwardDenied(onward, words, d.who.link_for(rules.PAYMENT, found.maker)))
