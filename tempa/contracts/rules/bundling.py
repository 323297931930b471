"""How lots become contracts: by agency and vendor, cut where somebody asks for it, in the form that the law wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tempa.contracts.law import Form, document_form
from tempa.contracts.rules.amounts import dotted
from tempa.ledger.rules import Refused

ROUTES = ("normal", "emergency")
FORMS = {
    Form.RECEIPT: "receipt", Form.KUITANSI: "kuitansi", Form.SPK: "spk", Form.AGREEMENT: "agreement", Form.ORDER_LETTER: "purchase_order",
}  # fmt: skip
"""Forms of the law by the codes that the audit pack knows them by."""
FORM_WORDS = {
    "receipt": "bukti pembelian", "kuitansi": "kuitansi", "spk": "SPK", "agreement": "surat perjanjian", "purchase_order": "surat pesanan",
}  # fmt: skip
SPLITS = ("none", "budget_line", "type", "month")


@dataclass(frozen=True)
class LotToContract:
    """A lot in force that no contract has: what bundling looks at. Prices in whole rupiah a unit without VAT."""

    lot: str
    line: str
    agency: str
    budget_line: str
    type: str
    maker: str
    lead: str
    quantity: int
    offer: int
    estimate: int
    due_on: date
    handover_on: date

    @property
    def vendor(self) -> str:
        """Who signs: the lead of a member or school, else the site itself."""
        return self.lead or self.maker


@dataclass(frozen=True)
class Bundle:
    """Lots of one agency and vendor that go into one contract; `part` names what they were split by, blank for none."""

    agency: str
    vendor: str
    part: str
    lots: tuple[LotToContract, ...]

    @property
    def value(self) -> int:
        return sum(one.quantity * one.offer for one in self.lots)

    @property
    def due_on(self) -> date:
        """The last day by which all of it is needed, or the plan hands it over where that is later."""
        return max(max(one.due_on, one.handover_on) for one in self.lots)

    @property
    def makers(self) -> tuple[str, ...]:
        """Members and schools that make part of it under the vendor."""
        return tuple(sorted({one.maker for one in self.lots} - {self.vendor}))


def bundles(lots: Iterable[LotToContract], split: str = "none") -> list[Bundle]:
    """One contract for each agency and vendor, or one for each part of it by `split` (one of SPLITS), in order of their codes."""
    parts: dict[str, Callable[[LotToContract], str]] = {
        "none": lambda one: "", "budget_line": lambda one: one.budget_line, "type": lambda one: one.type,
        "month": lambda one: f"{max(one.due_on, one.handover_on):%Y-%m}",
    }  # fmt: skip
    if split not in parts:
        raise Refused("Pilih cara membagi kontrak dari daftar.", field="split")
    groups: dict[tuple[str, str, str], list[LotToContract]] = {}
    for one in lots:
        groups.setdefault((one.agency, one.vendor, parts[split](one)), []).append(one)
    return [Bundle(*key, tuple(sorted(groups[key], key=lambda one: one.lot))) for key in sorted(groups)]


def form_of(value: int, on: date, *, e_purchasing: bool = False) -> str:
    """The code of the form that a contract of this value takes on that day (Perpres 16/2018 Ps 28)."""
    return FORMS[document_form(value, on, e_purchasing).form]


def why_bundled(bundle: Bundle, *, split: str, form: str, cited: str, reason: str = "") -> str:
    """Why just these lots are one contract, with this vendor and in this form: a sentence that stays with the contract.

    It names sites by their codes alone: names belong to people, who may want them erased.
    """
    units = sum(one.quantity for one in bundle.lots)
    who = f"{bundle.vendor} membuat semuanya sendiri"
    if bundle.makers:
        who = f"{bundle.vendor} menandatangani sebagai IKM Induk, juga untuk {', '.join(bundle.makers)}"
    part = {
        "budget_line": f", mata anggaran {bundle.part}",
        "type": f", jenis {bundle.part}",
        "month": f", jatuh tempo {bundle.part}",
    }.get(split, "")
    return (
        f"{len(bundle.lots)} lot ({units} unit) {bundle.agency}{part}: {who}. Nilainya Rp{dotted(bundle.value)} menurut penawaran, "
        f"jadi bentuknya {FORM_WORDS[form]} ({cited})." + (f" Dibagi karena: {reason}" if reason else "")
    )
