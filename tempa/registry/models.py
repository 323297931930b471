"""Rows of the registry: clusters, workshops and schools, their hours, closures and offers."""

from __future__ import annotations

from typing import Any

from django.db import models

from tempa.ledger.models import Row


class Cluster(Row):
    table = "clusters"
    kept = ("cluster", "name")
    cluster = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass


class Workshop(Row):
    table = "workshops"
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
    kept = ("workshop", "resource")
    workshop = models.CharField(max_length=60, db_index=True)
    resource = models.CharField(max_length=20)

    class Meta(Row.Meta):
        pass


class Closure(Row):
    table = "closures"
    kept = ("workshop",)
    workshop = models.CharField(max_length=60, db_index=True)

    class Meta(Row.Meta):
        pass


class Offer(Row):
    table = "offers"
    kept = ("workshop", "type")
    workshop = models.CharField(max_length=60, db_index=True)
    type = models.CharField(max_length=60, db_index=True)
    unit_price = models.BigIntegerField()

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return super().typed(cells) | {"unit_price": int(cells["unit_price"])}
