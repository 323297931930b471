"""Rows of the registry: clusters, workshops and schools, their hours, closures and offers; and the calls for offers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tempa.ledger.models import Person, Programme, Row, marked


class Cluster(Row):
    table = "clusters"
    marks = marked(public="cluster name regency latitude longitude share_min share_max")
    kept = ("cluster", "name")
    cluster = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass


class Workshop(Row):
    table = "workshops"
    marks = marked(public="workshop kind cluster lead legal_tier regency island workers verified_from verified_until "
        " score_premises score_competence score_staff score_equipment", price="cash_limit", personal="name latitude longitude")
    kept = ("workshop", "name", "kind", "cluster", "lead", "legal_tier", "regency")
    workshop = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    cluster = models.CharField(max_length=60, blank=True)
    lead = models.CharField(max_length=60, blank=True)
    legal_tier = models.CharField(max_length=20, blank=True)
    regency = models.CharField(max_length=120)

    class Meta(Row.Meta):
        pass


class Capacity(Row):
    table = "capacities"
    marks = marked(public="workshop resource hours_per_week")
    kept = ("workshop", "resource")
    workshop = models.CharField(max_length=60, db_index=True)
    resource = models.CharField(max_length=20)

    class Meta(Row.Meta):
        pass


class Closure(Row):
    table = "closures"
    marks = marked(public="workshop week factor")
    kept = ("workshop",)
    workshop = models.CharField(max_length=60, db_index=True)

    class Meta(Row.Meta):
        pass


class Offer(Row):
    table = "offers"
    marks = marked(public="workshop type", price="unit_price")
    kept = ("workshop", "type")
    workshop = models.CharField(max_length=60)
    type = models.CharField(max_length=60)
    unit_price = models.BigIntegerField()

    class Meta(Row.Meta):
        indexes: ClassVar = [
            *Row.Meta.indexes,
            models.Index(fields=["programme", "workshop"], name="offer_by_workshop"),
            models.Index(fields=["programme", "type"], name="offer_by_type"),
        ]

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return super().typed(cells) | {"unit_price": int(cells["unit_price"])}


class OfferCall(models.Model):
    """Tally of OfferCallOpened and OfferCallExtended: from when to when sites are asked for offers."""

    call = models.UUIDField(primary_key=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    types = models.JSONField(default=list)  # those asked for; none: all
    opens_at = models.DateTimeField()
    first_closes_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    note = models.TextField(blank=True)
    extended_because = models.TextField(blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["programme", "number"], name="offer_call_number_once"),
            CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="offer_call_lasts"),
            CheckConstraint(condition=Q(closes_at__gte=F("first_closes_at")), name="offer_call_never_shortened"),
        ]
