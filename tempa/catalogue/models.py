"""Rows of the catalogue, decided names of types, objections to prices, the price list, outside offers, local content, HPS sheets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Entry, Person, Programme, Row, marked


class MachineType(Row):
    table = "types"
    marks = marked(public="type agency name_id name_en weight_kg inspection_hours min_lot tested pilot_limit warranty_months", price="unit_price")
    kept = ("type", "agency", "name_id", "name_en")
    type = models.CharField(max_length=60)
    agency = models.CharField(max_length=60)
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    unit_price = models.BigIntegerField()
    tested = models.BooleanField()

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return super().typed(cells) | {"unit_price": int(cells["unit_price"]), "tested": cells["tested"] == "yes"}


class RoutingStep(Row):
    table = "routings"
    marks = marked(public="type step resource hours_per_unit setup_hours")
    kept = ("type",)
    type = models.CharField(max_length=60, db_index=True)

    class Meta(Row.Meta):
        pass


class Material(Row):
    table = "materials"
    marks = marked(public="material name_id name_en unit kind supplier lead_time_weeks weekly_supply", price="unit_price")
    kept = ("material", "supplier", "name_id")
    material = models.CharField(max_length=60)
    supplier = models.CharField(max_length=60, blank=True)
    name_id = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass


class PartsListItem(Row):
    table = "bom"
    marks = marked(public="type material quantity")
    kept = ("type", "material")
    type = models.CharField(max_length=60, db_index=True)
    material = models.CharField(max_length=60, db_index=True)

    class Meta(Row.Meta):
        pass


class TypeAlias(models.Model):
    """Tally of AliasDecided: under this name people mean that type."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=60)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "name"], name="type_alias_once")]


class PriceObjection(models.Model):
    """Tally of PriceObjected, its answer, and who overruled it."""

    objection = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=60, db_index=True)
    workshop = models.CharField(max_length=60, blank=True)
    association = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    lines = models.JSONField(default=list)  # what it counts: {"what", "amount"} in rupiah a machine
    papers = models.JSONField(default=list)  # SHA-256 of what was attached
    estimate = models.BigIntegerField()  # the HPS objected to
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    sheet = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    overruled_because = models.TextField(blank=True)
    overruled_at = models.DateTimeField(null=True)
    overruled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="price_objection_number_once"),
            CheckConstraint(condition=~Q(words=""), name="price_objection_has_words"),
            CheckConstraint(condition=Q(workshop="") ^ Q(association=""), name="price_objection_of_one_side"),
            CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, is_upheld=None, answer="", sheet="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_upheld__isnull=False) & ~Q(answer=""),
                name="price_objection_answered_in_words",
            ),
            CheckConstraint(
                condition=Q(overruled_at=None, overruled_by=None, overruled_because="")
                | Q(overruled_at__isnull=False, overruled_by__isnull=False) & ~Q(overruled_because=""),
                name="price_objection_overruled_with_reason",
            ),
        ]


class PriceEntry(models.Model):
    """Tally of PriceStated: one entry of the price list. It is never edited; `replaced_by` is the entry that puts it right."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    input = models.CharField(max_length=12)
    item = models.CharField(max_length=60, blank=True)
    low = models.BigIntegerField()  # rupiah; hundredths of a percent for overhead and margin
    likely = models.BigIntegerField()
    high = models.BigIntegerField()
    dated = models.DateField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=12)
    reference = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    replaced_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "input", "item"], name="price_entry_by_item")]
        constraints: ClassVar = [
            CheckConstraint(condition=Q(low__gte=0, low__lte=F("likely"), likely__lte=F("high")), name="price_entry_in_order"),
            CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("dated")), name="price_entry_valid_after_its_day"),
        ]


class OutsideOffer(models.Model):
    """Tally of OutsideOfferStated: a machine as somebody elsewhere offers it. The last of a type holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    type = models.CharField(max_length=60, db_index=True)
    dated = models.DateField()
    valid_until = models.DateField(null=True)
    said = models.JSONField()


class MachineUse(models.Model):
    """Tally of UseStated: how a type is used, here and bought elsewhere. The last of a type holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    type = models.CharField(max_length=60, db_index=True)
    dated = models.DateField()
    said = models.JSONField()


class ContentCertificate(models.Model):
    """Tally of CertificateStated: a certificate of local content of a type or a material, under the method of its day."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=120, db_index=True)
    holder = models.CharField(max_length=200)
    number = models.CharField(max_length=120)
    method = models.CharField(max_length=12)
    tkdn = models.CharField(max_length=12)
    bmp = models.CharField(max_length=12)
    issued = models.DateField()
    expires = models.DateField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="content_certificate_once"),
            CheckConstraint(condition=Q(expires__gte=F("issued")), name="content_certificate_ends_after_its_day"),
        ]


class InputOrigin(models.Model):
    """Tally of OriginStated: where a material, or a part of every price, comes from; the last word of each holds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    national = models.CharField(max_length=12)
    province = models.CharField(max_length=12)
    proof = models.CharField(max_length=200, blank=True)
    dated = models.DateField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "item"], name="input_origin_once")]


class EstimateSheet(models.Model):
    """Tally of EstimateSheetSet, -Approved and -Refused. Nobody decides on a sheet that they set: the database refuses it."""

    sheet = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    dated = models.DateField()
    subtotal = models.BigIntegerField()
    vat = models.BigIntegerField()
    total = models.BigIntegerField()
    vat_citation = models.CharField(max_length=300)
    vat_percent = models.CharField(max_length=20)
    sources = models.JSONField()
    officer = models.CharField(max_length=200, blank=True)
    officer_number = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "name", "version"], name="estimate_sheet_version_once"),
            CheckConstraint(condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("set_by")), name="estimate_sheet_second_person"),
            CheckConstraint(condition=Q(total=F("subtotal") + F("vat")), name="estimate_sheet_adds_up"),
            CheckConstraint(
                condition=Q(approved__isnull=True, decided_by__isnull=True) | Q(approved__isnull=False, decided_by__isnull=False),
                name="estimate_sheet_decided_by_somebody",
            ),
        ]


class EstimateLine(models.Model):
    """One type of an HPS sheet."""

    sheet = models.ForeignKey(EstimateSheet, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    type = models.CharField(max_length=60, db_index=True)
    quantity = models.PositiveIntegerField()
    lot = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    cost = models.BigIntegerField()
    low = models.BigIntegerField()
    likely = models.BigIntegerField()
    high = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["sheet", "type"], name="estimate_line_once")]
