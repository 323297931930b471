"""Learning: students at the work of their school, and the park's coaching visits at workshops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.production.models import Coaching, Training


@dataclass(frozen=True)
class TrainingRecorded(Fact):
    """Students learned a skill at the work, under a teacher. How many and how long is public; names are not, and can be erased."""

    kind_words = _("pelatihan siswa dicatat")
    is_decision = False
    worked_out = ("training", "count", "through")

    workshop: Public[str]
    day: Public[str]
    skill: Public[str]
    minutes: Public[int]
    students: Personal[list[str]]
    teacher: Personal[str]
    lot: Public[str]
    note: Personal[str]
    training: Public[str]
    count: Public[int]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        further = [f"lot:{self.lot}"] if self.lot else []
        return (f"training:{self.training}", f"workshops:{self.workshop}", *further, *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        Training.objects.bulk_create(
            Training(
                programme_id=r.entry.programme_id, training=r.fact.training, workshop=r.fact.workshop, day=date.fromisoformat(r.fact.day),
                skill=r.fact.skill, minutes=r.fact.minutes, count=r.fact.count, students=r.fact.students or [], teacher=r.fact.teacher or "",
                lot=r.fact.lot, note=r.fact.note or "", by_id=r.entry.by_id, entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class CoachingVisited(Fact):
    """The park visited a workshop: what was found, what was shown, when it comes again. Words may name people, so they can be erased."""

    kind_words = _("kunjungan pembinaan dicatat")
    is_decision = False
    worked_out = ("visit",)

    workshop: Public[str]
    day: Public[str]
    topic: Public[str]
    found: Personal[str]
    shown: Personal[str]
    next_on: Public[str]
    photos: Public[list[str]]
    visit: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"coaching:{self.visit}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        Coaching.objects.bulk_create(
            Coaching(
                programme_id=r.entry.programme_id, visit=r.fact.visit, workshop=r.fact.workshop, day=date.fromisoformat(r.fact.day),
                topic=r.fact.topic, found=r.fact.found or "", shown=r.fact.shown or "", next_on=day_or_none(r.fact.next_on),
                photos=r.fact.photos, by_id=r.entry.by_id, entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class CoachingFollowed(Fact):
    """What has changed at the workshop since a visit, seen by the park or told by the workshop itself; and when the next visit is."""

    kind_words = _("hasil pembinaan dicatat")
    is_decision = False
    worked_out = ("workshop", "day")

    visit: Public[str]
    workshop: Public[str]
    day: Public[str]
    changed: Personal[str]
    next_on: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"coaching:{self.visit}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            found = Coaching.objects.filter(programme_id=r.entry.programme_id, visit=r.fact.visit)
            found.update(changed=r.fact.changed or "", changed_on=date.fromisoformat(r.fact.day), next_on=day_or_none(r.fact.next_on))


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
