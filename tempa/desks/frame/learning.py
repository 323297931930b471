"""Learning as park and schools show it: skills and topics in words, the form of a lesson, hours of students."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, FormPlace
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, number, term
from tempa.ledger import queries as ledger
from tempa.production import queries as production
from tempa.production.actions import SKILLS, Lesson
from tempa.registry import queries as registry

BEYOND: Mapping[str, object] = {"drawing": gettext_lazy("membaca gambar kerja"), "safety": gettext_lazy("keselamatan kerja")}


def skill_words(skill: str) -> str:
    return str(BEYOND[skill]) if skill in BEYOND else term(skill)


def hours(minutes: int) -> str:
    """Minutes as hours with at most one decimal."""
    return number(round(minutes / 60, 1))


class LessonForm(DeedForm):
    """What students learned on a day; their names stay between school and park."""

    send = gettext_lazy("Catat pelatihan")

    day = DayField(label=gettext_lazy("Tanggal"))
    skill = forms.ChoiceField(label=gettext_lazy("Keterampilan"))
    minutes = WholeNumberField(label=gettext_lazy("Lama, menit"), min_value=1, max_value=1440,
        help_text=gettext_lazy("Misalnya 90 untuk satu setengah jam."))  # fmt: skip
    teacher = forms.CharField(label=gettext_lazy("Guru atau pembimbing"), max_length=200)
    students = forms.CharField(label=gettext_lazy("Nama siswa, satu per baris"), max_length=8000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Nama hanya terlihat oleh sekolah dan taman sains, tidak oleh umum."))  # fmt: skip
    lot = forms.CharField(label=gettext_lazy("Lot yang dikerjakan, bila ada"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Catatan"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"day": here.today}, **more)
        self.fields["skill"].choices = [(skill, skill_words(skill)) for skill in SKILLS]  # type: ignore[attr-defined]

    def lesson(self, workshop: str) -> Lesson:
        said = self.cleaned_data
        students = said["students"].splitlines()
        return Lesson(workshop, said["day"], said["skill"], said["minutes"], students, said["teacher"], said["lot"], said["note"])


def learned_table(programme: ledger.Programme, workshop: str) -> Table[production.Learned]:
    """The students of a school with their hours of each skill."""
    return Table(
        words=_("Jam belajar setiap siswa"), records=production.learned(programme, workshop),
        columns=[
            Column("student", lambda one: one.student, words=_("Siswa")),
            Column("hours", lambda one: one.total, hours, words=_("Jam"), numeric=True),
            Column("skills", lambda one: ", ".join(f"{skill_words(skill)} {hours(n)}" for skill, n in sorted(one.minutes.items())),
                   words=_("Jam setiap keterampilan"), wide=True),
        ],
        empty=_("Belum ada pelatihan yang dicatat."),
    )  # fmt: skip


def lessons_table(programme: ledger.Programme, workshop: str) -> Table[production.Training]:
    """The lessons of a school, the newest first."""
    return Table(
        words=_("Pelatihan"), records=list(production.trainings(programme, workshop)), most=100,
        columns=[
            Column("training", lambda t: t.training, words=_("Nomor")),
            Column("day", lambda t: t.day, day, words=_("Tanggal")),
            Column("skill", lambda t: skill_words(t.skill), words=_("Keterampilan")),
            Column("hours", lambda t: t.minutes, hours, words=_("Jam"), numeric=True),
            Column("count", lambda t: t.count, number, words=_("Siswa"), numeric=True),
            Column("teacher", lambda t: t.teacher, words=_("Guru atau pembimbing")),
            Column("note", lambda t: t.note, words=_("Catatan"), wide=True),
        ],
        empty=_("Belum ada pelatihan yang dicatat."),
    )  # fmt: skip


def visits_table(programme: ledger.Programme, workshop: str, to_visit: Any = None) -> Table[production.Coaching]:
    """The coaching visits at a workshop, or at all."""
    names = registry.workshop_names(programme)
    return Table(
        words=_("Kunjungan pembinaan"), records=list(production.coachings(programme, workshop)), most=200,
        columns=[
            Column("visit", lambda v: v.visit, words=_("Nomor"), link=(lambda v: to_visit(v.visit)) if to_visit else None),
            Column("day", lambda v: v.day, day, words=_("Tanggal")),
            *([] if workshop else [Column("workshop", lambda v: names.get(v.workshop, v.workshop), words=_("Bengkel"))]),
            Column("topic", lambda v: str(TOPIC_WORDS[v.topic]), words=_("Pokok")),
            Column("found", lambda v: v.found, words=_("Yang ditemukan"), wide=True),
            Column("shown", lambda v: v.shown, words=_("Yang ditunjukkan"), wide=True),
            Column("changed", lambda v: v.changed, words=_("Yang berubah"), wide=True),
            Column("next", lambda v: v.next_on, lambda d: day(d) if d else "", words=_("Kunjungan berikutnya")),
        ],
        empty=_("Belum ada kunjungan pembinaan yang dicatat."),
    )  # fmt: skip


TOPIC_WORDS: Mapping[str, object] = {
    "quality": gettext_lazy("mutu pekerjaan"), "safety": gettext_lazy("keselamatan kerja"), "machine": gettext_lazy("mesin dan alat"),
    "drawing": gettext_lazy("gambar kerja"), "accounts": gettext_lazy("pembukuan"), "other": gettext_lazy("lain-lain"),
}  # fmt: skip
