"""Versions of rules that a programme adds to the book: proposed by one person, confirmed or refused by a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.contracts.models import RuleVersion
from tempa.ledger.facts import Fact, Public, Recorded


@dataclass(frozen=True)
class RuleVersionProposed(Fact):
    """A version of a dated rule, as `law.version_of` reads it: days, parameters, citation, source, whether somebody checked it."""

    kind_words = _("versi aturan diajukan")
    is_decision = True

    version: Public[str]
    rule: Public[str]
    content: Public[dict[str, Any]]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"law:{self.rule}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            RuleVersion.objects.create(
                version=UUID(r.fact.version), programme_id=r.entry.programme_id, rule=r.fact.rule, content=r.fact.content,
                reason=r.fact.reason, proposed_at=r.entry.at, proposed_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class RuleVersionConfirmed(Fact):
    """A second person confirms the version: it stands before the printed one on its days."""

    kind_words = _("versi aturan disahkan")
    is_decision = True

    version: Public[str]
    rule: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"law:{self.rule}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decided(r, is_confirmed=True, why="")


@dataclass(frozen=True)
class RuleVersionRefused(Fact):
    """A second person refuses the version, and says why."""

    kind_words = _("versi aturan ditolak")
    is_decision = True

    version: Public[str]
    rule: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"law:{self.rule}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decided(r, is_confirmed=False, why=r.fact.reason)


def decided(r: Recorded[Any], *, is_confirmed: bool, why: str) -> None:
    RuleVersion.objects.filter(version=UUID(r.fact.version)).update(
        decided_at=r.entry.at, decided_by=r.entry.by, is_confirmed=is_confirmed, decided_why=why
    )
