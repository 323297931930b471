"""Rows of demand: agencies, budget lines, destinations, order lines; and every change of the order with its effect."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q

from tempa.ledger.models import Entry, Programme, Row, marked


class Agency(Row):
    table = "agencies"
    marks = marked(public="agency name_id name_en")
    kept = ("agency", "name_id")
    agency = models.CharField(max_length=60)
    name_id = models.CharField(max_length=200)

    class Meta(Row.Meta):
        pass


class BudgetLine(Row):
    table = "budget_lines"
    marks = marked(public="budget_line agency account_code kind", price="amount")
    kept = ("budget_line", "agency", "kind")
    budget_line = models.CharField(max_length=60)
    agency = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    amount = models.BigIntegerField()

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return super().typed(cells) | {"amount": int(cells["amount"])}


class Destination(Row):
    table = "destinations"
    marks = marked(public="destination name regency latitude longitude island")
    kept = ("destination", "name", "regency")
    destination = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    regency = models.CharField(max_length=120)

    class Meta(Row.Meta):
        pass


class OrderLine(Row):
    table = "orders"
    marks = marked(public="line agency budget_line type quantity due_date destination")
    kept = ("line", "agency", "budget_line", "type", "destination")
    line = models.CharField(max_length=60)
    agency = models.CharField(max_length=60, db_index=True)
    budget_line = models.CharField(max_length=60, db_index=True)
    type = models.CharField(max_length=60, db_index=True)
    quantity = models.PositiveIntegerField()
    due_date = models.DateField()
    destination = models.CharField(max_length=60)

    class Meta(Row.Meta):
        pass

    @classmethod
    def typed(cls, cells: dict[str, str]) -> dict[str, Any]:
        return super().typed(cells) | {
            "quantity": int(cells["quantity"]),
            "due_date": date.fromisoformat(cells["due_date"]),
        }


class OrderMove(models.Model):
    """Tally of what moved the order: one row per fact, with its effect in units and rupiah at the owner's estimate."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    change = models.CharField(max_length=20)
    subject = models.CharField(max_length=60)
    agency = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    paper = models.CharField(max_length=120, blank=True)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    units = models.IntegerField()
    rupiah = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "subject"], name="order_move_by_subject")]
        constraints: ClassVar = [CheckConstraint(condition=~Q(reason=""), name="order_move_has_reason")]
