"""A name in an agency's sheet that was decided to mean a type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.catalogue.models import (
    TypeAlias,
)
from tempa.ledger.facts import Fact, Public, Recorded


@dataclass(frozen=True)
class AliasDecided(Fact):
    """A person decided that this name in an agency's sheet means that type."""

    kind_words = _("nama jenis diputuskan")
    is_decision = True

    name: Public[str]
    type: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"types:{self.type}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            TypeAlias.objects.update_or_create(
                programme_id=r.entry.programme_id, name=r.fact.name,
                defaults={"type": r.fact.type, "entry": r.entry},
            )  # fmt: skip
