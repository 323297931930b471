"""Rows of the catalogue: machine types, their routing and parts list, materials; and decided names of types."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from tempa.ledger.models import Entry, Programme, Row, marked


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
