"""Suppliers, inquiries with their quotes, purchase orders with what came of them, invoices, and where the money stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet, Sum, prefetch_related_objects

from tempa.catalogue import queries as catalogue
from tempa.ledger.models import Programme
from tempa.ledger.writing import count_of, instances_of
from tempa.supply.models import (
    AnnouncedDelivery,
    GoodsContent,
    GoodsReceipt,
    Inquiry,
    PurchaseLine,
    PurchaseOrder,
    Quote,
    StockMove,
    Supplier,
    SupplierInvoice,
)
from tempa.supply.rules.amounts import half_up, quantity, quantity_text, value_of
from tempa.supply.rules.buying import Offer, PurchaseHistory, Spent, Stays, purchase_stage, stays_in_province


def suppliers(programme: Programme) -> QuerySet[Supplier]:
    return Supplier.objects.filter(programme=programme).order_by("position")


def supplier_named(programme: Programme, code: str) -> Supplier | None:
    return Supplier.objects.filter(programme=programme, key=code).first()


def supplier_names(programme: Programme) -> dict[str, str]:
    return dict(suppliers(programme).values_list("key", "name"))


# quotes


def inquiries(programme: Programme) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(programme=programme).select_related("asked_by").order_by("-number")


def inquiry_named(programme: Programme, inquiry: UUID) -> Inquiry | None:
    return inquiries(programme).filter(inquiry=inquiry).first()


def offers_to(programme: Programme, supplier: str, on: date) -> list[Inquiry]:
    """The inquiries that a supplier may still answer."""
    return [i for i in inquiries(programme).filter(answer_by__gte=on) if supplier in i.suppliers]


def quotes_of(inquiry: Inquiry) -> list[Quote]:
    return list(inquiry.quotes.select_related("stated_by", "entry").order_by("supplier"))


def offer_of(quote: Quote) -> Offer:
    """A quote as rules see it."""
    return Offer(quote.prices, quote.freight, quote.days, quote.valid_until, quote.source, quote.note)


# orders


def purchases(programme: Programme) -> QuerySet[PurchaseOrder]:
    """Every purchase order, the newest first."""
    people = ("drafted_by", "decided_by", "answered_by", "cancelled_by", "inquiry")
    return PurchaseOrder.objects.filter(programme=programme).select_related(*people).prefetch_related("lines").order_by("-order")


def purchases_of(programme: Programme, supplier: str) -> QuerySet[PurchaseOrder]:
    """What a supplier may see: its orders that were let go."""
    return purchases(programme).filter(supplier=supplier, ordered_on__isnull=False)


def purchase_named(programme: Programme, order: str) -> PurchaseOrder | None:
    return purchases(programme).filter(order=order).first()


def purchase_as_it_is(programme: Programme, order: str) -> PurchaseOrder | None:
    """An order with its lines, without those who did what: what a deed asks of it."""
    found = instances_of(PurchaseOrder, 'programme_id = %s AND "order" = %s', [programme.pk, order])
    prefetch_related_objects(found, "lines")
    return found[0] if found else None


def lines_of(purchase: PurchaseOrder) -> list[PurchaseLine]:
    return sorted(purchase.lines.all(), key=lambda one: one.pk)


def waiting_count(programme: Programme) -> int:
    """How many orders wait for a second person."""
    return PurchaseOrder.objects.filter(programme=programme, wants_second=True, is_approved=None, cancelled_at=None).count()


def history_of(purchase: PurchaseOrder) -> PurchaseHistory:
    lines = lines_of(purchase)
    return PurchaseHistory(
        purchase.supplier, purchase.drafted_by_id, purchase.wants_second, purchase.is_approved, purchase.sent_at is not None, purchase.is_accepted,
        purchase.cancelled_at is not None, sum(one.quantity for one in lines), sum(one.received for one in lines),
    )  # fmt: skip


def stage_of(purchase: PurchaseOrder) -> str:
    return purchase_stage(history_of(purchase))


def next_order(programme: Programme) -> str:
    return f"B{count_of(PurchaseOrder, 'programme_id = %s', [programme.pk]) + 1:04}"


def next_receipt(programme: Programme) -> str:
    return f"T{count_of(GoodsReceipt, 'programme_id = %s', [programme.pk]) + 1:04}"


def goods_value(purchase: PurchaseOrder, *, first: bool = False) -> int:
    """Rupiah of the goods of an order without freight; `first`: as it was let go, before changes."""
    return sum(value_of(one.first_quantity if first else one.quantity, one.unit_price) for one in lines_of(purchase))


def landed_value(purchase: PurchaseOrder, line: PurchaseLine, amount: int) -> int:
    """What an amount of a line cost: its price, and by value its part of the order's freight."""
    goods = goods_value(purchase, first=True)
    freight = Fraction(purchase.freight, goods) if goods else Fraction(0)
    return half_up(quantity(amount) * line.unit_price * (1 + freight))


def receipts(programme: Programme) -> QuerySet[GoodsReceipt]:
    return GoodsReceipt.objects.filter(programme=programme).select_related("purchase", "entry__by").order_by("-receipt")


def received_value(purchase: PurchaseOrder) -> int:
    """Rupiah of the goods that came of an order, with their part of the freight: what its invoices may ask for in all."""
    found = StockMove.objects.filter(line__purchase=purchase).aggregate(n=Sum("value"))
    return int(found["n"] or 0)


def deliveries(programme: Programme) -> QuerySet[AnnouncedDelivery]:
    """What suppliers said will come, the nearest first."""
    return AnnouncedDelivery.objects.filter(programme=programme).select_related("purchase", "entry__by").order_by("comes_on", "pk")


# invoices


def invoices(programme: Programme) -> QuerySet[SupplierInvoice]:
    return SupplierInvoice.objects.filter(programme=programme).select_related("purchase", "stated_by", "decided_by").order_by("-stated_at", "invoice")


def invoices_of(purchase: PurchaseOrder) -> list[SupplierInvoice]:
    return list(purchase.invoices.select_related("stated_by", "decided_by").order_by("stated_at"))


def invoice_named(programme: Programme, invoice: UUID) -> SupplierInvoice | None:
    return invoices(programme).filter(invoice=invoice).first()


# where the money stays


@dataclass(frozen=True)
class Content:
    """What is known of where the money for goods stays: by supplier and material, in percent, with its source."""

    percent: Fraction
    source: str


def content_known(programme: Programme) -> dict[tuple[str, str], Content]:
    """(supplier, material) -> what holds: said of the supplier's own good, else of all of its goods, else of the material in the catalogue."""
    own = {(c.supplier, c.material): Content(Fraction(c.province), c.source) for c in GoodsContent.objects.filter(programme=programme)}
    stated = {item: Content(Fraction(o.province), o.proof) for item, o in catalogue.origins(programme).items()}
    found: dict[tuple[str, str], Content] = {}
    materials = [m.material for m in catalogue.materials(programme)]
    for supplier in suppliers(programme):
        for material in materials:
            known = own.get((supplier.supplier, material)) or own.get((supplier.supplier, "")) or stated.get(material)
            if known is not None:
                found[supplier.supplier, material] = known
    return found


def stays(programme: Programme) -> dict[tuple[str, str], Fraction]:
    """(supplier, material) -> share of its money that stays in the province, where somebody has said so."""
    return {key: one.percent / 100 for key, one in content_known(programme).items()}


def local_suppliers(programme: Programme) -> set[str]:
    return {s.supplier for s in suppliers(programme) if s.cells["local"] == "yes"}


def spent(programme: Programme, orders: Iterable[PurchaseOrder] | None = None) -> list[Spent]:
    """What was ordered, line by line without freight; of a cancelled order what came."""
    found = purchases(programme).filter(ordered_on__isnull=False) if orders is None else orders
    return [
        Spent(p.order, p.supplier, one.material, value_of(one.received if p.cancelled_at else one.quantity, one.unit_price))
        for p in found for one in lines_of(p)
    ]  # fmt: skip


def stays_of(programme: Programme, rows: Iterable[Spent]) -> Stays:
    return stays_in_province(rows, stays(programme), local_suppliers(programme))


# for the audit pack


def for_pack_purchases(programme: Programme) -> list[dict[str, str]]:
    """A row for each line of every order that was let go."""
    found = purchases(programme).filter(ordered_on__isnull=False).order_by("order")
    return [
        {
            "order": one.code, "supplier": p.supplier, "material": one.material, "unit_price": str(one.unit_price),
            "quantity": quantity_text(one.received if p.cancelled_at else one.quantity), "ordered_on": str(p.ordered_on),
            "due_on": str(p.due_on), "by": str((p.decided_by or p.drafted_by).public_id),
        }
        for p in found for one in lines_of(p)
    ]  # fmt: skip


def for_pack_receipts(programme: Programme) -> list[dict[str, str]]:
    papers: Mapping[str, str] = {r.receipt: next(iter(r.papers), "") for r in receipts(programme)}
    found = StockMove.objects.filter(Q(kind="receipt"), programme=programme).select_related("line", "entry__by").order_by("entry__sequence", "pk")
    return [
        {
            "receipt": m.code, "order": m.line.code if m.line else "", "quantity": quantity_text(m.quantity), "received_on": str(m.moved_on),
            "by": str(m.entry.by.public_id), "paper": papers.get(m.code.rpartition(".")[0], ""),
        }
        for m in found
    ]  # fmt: skip


def purchases_with_code(code: str) -> list[PurchaseOrder]:
    """Orders of any programme whose letter bears this check code: the first 16 hex digits of the hash of the entry that drafted it."""
    first = bytes.fromhex(code)
    after = (int.from_bytes(first) + 1).to_bytes(len(first) + 1)[-len(first) :]
    found = PurchaseOrder.objects.filter(entry__digest__gte=first, ordered_on__isnull=False).select_related("programme", "entry")
    return list(found.filter(entry__digest__lt=after) if any(after) else found)
