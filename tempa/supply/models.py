"""Rows of supply, and its tallies: terms of materials, quotes, purchase orders, receipts, engine numbers, stock and what lots were given.

Quantities are whole ten-thousandths of a material's unit, so that sums are exact on every database; money is whole rupiah.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme, Row, marked


class Supplier(Row):
    table = "suppliers"
    marks = marked(public="supplier regency local", personal="name")
    kept = ("supplier", "name")
    supplier = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass


class MaterialTerms(models.Model):
    """Tally of MaterialTermsStated: what of a material is lost at work, and in which multiples it is bought; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    material = models.CharField(max_length=60)
    scrap = models.CharField(max_length=12)  # percent, as text
    multiple = models.BigIntegerField()
    source = models.CharField(max_length=200)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "material"], name="material_terms_once"),
            CheckConstraint(condition=Q(multiple__gte=1), name="material_bought_in_something"),
        ]


class GoodsContent(models.Model):
    """Tally of LocalContentStated: how much of the money for a supplier's goods stays in the province; the last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    supplier = models.CharField(max_length=60)
    material = models.CharField(max_length=60, blank=True)  # blank: all of its goods
    province = models.CharField(max_length=12)  # percent, as text
    source = models.CharField(max_length=200)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "supplier", "material"], name="goods_content_once")]


class Inquiry(models.Model):
    """Tally of QuotesAsked: which materials, how much, and who was asked for a price."""

    inquiry = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    wanted = models.JSONField()  # material -> quantity as text
    suppliers = models.JSONField()
    answer_by = models.DateField()
    needed_on = models.DateField()
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "number"], name="inquiry_number_once")]


class Quote(models.Model):
    """Tally of QuoteStated: what a supplier asks for the materials of an inquiry; its last word holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="quotes")
    supplier = models.CharField(max_length=60)
    prices = models.JSONField()  # material -> rupiah a unit without VAT
    freight = models.BigIntegerField()
    days = models.PositiveIntegerField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["inquiry", "supplier"], name="quote_of_a_supplier_once")]


class PurchaseOrder(models.Model):
    """Tally of a purchase order's facts. Its stage is worked out, not kept. Who drafted one that wants a second hand does not approve it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    order = models.CharField(max_length=20)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, null=True, related_name="+")
    supplier = models.CharField(max_length=60)
    freight = models.BigIntegerField()
    reason = models.TextField()
    due_on = models.DateField()
    wants_second = models.BooleanField()
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_approved = models.BooleanField(null=True)
    decided_why = models.TextField(blank=True)
    ordered_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    promised_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cancelled_why = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "supplier"], name="purchase_by_supplier")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "order"], name="purchase_order_once"),
            CheckConstraint(
                condition=Q(wants_second=False) | Q(decided_by=None) | ~Q(decided_by=F("drafted_by")), name="purchase_by_a_second_person"
            ),
            CheckConstraint(condition=Q(ordered_on=None) | Q(wants_second=False) | Q(is_approved=True), name="purchase_ordered_when_approved"),
        ]


class PurchaseLine(models.Model):
    """One material of a purchase order. What has come is never more than what is ordered: the database refuses it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    purchase = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="lines")
    material = models.CharField(max_length=60, db_index=True)
    quantity = models.BigIntegerField()
    first_quantity = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    unit_price = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "code"], name="purchase_line_once"),
            CheckConstraint(condition=Q(received__gte=0, received__lte=F("quantity")), name="received_within_the_order"),
            CheckConstraint(condition=Q(quantity__lte=F("first_quantity")), name="purchase_line_never_grows"),
        ]


class GoodsReceipt(models.Model):
    """Tally of GoodsReceived: goods of one order that came on a day, with photos and certificates."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=20)
    purchase = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="receipts")
    received_on = models.DateField()
    papers = models.JSONField()
    note = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "receipt"], name="receipt_once")]


class EngineNumber(models.Model):
    """Tally of GoodsReceived, EnginesNumbered, MaterialIssued and MaterialReturned: one engine by its maker's number, and where it is."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    sign = models.CharField(max_length=60)  # the letters and digits of the number alone
    number = models.CharField(max_length=60)
    material = models.CharField(max_length=60)
    line = models.ForeignKey(PurchaseLine, models.PROTECT, related_name="engines")
    lot = models.CharField(max_length=60, blank=True)
    workshop = models.CharField(max_length=60, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "lot"], name="engine_by_lot")]
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "sign"], name="engine_number_once")]


class AnnouncedDelivery(models.Model):
    """Tally of DeliveryAnnounced: what a supplier says will come, and when."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    purchase = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="deliveries")
    comes_on = models.DateField()
    lines = models.JSONField()  # code of the line -> quantity as text
    note = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")


class SupplierInvoice(models.Model):
    """Tally of InvoiceStated and InvoiceDecided: what a supplier wants to be paid for an order."""

    invoice = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    purchase = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="invoices")
    supplier = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    dated = models.DateField()
    amount = models.BigIntegerField()
    paper = models.CharField(max_length=64, blank=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    is_right = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "supplier", "number"], condition=~Q(is_right=False), name="invoice_number_once"),
            CheckConstraint(
                condition=Q(is_right=None, decided_by=None) | Q(is_right__isnull=False, decided_by__isnull=False), name="invoice_decided"
            ),
        ]


class IssueNote(models.Model):
    """Tally of MaterialIssued, MaterialReturned and IssueConfirmed: a note by which materials went to a workshop, or came back."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    issue = models.CharField(max_length=20)
    workshop = models.CharField(max_length=60)
    moved_on = models.DateField()
    is_return = models.BooleanField()
    note = models.TextField(blank=True)
    is_right = models.BooleanField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_words = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop"], name="issue_by_workshop")]
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "issue"], name="issue_once")]


class StockMove(models.Model):
    """Tally: the ledger of a material, one row for each thing that came, went to a lot, came back or was found otherwise at a count."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    material = models.CharField(max_length=60)
    moved_on = models.DateField()
    kind = models.CharField(max_length=8)
    quantity = models.BigIntegerField()  # what the stock grew by
    value = models.BigIntegerField()
    workshop = models.CharField(max_length=60, blank=True)
    lot = models.CharField(max_length=60, blank=True)
    line = models.ForeignKey(PurchaseLine, models.PROTECT, null=True, related_name="+")
    certificate = models.CharField(max_length=200, blank=True)
    engines = models.JSONField(default=list)
    why = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "material", "moved_on"], name="stock_move_by_day"),
            models.Index(fields=["programme", "lot"], name="stock_move_by_lot"),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "code"], name="stock_move_once"),
            CheckConstraint(
                condition=Q(kind__in=["receipt", "return"], quantity__gt=0) | Q(kind="issue", quantity__lt=0) | Q(kind="count"),
                name="stock_move_in_its_direction",
            ),
        ]


class Stock(models.Model):
    """Tally of all moves of a material. Never more goes out than came in, and no count finds more than that: the database refuses it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    material = models.CharField(max_length=60)
    received = models.BigIntegerField(default=0)
    issued = models.BigIntegerField(default=0)  # less what came back
    counted = models.BigIntegerField(default=0)  # sum of what counts found otherwise: 0 or less

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "material"], name="stock_once"),
            CheckConstraint(
                condition=Q(issued__gte=0, counted__lte=0, issued__lte=F("received") + F("counted")), name="stock_never_below_nothing"
            ),
        ]


class LotMaterial(models.Model):
    """Tally: what a lot was given of a material, less what came back, and what of it its workshop pays."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60)
    material = models.CharField(max_length=60)
    workshop = models.CharField(max_length=60)
    quantity = models.BigIntegerField()
    value = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "workshop"], name="lot_material_by_workshop")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "lot", "material"], name="lot_material_once"),
            CheckConstraint(condition=Q(quantity__gte=0, value__gte=0), name="no_more_returned_than_issued"),
        ]
