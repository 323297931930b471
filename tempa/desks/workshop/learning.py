"""Learning at the desk of a school or workshop: its students' hours, its lessons, and what the park's visits found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here, door
from tempa.desks.frame.learning import LessonForm, learned_table, lessons_table, visits_table
from tempa.production import actions


@door("workshop", "teacher")
def learning(request: HttpRequest, here: Here) -> HttpResponse:
    form = LessonForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.record_training(here.programme, lesson=form.lesson(here.subject), **deed), to=lambda _: request.path,
        done=_("Pelatihan tercatat."),
    )  # fmt: skip
    return gone_on or render(request, "learning_school.html", {
        "title": _("Pelatihan dan pembinaan"), "section": "workshop-learning", "form": form,
        "learned": learned_table(here.programme, here.subject), "lessons": lessons_table(here.programme, here.subject),
        "visits": visits_table(here.programme, here.subject),
    }, status=form.status)  # fmt: skip
