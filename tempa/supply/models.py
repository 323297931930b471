"""Rows of supply: who sells steel, parts and engines."""

from __future__ import annotations

from typing import Any

from django.db import models

from tempa.ledger.models import Row


class Supplier(Row):
    table = "suppliers"
    supplier = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return {c: cells[c] for c in ("supplier", "name")}
