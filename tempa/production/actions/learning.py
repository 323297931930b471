"""Learning: lessons of students at the work, and the park's coaching visits with what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import PARK, Refused
from tempa.production import queries, rules
from tempa.production.actions.progress import keep_photos
from tempa.production.actions.serials import through_of
from tempa.production.facts import CoachingFollowed, CoachingVisited, TrainingRecorded
from tempa.registry import queries as registry

SKILLS = ("cut", "bend", "weld", "machine", "assemble", "wire", "paint", "test", "drawing", "safety")
TOPICS = ("quality", "safety", "machine", "drawing", "accounts", "other")
MOST_STUDENTS = 60


@dataclass(frozen=True)
class Lesson:
    """One skill, one day, the students by name and the teacher in charge."""

    workshop: str
    day: date
    skill: str
    minutes: int
    students: Sequence[str]
    teacher: str
    lot: str = ""
    note: str = ""

    def said(self) -> dict[str, Any]:
        names = [" ".join(name.split()) for name in self.students]
        return {
            "workshop": self.workshop, "day": self.day.isoformat(), "skill": self.skill, "minutes": self.minutes,
            "students": list(dict.fromkeys(name for name in names if name)), "teacher": self.teacher.strip(), "lot": self.lot,
            "note": self.note.strip(),
        }  # fmt: skip


def record_training(programme: Programme, *, lesson: Lesson, **doing: Unpack[Doing]) -> Entry:
    """Keep what students of a school learned on a day."""
    with deed(programme, **doing) as d:
        said = lesson.said()
        if known := d.known(TrainingRecorded, **said):
            return known
        lead = queries.lead_of(programme, lesson.workshop)
        d.must(rules.may_report(d.who, lesson.workshop, lead))
        check_lesson(d, lesson, said["students"])
        code = f"PL{1 + d.head.count(TrainingRecorded.kind):04}"
        through = through_of(d, lesson.workshop, lead)
        return d.record(TrainingRecorded(**said, training=code, count=len(said["students"]), through=through))


def check_lesson(d: Deed, lesson: Lesson, students: Sequence[str]) -> None:
    """A lesson names a skill, a teacher, and students, and is over within a day."""
    check_past(d, lesson.day)
    if lesson.workshop not in registry.workshop_names(d.programme):
        raise Refused("Pilih sekolah atau bengkel dari daftar.", field="workshop")
    if lesson.skill not in SKILLS:
        raise Refused("Pilih keterampilan dari daftar.", field="skill")
    if not 15 <= lesson.minutes <= 720:
        raise Refused("Lama pelatihan antara 15 menit dan 12 jam sehari.", field="minutes")
    if not students or len(students) > MOST_STUDENTS:
        raise Refused("Tulis nama siswa, satu per baris; paling banyak %(most)s.", field="students", most=MOST_STUDENTS)
    if any(len(name) > 120 for name in students):
        raise Refused("Nama siswa paling panjang 120 huruf. Tulis satu nama per baris.", field="students")
    if not lesson.teacher.strip():
        raise Refused("Tulis guru atau pembimbing yang bertanggung jawab.", field="teacher")
    if lesson.lot and not queries.lot_cards(d.programme, d.today, queries.makers_of(d.programme, lesson.workshop), [lesson.lot]):
        raise Refused("Lot %(lot)s bukan lot %(workshop)s yang sedang dikerjakan.", field="lot", lot=lesson.lot, workshop=lesson.workshop)


def check_past(d: Deed, day: date) -> None:
    if day > d.today:
        raise Refused("Tanggal %(day)s belum tiba. Pilih hari ini atau sebelumnya.", field="day", day=str(day))


@dataclass(frozen=True)
class Visit:
    """A visit of the park at a workshop: what it found and what it showed."""

    workshop: str
    day: date
    topic: str
    found: str
    shown: str
    next_on: date | None = None
    photos: Sequence[str] = ()

    def said(self) -> dict[str, Any]:
        return {
            "workshop": self.workshop, "day": self.day.isoformat(), "topic": self.topic, "found": self.found.strip(),
            "shown": self.shown.strip(), "next_on": self.next_on.isoformat() if self.next_on else "",
            "photos": list(dict.fromkeys(self.photos)),
        }  # fmt: skip


def record_visit(programme: Programme, *, visit: Visit, **doing: Unpack[Doing]) -> Entry:
    """Keep what the park found and showed at a workshop."""
    with deed(programme, **doing) as d:
        if known := d.known(CoachingVisited, **visit.said()):
            return known
        must_be_park(d)
        check_past(d, visit.day)
        if visit.workshop not in registry.workshop_names(programme):
            raise Refused("Pilih bengkel dari daftar.", field="workshop")
        if visit.topic not in TOPICS:
            raise Refused("Pilih pokok pembinaan dari daftar.", field="topic")
        rules.check_reason(visit.found, field="found", what="apa yang ditemukan")
        rules.check_reason(visit.shown, field="shown", what="apa yang ditunjukkan")
        check_next(visit.next_on, visit.day)
        code = f"BN{1 + d.head.count(CoachingVisited.kind):04}"
        entry = d.record(CoachingVisited(**visit.said(), visit=code))
        keep_photos(d, visit.photos, name=f"pembinaan {code}")
        return entry


def follow_visit(programme: Programme, *, visit: str, changed: str, next_on: date | None = None, **doing: Unpack[Doing]) -> Entry:
    """Keep what has changed since a visit: seen by the park, or told by the workshop itself."""
    with deed(programme, **doing) as d:
        said = {"visit": visit, "changed": changed.strip(), "next_on": next_on.isoformat() if next_on else ""}
        if known := d.known(CoachingFollowed, **said):
            return known
        found = queries.coaching_named(programme, visit)
        if found is None:
            raise Refused("Kunjungan ini tidak ada. Pilih dari daftar kunjungan.")
        d.must(rules.may_report(d.who, found.workshop, queries.lead_of(programme, found.workshop)))
        d.still(f"coaching:{visit}")
        rules.check_reason(changed, field="changed", what="apa yang berubah")
        check_next(next_on, max(found.day, d.today))
        return d.record(CoachingFollowed(**said, workshop=found.workshop, day=d.today.isoformat()))


def check_next(next_on: date | None, after: date) -> None:
    if next_on is not None and next_on <= after:
        raise Refused("Kunjungan berikutnya harus sesudah %(day)s.", field="next_on", day=str(after))


def must_be_park(d: Deed) -> None:
    if not d.who.sits_at(*PARK):
        raise Refused("Hanya taman sains yang mencatat kunjungan pembinaan.")
