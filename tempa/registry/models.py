"""Rows of the registry: clusters, workshops and schools, their hours, closures and offers."""

from __future__ import annotations

from typing import Any

from django.db import models

from tempa.ledger.models import Row


class Cluster(Row):
    table = "clusters"
    cluster = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return {c: cells[c] for c in ("cluster", "name")}


class Workshop(Row):
    table = "workshops"
    workshop = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    cluster = models.CharField(max_length=60, blank=True)
    lead = models.CharField(max_length=60, blank=True)
    legal_tier = models.CharField(max_length=20, blank=True)
    regency = models.CharField(max_length=120)

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return {c: cells[c] for c in ("workshop", "name", "kind", "cluster", "lead", "legal_tier", "regency")}


class Capacity(Row):
    table = "capacities"
    workshop = models.CharField(max_length=60, db_index=True)
    resource = models.CharField(max_length=20)

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return {c: cells[c] for c in ("workshop", "resource")}


class Closure(Row):
    table = "closures"
    workshop = models.CharField(max_length=60, db_index=True)

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return {"workshop": cells["workshop"]}


class Offer(Row):
    table = "offers"
    workshop = models.CharField(max_length=60, db_index=True)
    type = models.CharField(max_length=60, db_index=True)
    unit_price = models.BigIntegerField()

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return {"workshop": cells["workshop"], "type": cells["type"], "unit_price": int(cells["unit_price"])}
