"""Learning at the park: hours of students by school, and coaching visits with what came of them."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.deeds import DeedForm, FormPlace
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.learning import (
    TOPIC_WORDS,
    LessonForm,
    hours,
    learned_table,
    lessons_table,
    visits_table,
)
from tempa.desks.frame.tables import Column, Table
from tempa.ledger.rules import PARK
from tempa.production import actions
from tempa.production import queries as production
from tempa.production.actions import TOPICS, Visit
from tempa.registry import queries as registry

SECTION = "park-learning"


class VisitForm(DeedForm):
    """What was found at a workshop and what was shown there."""

    send = gettext_lazy("Catat kunjungan")

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel atau sekolah"))
    day = DayField(label=gettext_lazy("Tanggal kunjungan"))
    topic = forms.ChoiceField(label=gettext_lazy("Pokok"))
    found = forms.CharField(label=gettext_lazy("Yang ditemukan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    shown = forms.CharField(label=gettext_lazy("Yang ditunjukkan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = DayField(label=gettext_lazy("Kunjungan berikutnya, bila perlu"), required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"day": here.today}, **more)
        makers = sorted(registry.makers(here.programme).values_list("key", "name"), key=lambda maker: maker[1])
        self.fields["workshop"].choices = makers  # type: ignore[attr-defined]
        self.fields["topic"].choices = [(topic, TOPIC_WORDS[topic]) for topic in TOPICS]  # type: ignore[attr-defined]


class FollowForm(DeedForm):
    """What has changed since."""

    send = gettext_lazy("Catat yang berubah")

    changed = forms.CharField(label=gettext_lazy("Yang berubah"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = DayField(label=gettext_lazy("Kunjungan berikutnya, bila perlu"), required=False)


@require_GET
@door(*PARK)
def learning(request: HttpRequest, here: Here) -> HttpResponse:
    """How long students of each school learned, and what the park's visits found."""
    names, to_school = registry.workshop_names(here.programme), addresses("park-learning-of")
    total = sorted(production.student_hours(here.programme).items(), key=lambda row: -row[1])
    schools = Table(
        words=_("Jam belajar di setiap sekolah"), records=total,
        columns=[
            Column("workshop", lambda row: names.get(row[0], row[0]), words=_("Sekolah atau bengkel"), link=lambda row: to_school(row[0])),
            Column("hours", lambda row: row[1], hours, words=_("Jam semua siswa"), numeric=True),
        ],
        empty=_("Belum ada pelatihan yang dicatat. Sekolah mencatatnya di mejanya; taman sains membuka sekolahnya dari daftar di bawah."),
    )  # fmt: skip
    return render(request, "park/learning.html", {
        "title": _("Pembinaan dan pelatihan"), "section": SECTION, "schools": schools,
        "places": sorted(registry.makers(here.programme).values_list("key", "name"), key=lambda maker: maker[1]),
        "visits": visits_table(here.programme, "", addresses("park-coaching")),
    })  # fmt: skip


@door(*PARK)
def of_school(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """The lessons of one school, its students by name, and the form for a lesson."""
    names = registry.workshop_names(here.programme)
    if workshop not in names:
        raise Http404
    form = LessonForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.record_training(here.programme, lesson=form.lesson(workshop), **deed), to=lambda _: request.path,
        done=_("Pelatihan tercatat."),
    )  # fmt: skip
    return gone_on or render(request, "learning_school.html", {
        "title": _("Pelatihan: %(name)s") % {"name": names[workshop]}, "section": SECTION, "form": form,
        "learned": learned_table(here.programme, workshop), "lessons": lessons_table(here.programme, workshop),
    }, status=form.status)  # fmt: skip


@door(*PARK)
def visit(request: HttpRequest, here: Here) -> HttpResponse:
    """A coaching visit is written down."""
    form = VisitForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.record_visit(here.programme, visit=Visit(**form.typed), **deed), to=lambda _: reverse(SECTION),
        done=_("Kunjungan tercatat."),
    )  # fmt: skip
    page = {"title": _("Catat kunjungan pembinaan"), "section": SECTION, "form": form}
    return gone_on or render(request, "park/coaching.html", page, status=form.status)


@door(*PARK)
def coaching(request: HttpRequest, here: Here, visit: str) -> HttpResponse:
    """One visit, and what has changed since."""
    found = production.coaching_named(here.programme, visit)
    if found is None:
        raise Http404
    form = FollowForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.follow_visit(here.programme, visit=visit, **form.typed, **deed), to=lambda _: reverse(SECTION),
        done=_("Yang berubah tercatat."),
    )  # fmt: skip
    return gone_on or render(request, "park/coaching.html", {
        "title": _("Kunjungan %(code)s: %(name)s") % {"code": visit, "name": registry.workshop_names(here.programme)[found.workshop]},
        "section": SECTION, "form": form, "found": found, "topic": TOPIC_WORDS[found.topic],
    }, status=form.status)  # fmt: skip
