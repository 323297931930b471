"""What the papers of a claim and its payment, and of an onward payment, say: every amount from the settlement, every line with rule and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Sum

from tempa.contracts import queries as contracts
from tempa.contracts.law import Vendor, VendorStatus, rule
from tempa.contracts.law.money import rupiah_text
from tempa.contracts.law.rulebook import Amount
from tempa.contracts.papers import Cited
from tempa.contracts.papers.documents import ClaimFile, FileRow, Machine, Numbered, Onward, Part, Reference, Side, Slip
from tempa.contracts.queries import Dataset
from tempa.delivery import queries as delivery
from tempa.ledger.models import Programme
from tempa.payment.models import Claim, ClaimPaper, OnwardPayment, Payment
from tempa.payment.queries.ageing import owed_onward
from tempa.payment.queries.claims import file_of, onward_payments, payments_of, tax_vendor, terms_of, units_due
from tempa.payment.queries.settling import Settled, settled
from tempa.payment.rules import late_days
from tempa.payment.settlement import Line
from tempa.production import queries as production

if TYPE_CHECKING:
    from tempa.contracts.models import Contract

WHAT = {"advance": "uang muka", "delivery": "penyerahan {n} unit mesin", "retention": "pengembalian retensi"}
BY_VENDOR = {
    "kuitansi", "tax_invoice", "final_tax_certificate", "turnover_statement", "exemption_letter", "npwp", "bank_account", "partners_paid",
    "performance_guarantee", "advance_guarantee", "maintenance_guarantee", "type_test",
}  # fmt: skip
"""Required papers that the vendor brings; the agency makes the others."""
STATUS_WORDS = {
    VendorStatus.NONE: "tanpa surat keterangan pajak", VendorStatus.SUKET: "memegang Suket PPh final",
    VendorStatus.STATEMENT: "surat pernyataan omzet sampai Rp500 juta", VendorStatus.EXEMPT: "memegang SKB PPh 22",
}  # fmt: skip


def claim_file(data: Dataset, claim: Claim, paper: Numbered) -> ClaimFile:
    """Everything that the papers of a claim print: under the rules of the day on which it was approved, else of the paper's day or today."""
    programme = data.programme
    c = contracts.contract_named(programme, claim.contract)
    assert c is not None, "a claim is of a contract"
    made: Payment | None = getattr(claim, "payment", None)
    on = made.approved_on if made else paper.on or data.today
    worked_out = settled(programme, claim, on)
    machines = machines_of(data, c, claim)
    statement = worked_out.statement
    budget = contracts.budget_for(data, c, claim.budget_line, made.account_code if made else "")
    number = contracts.contract_references(programme, [claim.contract])[0]
    with contracts.law_of(programme):
        parts = tuple(parts_of(data, c, worked_out, on))
        slips = tuple(slips_of(data, c, claim, worked_out, on))
        files = files_of(data, claim, on)
    return ClaimFile(
        contracts.document_head(data, claim.agency, on, paper), claim.claim, WHAT[claim.kind].format(n=len(machines)), data.party(c.vendor),
        number, c.value, budget, claim.submitted_on, on, statement.gross - statement.charged_ppn, statement.charged_ppn, statement.gross, parts,
        statement.net, slips, files, machines, tuple(handovers_of(data, claim)), paid_before(c, claim), made.payment if made else None,
        Side(data.agencies.get(claim.agency, claim.agency), made.approved_by.name) if made else None,
        Reference("SP2D", made.sp2d, made.paid_on) if made and made.paid_on else None, statement.borne.rupiah if statement.borne else 0,
        tuple(w.indonesian for w in statement.warnings) + differs(made, worked_out),
    )  # fmt: skip


def differs(made: Payment | None, worked_out: Settled) -> tuple[str, ...]:
    """Said where the record of a payment is not what the rules give today: an addendum or a rule came after it."""
    if made is None or all(getattr(made, name) == amount for name, amount in worked_out.amounts.items()):
        return ()
    said = ", ".join(f"{name} {rupiah_text(getattr(made, name))}" for name in worked_out.amounts)
    return (f"Yang tercatat saat disetujui berbeda dari hitungan ini, karena kontrak atau aturan berubah sesudahnya: {said}.",)


def machines_of(data: Dataset, c: Contract, claim: Claim) -> tuple[Machine, ...]:
    serials = list(claim.units.order_by("serial").values_list("serial", flat=True))
    due, units = units_due(data.programme, c), {u.serial: u for u in production.units(data.programme).filter(serial__in=serials)}
    return tuple(
        Machine(serial, data.type_name(u.type), data.site_name(u.maker), late_words(due[serial].taken_on, late_days(due[serial], c.due_on)),
                u.contract, value=due[serial].price)
        for serial in serials if (u := units.get(serial)) is not None and serial in due
    )  # fmt: skip


def late_words(taken_on: date | None, days: int) -> str:
    on = f"{taken_on:%d-%m-%Y}" if taken_on else "belum diterima"
    return f"{on}, terlambat {days} hari" if days else on


def handovers_of(data: Dataset, claim: Claim) -> Iterator[Reference]:
    """The minutes under which the claimed units came, each once."""
    serials = set(claim.units.values_list("serial", flat=True))
    for h in delivery.handovers_of_units(data.programme, serials, 2):
        found = contracts.document_reference(data.programme, delivery.subject_of(h), "handover_minutes")
        yield found or Reference("BAST", h.paper or h.handover, h.taken_on)


def paid_before(c: Contract, claim: Claim) -> int:
    """What was approved under the contract before this claim, without VAT."""
    earlier = payments_of(claim.programme, c.contract).exclude(claim=claim)
    if made := getattr(claim, "payment", None):
        earlier = earlier.filter(entry__sequence__lt=made.entry.sequence)
    return int(earlier.aggregate(n=Sum("gross"))["n"] or 0)


def cited(amount: Amount, subject: str) -> Cited:
    return Cited(subject, amount.citation, amount.verified)


def parts_of(data: Dataset, c: Contract, worked_out: Settled, on: date) -> Iterator[Part]:
    """The lines of the settlement but the net, each with the facts that it was reckoned from."""
    vendor = tax_vendor(data.programme, c.vendor)
    for line in worked_out.statement.lines:
        if line.code != "net":
            yield Part(line.indonesian, line.amount, cited(line.held, line.indonesian), facts_of(data, c, vendor, worked_out, line, on))


def facts_of(data: Dataset, c: Contract, vendor: Vendor, worked_out: Settled, line: Line, on: date) -> str:
    """What a line was reckoned from, in one line of words."""
    statement, terms = worked_out.statement, terms_of(c)
    price = rupiah_text(statement.gross - statement.charged_ppn)
    if line.code == "ppn":
        return f"{percent(rule('ppn', on).share('of_price'))} dari {price}" if vendor.pkp else "penyedia bukan PKP"
    if line.code in ("pph22", "pph_final", "none"):
        return f"dasar {price}; penyedia {STATUS_WORDS[vendor.status]}"
    if line.code == "penalty":
        return late_facts(data, c, worked_out)
    if line.code == "recovery":
        return f"uang muka kontrak × {price} ÷ nilai kontrak {rupiah_text(terms.value)}; tagihan terakhir mengembalikan sisanya"
    if line.code == "retention":
        return f"{percent(terms.retention_rate)} dari {price}"
    return "harga bahan yang dikeluarkan untuk lot kontrak ini dan belum dipotong"


@dataclass(frozen=True)
class Lateness:
    """How many units came after the deadline, and the most days."""

    units: int
    longest: int


def lateness_of(programme: Programme, c: Contract, serials: Iterable[str]) -> Lateness:
    """Of these units of a contract."""
    due = units_due(programme, c)
    late = [days for serial in serials if (days := late_days(due[serial], c.due_on))]
    return Lateness(len(late), max(late, default=0))


def late_facts(data: Dataset, c: Contract, worked_out: Settled) -> str:
    late = lateness_of(data.programme, c, worked_out.units)
    if not late.units:
        return f"semua diterima paling lambat {c.due_on:%d-%m-%Y}"
    base = "harga tiap unit yang terlambat" if c.separable else "nilai kontrak, sampai unit yang paling lambat"
    return f"{late.units} unit terlambat, paling lama {late.longest} hari sesudah {c.due_on:%d-%m-%Y}; 1‰ sehari dari {base}"


def percent(share: Fraction) -> str:
    return f"{float(share * 100):g} %".replace(".", ",")


def slips_of(data: Dataset, c: Contract, claim: Claim, worked_out: Settled, on: date) -> Iterator[Slip]:
    """The tax slips of a payment: also one on which nothing is cut."""
    if claim.kind != "delivery":
        return
    statement, vendor = worked_out.statement, tax_vendor(data.programme, c.vendor)
    base = statement.gross - statement.charged_ppn
    notes = "; ".join(words.indonesian for words in statement.slips)
    for line in statement.lines:
        if line.code == "ppn" and vendor.pkp:
            kept = "dipungut bendahara" if line.amount else "tidak dipungut bendahara: penyedia menyetor sendiri"
            rate = percent(rule("ppn", on).share("of_price"))
            yield Slip("PPN", base, rate, statement.charged_ppn, cited(line.held, "PPN"), f"{kept}; cocokkan dengan faktur pajak")
        elif line.code == "pph22":
            yield Slip("PPh Pasal 22", base, percent(rule("pph22", on).share("rate")), line.amount, cited(line.held, "PPh 22"), "bukti pungut PPh 22")
        elif line.code == "pph_final":
            rate = "0 %" if vendor.status is VendorStatus.STATEMENT else percent(rule("pph_final", on).share("rate"))
            borne = f"; ditanggung pemerintah {rupiah_text(statement.borne.rupiah)}" if statement.borne else ""
            yield Slip("PPh final", base, rate, line.amount, cited(line.held, "PPh final"), notes + borne)
        elif line.code == "none":
            yield Slip("PPh", base, "–", 0, cited(line.held, "PPh"), "tidak dipotong; lampirkan dasarnya")


def files_of(data: Dataset, claim: Claim, on: date) -> tuple[FileRow, ...]:
    """Every required paper with its state on the day, with whom it lies, and the one at hand."""
    held: dict[str, ClaimPaper] = {p.paper: p for p in claim.papers.all()}
    return tuple(
        FileRow(
            check.paper.name, str(check.state), "penyedia" if check.paper.id in BY_VENDOR else "OPD",
            Cited(check.paper.name, check.paper.citation, check.paper.verified), *held_words(held.get(check.paper.id)),
        )
        for check in file_of(data.programme, claim, on)
    )  # fmt: skip


def held_words(paper: ClaimPaper | None) -> tuple[str | None, date | None, date | None]:
    return (paper.number or None, paper.dated, paper.until) if paper else (None, None, None)


def onward_paper(data: Dataset, onward: OnwardPayment) -> Onward:
    """A lead's payment to a maker with what the maker was owed and got by today; its code is that of the entry in which it was said."""
    programme = data.programme
    owed = next(
        (o for o in owed_onward(programme, data.today) if (o.contract, o.maker) == (onward.contract, onward.maker)), None
    )
    passed = onward_payments(programme, onward.contract, onward.maker).aggregate(n=Sum("amount"))["n"] or 0
    c = contracts.contract_named(programme, onward.contract)
    return Onward(
        contracts.document_head(data, c.agency if c else "", onward.paid_on, contracts.printed_paper(data, onward.entry)), onward.onward,
        contracts.contract_references(programme, [onward.contract])[0], data.party(onward.vendor), data.party(onward.maker), onward.paid_on,
        onward.amount, onward.paper or None, owed.due if owed else 0, passed,
        onward.confirmed_by.name if onward.confirmed_by else None, day_of(data, onward),
    )  # fmt: skip


def day_of(data: Dataset, onward: OnwardPayment) -> date | None:
    return onward.confirmed_at.date() if onward.confirmed_at else None


def kinds_of_claim(claim: Claim) -> tuple[str, ...]:
    """The papers of the agency's payment file that are made here and bear numbers."""
    return ("payment_minutes", "payment_receipt", "payment_request", "spending_statement")
