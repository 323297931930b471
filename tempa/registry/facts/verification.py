"""Facts of verification: versions of the criteria, visits with their two signatures, appeals and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Personal, Price, Public, Recorded
from tempa.registry.models import CriteriaVersion, Verification, VerificationAppeal


@dataclass(frozen=True)
class CriteriaProposed(Fact):
    """A version of the criteria of verification, in force from a day on once a second person has confirmed it."""

    kind_words = _("versi kriteria verifikasi diajukan")
    is_decision = True

    version: Public[str]
    content: Public[dict[str, Any]]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"criteria:{self.content['id']}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            CriteriaVersion.objects.create(
                version=UUID(r.fact.version), programme_id=r.entry.programme_id, name=r.fact.content["id"],
                valid_from=date.fromisoformat(r.fact.content["valid_from"]), content=r.fact.content, reason=r.fact.reason,
                proposed_at=r.entry.at, proposed_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class CriteriaConfirmed(Fact):
    """A second person confirms the version: visits from its day on are scored by it."""

    kind_words = _("versi kriteria verifikasi disahkan")
    is_decision = True

    version: Public[str]
    name: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"criteria:{self.name}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide_criteria(r, is_confirmed=True, why="")


@dataclass(frozen=True)
class CriteriaRefused(Fact):
    """A second person refuses the version, and says why."""

    kind_words = _("versi kriteria verifikasi ditolak")
    is_decision = True

    version: Public[str]
    name: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"criteria:{self.name}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide_criteria(r, is_confirmed=False, why=r.fact.reason)


def decide_criteria(r: Recorded[Any], *, is_confirmed: bool, why: str) -> None:
    CriteriaVersion.objects.filter(version=UUID(r.fact.version)).update(
        decided_at=r.entry.at, decided_by=r.entry.by, is_confirmed=is_confirmed, decided_why=why
    )


@dataclass(frozen=True)
class VerificationRecorded(Fact):
    """Somebody of the park visited a workshop: what they found and scored. It holds once a second person has signed it.

    `place` is the exact point and stays personal; `village` is what is told. Photos and notes are named by what they show; names of
    people stand in `people` alone.
    """

    kind_words = _("kunjungan verifikasi dicatat")
    is_decision = True
    worked_out = ("parts", "valid_until", "revisit_on")

    verification: Public[str]
    workshop: Public[str]
    criteria: Public[str]
    visited_on: Public[str]
    scores: Public[dict[str, int]]
    parts: Public[dict[str, int]]
    machines: Public[list[dict[str, Any]]]
    skills: Public[list[dict[str, Any]]]
    people: Personal[list[dict[str, str]]]
    notes: Personal[dict[str, str]]
    papers: Public[dict[str, bool]]
    photos: Public[list[dict[str, str]]]
    hours: Public[dict[str, str]]
    legal_tier: Public[str]
    workers: Public[int]
    cash_limit: Price[int | None]
    village: Public[str]
    place: Personal[str]
    valid_until: Public[str]
    revisit_on: Public[str]
    source: Public[str]
    made_at: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"verification:{self.verification}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        dates = ("visited_on", "valid_until", "revisit_on")
        for r in recorded:
            values = vars(r.fact) | {name: date.fromisoformat(getattr(r.fact, name)) for name in dates}
            Verification.objects.create(**values | {
                "verification": UUID(r.fact.verification), "programme_id": r.entry.programme_id, "made_at": datetime.fromisoformat(r.fact.made_at),
                "recorded_at": r.entry.at, "recorded_by": r.entry.by,
            })  # fmt: skip


@dataclass(frozen=True)
class VerificationSigned(Fact):
    """A second person signed a visit: its scores hold from now on. `probation`: first lots are small, and every unit is inspected."""

    kind_words = _("verifikasi ditandatangani")
    is_decision = True

    verification: Public[str]
    workshop: Public[str]
    probation: Public[bool]

    def about(self) -> tuple[str, ...]:
        return (f"verification:{self.verification}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Verification.objects.filter(pk=r.fact.verification).update(
                signed_at=r.entry.at, signed_by=r.entry.by, probation=r.fact.probation
            )


@dataclass(frozen=True)
class VerificationReturned(Fact):
    """A second person did not sign a visit, and says why; it never holds."""

    kind_words = _("verifikasi dikembalikan")
    is_decision = True

    verification: Public[str]
    workshop: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"verification:{self.verification}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Verification.objects.filter(pk=r.fact.verification).update(
                returned_at=r.entry.at, returned_by=r.entry.by, returned_why=r.fact.reason
            )


@dataclass(frozen=True)
class VerificationAppealed(Fact):
    """A workshop holds that criteria were scored wrongly, and says why. `through` is the link by which it came."""

    kind_words = _("keberatan atas verifikasi")
    is_decision = True
    worked_out = ("through",)

    appeal: Public[str]
    verification: Public[str]
    workshop: Public[str]
    criteria: Public[list[str]]
    words: Personal[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        ways = [f"link:{self.through}"] * bool(self.through)
        return (f"verification:{self.verification}", f"workshops:{self.workshop}", *ways)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            VerificationAppeal.objects.create(
                appeal=UUID(f.appeal), programme_id=r.entry.programme_id, verification_id=UUID(f.verification), workshop=f.workshop,
                criteria=f.criteria, words=f.words, through=f.through, made_at=r.entry.at, made_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class AppealAnswered(Fact):
    """The park's answer to an appeal; `corrected`: criterion -> the score that holds instead, where it is upheld."""

    kind_words = _("keberatan atas verifikasi dijawab")
    is_decision = True

    appeal: Public[str]
    verification: Public[str]
    workshop: Public[str]
    upheld: Public[bool]
    answer: Public[str]
    corrected: Public[dict[str, int]]
    parts: Public[dict[str, int]]

    worked_out = ("verification", "workshop", "parts")

    def about(self) -> tuple[str, ...]:
        return (f"verification:{self.verification}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            VerificationAppeal.objects.filter(pk=f.appeal).update(
                answered_at=r.entry.at, answered_by=r.entry.by, upheld=f.upheld, answer=f.answer, corrected=f.corrected
            )
            if f.upheld:
                found = Verification.objects.get(pk=f.verification)
                found.scores, found.parts = found.scores | f.corrected, f.parts
                found.save(update_fields=["scores", "parts"])
