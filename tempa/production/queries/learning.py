"""Lessons of students at the work, and the park's coaching visits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from tempa.ledger.models import Programme
from tempa.production.models import Coaching, Training


def trainings(programme: Programme, workshop: str = "") -> QuerySet[Training]:
    """Lessons at the work, the newest first; of one school or workshop where it is named."""
    found = Training.objects.filter(programme=programme, **({"workshop": workshop} if workshop else {}))
    return found.order_by("-day", "-pk")


@dataclass(frozen=True)
class Learned:
    """What one student has learned: minutes by skill. The name stays between school and park."""

    student: str
    minutes: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.minutes.values())


def learned(programme: Programme, workshop: str) -> list[Learned]:
    """The students of a school by name, with the minutes of each skill."""
    found: dict[str, dict[str, int]] = {}
    for training in trainings(programme, workshop):
        for student in training.students:
            skills = found.setdefault(student, {})
            skills[training.skill] = skills.get(training.skill, 0) + training.minutes
    return [Learned(student, skills) for student, skills in sorted(found.items())]


def student_hours(programme: Programme) -> dict[str, int]:
    """School -> minutes of all students together; what may be told in public, without names."""
    rows = Training.objects.filter(programme=programme).order_by().values_list("workshop")
    return dict(rows.annotate(n=Sum(F("minutes") * F("count"))))


def coachings(programme: Programme, workshop: str = "") -> QuerySet[Coaching]:
    """The park's coaching visits, the newest first."""
    found = Coaching.objects.filter(programme=programme, **({"workshop": workshop} if workshop else {}))
    return found.select_related("by").order_by("-day", "-pk")


def coaching_named(programme: Programme, visit: str) -> Coaching | None:
    return coachings(programme).filter(visit=visit).first()
