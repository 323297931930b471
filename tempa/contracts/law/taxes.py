"""Taxes on a payment: value added tax, income tax article 22, final income tax, each by the rule of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.money import Number, Rounding, fraction, largest_remainder, round_rupiah, rupiah
from tempa.contracts.law.rulebook import Amount, Rule, rule, rule_or_none
from tempa.contracts.law.words import Sentence


class VendorStatus(StrEnum):
    """What a vendor has shown about income tax.

    NONE: nothing, article 22 is cut. SUKET: a certificate of final income tax (PP 23/2018, PP 55/2022). STATEMENT: a
    person with turnover up to Rp500 million and an own statement. EXEMPT: a letter of exemption from article 22 (SKB).
    """

    NONE = "none"
    SUKET = "suket"
    STATEMENT = "individual <=500 jt with statement"
    EXEMPT = "skb"


class LegalForm(StrEnum):
    """The kinds of taxpayer that PP 55/2022 Ps 59 gives different time limits."""

    PERSON = "person"
    PARTNERSHIP = "partnership"  # cooperative, CV, firm, one-person PT, village enterprise
    COMPANY = "company"


class Means(StrEnum):
    """How a payment is made: directly, by government credit card, or at a marketplace from the advance fund (UP)."""

    DIRECT = "ls"
    CREDIT_CARD = "kkp"
    MARKETPLACE = "marketplace_up"


@dataclass(frozen=True, slots=True)
class Vendor:
    """Tax status of a vendor: `pkp` charges PPN; `has_npwp` matters for article 22 only.

    `legal_form` and `registered` (year) are needed only to see whether the years of final income tax have run out.
    """

    pkp: bool
    status: VendorStatus = VendorStatus.NONE
    has_npwp: bool = True
    legal_form: LegalForm | None = None
    registered: int | None = None


@dataclass(frozen=True, slots=True)
class IncomeTax:
    """Income tax of one payment: `kind` "pph22", "pph_final" or "none"; `cut` from the vendor, `borne` by government.

    `slip` says which slip is made, also where nothing is cut.
    """

    kind: str
    cut: Amount
    borne: Amount | None = None
    slip: Sentence | None = None


FINAL_SLIP = Sentence("bukti potong PPh final", "slip of final income tax")
NIL_SLIP = Sentence("bukti potong PPh final nihil", "nil slip of final income tax")


def rounding_of(on: date) -> Rounding:
    """How taxes end on a day: fractions dropped, from PER-11/PJ/2025 to the nearest rupiah."""
    return Rounding(rule("tax_rounding", on).text("mode"))


def ppn(price: int, on: date, rounding: Rounding | None = None) -> Amount:
    """PPN of a price without it, from the exact fraction: 12 % of 11/12 since 2025, never 12 % of a rounded base."""
    found = rule("ppn", on)
    return found.part(rupiah(price), "of_price", rounding or rounding_of(on))


def ppn_base(price: int, on: date, rounding: Rounding | None = None) -> Amount:
    """The base an invoice prints: the price, since 2025 11/12 of it (DPP nilai lain); nothing is computed from it."""
    found = rule("ppn", on)
    return found.part(rupiah(price), "base_share", rounding or rounding_of(on))


def ppn_of_lines(prices: Sequence[int], on: date, rounding: Rounding | None = None) -> tuple[int, ...]:
    """PPN of an invoice spread over its lines: computed once on the total, then by the largest remainder."""
    total, share = sum(rupiah(p) for p in prices), rule("ppn", on).share("of_price")
    tops = [p * share.numerator for p in prices]
    return largest_remainder(ppn(total, on, rounding).rupiah, tops, share.denominator)


def price_without_ppn(total: int, on: date) -> tuple[Amount, Amount]:
    """(price, PPN) inside a total that includes PPN at the rate of the day; the two add up to the total."""
    found = rule("ppn", on)
    base, tax = split_total(total, found.share("of_price"))
    return (Amount(base, found.citation, found.verified), Amount(tax, found.citation, found.verified))


def split_total(total: int, rate: Number) -> tuple[int, int]:
    """(base, PPN) of a total at a stated share: base = total ÷ (1 + rate), half a rupiah up; PPN is the rest."""
    whole = rupiah(total, "harga termasuk PPN")
    base = round_rupiah(whole / (1 + fraction(rate)), Rounding.HALF_UP)
    return base, whole - base


def ppn_is_collected(transaction: int, on: date, means: Means = Means.DIRECT) -> tuple[bool, Rule]:
    """Whether the buyer's treasurer keeps the PPN back, and by which rule.

    Not up to the limit and not when paid by government credit card. `transaction`: the whole purchase without PPN, so
    that a purchase split into parts stays above the limit. At the marketplace the platform collects.
    """
    found = rule("ppn_collected_above", on)
    return means is Means.DIRECT and rupiah(transaction, "nilai transaksi") > found.rupiah("limit"), found


def income_tax(
    price: int, on: date, vendor: Vendor, *, transaction: int | None = None, means: Means = Means.DIRECT,
    rounding: Rounding | None = None, surcharge_without_npwp: bool = False,
) -> IncomeTax:
    """The income tax of a payment by the vendor's status; the base is the price without PPN.

    `transaction` is the whole purchase of which `price` is a part (default: the price); it is what the limit of article
    22 looks at. The surcharge for a vendor without NPWP is not verified and off unless asked.
    """
    base, mode = rupiah(price), rounding or rounding_of(on)
    whole = base if transaction is None else rupiah(transaction, "nilai transaksi")
    if whole < base:
        raise _part_above_whole(base, whole)
    if vendor.status is VendorStatus.SUKET:
        return _final(base, on, mode)
    if vendor.status is VendorStatus.STATEMENT:
        return IncomeTax("pph_final", rule("pph_final_nil", on).amount(0), slip=NIL_SLIP)
    limit = rule("pph22_above", on)
    if vendor.status is VendorStatus.EXEMPT or means is not Means.DIRECT:
        return IncomeTax("none", limit.amount(0))
    if whole <= limit.rupiah("limit"):
        return IncomeTax("none", limit.amount(0))
    return IncomeTax("pph22", _article_22(base, on, mode, surcharge_without_npwp and not vendor.has_npwp))


def _part_above_whole(price: int, transaction: int) -> LawError:
    return LawError(
        "Tagihan lebih besar daripada seluruh transaksinya. Isi nilai transaksi dengan seluruh pembelian tanpa PPN.",
        "The claim is larger than its whole transaction. Give the whole purchase without PPN as the transaction.",
        value=price, bound=f"≤ {transaction}", source="PMK 59/2022 Ps 18; PMK 81/2024",
    )


def _final(price: int, on: date, mode: Rounding) -> IncomeTax:
    """0.5 %, or nothing cut and the same amount recorded as borne by government while a verified relief is in force."""
    found = rule("pph_final", on)
    relief = rule_or_none("pph_final_borne", on)
    if relief is None or not relief.verified:
        return IncomeTax("pph_final", found.part(price, "rate", mode), slip=FINAL_SLIP)
    borne = relief.amount(price * found.share("rate") * relief.share("borne"), mode)
    stamp = f"PPh final ditanggung pemerintah eks {relief.citation}"
    slip = Sentence(f"kode billing dicap: {stamp}", f"billing code stamped: {stamp}")
    return IncomeTax("pph_final", relief.amount(0), borne, slip)


def _article_22(price: int, on: date, mode: Rounding, surcharged: bool) -> Amount:
    found = rule("pph22", on)
    if not surcharged:
        return found.part(price, "rate", mode)
    extra = rule("no_npwp", on)
    higher = price * found.share("rate") * (1 + extra.share("surcharge"))
    return Amount(round_rupiah(higher, mode), f"{found.citation}; {extra.citation}", extra.verified)


def last_year_of_final_tax(form: LegalForm, registered: int, on: date) -> int:
    """The last tax year in which a vendor may use the 0.5 %: counted from the year of registration, not before 2018."""
    if not 1950 <= registered <= on.year:
        raise LawError(
            "Tahun terdaftar tidak mungkin. Salin dari surat keterangan terdaftar.",
            "The year of registration is impossible. Copy it from the registration letter.",
            value=registered, bound=f"1950 … {on.year}", source="PP 55/2022 Ps 59",
        )
    years = int(rule("pph_final_years", on).parameters[form.value])
    return max(registered, 2018) + years - 1
