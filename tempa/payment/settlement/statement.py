"""What a vendor receives: one payment as a statement whose lines add up to the rupiah, each with its article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.money import DESIGN, Rounding, rupiah, rupiah_text
from tempa.contracts.law.rulebook import Amount, rule, rule_or_none
from tempa.contracts.law.taxes import (
    IncomeTax,
    Means,
    Vendor,
    VendorStatus,
    income_tax,
    last_year_of_final_tax,
    ppn,
    ppn_is_collected,
)
from tempa.contracts.law.words import Sentence
from tempa.payment.settlement.terms import Term

NAMES = {
    "ppn": ("PPN dipungut", "PPN collected"),
    "pph22": ("PPh Pasal 22", "income tax article 22"),
    "pph_final": ("PPh final", "final income tax"),
    "none": ("PPh tidak dipungut", "no income tax cut"),
    "penalty": ("Denda keterlambatan", "late penalty"),
    "retention": ("Retensi", "retention"),
    "recovery": ("Pengembalian uang muka", "recovery of the advance"),
    "materials": ("Bahan yang diberikan taman sains", "materials given by the park"),
    "net": ("Dibayarkan kepada penyedia", "paid to the vendor"),
}
NOT_CHARGED = Amount(0, "bukan PKP, tidak memungut PPN")


@dataclass(frozen=True, slots=True)
class Claim:
    """One payment asked for on the day `on`: `price` is the work claimed, whole rupiah without PPN.

    `transaction` is the whole purchase of which the claim is a part (default: the price itself); the Rp2 million limits
    look at it. `penalty`, `retention`, `recovery`, `materials` come with the rule behind them. `rounding` overrides the day's rule.
    """

    on: date
    price: int
    vendor: Vendor
    transaction: int | None = None
    means: Means = Means.DIRECT
    penalty: Amount | None = None
    retention: Amount | None = None
    recovery: Amount | None = None
    materials: Amount | None = None
    rounding: Rounding | None = None
    surcharge_without_npwp: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what it is, and how much by which rule."""

    code: str
    held: Amount

    @property
    def amount(self) -> int:
        return self.held.rupiah

    @property
    def citation(self) -> str:
        return self.held.citation

    @property
    def cited(self) -> str:
        """The citation as it is printed, with "(belum diverifikasi)" where nobody has checked the rule."""
        return self.held.cited

    @property
    def indonesian(self) -> str:
        return NAMES[self.code][0]

    @property
    def english(self) -> str:
        return NAMES[self.code][1]


@dataclass(frozen=True, slots=True)
class Statement:
    """A settled payment: `gross` (the SPM) = PPN + PPh + penalty + retention + recovery + materials + net, held by construction.

    `charged_ppn` is the PPN on the invoice, also where the vendor deposits it himself; `borne` the income tax that
    government bears; `slips` what is made even where nothing is cut; `warnings` what a person should look at.
    """

    on: date
    gross: int
    charged_ppn: int
    lines: tuple[Line, ...]
    borne: Amount | None = None
    slips: tuple[Sentence, ...] = ()
    warnings: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        amounts = [line.held.rupiah for line in self.lines]
        if sum(amounts) != self.gross or min(amounts) < 0:
            raise LawError(
                "Potongan lebih besar daripada pembayarannya. Tagih dendanya terpisah, atau gabungkan termin.",
                "The deductions are larger than the payment. Settle the penalty apart, or join it with another term.",
                value={line.code: line.amount for line in self.lines},
                bound=f"Σ = {rupiah_text(self.gross)}, ≥ 0",
                source="bruto = PPN + PPh + denda + retensi + uang muka + neto",
            )

    def amount(self, code: str) -> int:
        """The sum of the lines `code`: "ppn", "pph" (either income tax), "penalty", "retention", "recovery", "net"."""
        wanted = {"pph22", "pph_final", "none"} if code == "pph" else {code}
        return sum(line.amount for line in self.lines if line.code in wanted)

    @property
    def net(self) -> int:
        return self.amount("net")


def settle(claim: Claim) -> Statement:
    """The statement of one payment under the rules of its day.

    A penalty does not lower the base of the taxes (a design choice, to be confirmed). Raises LawError for
    amounts that are not whole rupiah, for a day without a rule, and where the deductions pass the payment.
    """
    price = rupiah(claim.price, "tagihan")
    transaction = price if claim.transaction is None else rupiah(claim.transaction, "nilai transaksi")
    charged = ppn(price, claim.on, claim.rounding) if claim.vendor.pkp else None
    tax = income_tax(
        price, claim.on, claim.vendor, transaction=transaction, means=claim.means, rounding=claim.rounding,
        surcharge_without_npwp=claim.surcharge_without_npwp,
    )
    lines = [_ppn_line(claim, transaction, charged), _line(tax.kind, tax.cut)]
    for code in ("penalty", "retention", "recovery", "materials"):
        held: Amount | None = getattr(claim, code)
        if held is not None:
            lines.append(_line(code, held))
    gross = price + (charged.rupiah if charged else 0)
    net = gross - sum([line.held.rupiah for line in lines])
    lines.append(Line("net", Amount(net, "bruto dikurangi potongan")))
    slips = (tax.slip,) if tax.slip else ()
    return Statement(claim.on, gross, gross - price, tuple(lines), tax.borne, slips, _warnings(claim, transaction, tax))


def _ppn_line(claim: Claim, transaction: int, charged: Amount | None) -> Line:
    """What the treasurer keeps back: all of the PPN, or none of it."""
    if charged is None:
        return Line("ppn", NOT_CHARGED)
    collected, limit = ppn_is_collected(transaction, claim.on, claim.means)
    return _line("ppn", charged if collected else limit.amount(0))


def _line(code: str, amount: Amount) -> Line:
    rupiah(amount.rupiah, NAMES[code][0])
    return Line(code, amount)


def _warnings(claim: Claim, transaction: int, tax: IncomeTax) -> tuple[Sentence, ...]:
    """Sentences for the person who signs: what is near a limit, has run out, or was not checked."""
    found, vendor = [], claim.vendor
    limit = rule("ppn_collected_above", claim.on).rupiah("limit")
    if transaction <= limit and (vendor.pkp or tax.kind == "none"):
        found.append(Sentence(
            f"Pembelian sampai {rupiah_text(limit)}: pajak tidak dipungut bendahara. "
            "Pastikan ini bukan pecahan dari pembelian yang lebih besar.",
            f"A purchase up to {rupiah_text(limit)}: the treasurer collects no tax. "
            "Make sure that it is not a part of a larger purchase.",
        ))
    if tax.kind == "pph22" and not vendor.has_npwp and not claim.surcharge_without_npwp:
        found.append(Sentence(
            "Penyedia tanpa NPWP: tarif PPh 22 mungkin lebih tinggi (belum diverifikasi); tanya KPP.",
            "A vendor without NPWP: article 22 may be higher (not verified); ask the tax office.",
        ))
    if vendor.status is VendorStatus.SUKET:
        found += _suket_warnings(claim)
    return tuple(found)


def _suket_warnings(claim: Claim) -> list[Sentence]:
    found, vendor = [], claim.vendor
    relief = rule_or_none("pph_final_borne", claim.on)
    if relief is not None and not relief.verified:
        found.append(Sentence(
            f"Mungkin ditanggung pemerintah menurut {relief.cited}; PPh final dipotong sampai dipastikan.",
            f"May be borne by government under {relief.cited}; the final tax is cut until someone has made sure.",
        ))
    if vendor.legal_form is not None and vendor.registered is not None:
        last = last_year_of_final_tax(vendor.legal_form, vendor.registered, claim.on)
        if claim.on.year > last:
            found.append(Sentence(
                f"Masa PPh final penyedia ini berakhir tahun {last} (PP 55/2022 Ps 59).",
                f"This vendor's years of final income tax ended with {last} (PP 55/2022 art. 59).",
            ))
    return found


def advance_statement(advance: int, on: date) -> Statement:
    """The payment of an advance: nothing is cut from it here, it comes back from the claims that follow."""
    paid = rupiah(advance, "uang muka")
    return Statement(on, paid, 0, (Line("net", rule("advance_limit", on).amount(paid)),))


def release_statement(held: Sequence[int], on: date) -> Statement:
    """The payment of the retention held of all claims, when the maintenance period has ended."""
    total = sum(rupiah(h, "retensi") for h in held)
    return Statement(on, total, 0, (Line("net", rule("retention", on).amount(total)),))


def settle_terms(
    terms: Sequence[Term], days: Sequence[date], vendor: Vendor, signed: date, penalty: Amount | None = None,
) -> tuple[Statement, ...]:
    """The statements of all terms of one contract signed on `signed`; the penalty is taken from the last payment.

    `days`: the day of payment of each term. Retention and recovery come from the terms (`payment_terms`).
    """
    if len(terms) != len(days):
        raise LawError(
            "Setiap termin perlu satu tanggal bayar.", "Every term needs one day of payment.",
            value=len(days), bound=f"= {len(terms)}", source=DESIGN,
        )
    contract = sum(t.gross for t in terms)
    held, back = rule("retention", signed), rule("advance_recovery", signed)
    return tuple(
        settle(Claim(
            on, term.gross, vendor, transaction=contract, retention=held.amount(term.retention),
            recovery=back.amount(term.recovery), penalty=penalty if i == len(terms) - 1 else None,
        ))
        for i, (term, on) in enumerate(zip(terms, days, strict=True))
    )
