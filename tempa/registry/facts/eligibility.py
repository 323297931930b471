"""Facts of eligibility: what a type asks for, offers that are held back and returned, and what the head lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded, follows, put_rows, take_rows
from tempa.registry.facts.offers import OffersStated, offer_key
from tempa.registry.models import EligibilityOverrule, HeldOffer, Offer, TypeProcesses


@dataclass(frozen=True)
class TypeProcessesStated(Fact):
    """Processes that whoever makes a type must be able to do, beside the resources of its routing, such as TIG for stainless steel."""

    kind_words = _("proses yang diminta jenis dinyatakan")
    is_decision = True

    type: Public[str]
    processes: Public[list[str]]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"types:{self.type}", "type-processes")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            TypeProcesses.objects.update_or_create(
                programme_id=r.entry.programme_id, type=r.fact.type, defaults={"processes": r.fact.processes, "entry": r.entry}
            )


@dataclass(frozen=True)
class OffersHeld(Fact):
    """Offers of types for which a workshop is not eligible: they leave the table `offers`, so that no plan is made with them."""

    kind_words = _("penawaran ditahan")
    is_decision = False
    changes_rows = True

    workshop: Public[str]
    prices: Price[dict[str, int]]
    because: Public[dict[str, dict[str, Any]]]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.workshop}", *(f"offers:{offer_key(self.workshop, type)}" for type in self.because))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            take_rows(Offer, programme, [offer_key(f.workshop, type) for type in f.because])
            for type, because in f.because.items():
                HeldOffer.objects.update_or_create(
                    programme_id=programme, workshop=f.workshop, type=type,
                    defaults={"unit_price": f.prices[type], "because": because, "entry": r.entry},
                )  # fmt: skip


@dataclass(frozen=True)
class OffersReturned(Fact):
    """Held offers for which the workshop is eligible now stand in the table `offers` again, at their own prices."""

    kind_words = _("penawaran yang ditahan berlaku lagi")
    is_decision = False
    changes_rows = True

    workshop: Public[str]
    prices: Price[dict[str, int]]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.workshop}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            cells = [{"workshop": f.workshop, "type": type, "unit_price": str(price)} for type, price in sorted(f.prices.items())]
            put_rows(Offer, [(offer_key(f.workshop, c["type"]), c, r.entry) for c in cells])
            HeldOffer.objects.filter(programme_id=r.entry.programme_id, workshop=f.workshop, type__in=list(f.prices)).delete()


@dataclass(frozen=True)
class EligibilityOverruled(Fact):
    """The head of the park lets a workshop have a type for which it was not found eligible, in their own name and with the reason."""

    kind_words = _("kelayakan dikesampingkan")
    is_decision = True

    workshop: Public[str]
    type: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.workshop}", f"offers:{offer_key(self.workshop, self.type)}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            EligibilityOverrule.objects.update_or_create(
                programme_id=r.entry.programme_id, workshop=r.fact.workshop, type=r.fact.type,
                defaults={"reason": r.fact.reason, "at": r.entry.at, "by": r.entry.by},
            )  # fmt: skip


def drop_held(recorded: Sequence[Recorded[OffersStated]]) -> None:
    """What a workshop states anew stands in the place of what was held of it."""
    for r in recorded:
        HeldOffer.objects.filter(programme_id=r.entry.programme_id, workshop=r.fact.workshop, type__in=list(r.fact.prices)).delete()


follows(OffersStated, drop_held)
