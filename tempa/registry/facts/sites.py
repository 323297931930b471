"""Facts of the records of firms: another lead, and two records of one firm made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Public, Recorded
from tempa.registry.models import WorkshopMerge


@dataclass(frozen=True)
class LeadChanged(Fact):
    """A workshop or school works under another lead from a day on, and why; its row follows."""

    kind_words = _("IKM Induk diganti")
    is_decision = True
    worked_out = ("before",)

    workshop: Public[str]
    before: Public[str]
    after: Public[str]
    since: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.workshop}", *(f"workshops:{lead}" for lead in (self.before, self.after) if lead))


@dataclass(frozen=True)
class MergeProposed(Fact):
    """Two records are said to be of one firm: `kept` goes on, `gone` stays as another name of it."""

    kind_words = _("penggabungan dua catatan bengkel diajukan")
    is_decision = True

    merge: Public[str]
    kept: Public[str]
    gone: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.kept}", f"workshops:{self.gone}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            WorkshopMerge.objects.create(
                merge=UUID(f.merge), programme_id=r.entry.programme_id, kept=f.kept, gone=f.gone, reason=f.reason,
                proposed_at=r.entry.at, proposed_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class MergeConfirmed(Fact):
    """A second person confirms: `gone` gets no new lots; what was recorded under its code stays there."""

    kind_words = _("dua catatan bengkel digabung")
    is_decision = True
    worked_out = ("kept", "gone")

    merge: Public[str]
    kept: Public[str]
    gone: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.kept}", f"workshops:{self.gone}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide_merge(r, is_confirmed=True, why="")


@dataclass(frozen=True)
class MergeRefused(Fact):
    """A second person refuses the merge, and says why."""

    kind_words = _("penggabungan dua catatan bengkel ditolak")
    is_decision = True
    worked_out = ("kept", "gone")

    merge: Public[str]
    kept: Public[str]
    gone: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.kept}", f"workshops:{self.gone}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide_merge(r, is_confirmed=False, why=r.fact.reason)


def decide_merge(r: Recorded[Any], *, is_confirmed: bool, why: str) -> None:
    WorkshopMerge.objects.filter(merge=UUID(r.fact.merge)).update(
        decided_at=r.entry.at, decided_by=r.entry.by, is_confirmed=is_confirmed, decided_why=why
    )
