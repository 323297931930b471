"""Facts of demand: the order as first agreed, and each change of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from tempa.catalogue.actions import reprice
from tempa.catalogue.queries import price_of
from tempa.demand.models import Agency, BudgetLine, Destination, OrderLine, OrderMove, OrderSum
from tempa.demand.rules import effect
from tempa.ledger import writing
from tempa.ledger.facts import ByColumn, Fact, Price, Public, Recorded, keeps, put_rows, take_rows

keeps(Agency, BudgetLine, Destination, OrderLine)
CELL = {"quantity": "quantity", "due_date": "due_date", "destination": "destination"}


@dataclass(frozen=True)
class ProgrammeLoaded(Fact):
    """Somebody made the programme say what a set of tables says; the rows and changes follow as facts of their own."""

    kind_words = _("unggahan disimpan")
    is_decision = True

    programme_sha256: Public[str]
    file: Public[str]  # SHA-256 of the kept file, empty where the tables came another way

    def about(self) -> tuple[str, ...]:
        return ("order", *([self.file] if self.file else []))


@dataclass(frozen=True)
class OrderAgreed(Fact):
    """The order as it stood when the programme began: the first bar of the waterfall."""

    kind_words = _("pesanan awal")
    is_decision = True

    units: Public[int]
    lines: Public[int]
    rupiah: Price[int]

    def about(self) -> tuple[str, ...]:
        return ("order",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            OrderMove.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, change="agreed", subject="order", reason="agreed",
                units=r.fact.units, rupiah=r.fact.rupiah,
            )  # fmt: skip


@dataclass(frozen=True)
class OrderChanged(Fact):
    """A line, or the price of a type, changed: from what to what, why, and under which paper."""

    kind_words = _("pesanan berubah")
    is_decision = True
    changes_rows = True
    worked_out = ("before",)
    table: ClassVar[str] = "orders"  # `row` is one of this table

    change: Public[str]
    changed: Public[str]
    before: Price[str]
    after: Price[str]
    row: ByColumn[dict[str, str]]
    reason: Public[str]
    note: Public[str]
    paper: Public[str]
    sheet: Public[str] = ""  # the approved HPS sheet that a new price follows; empty in chains before there were sheets

    def about(self) -> tuple[str, ...]:
        return (f"{'types' if self.change == 'price' else 'orders'}:{self.changed}", *([f"sheet:{self.sheet}"] if self.sheet else []))

    def marked(self, mark: str) -> Iterator[str]:
        """Before and after are prices only where the price changed."""
        return (path for path in super().marked(mark) if self.change == "price" or path not in {"before", "after"})

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            (move_price if r.fact.change == "price" else move_line)(r)


class Standing(NamedTuple):
    """An order line as it stands: its key, its cells as stated, and the owner's estimate of its type."""

    key: int
    cells: dict[str, str]
    price: int | None


STANDING = """
    SELECT line.id, line.cells, type.unit_price
    FROM tempa_orderline line
    LEFT JOIN tempa_machinetype type ON type.programme_id = line.programme_id AND type.key = line.type
    WHERE line.programme_id = %s AND line.key = %s
"""


def standing(programme: int, line: str) -> Standing | None:
    """An order line as it stands; None where there is none."""
    with writing.connection_of(OrderLine).cursor() as cursor:
        cursor.execute(STANDING, [programme, line])
        for key, cells, price in cursor.fetchall():
            return Standing(key, json.loads(cells), price)
    return None


def move_line(r: Recorded[OrderChanged]) -> None:
    """Apply a change to an order line and note its effect."""
    fact, programme = r.fact, r.entry.programme_id
    stood: Standing | None = r.read or standing(programme, fact.changed)
    cells = dict(stood.cells if stood else fact.row)
    before = int(cells["quantity"]) if stood else 0
    if fact.change in CELL:
        cells[CELL[fact.change]] = fact.after
    after = 0 if fact.change == "cancelled" else int(cells["quantity"])
    price = 0  # what does not move moves no rupiah
    if before != after:
        price = stood.price if stood and stood.price is not None else price_of(r.entry.programme, cells["type"])
    units, rupiah = effect(
        fact.change, quantity_before=before, quantity_after=after, price_before=price, price_after=price
    )
    if not stood and after:
        put_rows(OrderLine, [(fact.changed, cells, r.entry)])
    elif stood and after:
        typed = OrderLine.typed(cells)
        writing.update(OrderLine, ("cells", "entry_id", *typed), [(cells, r.entry.fact, *typed.values(), stood.key)])
        OrderLine.counted(programme, gone=[stood.cells], come=[cells])
    elif stood:
        take_rows(OrderLine, programme, [fact.changed])
    note_move(r, agency=cells["agency"], units=units, rupiah=rupiah)


def move_price(r: Recorded[OrderChanged]) -> None:
    """Apply a new owner's estimate to a type; every line of the type moves with it."""
    fact, programme = r.fact, r.entry.programme_id
    before, agency = reprice(r.entry, fact.changed, fact.after)
    sums = OrderSum.objects.filter(programme_id=programme, way="agency", type=fact.changed)
    quantity = sums.aggregate(n=Sum("units"))["n"] or 0
    units, rupiah = effect(
        fact.change, quantity_before=quantity, quantity_after=quantity, price_before=before, price_after=int(fact.after)
    )
    note_move(r, agency=agency, units=units, rupiah=rupiah)


def note_move(r: Recorded[OrderChanged], *, agency: str, units: int, rupiah: int) -> None:
    fact = r.fact
    move = {
        "programme_id": r.entry.programme_id, "entry_id": r.entry.fact, "change": fact.change, "subject": fact.changed, "agency": agency,
        "reason": fact.reason, "note": fact.note, "paper": fact.paper, "sheet": fact.sheet, "before": fact.before, "after": fact.after,
        "units": units, "rupiah": rupiah,
    }  # fmt: skip
    writing.insert(OrderMove, list(move), [list(move.values())])
