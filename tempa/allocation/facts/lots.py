"""Lots: given, moved to other weeks, made smaller and larger again; they end with their order line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.allocation.models import Lot
from tempa.demand.facts import OrderChanged
from tempa.ledger.facts import Fact, Price, Public, Recorded, follows

WEEKS = ("start_week", "finish_week", "inspect_week")


@dataclass(frozen=True)
class LotAwarded(Fact):
    """A workshop makes so many units of an order line, from week to week, inspected in a week."""

    kind_words = _("lot diberikan")
    is_decision = False

    plan: Public[str]
    lot: Public[str]
    line: Public[str]
    workshop: Public[str]
    quantity: Public[int]
    start_week: Public[int]
    finish_week: Public[int]
    inspect_week: Public[int]
    unit_price: Price[int | None] = None  # what the workshop asked on that day; not stated by earlier versions

    def about(self) -> tuple[str, ...]:
        return (f"orders:{self.line}", f"lot:{self.lot}", f"workshops:{self.workshop}", f"plan:{self.plan}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        again = ["plan", "line", "workshop", "quantity", *WEEKS, "unit_price", "entry", "ended_at", "ended_by"]
        Lot.objects.bulk_create(
            [
                Lot(
                    programme_id=r.entry.programme_id, plan_id=UUID(r.fact.plan), lot=r.fact.lot, line=r.fact.line,
                    workshop=r.fact.workshop, quantity=r.fact.quantity, start_week=r.fact.start_week, finish_week=r.fact.finish_week,
                    inspect_week=r.fact.inspect_week, unit_price=r.fact.unit_price, entry=r.entry,
                )
                for r in recorded
            ],
            batch_size=1000, update_conflicts=True, unique_fields=["programme", "lot"], update_fields=again,  # chains of earlier versions
        )  # fmt: skip


@dataclass(frozen=True)
class LotRescheduled(Fact):
    """A lot that stays under a new plan has other weeks."""

    kind_words = _("lot dijadwalkan ulang")
    is_decision = False

    plan: Public[str]
    lot: Public[str]
    start_week: Public[int]
    finish_week: Public[int]
    inspect_week: Public[int]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"plan:{self.plan}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Lot.objects.filter(programme_id=r.entry.programme_id, lot=f.lot).update(
                start_week=f.start_week, finish_week=f.finish_week, inspect_week=f.inspect_week
            )


@dataclass(frozen=True)
class LotReduced(Fact):
    """A lot has fewer units than it was awarded, as an addendum of its contract says; with none left it ends."""

    kind_words = _("lot dikurangi")
    is_decision = False

    lot: Public[str]
    line: Public[str]
    before: Public[int]
    quantity: Public[int]
    why: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"orders:{self.line}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            lot = Lot.objects.filter(programme_id=r.entry.programme_id, lot=r.fact.lot)
            lot.update(**({"quantity": r.fact.quantity} if r.fact.quantity else {"ended_at": r.entry.at, "ended_by": r.entry}))


@dataclass(frozen=True)
class LotRaised(Fact):
    """A lot that was made smaller has more units again, as an addendum of its contract says; never more than its plan gave it."""

    kind_words = _("lot ditambah lagi")
    is_decision = False

    lot: Public[str]
    line: Public[str]
    before: Public[int]
    quantity: Public[int]
    why: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"orders:{self.line}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Lot.objects.filter(programme_id=r.entry.programme_id, lot=r.fact.lot).update(quantity=r.fact.quantity)


def end_lots(recorded: Sequence[Recorded[OrderChanged]]) -> None:
    """The lots of an order line end with it."""
    for r in recorded:
        if r.fact.change == "cancelled":
            lots = Lot.objects.filter(programme_id=r.entry.programme_id, line=r.fact.changed, ended_at=None)
            lots.update(ended_at=r.entry.at, ended_by=r.entry)


follows(OrderChanged, end_lots)
