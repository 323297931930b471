"""Rows of supply: who sells steel, parts and engines."""

from __future__ import annotations

from django.db import models

from tempa.ledger.models import Row, marked


class Supplier(Row):
    table = "suppliers"
    marks = marked(public="supplier regency local", personal="name")
    kept = ("supplier", "name")
    supplier = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass
