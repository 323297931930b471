"""What a contract's value demands: the form of its document, its guarantees, and how large an advance may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.money import rupiah, rupiah_text
from tempa.contracts.law.rulebook import Amount, Rule, rule
from tempa.contracts.law.taxes import ppn
from tempa.contracts.law.words import Sentence


class Form(StrEnum):
    """The kinds of contract document, by their Indonesian names."""

    RECEIPT = "bukti pembelian"
    KUITANSI = "kuitansi"
    SPK = "SPK"
    AGREEMENT = "surat perjanjian"
    ORDER_LETTER = "surat pesanan"


@dataclass(frozen=True)
class FormChoice:
    """The form and the rule that chose it."""

    form: Form
    rule: Rule


def document_form(value: int, on: date, e_purchasing: bool = False) -> FormChoice:
    """Form by the value of the package on the contract day (Perpres 16/2018 Ps 28); e-purchasing: an order letter."""
    amount, found = rupiah(value, "nilai paket"), rule("contract_form", on)
    if e_purchasing:
        return FormChoice(Form.ORDER_LETTER, found)
    for form, limit in ((Form.RECEIPT, "receipt_up_to"), (Form.KUITANSI, "kuitansi_up_to"), (Form.SPK, "spk_up_to")):
        if amount <= found.rupiah(limit):
            return FormChoice(form, found)
    return FormChoice(Form.AGREEMENT, found)


def owner_estimate(price: int, on: date) -> Amount:
    """The owner's estimate (HPS) as it is shown: the price with profit and overhead, and PPN on top (Ps 26).

    Penalties are computed without PPN: this total is never their base.
    """
    return rule("owner_estimate", on).amount(rupiah(price) + ppn(price, on).rupiah)


def performance_guarantee(estimate: int, offer: int, on: date, e_purchasing: bool = False) -> Amount:
    """Only above Rp200 million: 5 % of the contract, or of the owner's estimate (HPS) where the offer is under 80 %.

    Both amounts in whole rupiah; an offer above the estimate is refused (Perpres 16/2018 Ps 26, Ps 33).
    """
    hps, price, found = rupiah(estimate, "HPS"), rupiah(offer, "penawaran"), rule("performance_guarantee", on)
    if price > hps:
        raise LawError(
            "Penawaran di atas HPS tidak dapat diterima. Negosiasikan, atau susun HPS lagi dengan alasan tertulis.",
            "An offer above the owner's estimate cannot be accepted. Negotiate, or estimate again with a reason.",
            value=rupiah_text(price), bound=f"≤ {rupiah_text(hps)}", source=rule("owner_estimate", on).cited,
        )
    if e_purchasing or price <= found.rupiah("above"):
        return found.amount(0)
    low = price < hps * found.share("low_offer_below")
    return found.part(hps, "of_estimate") if low else found.part(price, "of_contract")


def advance_limit(contract: int, on: date, small_business: bool, multi_year: bool = False) -> Amount:
    """The largest advance of a contract (Perpres 16/2018 Ps 29); flagged as not verified from 2 February 2021 on."""
    value, found = rupiah(contract, "nilai kontrak"), rule("advance_limit", on)
    tier = "multi_year" if multi_year else "small" if small_business else "other"
    if tier == "small" and "small_contract" in found.shares and value <= found.rupiah("small_contract_up_to"):
        tier = "small_contract"
    return found.part(value, tier)


def check_advance(advance: int, limit: Amount) -> tuple[Sentence, ...]:
    """Warnings for an advance; LawError where it passes a limit that is verified law.

    Past a limit that nobody has checked it only warns: a setting must not stop a payment as if it were law.
    """
    asked = rupiah(advance, "uang muka")
    if asked <= limit.rupiah:
        return ()
    if limit.verified:
        raise LawError(
            "Uang muka melewati batas. Kurangi uang mukanya sebelum rancangan kontrak disahkan.",
            "The advance passes its limit. Lower it before the draft contract is approved.",
            value=rupiah_text(asked), bound=f"≤ {rupiah_text(limit.rupiah)}", source=limit.cited,
        )
    most = rupiah_text(limit.rupiah)
    return (Sentence(
        f"Uang muka {rupiah_text(asked)} melewati {most}, batas menurut {limit.cited}; tanya LKPP sebelum dibayar.",
        f"The advance {rupiah_text(asked)} passes {most}, the limit of {limit.cited}; ask LKPP before it is paid.",
    ),)


def advance_guarantee(advance: int, recovered: int, on: date) -> Amount:
    """The guarantee of an advance: the advance less what has been recovered (Perpres 16/2018 Ps 34)."""
    paid, back = rupiah(advance, "uang muka"), rupiah(recovered, "uang muka kembali")
    found = rule("advance_guarantee", on)
    if back > paid:
        raise LawError(
            "Pengembalian uang muka lebih besar daripada uang mukanya.",
            "More of the advance is recovered than was paid.",
            value=rupiah_text(back), bound=f"≤ {rupiah_text(paid)}", source=found.cited,
        )
    return found.part(paid - back, "of_advance")
