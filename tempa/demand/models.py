"""Rows of demand: agencies, budget lines, destinations, order lines; and every change of the order with its effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tempa.ledger import writing
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


class OrderSum(models.Model):
    """Tally of the order lines as they stand: how many lines and units there are, by each of WAYS.

    A page that shows the whole order reads some hundred rows of this instead of every line.
    """

    WAYS: ClassVar[dict[str, tuple[str, str]]] = {  # what is counted by -> the cells that name a row of it
        "agency": ("agency", "type"), "budget_line": ("budget_line", "type"), "destination": ("destination", ""), "due_date": ("due_date", ""),
    }  # fmt: skip

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    way = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    type = models.CharField(max_length=60, blank=True)
    lines = models.IntegerField()
    units = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["programme", "way", "code", "type"], name="order_sum_once")]

    @classmethod
    def move(cls, programme: int, *, gone: Sequence[dict[str, str]], come: Sequence[dict[str, str]]) -> None:
        """Take the lines that went out of the sums and put in those that came."""
        moved: dict[tuple[str, str, str], list[int]] = {}
        for sign, lines in ((-1, gone), (1, come)):
            for cells in lines:
                for way, (code, kind) in cls.WAYS.items():
                    named = str(date.fromisoformat(cells[code])) if way == "due_date" else cells[code]
                    sums = moved.setdefault((way, named, cells[kind] if kind else ""), [0, 0])
                    sums[0] += sign
                    sums[1] += sign * int(cells["quantity"])
        rows = [(programme, *key, *sums) for key, sums in moved.items() if any(sums)]
        writing.add(cls, ("programme_id", "way", "code", "type"), ("lines", "units"), rows)
        if any(lines < 0 for lines, _ in moved.values()):
            cls.objects.filter(programme_id=programme, lines=0).delete()


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

    @classmethod
    def counted(cls, programme: int, *, gone: Sequence[dict[str, str]], come: Sequence[dict[str, str]]) -> None:
        OrderSum.move(programme, gone=gone, come=come)


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
    sheet = models.CharField(max_length=36, blank=True, default="")  # the approved HPS sheet that a new price follows
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    units = models.IntegerField()
    rupiah = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "subject"], name="order_move_by_subject")]
        constraints: ClassVar = [CheckConstraint(condition=~Q(reason=""), name="order_move_has_reason")]
