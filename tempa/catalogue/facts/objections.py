"""Objections to the price of a type, their answers, and that one was overruled by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tempa.catalogue.models import (
    PriceObjection,
)
from tempa.ledger.facts import Fact, Price, Public, Recorded


@dataclass(frozen=True)
class PriceObjected(Fact):
    """A workshop, or the makers' association, says that a machine cannot be made at its estimate (HPS), with its own figures.

    `lines` are what it counts, each `{"what": …, "amount": …}` in rupiah a machine; `estimate` is the HPS objected to.
    `workshop` is blank where an association objects. `through` is the link by which it came.
    """

    kind_words = _("keberatan harga diajukan")
    is_decision = True
    worked_out = ("estimate", "through")

    objection: Public[str]
    type: Public[str]
    workshop: Public[str]
    association: Public[str]
    words: Public[str]
    lines: Price[list[dict[str, Any]]]
    papers: Public[list[str]]
    estimate: Price[int]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        ways = [f"workshops:{self.workshop}"] * bool(self.workshop) + [f"link:{self.through}"] * bool(self.through)
        return (f"price_objection:{self.objection}", f"types:{self.type}", *ways, *self.papers)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            last = PriceObjection.objects.filter(programme_id=programme).aggregate(n=Max("number"))["n"] or 0
            PriceObjection.objects.create(
                objection=UUID(f.objection), programme_id=programme, number=last + 1, type=f.type, workshop=f.workshop, association=f.association,
                words=f.words, lines=f.lines, papers=f.papers, estimate=f.estimate, raised_at=r.entry.at, raised_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class PriceObjectionAnswered(Fact):
    """The park answers in words: the price is put right (`upheld`), or it stands. `sheet` names the HPS sheet of the new price."""

    kind_words = _("keberatan harga dijawab")
    is_decision = True

    objection: Public[str]
    upheld: Public[bool]
    answer: Public[str]
    sheet: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"price_objection:{self.objection}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PriceObjection.objects.filter(objection=r.fact.objection).update(
                is_upheld=r.fact.upheld, answer=r.fact.answer, sheet=r.fact.sheet, answered_at=r.entry.at, answered_by=r.entry.by
            )


@dataclass(frozen=True)
class PriceObjectionOverruled(Fact):
    """A head lets contracts of the type go on though the objection is not answered, in their own name and with a reason."""

    kind_words = _("keberatan harga dikesampingkan")
    is_decision = True

    objection: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"price_objection:{self.objection}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PriceObjection.objects.filter(objection=r.fact.objection).update(
                overruled_because=r.fact.reason, overruled_at=r.entry.at, overruled_by=r.entry.by
            )
