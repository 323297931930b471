"""Rows of the catalogue: machine types, their routing and parts list, materials; decided names of types; objections to prices."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

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
