"""A purchase order's life: drafted, approved by a second hand where its value wants it, sent, answered, changed, cancelled, invoiced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded
from tempa.ledger.models import Entry
from tempa.supply.facts.quotes import through_link
from tempa.supply.models import AnnouncedDelivery, PurchaseLine, PurchaseOrder, SupplierInvoice
from tempa.supply.rules.amounts import parts


def of_order(order: str, through: str = "") -> tuple[str, ...]:
    return (f"purchase:{order}", *through_link(through))


def purchase_of(entry: Entry, order: str) -> PurchaseOrder:
    return PurchaseOrder.objects.get(programme_id=entry.programme_id, order=order)


@dataclass(frozen=True)
class PurchaseDrafted(Fact):
    """Materials are to be bought of a supplier, and why of this one. `lines`: code, material, quantity as text; `prices`: code -> rupiah a unit.

    `wants_second`: whether a second person must approve it before it is an order; else it is one at once.
    """

    kind_words = _("pesanan bahan dibuat")
    is_decision = True
    worked_out = ("order", "wants_second", "ordered_on")

    order: Public[str]
    inquiry: Public[str]
    supplier: Public[str]
    lines: Public[list[dict[str, Any]]]
    prices: Price[dict[str, int]]
    freight: Price[int]
    due_on: Public[str]
    reason: Public[str]
    wants_second: Public[bool]
    ordered_on: Public[str]

    def about(self) -> tuple[str, ...]:
        inquiry = [f"inquiry:{self.inquiry}"] if self.inquiry else []
        return (f"purchase:{self.order}", f"suppliers:{self.supplier}", *inquiry, *(f"materials:{one['material']}" for one in self.lines))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            purchase = PurchaseOrder.objects.create(
                programme_id=programme, order=f.order, inquiry_id=UUID(f.inquiry) if f.inquiry else None, supplier=f.supplier, freight=f.freight,
                reason=f.reason, due_on=date.fromisoformat(f.due_on), wants_second=f.wants_second, drafted_at=r.entry.at, drafted_by=r.entry.by,
                ordered_on=date.fromisoformat(f.ordered_on) if f.ordered_on else None, entry=r.entry,
            )  # fmt: skip
            PurchaseLine.objects.bulk_create(
                PurchaseLine(programme_id=programme, code=f"{f.order}.{one['line']}", purchase=purchase, material=one["material"],
                             quantity=parts(one["quantity"]), first_quantity=parts(one["quantity"]), unit_price=f.prices[one["line"]])
                for one in f.lines
            )  # fmt: skip


@dataclass(frozen=True)
class PurchaseApproved(Fact):
    """A second person lets an order go."""

    kind_words = _("pesanan bahan disetujui")
    is_decision = True
    worked_out = ("ordered_on",)

    order: Public[str]
    note: Public[str]
    ordered_on: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_order(self.order)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PurchaseOrder.objects.filter(programme_id=r.entry.programme_id, order=r.fact.order).update(
                is_approved=True, decided_at=r.entry.at, decided_by=r.entry.by, decided_why=r.fact.note,
                ordered_on=date.fromisoformat(r.fact.ordered_on),
            )  # fmt: skip


@dataclass(frozen=True)
class PurchaseRefused(Fact):
    """A second person refuses an order, with the reason."""

    kind_words = _("pesanan bahan ditolak")
    is_decision = True

    order: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_order(self.order)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PurchaseOrder.objects.filter(programme_id=r.entry.programme_id, order=r.fact.order).update(
                is_approved=False, decided_at=r.entry.at, decided_by=r.entry.by, decided_why=r.fact.reason
            )


@dataclass(frozen=True)
class PurchaseSent(Fact):
    """An order went to its supplier; `way` says how."""

    kind_words = _("pesanan bahan dikirim ke pemasok")
    is_decision = True

    order: Public[str]
    way: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_order(self.order)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PurchaseOrder.objects.filter(programme_id=r.entry.programme_id, order=r.fact.order).update(sent_at=r.entry.at)


@dataclass(frozen=True)
class PurchaseAnswered(Fact):
    """A supplier says whether it delivers an order, and on which day; the last word holds."""

    kind_words = _("pesanan bahan dijawab pemasok")
    is_decision = True
    worked_out = ("through",)

    order: Public[str]
    accepted: Public[bool]
    promised_on: Public[str]
    note: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_order(self.order, self.through)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            PurchaseOrder.objects.filter(programme_id=r.entry.programme_id, order=f.order).update(
                is_accepted=f.accepted, promised_on=date.fromisoformat(f.promised_on) if f.promised_on else None, answered_at=r.entry.at,
                answered_by=r.entry.by, answer=f.note,
            )  # fmt: skip


@dataclass(frozen=True)
class PurchaseChanged(Fact):
    """Less is wanted of an order, or on another day; `quantities`: code of a line -> its new quantity as text."""

    kind_words = _("pesanan bahan diubah")
    is_decision = True

    order: Public[str]
    quantities: Public[dict[str, str]]
    due_on: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_order(self.order)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            for code, quantity in r.fact.quantities.items():
                PurchaseLine.objects.filter(programme_id=r.entry.programme_id, code=code).update(quantity=parts(quantity))
            PurchaseOrder.objects.filter(programme_id=r.entry.programme_id, order=r.fact.order).update(
                due_on=date.fromisoformat(r.fact.due_on), promised_on=None
            )


@dataclass(frozen=True)
class PurchaseCancelled(Fact):
    """What has not come of an order is no longer wanted, and why."""

    kind_words = _("pesanan bahan dibatalkan")
    is_decision = True

    order: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_order(self.order)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PurchaseOrder.objects.filter(programme_id=r.entry.programme_id, order=r.fact.order).update(
                cancelled_at=r.entry.at, cancelled_by=r.entry.by, cancelled_why=r.fact.reason
            )


@dataclass(frozen=True)
class DeliveryAnnounced(Fact):
    """A supplier says what of an order comes on which day; `lines`: code of a line -> quantity as text."""

    kind_words = _("kiriman bahan diberitahukan")
    is_decision = True
    worked_out = ("through",)

    order: Public[str]
    comes_on: Public[str]
    lines: Public[dict[str, str]]
    note: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_order(self.order, self.through)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            AnnouncedDelivery.objects.create(
                programme_id=r.entry.programme_id, purchase=purchase_of(r.entry, f.order), comes_on=date.fromisoformat(f.comes_on), lines=f.lines,
                note=f.note, entry=r.entry,
            )  # fmt: skip


@dataclass(frozen=True)
class InvoiceStated(Fact):
    """A supplier wants to be paid for an order: number, day and amount (rupiah without VAT) of its invoice, and the kept file."""

    kind_words = _("faktur pemasok dinyatakan")
    is_decision = True
    worked_out = ("through",)

    invoice: Public[str]
    order: Public[str]
    number: Public[str]
    dated: Public[str]
    amount: Price[int]
    paper: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"invoice:{self.invoice}", *of_order(self.order, self.through), *([self.paper] if self.paper else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, purchase = r.fact, purchase_of(r.entry, r.fact.order)
            SupplierInvoice.objects.create(
                invoice=UUID(f.invoice), programme_id=r.entry.programme_id, purchase=purchase, supplier=purchase.supplier, number=f.number,
                dated=date.fromisoformat(f.dated), amount=f.amount, paper=f.paper, stated_at=r.entry.at, stated_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class InvoiceDecided(Fact):
    """The park finds an invoice right, or sends it back with the reason."""

    kind_words = _("faktur pemasok diperiksa")
    is_decision = True

    invoice: Public[str]
    right: Public[bool]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"invoice:{self.invoice}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            SupplierInvoice.objects.filter(invoice=r.fact.invoice).update(
                is_right=r.fact.right, decided_at=r.entry.at, decided_by=r.entry.by, decided_why=r.fact.reason
            )
