"""Lessons of students and coaching visits on the pages of park and school."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tempa.production import queries
from tempa.values.period import day_in_wita
from tests.cast import DARMA, PLANNER
from tests.desks.planning import text_of

pytestmark = pytest.mark.django_db


def lesson(**fields):
    day = day_in_wita(timezone.now()).isoformat()
    return {"day": day, "skill": "weld", "minutes": "90", "teacher": "Bu Wati", "students": "Siti\nAgus\n", "lot": "", "note": ""} | fields


def test_a_school_records_a_lesson_and_sees_its_students_hours(visit, programme):
    address = reverse("workshop-learning")
    assert "Belum ada pelatihan" in text_of(visit(DARMA, address))
    for minutes in ("90", "60"):
        assert visit(DARMA, address, lesson(minutes=minutes)).status_code == 302
    page = text_of(visit(DARMA, address))
    assert "Siti" in page and "Bu Wati" in page and "2,5" in page
    assert "Siti" not in text_of(visit(PLANNER, "/park/pembinaan/")) and "5" in text_of(visit(PLANNER, "/park/pembinaan/"))
    assert "Siti" in text_of(visit(PLANNER, f"/park/pembinaan/sekolah/{DARMA.subject}/"))
    wrong = visit(DARMA, address, lesson(minutes="5"))
    assert wrong.status_code == 400 and "15 menit" in text_of(wrong) and "Agus" in wrong.content.decode()


def test_the_park_records_a_visit_and_what_changed_and_the_workshop_reads_it(visit, programme):
    day = day_in_wita(timezone.now()).isoformat()
    said = {"workshop": DARMA.subject, "day": day, "topic": "quality", "found": "las keropos di sudut", "shown": "cara mengatur arus", "next_on": ""}
    assert visit(PLANNER, "/park/pembinaan/baru/", said | {"found": "pendek"}).status_code == 400
    assert visit(PLANNER, "/park/pembinaan/baru/", said)["Location"] == "/park/pembinaan/"
    assert "las keropos" in text_of(visit(DARMA, reverse("workshop-learning")))
    code = queries.coachings(programme).get().visit
    assert visit(PLANNER, f"/park/pembinaan/{code}/", {"changed": "sambungan sudah rapi", "next_on": ""}).status_code == 302
    assert "sambungan sudah rapi" in text_of(visit(PLANNER, f"/park/pembinaan/{code}/"))
